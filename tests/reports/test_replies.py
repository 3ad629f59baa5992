"""What the authority may answer besides yes (rules 7, 16, 21), the wait for it, and the page that leads through."""

from datetime import date, timedelta

import pytest

from app.cases.actions import add_contact, answer_extension, correct_contact, request_extension
from app.cases.enums import CasePhase, ContactChannel, ExtensionState
from app.cases.queries import get_case, get_case_ref, list_cases, list_contacts, list_due
from app.cases.queries.lists import CaseFilter
from app.core.errors import Invalid, RuleViolation, Stale
from app.db.sql import fetch_rows
from app.deadlines.enums import DeadlineKind
from app.digest.queries import read_digest
from app.documents.actions import add_document
from app.documents.enums import Direction, DocumentKind
from app.reports.actions import create_snapshot, link_new_case, release_snapshot
from app.reports.enums import ReplyOutcome
from app.reports.queries import list_awaited_replies, list_replies
from tests.factories_cases import DATES, make_case
from tests.factories_files import stage
from tests.factories_plans import make_item
from tests.factories_reports import make_informed, make_reply, make_report_back, report_now

K = DeadlineKind
TODAY = date(2025, 8, 20)


async def read(cast, case):
    return await get_case(cast.anna.scope, await get_case_ref(cast.anna.scope, case.public_id))


async def test_more_with_a_new_date_opens_the_case_and_the_new_date_binds(cast, tmp_path):
    """The new date is a ruling of its own; the old one stays on record, and there is nothing to complain about."""
    case = await make_case(cast)
    await make_report_back(cast, case)
    made = await make_reply(cast, case, tmp_path, new_dates={K.REPORT_BACK: date(2025, 12, 1)})

    detail = await read(cast, case)
    assert (detail.rows.case.phase, [each.label for each in detail.rulings]) == (
        CasePhase.OPEN,
        ["Afgørelse", "Ny frist i Arbejdstilsynets svar"],
    )
    assert {clock.label: clock.on_date for clock in detail.clocks} == {
        "Klagefrist": date(2025, 6, 10),
        "Efterkommelsesfrist": date(2025, 11, 3),
        "Tilbagemeldingsfrist": date(2025, 12, 1),
    }
    assert (date(2025, 11, 10), "void") in [(entry.on, entry.state) for entry in detail.timeline]
    (row,) = await fetch_rows("SELECT ruling, document FROM authority_replies WHERE public_id = {}", made.public_id)
    (ruling,) = await fetch_rows("SELECT document FROM rulings WHERE id = {}", row["ruling"])
    assert ruling["document"] == row["document"]


async def test_a_control_visit_and_a_new_reaction_leave_the_report_back_waiting(cast, tmp_path):
    case, other = await make_case(cast), await make_case(cast, actor=cast.erik.actor)
    await make_report_back(cast, case)
    visit = date(2025, 9, 30)
    await make_reply(cast, case, tmp_path, outcome=ReplyOutcome.CONTROL_VISIT, control_visit_on=visit)
    made = await make_reply(cast, case, tmp_path, outcome=ReplyOutcome.NEW_REACTION)

    detail = await read(cast, case)
    assert detail.rows.case.phase is CasePhase.REPORTED
    assert detail.facts.on(K.CONTROL_VISIT) == visit
    for reference in (case.reference, "EKS2025-9999", " "):
        with pytest.raises(Invalid):
            await link_new_case(cast.anna.actor, case.id, made.public_id, reference=reference)
    await link_new_case(cast.anna.actor, case.id, made.public_id, reference=other.reference.lower())
    with pytest.raises(RuleViolation):
        await link_new_case(cast.anna.actor, case.id, made.public_id, reference=other.reference)
    assert [row.new_case_reference for row in await list_replies(cast.anna.scope, case.id)] == [None, other.reference]
    for extras, field in (
        ({"control_visit_on": visit}, "control_visit_on"),
        ({"new_case": other.reference}, "new_case"),
        ({"outcome": ReplyOutcome.COMPLIED, "new_dates": {K.COMPLIANCE: visit}}, "new_compliance_on"),
    ):
        with pytest.raises(Invalid) as refusal:
            await make_reply(cast, case, tmp_path, **extras)
        assert list(refusal.value.fields) == [field]


