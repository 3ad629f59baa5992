"""The pages of reports, report-backs and the end of a case, as a browser sees them."""

import io
import re
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from app.cases.enums import NoticeKind
from app.cases.queries import get_case_ref
from app.db.engine import record_statements
from app.db.sql import execute, fetch_value
from app.db.transaction import transaction
from app.organisation.actions import change_person, change_unit, deactivate_person, move_unit
from app.organisation.enums import UnitKind
from app.reports.actions import create_snapshot, release_snapshot
from app.reports.enums import ReplyOutcome, SnapshotState
from app.reports.queries import (
    collect_facts,
    get_snapshot,
    list_replies,
    list_report_backs,
    list_snapshots,
    load_material,
)
from tests.factories import PASSWORD
from tests.factories_cases import make_case, make_finding
from tests.factories_files import EXE, PDF, files_in
from tests.factories_involvement import audit_of, make_involvement
from tests.factories_plans import make_item
from tests.factories_reports import make_informed, make_reply, make_report_back

FORMS = (
    "rapport/1/orientering",
    "rapport/ny",
    "tilbagemelding/ny",
    "svar/ny",
    "luk",
    "genaabn",
    "rapport/1/frigiv",
    "rapport/1/traek-tilbage",
)


def pdf_path(case, no=1):
    return f"/sager/{case.public_id}/rapport/{no}/statusrapport-{case.reference}-nr-{no}.pdf"


def exports(entries):
    return [payload.actor_name for action, _, payload in entries if action == "exported"]


async def test_the_report_page_says_what_is_missing_and_where(cast, client):
    case = await make_case(cast, actor=cast.erik.actor)
    await make_item(cast, case)
    await client.as_(cast.anna)
    page = (await client.get(f"/sager/{case.public_id}/rapport")).text

    assert "Indsendes i Arbejdstilsynets selvbetjening – ikke herfra" in page
    for path in ("handleplan", "dokumentation", "inddragelse/ny", "rapport/ny", "tilbagemelding/ny", "svar/ny", "luk"):
        assert f'href="/sager/{case.public_id}/{path}"' in page
    assert "1 tiltag er ikke gennemført." in page
    assert "Ingen rapporter endnu" in page


async def test_a_reader_sees_the_page_without_its_buttons(cast, client):
    case = await make_case(cast)
    await create_snapshot(cast.anna.actor, case.id)
    await client.as_(cast.gerda)
    page = (await client.get(f"/sager/{case.public_id}/rapport")).text

    assert "Nr. 1" in page
    for path in ("rapport/ny", "tilbagemelding/ny", "svar/ny", "luk", "genaabn"):
        assert f'href="/sager/{case.public_id}/{path}"' not in page


async def test_making_reading_and_releasing_a_report(cast, client):
    case = await make_case(cast)
    await client.as_(cast.anna)
    base = f"/sager/{case.public_id}"
    made = await client.post(f"{base}/rapport/ny", {"show_names": "1"})
    assert (made.status_code, made.headers["location"]) == (303, f"{base}/rapport/1")
    page = (await client.get(f"{base}/rapport/1")).text
    assert "Statusrapport nr. 1" in page
    assert pdf_path(case) in page
    refused = await client.post(f"{base}/rapport/1/frigiv")
    assert refused.status_code == 409
    assert f'href="{base}/rapport/1/orientering"' in refused.text
    told = {"kind": "informed", "party": "health_safety_rep", "channel": "meeting", "on_date": "2025-08-20"}
    assert "gælder rapport nr. 1, fingeraftryk" in (await client.get(f"{base}/rapport/1/orientering")).text
    early = await client.post(f"{base}/rapport/1/orientering", {**told, "on_date": "2025-08-19", "forum_text": "AMG"})
    assert (early.status_code, "Ingen kan være orienteret om den før." in early.text) == (422, True)
    informed = await client.post(f"{base}/rapport/1/orientering", {**told, "forum_text": "AMG"})
    assert (informed.status_code, informed.headers["location"]) == (303, f"{base}/meld-tilbage")
    done = await client.post(f"{base}/rapport/1/frigiv")

    assert (done.status_code, done.headers["location"]) == (303, f"{base}/meld-tilbage")
    (row,) = await list_snapshots(cast.anna.scope, case.id)
    assert row.state is SnapshotState.RELEASED
    assert "Frigivet" in (await client.get(f"{base}/rapport/1")).text