async def test_the_wait_is_reminded_of_on_the_overview_and_in_the_mail_until_the_answer(cast, client, tmp_path):
    case = await make_case(cast, title="Ventende")
    await make_report_back(cast, case, sent_on=TODAY - timedelta(days=27))
    assert await list_awaited_replies(cast.anna.scope, limit=9) == []
    cast.clock.instant += timedelta(days=1)
    (found,) = await list_awaited_replies(cast.anna.actor.scope, limit=9)
    assert (found.title, found.sent_on, found.remind_on) == ("Ventende", date(2025, 7, 24), date(2025, 8, 21))
    assert await list_awaited_replies(cast.carl.actor.scope, limit=9) == []
    (line,) = (await read_digest(cast.anna.actor)).awaited
    assert (line.title, line.path) == ("Ventende", f"/sager/{case.public_id}/meld-tilbage")
    await client.as_(cast.anna)
    assert "Venter på Arbejdstilsynets svar" in (await client.get("/")).text

    await make_reply(cast, case, tmp_path, outcome=ReplyOutcome.COMPLIED)

    assert await list_awaited_replies(cast.anna.actor.scope, limit=9) == []


async def test_rule_16_the_old_date_binds_on_page_list_mail_and_report_until_a_longer_one_is_granted(cast, tmp_path):
    soon = date(2025, 8, 29)
    case = await make_case(cast, dates={**DATES, K.COMPLIANCE: soon})

    async def everywhere():
        detail = await read(cast, case)
        (line,) = (await list_cases(cast.anna.scope, CaseFilter())).cases
        due = [
            each.on_date
            for each in await list_due(cast.anna.scope, None, date(2026, 12, 31))
            if each.kind is K.COMPLIANCE
        ]
        mail = [each.on_date for each in (await read_digest(cast.anna.actor)).soon]
        report = await report_now(cast, cast.anna.scope, case.id)
        (clock,) = [each for each in report.clocks if each.label == "Efterkommelsesfrist"]
        return detail.facts.on(K.COMPLIANCE), line.due_on, due, mail, clock.on, clock.note

    async def ask():
        values = {"requested_on": TODAY, "wished_compliance_on": date(2026, 2, 2), "reason": "Ombygning"}
        return (await request_extension(cast.anna.actor, case.id, **values)).id

    before = await everywhere()
    assert before == (soon, soon, [soon], [soon], soon, "")
    asked = await ask()
    waiting = await everywhere()
    assert waiting[:5] == before[:5]
    assert waiting[5] == "Fristen 29. august 2025 gælder, indtil Arbejdstilsynet har bevilget en ny."
    letter = await add_document(
        cast.anna.actor,
        case_id=case.id,
        kind=DocumentKind.OTHER,
        direction=Direction.RECEIVED,
        title="Afslag",
        dated_on=TODAY,
        esdh_document_no="",
        file=await stage(tmp_path, "afslag.pdf"),
    )
    refused = {
        "state": ExtensionState.REFUSED,
        "answered_on": TODAY,
        "seen": 1,
        "note": "For sent",
        "document": letter.id,
    }
    await answer_extension(cast.anna.actor, case.id, asked, **refused)
    detail = await read(cast, case)
    assert (await everywhere())[:5] == before[:5]
    assert (detail.extensions[0].document_title, detail.extensions[0].answer_note) == ("Afslag", "For sent")
    assert "Arbejdstilsynet har afslået en længere frist." in detail.extensions[0].text
    assert [(each.label, each.document_title) for each in detail.rulings][1:] == [
        ("Afgørelse om længere frist", "Afslag")
    ]
    new = date(2026, 1, 15)
    granted = {"state": ExtensionState.GRANTED, "answered_on": TODAY, "seen": 1, "compliance_on": new}
    await answer_extension(cast.anna.actor, case.id, await ask(), **granted)

    after = await everywhere()
    assert (after[0], after[2], after[3], after[4]) == (new, [new], [], new)


async def test_contacts_are_corrected_by_another_row_and_stand_in_the_report_where_marked(cast):
    case, actor = await make_case(cast), cast.anna.actor
    values = {"on_date": TODAY, "channel": ContactChannel.PHONE, "role": "Tilsynsførende"}
    await add_contact(actor, case.id, **values, note="Ikke med")
    made = await add_contact(actor, case.id, **values, note="Aftalt den 3.", is_in_report=True)
    right = {**values, "channel": ContactChannel.MEETING, "note": "Aftalt den 5.", "is_in_report": True}
    with pytest.raises(Invalid) as missing:
        await correct_contact(actor, case.id, made.public_id, **right, reason=" ")
    assert list(missing.value.fields) == ["reason"]
    await correct_contact(actor, case.id, made.public_id, **right, reason="Forkert dag")
    with pytest.raises(Stale):
        await correct_contact(actor, case.id, made.public_id, **right, reason="Forkert dag")

    rows = await list_contacts(cast.anna.scope, case.id)
    assert [(row.note, row.reason, row.is_corrected) for row in rows] == [
        ("Aftalt den 5.", "Forkert dag", False),
        ("Aftalt den 3.", "", True),
        ("Ikke med", "", False),
    ]
    report = await report_now(cast, cast.anna.scope, case.id)
    assert [(each.kind, each.text) for each in report.contacts] == [("Møde, Tilsynsførende", "Aftalt den 5.")]


async def test_the_page_leads_through_with_one_button_and_tells_who_waits_for_whom(cast, client, tmp_path):
    """A manager step by step; the AMR sees the same page without the manager's buttons; a reader none."""
    case = await make_case(cast, actor=cast.erik.actor)
    item = await make_item(cast, case)
    address = f"/sager/{case.public_id}/meld-tilbage"

    async def page_of(member):
        await client.as_(member)
        page = (await client.get(address)).text
        now = page.split('aria-current="step"')[1].split("</li>\n<li")[0] if 'aria-current="step"' in page else ""
        return now.split("<h2")[1].split("</h2>")[0].split(">", 1)[1].split(" <")[0] if now else "", page

    async def steps():
        return [(await page_of(member))[0] for member in (cast.anna, cast.bo, cast.gerda)]

    assert await steps() == ["2. Lav en kladde"] * 3
    await create_snapshot(cast.anna.actor, case.id)
    assert await steps() == ["3. Orientér AMO eller AMR om kladden"] * 3
    page = (await page_of(cast.gerda))[1]
    assert "En leder, AMR eller konsulent registrerer orienteringen." in page
    assert 'class="button' not in page.split('class="road"')[1].split("</ol>")[0]
    await make_informed(cast.bo.actor, case, remark="Vi er enige.")
    heading, page = await page_of(cast.anna)
    assert (heading, "Bemærkningen til kladden står ikke i den." in page) == ("4. Frigiv rapporten", True)
    assert "En leder eller konsulent frigiver rapporten." in (await page_of(cast.bo))[1]
    await make_item(cast, case, title="Mere")
    heading, page = await page_of(cast.anna)
    assert (heading, "Sagen er ændret, siden rapport nr. 1 blev lavet." in page) == ("2. Lav en kladde", True)
    assert "Tiltag 2: Mere" in (await page_of(cast.gerda))[1]  # what differs, for whoever reads the case
    await create_snapshot(cast.anna.actor, case.id)
    await make_informed(cast.bo.actor, case, 2)
    await release_snapshot(cast.anna.actor, case.id, 2)
    assert (await page_of(cast.anna))[0] == "5. Send i Arbejdstilsynets selvbetjening"
    assert "Om rapport nr. 2." in (await client.get(f"/sager/{case.public_id}/rapport/2/tekster")).text
    await make_report_back(cast, case, sent_on=TODAY)
    assert (await page_of(cast.anna))[0] == "6. Vent på Arbejdstilsynets svar"
    await make_reply(cast, case, tmp_path)
    heading, page = await page_of(cast.anna)
    assert (heading, "Meld tilbage igen." in page) == ("2. Lav en kladde", True)
    assert item.public_id not in page
    await client.as_(cast.carl)
    assert (await client.get(address)).status_code == 404