async def test_what_looks_like_a_cpr_number_is_pointed_out_and_stops_nothing(cast, client):
    """Rule 44: before the report is made, on the frozen one and before its release; the number is not repeated."""
    case = await make_case(cast)
    await make_item(cast, case, measure="Talt med 010203-1234")
    await make_involvement(cast.bo.actor, case.id, remark="Født 010203-1234")
    await client.as_(cast.anna)
    base = f"/sager/{case.public_id}"
    told = {f'<a href="{base}/handleplan">Noget ligner et CPR-nummer i handleplanen</a>'}
    told |= {f'<a href="{base}/inddragelse">Noget ligner et CPR-nummer i inddragelsen</a>'}
    await client.post(f"{base}/rapport/ny")
    await make_informed(cast.bo.actor, case)
    for path in ("", "/1", "/1/frigiv"):
        page = (await client.get(f"{base}/rapport{path}")).text
        assert {line for line in told if line in page} == told, path
    assert (await client.post(f"{base}/rapport/1/frigiv")).status_code == 303


async def test_the_pdf_is_the_same_twice_and_logged_before_it_leaves(cast, client):
    case = await make_case(cast, title="Uklare krav i Ågruppen", dates={})
    await make_involvement(cast.bo.actor, case.id, remark='»Nej«, siger "vi" – æøå')
    await create_snapshot(cast.anna.actor, case.id)
    await make_informed(cast.bo.actor, case)
    await release_snapshot(cast.anna.actor, case.id, 1)
    made = await get_snapshot(cast.anna.scope, case.id, 1)
    await client.as_(cast.gerda)
    first, second = await client.get(pdf_path(case)), await client.get(pdf_path(case))

    assert (first.status_code, first.content) == (200, second.content)
    assert first.headers["content-type"] == "application/pdf"
    assert first.headers["etag"] == second.headers["etag"] == f'"{made.hash}-released"'
    assert f"statusrapport-{case.reference}-nr-1.pdf" in first.headers["content-disposition"]
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(first.content)).pages).split())
    assert "Uklare krav i Ågruppen" in text
    assert '»Nej«, siger "vi" – æøå' in text
    assert "Efterkommelsesfrist ukendt" in text
    assert exports(await audit_of(case.id)) == ["Gerda Læser", "Gerda Læser"]
    unchanged = await client.http.get(pdf_path(case), headers={"If-None-Match": first.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert len(exports(await audit_of(case.id))) == 2


async def test_a_report_opens_as_it_was_when_its_case_people_and_units_have_changed(cast, client):
    """Rule 39: those who see the unit where it now lies find it, and nobody else."""
    case = await make_case(cast)
    await create_snapshot(cast.anna.actor, case.id)
    await make_informed(cast.bo.actor, case)
    await release_snapshot(cast.anna.actor, case.id, 1)
    before = (await (await client.as_(cast.erik)).get(pdf_path(case))).content
    assert (await (await client.as_(cast.carl)).get(pdf_path(case))).status_code == 404

    async def version(table: str, key: int) -> int:
        return await fetch_value(int, f"SELECT version FROM {table} WHERE id = {{}}", key) or 0

    unit, system = cast.nord.id, cast.system
    seen = await version("units", unit)
    await change_unit(system, unit, seen=seen, name="Helt andet navn", kind=UnitKind.WORKPLACE, cvr_no="12345674")
    await move_unit(system, unit, seen=await version("units", unit), parent=cast.top.id)
    seen = await version("persons", cast.anna.id)
    await change_person(system, cast.anna.id, seen=seen, name="Anna Nyt-Navn", email=None, job_title="Andet")
    await deactivate_person(system, cast.bo.id, seen=await version("persons", cast.bo.id))
    await make_finding(cast, case, actor=cast.erik.actor)

    await client.as_(cast.erik)
    assert (await client.get(pdf_path(case))).content == before
    assert f'href="/sager/{case.public_id}/rapport/1"' in (await client.get(f"/sager/{case.public_id}/rapport")).text
    page = (await client.get(f"/sager/{case.public_id}/rapport/1")).text
    assert (await get_snapshot(cast.erik.scope, case.id, 1)).hash in page
    await client.as_(cast.anna)  # leads the centre that the unit has left
    for path in (pdf_path(case), f"/sager/{case.public_id}/rapport/1", f"/sager/{case.public_id}/rapport"):
        assert (await client.get(path)).status_code == 404


async def test_a_draft_says_so_and_has_the_hash_that_is_released(cast, client):
    case = await make_case(cast)
    made = await create_snapshot(cast.anna.actor, case.id)
    await make_informed(cast.bo.actor, case)
    await client.as_(cast.anna)
    draft = await client.get(pdf_path(case))
    await release_snapshot(cast.anna.actor, case.id, 1)
    released = await client.get(pdf_path(case))
    after = await get_snapshot(cast.anna.scope, case.id, 1)

    assert (draft.headers["etag"], released.headers["etag"]) == (
        f'"{made.hash}-draft"',
        f'"{after.hash}-released"',
    )
    assert made.hash == after.hash
    assert "udkast" in PdfReader(io.BytesIO(draft.content)).pages[0].extract_text()
    assert "dkast" not in PdfReader(io.BytesIO(released.content)).pages[0].extract_text()


async def test_a_report_back_is_recorded_with_its_receipt_and_marked(cast, client):
    case = await make_case(cast)
    await client.as_(cast.anna)
    base = f"/sager/{case.public_id}"
    assert "bliver mærket" in (await client.get(f"{base}/tilbagemelding/ny")).text
    sent = await client.post(
        f"{base}/tilbagemelding/ny",
        {"sent_on": "18.08.2025", "receipt": "4711 æøå"},
        files={"file": ("Kvittering æ.pdf", PDF, "application/pdf")},
    )

    assert (sent.status_code, sent.headers["location"]) == (303, f"{base}/meld-tilbage")
    (row,) = await list_report_backs(cast.anna.scope, case.id)
    assert (row.sent_on, row.receipt, row.receipt_file, row.was_body_informed) == (
        date(2025, 8, 18),
        "4711 æøå",
        "Kvittering æ.pdf",
        False,
    )
    page = (await client.get(f"{base}/rapport")).text
    assert "Uden registreret orientering af AMO" in page
    assert (await client.get(f"/dokumenter/{row.receipt_document}/{row.receipt_file}")).content == PDF


async def test_bad_input_keeps_what_was_typed_and_leaves_no_file(cast, client, settings):
    case = await make_case(cast, actor=cast.erik.actor)
    await client.as_(cast.anna)
    base = f"/sager/{case.public_id}"
    tries = {
        "tilbagemelding/ny": {"sent_on": "30.02.2025", "receipt": "Kvittering »4711«"},
        "svar/ny": {"outcome": "asks", "replied_on": "i går", "note": "Kvittering »4711«"},
        "luk": {"outcome": "hvad som helst", "closed_on": "20.08.2025", "reason": "Kvittering »4711«"},
    }
    for path, typed in tries.items():
        answer = await client.post(f"{base}/{path}", typed, files={"file": ("a.pdf", PDF, "application/pdf")})
        assert answer.status_code == 422, path
        assert "Kvittering »4711«" in answer.text
        assert "Vælg filen igen" in answer.text
    for path in ("rapport/1/traek-tilbage", "genaabn"):
        await create_snapshot(cast.anna.actor, case.id)
        assert (await client.post(f"{base}/{path}", {"reason": " "})).status_code == 422
    tomorrow = await client.post(f"{base}/tilbagemelding/ny", {"sent_on": "21.08.2025", "receipt": "K"})
    assert (tomorrow.status_code, "fremtiden" in tomorrow.text) == (422, True)
    refused = await client.post(
        f"{base}/svar/ny",
        {"outcome": "asks", "replied_on": "20.08.2025"},
        files={"file": ("brev.pdf", EXE, "application/pdf")},
    )
    assert refused.status_code == 422
    without = await client.post(f"{base}/svar/ny", {"outcome": "asks", "replied_on": "20.08.2025"})
    assert (without.status_code, "Uden brevet er svaret ikke dokumenteret" in without.text) == (422, True)

    assert await list_report_backs(cast.anna.scope, case.id) == []
    assert await list_replies(cast.anna.scope, case.id) == []
    assert files_in(settings.blob_dir) == []


async def test_the_reply_closes_the_case_and_it_can_be_opened_again(cast, client):
    case = await make_case(cast, actor=cast.erik.actor)
    await make_report_back(cast, case)
    await client.as_(cast.anna)
    base = f"/sager/{case.public_id}"
    answer = await client.post(
        f"{base}/svar/ny",
        {"outcome": "complied", "replied_on": "2025-08-20"},
        files={"file": ("svar.pdf", PDF, "application/pdf")},
    )
    assert answer.status_code == 303
    page = (await client.get(f"{base}/rapport")).text
    assert "Sagen er lukket: Efterkommet." in page
    assert f'href="{base}/genaabn"' in page
    seen = str((await get_case_ref(cast.anna.scope, case.public_id)).version)
    assert (await client.post(f"{base}/genaabn", {"reason": "Forkert sag", "version": seen})).status_code == 303
    assert (await get_case_ref(cast.anna.scope, case.public_id)).phase == "reported"
    again = await client.get(f"{base}/genaabn")  # it is open: there is nothing to open again
    assert (again.status_code, again.headers["location"]) == (303, f"{base}/rapport")


async def test_closing_names_what_is_missing_with_links_and_keeps_the_text(cast, client):
    case = await make_case(cast, actor=cast.erik.actor)
    await client.as_(cast.anna)
    base = f"/sager/{case.public_id}"
    typed = {"outcome": "complied", "closed_on": "20.08.2025", "reason": "Vi synes, vi er færdige"}
    seen = str((await get_case_ref(cast.anna.scope, case.public_id)).version)
    refused = await client.post(f"{base}/luk", {**typed, "version": seen})

    assert refused.status_code == 409
    assert f'href="{base}/svar/ny"' in refused.text
    assert "Vi synes, vi er færdige" in refused.text
    version = (await get_case_ref(cast.anna.scope, case.public_id)).version
    stale = await client.post(f"{base}/luk", {**typed, "outcome": "replaced", "version": str(version + 1)})
    assert (stale.status_code, "En anden har gemt ændringer" in stale.text) == (409, True)
    done = await client.post(f"{base}/luk", {**typed, "outcome": "replaced", "version": str(version)})
    assert done.status_code == 303


async def test_taking_a_report_out_of_the_house_asks_who_it_is(cast, client):
    """Issue 3: re-authentication before exporting a report. What was chosen is kept, and one comes back."""
    case = await make_case(cast)
    await create_snapshot(cast.anna.actor, case.id)
    base = f"/sager/{case.public_id}/rapport"
    await client.as_(cast.anna)
    cast.clock.instant += timedelta(minutes=10, seconds=1)
    for path, typed in ((f"{base}/ny", {"show_names": "1"}), (f"{base}/1/frigiv", {})):
        asked = await client.post(path, typed)
        assert (asked.status_code, "Bekræft, at det er dig" in asked.text) == (401, True)
    page = await client.get(pdf_path(case))
    assert (page.status_code, page.headers["location"]) == (303, f"/bekraeft?naeste={base}/1")
    assert exports(await audit_of(case.id)) == []
    asked = await client.post(f"{base}/ny", {"show_names": "1"})
    sent = {name: re.search(rf'name="{name}" value="([^"]*)"', asked.text)[1] for name in ("to", "carried")}
    proved = await client.post("/bekraeft", {**sent, "password": PASSWORD})
    assert (proved.status_code, proved.headers["location"]) == (303, f"{base}/ny")
    assert re.search(r'name="show_names"[^>]* checked', (await client.get(f"{base}/ny")).text)
    assert (await client.get(pdf_path(case))).status_code == 200
    assert exports(await audit_of(case.id)) == ["Anna Leder"]


async def test_the_owner_of_a_case_is_told_that_somebody_else_closes_it(cast, client, tmp_path):
    case = await make_case(cast)
    base = f"/sager/{case.public_id}"
    text = "Du er ansvarlig for sagen. En anden leder, AMR eller konsulent skal lukke den. Spørg Bo Ærø (AMR)."
    await client.as_(cast.bo)
    assert f'href="{base}/luk"' in (await client.get(f"{base}/rapport")).text
    assert f'href="{base}/luk"' in (await client.get(base)).text
    await client.as_(cast.anna)
    page = (await client.get(f"{base}/rapport")).text
    assert (text in page, f'href="{base}/luk"' in page) == (True, False)
    refused = await client.get(f"{base}/luk")
    assert (refused.status_code, text in refused.text, "administrator om den" in refused.text) == (403, True, False)
    await make_item(cast, case)
    await make_reply(cast, case, tmp_path, actor=cast.anna.actor, outcome=ReplyOutcome.COMPLIED)
    page = (await client.get(base)).text
    assert (text in page, f'href="{base}/luk"' in page) == (True, False)

    form = (await client.get(f"{base}/ansvarlig")).text
    assert "Anna Leder er ansvarlig for sagen nu." in form
    version = str((await get_case_ref(cast.anna.scope, case.public_id)).version)
    changed = {"owner": cast.erik.public_id, "reason": "Ferie", "version": version}
    assert (await client.post(f"{base}/ansvarlig", {**changed, "version": "99"})).status_code == 409
    assert (await client.post(f"{base}/ansvarlig", {**changed, "owner": cast.hans.public_id})).status_code == 422
    assert (await client.post(f"{base}/ansvarlig", changed)).status_code == 303
    assert "Erik Konsulent" in (await client.get(base)).text
    assert "Du har selv givet sagen videre." in (await client.get(f"{base}/rapport")).text


@pytest.mark.parametrize("path", FORMS)
async def test_forms_are_for_those_who_may(cast, client, path):
    case = await make_case(cast)
    await create_snapshot(cast.anna.actor, case.id)
    address = f"/sager/{case.public_id}/{path}"
    await client.as_(cast.gerda)
    assert [(await client.get(address)).status_code, (await client.post(address, {"reason": "x"})).status_code] == [
        403,
        403,
    ]
    await client.as_(cast.carl)
    assert [(await client.get(address)).status_code, (await client.post(address, {"reason": "x"})).status_code] == [
        404,
        404,
    ]


async def test_what_does_not_exist_is_not_found(cast, client):
    case = await make_case(cast)
    await create_snapshot(cast.anna.actor, case.id)
    await client.as_(cast.anna)
    base = f"/sager/{case.public_id}"
    for address in (
        "/sager/findes-ikke/rapport",
        f"{base}/rapport/2",
        f"{base}/rapport/99999999999",
        f"{base}/rapport/x",
        f"{base}/rapport/1/andet.pdf",
        f"{base}/rapport/2/frigiv",
    ):
        assert (await client.get(address)).status_code == 404, address
    await client.as_(cast.carl)
    for address in (f"{base}/rapport", f"{base}/rapport/1", pdf_path(case)):
        assert (await client.get(address)).status_code == 404, address
    assert exports(await audit_of(case.id)) == []


async def test_a_report_of_hidden_items_is_not_shown(cast, client):
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    await make_item(cast, case, unit=cast.syd.id)
    await create_snapshot(cast.anna.actor, case.id)
    await client.as_(cast.bo)
    page = (await client.get(f"/sager/{case.public_id}/rapport")).text

    assert "tiltag på enheder, du ikke har adgang til" in page
    assert pdf_path(case) not in page
    assert "Fast søndagsvagt" not in page
    assert (await client.get(f"/sager/{case.public_id}/rapport/1")).status_code == 404
    assert (await client.get(pdf_path(case))).status_code == 404


async def test_an_agreement_is_not_answered_with_complied(client, cast):
    """Rule 5: what would be refused is not offered."""
    case = await make_case(cast, kind=NoticeKind.AGREEMENT, dates={})
    await client.as_(cast.anna)
    text = (await client.get(f"/sager/{case.public_id}/svar/ny")).text
    assert ('value="asks"' in text, 'value="complied"' in text, 'value="not_complied"' in text) == (True, False, False)


async def test_the_page_tells_those_who_read_confidential_rows_that_the_report_leaves_them_out(cast, client):
    """Decision 0014; the gates count the whole case all the same."""
    case = await make_case(cast)
    item = await make_item(cast, case)
    await make_item(cast, case)
    page = f"/sager/{case.public_id}/rapport"
    await client.as_(cast.anna)
    assert "Fortroligt og ikke med" not in (await client.get(page)).text
    async with transaction():
        await execute("UPDATE action_items SET tier = 'management' WHERE id = {}", item.id)

    told = (await client.get(page)).text
    assert "Rapporten viser kun det, der er åbent for alle på sagen. Fortroligt og ikke med: 1 tiltag." in told
    await client.as_(cast.gerda)  # reads what is open, and is told of nothing else
    assert "Fortroligt og ikke med" not in (await client.get(page)).text
    material = await load_material(cast.anna.scope, await get_case_ref(cast.anna.scope, case.public_id))
    assert (len(material.plan.items), material.facts.item_count) == (1, 2)
    assert material.facts == await collect_facts(cast.anna.scope, case.id)


@pytest.mark.parametrize("count", [1, 3, 300])
async def test_the_page_asks_few_queries(cast, client, count):
    case = await make_case(cast)
    async with transaction():
        for _ in range(count):
            await make_item(cast, case, helpers=(cast.erik.id,))
    for _ in range(min(count, 3)):
        await make_report_back(cast, case)
        await create_snapshot(cast.anna.actor, case.id)
    await client.as_(cast.anna)
    with record_statements() as seen:
        page = (await client.get(f"/sager/{case.public_id}/rapport")).text
    assert f"{count} tiltag er beskrevet" in page
    assert len(seen) <= 35, "\n".join(map(str, seen))


async def test_guidance_asks_nobody_to_be_informed(cast, client):
    """Rules 19 and 20 are for decisions and agreements."""
    case = await make_case(cast, kind=NoticeKind.GUIDANCE, dates={})
    await client.as_(cast.anna)
    assert "AMO eller AMR er orienteret" not in (await client.get(f"/sager/{case.public_id}/rapport")).text
    assert "Opgave: orientér" not in (await client.get(f"/sager/{case.public_id}/inddragelse")).text
