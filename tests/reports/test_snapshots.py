"""Frozen reports (rules 13, 22, 39): what stands in them, that they stay as they are, and who gets them."""

import asyncio
import io
from datetime import date

import pytest
from pypdf import PdfReader

from app.cases.enums import FindingKind
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.db.engine import record_statements
from app.db.sql import execute
from app.db.transaction import transaction
from app.deadlines.enums import DateSource, DeadlineKind
from app.evidence.actions import Link, add_evidence, withdraw_evidence
from app.evidence.enums import EvidenceKind, LinkKind
from app.evidence.queries import list_case_evidence
from app.involvement.actions import withdraw_involvement
from app.involvement.enums import InvolvementKind
from app.plans.enums import ItemStatus
from app.reports.actions import (
    build_report_file,
    create_snapshot,
    release_snapshot,
    replace_snapshot,
    withdraw_snapshot,
)
from app.reports.content import canonical_json, decode, sha256
from app.reports.enums import Profile, SnapshotState
from app.reports.pdf.render import render_status_report
from app.reports.queries import get_snapshot, list_reportable_cases, list_snapshots
from app.reports.rules import report_texts
from tests.factories_cases import make_case, make_finding, make_focus_point, make_visit, put_date
from tests.factories_files import stage
from tests.factories_involvement import audit_of, make_involvement
from tests.factories_plans import make_item, set_status
from tests.factories_reports import make_informed, make_report_back, report_now

HOSTILE = "»Nej« <b>&amp;</b> \"citat\" 'og' {{ 7*7 }} {% x %} %s \\n 😀 a\u030a \u202e\x00\x07 ÆØÅ æøå"


async def report_of(member, case, no=1):
    return decode((await get_snapshot(member.scope, case.id, no)).canonical)


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


async def live(cast, case):
    return await report_now(cast, cast.anna.scope, case.id)


async def test_a_bare_case_says_unknown_and_invents_nothing(cast):
    """Rule 13."""
    case = await make_case(cast, dates={}, title="Uklare krav i Ågruppen", authority_case_no="")
    await create_snapshot(cast.anna.actor, case.id)
    report = await report_of(cast.anna, case)

    assert (report.case_reference, report.title, report.municipality) == (
        "EKS2025-0001",
        "Uklare krav i Ågruppen",
        "Eksempel Kommune",
    )
    assert [(unit.name, unit.cvr_no, unit.production_unit_no) for unit in report.units] == [
        ("Ågruppen Nord", None, None)
    ]
    assert report.kle == ""  # rule 38: the municipality's default is a suggestion, on the page
    assert (report.author.name, report.author.role, report.report_no) == ("Anna Leder", "Leder", "1")
    assert {clock.label: (clock.on, clock.state, clock.tone) for clock in report.clocks} == {
        "Klagefrist": (None, "Frist ukendt", "unknown"),
        "Efterkommelsesfrist": (None, "Frist ukendt", "unknown"),
        "Tilbagemeldingsfrist": (None, "Frist ukendt", "unknown"),
    }
    assert (report.visited_on, report.plan, report.counts, report.focus_points) == (None, None, (), ())
    assert [event.on for event in report.events] == [None, None]
    text = text_of(await build_report_file(cast.system, case.reference))
    assert "Uklare krav i Ågruppen" in text
    assert "Klagefrist ukendt ? Frist ukendt Efterkommelsesfrist ukendt ? Frist ukendt" in text
    assert "Tilsynsbesøg ukendt" in text


async def test_everything_told_of_a_case_stands_in_its_report(cast, tmp_path):
    visit = await make_visit(cast)
    case = await make_case(cast, visit=visit.id, summary="Arbejdet er ikke planlagt forsvarligt.")
    point = await make_focus_point(cast, case)
    other = await make_focus_point(cast, case, title="Roller")
    await make_finding(cast, case, focus_points=(point.id,))
    await make_finding(cast, case, kind=FindingKind.CONCLUSION, text="Indsatsen er for svag.")
    item = await make_item(cast, case, focus_points=(point.id, other.id))
    await make_item(cast, case, title="Følg sagstallet", ongoing_interval_months=3, due_on=None)
    await set_status(cast, item, ItemStatus.IN_PROGRESS, note="Anna var syg i går")
    await set_status(cast, item, ItemStatus.DONE, note="Vagten har kørt siden 1. juni.")
    await make_involvement(cast.bo.actor, case.id, kind=InvolvementKind.DISSENTED, remark=HOSTILE, participants="AMR")
    await make_report_back(cast, case)
    await put_date(
        cast.anna.actor,
        case.id,
        DeadlineKind.COMPLIANCE,
        on_date=date(2025, 12, 1),
        source=DateSource.LETTER,
        reason="Bevilget i brev",
    )
    link = Link(LinkKind.CASE, case.public_id)
    values = {"kind": EvidenceKind.MINUTES, "dated_on": None, "link": link}
    await add_evidence(cast.bo.actor, title="Referat æøå", files=[await stage(tmp_path, "Referat æøå.pdf")], **values)
    await add_evidence(cast.bo.actor, title="I ESDH", esdh_reference="25/12-3", **values)

    report = await live(cast, case)

    assert (report.visited_on, report.order_summary) == (date(2025, 4, 10), "Arbejdet er ikke planlagt forsvarligt.")
    assert [(f.no, f.kind, f.answered_by) for f in report.findings] == [
        ("1", "Krav", ("1. Planlægning af arbejdet",)),
        ("2", "Konklusion", ()),
    ]
    first, second = report.focus_points
    assert (first.answers, [each.no for each in first.items], second.also_items) == (
        ("Krav 1",),
        ["1"],
        ("1 Fast søndagsvagt",),
    )
    done = first.items[0]
    assert (done.status, done.is_done, done.done_on, done.effect_result) == (
        "Gennemført, effekt ikke vurderet",
        True,
        date(2025, 8, 20),
        "",
    )
    assert done.what_was_done == "Vagten har kørt siden 1. juni."  # not what was noted on the way
    assert (done.owner_role, done.owner_name) == ("AMR", "")  # rule 39: no names unless switched on
    assert [(each.title, each.review_interval) for each in report.permanent_conditions] == [
        ("Tiltag 2: Følg sagstallet", "hver 3. måned")
    ]
    compliance = next(clock for clock in report.clocks if clock.label == "Efterkommelsesfrist")
    assert (compliance.on, compliance.original_on, compliance.note) == (
        date(2025, 12, 1),
        date(2025, 11, 3),
        "Ændret: Bevilget i brev",
    )
    (record,) = report.involvement
    assert (record.kind, record.is_dissent) == ("Uenig", True)
    assert record.remark == HOSTILE.replace("\u202e\x00\x07", "")  # unaltered but for control characters
    assert [sent.mark for sent in report.report_backs] == [""]
    assert [(e.no, e.title, e.file_name, e.esdh_ref, e.belongs_to) for e in report.evidence] == [
        ("B1", "Referat æøå", "Referat æøå.pdf", "", ("Sagen",)),
        ("B2", "I ESDH", "", "25/12-3", ("Sagen",)),
    ]
    assert [(work.item, work.missing) for work in report.remaining] == [
        ("Fokuspunkt 1: Planlægning af arbejdet", "Fokuspunktet er åbent"),
        ("Fokuspunkt 2: Roller", "Fokuspunktet er åbent"),
        ("Tiltag 1: Fast søndagsvagt", "Effekten er ikke vurderet"),
        ("Tiltag 2: Følg sagstallet", "Planlagt, følges løbende"),
    ]
    assert report.also_missing == ("Konklusion 2 er endnu ikke besvaret af et fokuspunkt.",)
    named = await report_now(cast, cast.anna.scope, case.id, show_names=True)
    assert named.focus_points[0].items[0].owner_name == "Bo Ærø"
    assert b"Bo " not in canonical_json(report)
    assert text_of(render_status_report(canonical_json(report), sha256(canonical_json(report)), SnapshotState.DRAFT))

    texts = report_texts(report)
    assert texts.done == (
        "1. Planlægning af arbejdet\n- Fast søndagsvagt, gennemført 20. august 2025. Vagten har kørt siden 1. juni."
    )
    assert "Mandagens bunke bliver fordelt" in texts.solves
    assert texts.informed.startswith("- 14. april 2025: Uenig: Arbejdsmiljørepræsentant (AMR), AMG-møde (Møde, AMR).")
    assert texts.evidence == "- B1 Referat æøå (Referat æøå.pdf)\n- B2 I ESDH (25/12-3)"


async def test_what_is_withdrawn_stays_and_says_so(cast, tmp_path):
    case = await make_case(cast)
    record = await make_involvement(cast.bo.actor, case.id, remark="Vi er uenige", kind=InvolvementKind.DISSENTED)
    await withdraw_involvement(cast.bo.actor, case.id, record.public_id, reason="Forkert møde")
    await add_evidence(
        cast.bo.actor,
        kind=EvidenceKind.PHOTO,
        title="Foto",
        dated_on=None,
        link=Link(LinkKind.CASE, case.public_id),
        files=[await stage(tmp_path)],
    )
    (evidence,) = await list_case_evidence(cast.anna.scope, case.id)
    await withdraw_evidence(cast.bo.actor, evidence.public_id, reason="Ansigter")

    report = await live(cast, case)

    assert [(r.kind, r.remark, r.is_withdrawn) for r in report.involvement] == [
        ("Uenig (trukket tilbage: Forkert møde)", "Vi er uenige", True)
    ]
    assert [(e.note, e.is_withdrawn) for e in report.evidence] == [("Trukket tilbage 20. august 2025: Ansigter", True)]
    assert (report_texts(report).informed, report_texts(report).evidence) == ("", "")


async def test_a_snapshot_does_not_change_when_the_case_does(cast):
    case = await make_case(cast)
    made = await create_snapshot(cast.anna.actor, case.id)
    before = await get_snapshot(cast.anna.scope, case.id, 1)
    await make_informed(cast.bo.actor, case)
    await release_snapshot(cast.anna.actor, case.id, 1)
    await make_item(cast, case)
    await put_date(
        cast.anna.actor, case.id, DeadlineKind.COMPLIANCE, on_date=None, source=DateSource.LETTER, reason="Slåfejl"
    )
    after = await get_snapshot(cast.anna.scope, case.id, 1)

    assert (before.hash, after.at) == (made.hash, before.at)
    assert (after.content, after.hash) == (before.content, before.hash)


async def test_one_hash_from_draft_to_withdrawn_and_the_pages_say_how_it_stands(cast):
    """Rule 39, decision 0015: AMO is told of a draft by its hash, so what is released later has the same."""
    case = await make_case(cast)
    await create_snapshot(cast.anna.actor, case.id)
    await make_informed(cast.bo.actor, case)
    draft = await get_snapshot(cast.anna.scope, case.id, 1)
    await release_snapshot(cast.anna.actor, case.id, 1)
    released = await get_snapshot(cast.anna.scope, case.id, 1)
    await withdraw_snapshot(cast.anna.actor, case.id, 1, reason="Fejl i datoen")
    withdrawn = await get_snapshot(cast.anna.scope, case.id, 1)

    assert {each.hash for each in (draft, released, withdrawn)} == {sha256(draft.canonical)}
    texts = [
        text_of(render_status_report(each.canonical, each.hash, each.state)) for each in (draft, released, withdrawn)
    ]
    marks = ("Statusrapport – udkast", "Statusrapport – trukket tilbage")
    assert [[mark in text for mark in marks] for text in texts] == [[True, False], [False, False], [False, True]]
    assert render_status_report(released.canonical, released.hash, released.state) == render_status_report(
        draft.canonical, draft.hash, SnapshotState.RELEASED
    )
    log = [change for action, kind, entry in await audit_of(case.id) if kind == "report" for change in entry.changes]
    told = [(change.before, change.after) for change in log if change.field == "fingeraftryk"]
    assert told == [(None, draft.hash), (None, draft.hash)]


async def test_the_database_refuses_to_change_what_is_frozen(cast):
    case = await make_case(cast)
    await create_snapshot(cast.anna.actor, case.id)
    await make_informed(cast.bo.actor, case)
    await release_snapshot(cast.anna.actor, case.id, 1)
    for change in (
        "UPDATE report_snapshots SET content = '{}'",
        "UPDATE report_snapshots SET hash = 'x'",
        "UPDATE report_snapshots SET no = 7",
        "UPDATE report_snapshots SET state = 'draft'",
        "DELETE FROM report_snapshots",
    ):
        with pytest.raises(Exception, match="a frozen report is never changed"):
            async with transaction():
                await execute(change.replace("{}", "{{}}"))


async def test_a_report_is_withdrawn_and_replaced_by_one_that_names_it(cast):
    case = await make_case(cast)
    await create_snapshot(cast.anna.actor, case.id, profile=Profile.MANAGEMENT)
    made = await replace_snapshot(cast.anna.actor, case.id, 2001, reason="Forkert dato i tiltag 2")
    with pytest.raises(RuleViolation):
        await replace_snapshot(cast.anna.actor, case.id, 2001, reason="Igen")

    new, old = await list_snapshots(cast.anna.scope, case.id)
    assert (new.no, new.state, new.profile, new.replaces_no) == (2002, SnapshotState.DRAFT, Profile.MANAGEMENT, 2001)
    assert (old.state, old.withdrawn_reason, old.replaced_by_no) == (
        SnapshotState.WITHDRAWN,
        "Forkert dato i tiltag 2",
        made.no,
    )
    report = await report_of(cast.anna, case, 2002)
    assert (report.replaces, report.receiver, report.is_attachment) == ("2001", "Ledelsen", False)
    assert (await report_of(cast.anna, case, 2001)).report_no == "2001"  # still readable
    # AMO reads neither, and the numbers of its own show no gap
    assert await list_snapshots(cast.bo.scope, case.id) == []
    with pytest.raises(NotFound):
        await get_snapshot(cast.bo.scope, case.id, 2002)


async def test_numbers_states_and_what_replaces_what(cast):
    case = await make_case(cast)
    for no in range(1, 4):
        await create_snapshot(cast.bo.actor, case.id)
        await make_informed(cast.bo.actor, case, no)
    await release_snapshot(cast.anna.actor, case.id, 1)
    await release_snapshot(cast.anna.actor, case.id, 3)
    with pytest.raises(RuleViolation):
        await release_snapshot(cast.anna.actor, case.id, 3)
    with pytest.raises(Invalid):
        await withdraw_snapshot(cast.anna.actor, case.id, 3, reason=" ")
    with pytest.raises(Denied):  # an AMR may not take back what the manager has released
        await withdraw_snapshot(cast.bo.actor, case.id, 3, reason="Fejl")
    await withdraw_snapshot(cast.bo.actor, case.id, 2, reason="Kladde med fejl")
    with pytest.raises(RuleViolation):
        await release_snapshot(cast.anna.actor, case.id, 2)

    rows = await list_snapshots(cast.gerda.scope, case.id)
    assert [(row.no, row.state, row.replaces_no, row.replaced_by_no) for row in rows] == [
        (3, SnapshotState.RELEASED, 1, None),
        (2, SnapshotState.WITHDRAWN, None, None),
        (1, SnapshotState.RELEASED, None, 3),
    ]
    assert [action for action, kind, _ in await audit_of(case.id) if kind == "report"] == [
        "created",
        "created",
        "created",
        "released",
        "released",
        "withdrawn",
    ]


async def test_long_and_hostile_text_goes_the_whole_road(cast):
    case = await make_case(cast, title=("Ø" + HOSTILE)[:150], summary=("Langt. " + HOSTILE + "\n") * 180)
    await make_involvement(cast.bo.actor, case.id, remark="åben dør " * 2222)
    await make_item(cast, case, title="=SUM(A1)", problem="<script>alert(1)</script>\n" * 400)
    await create_snapshot(cast.anna.actor, case.id)
    snapshot = await get_snapshot(cast.anna.scope, case.id, 1)

    text = text_of(render_status_report(snapshot.canonical, snapshot.hash, snapshot.state))

    assert (text.count("åben"), text.count("dør")) == (2222, 2222)  # a page may end between the two
    assert text.count("<script>alert(1)</script>") == 400
    assert "{{ 7*7 }}" in text


async def test_half_a_report_is_never_made_or_shown(cast):
    """Items belong to one unit: who sees only a part of the case gets no report of the whole."""
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    await make_item(cast, case, unit=cast.syd.id)
    with pytest.raises(RuleViolation):
        await create_snapshot(cast.bo.actor, case.id)
    made = await create_snapshot(cast.anna.actor, case.id)

    with pytest.raises(NotFound):
        await get_snapshot(cast.bo.scope, case.id, made.no)
    assert (await get_snapshot(cast.carl.scope, case.id, made.no)).hash == made.hash


async def test_roles_and_walls(cast):
    case = await make_case(cast)
    made = await create_snapshot(cast.bo.actor, case.id)
    for reader in (cast.dorte, cast.gerda):
        with pytest.raises(Denied):
            await create_snapshot(reader.actor, case.id)
    for reader in (cast.bo, cast.gerda):
        with pytest.raises(Denied):
            await release_snapshot(reader.actor, case.id, made.no)
    for stranger in (cast.carl, cast.hans, cast.fie):
        with pytest.raises(NotFound):
            await create_snapshot(stranger.actor, case.id)
        with pytest.raises(NotFound):
            await get_snapshot(stranger.scope, case.id, made.no)
        assert await list_snapshots(stranger.scope, case.id) == []
    for no in (0, 2, 2**40, -1):
        with pytest.raises(NotFound):
            await get_snapshot(cast.anna.scope, case.id, no)


async def test_the_command_line_lists_cases_and_builds_a_report(cast):
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    rows = await list_reportable_cases(cast.system.scope)
    assert [(row.reference, row.title, row.unit) for row in rows] == [
        ("EKS2025-0001", "Stor arbejdsmængde i Ågruppen", "Ågruppen Nord, Gruppen Syd")
    ]
    assert await list_reportable_cases(cast.hans.scope) == []
    pdf = await build_report_file(cast.system, " eks2025-0001 ")
    assert "Systemet" in text_of(pdf)
    (row,) = await list_snapshots(cast.anna.scope, case.id)
    assert (row.by_name, row.state) == (None, SnapshotState.DRAFT)
    assert [action for action, kind, _ in await audit_of(case.id) if kind == "report"] == ["created", "exported"]
    with pytest.raises(NotFound):
        await build_report_file(cast.system, "EKS2025-9999")


async def test_a_computed_complaint_date_says_what_is_no_law_and_the_safe_day(cast):
    """Rule 9: 28 days from 3 December end on 31 December, which is closed by analogy only."""
    safe = date(2024, 12, 31)
    case = await make_case(cast, dates={DeadlineKind.AVAILABLE: date(2024, 12, 3)})
    report = await live(cast, case)
    (clock,) = [each for each in report.clocks if each.label == "Klagefrist"]

    assert clock.on is not None
    assert clock.on > safe
    assert clock.note == "Standard, ikke lov. Send senest 31. december 2024."


async def test_the_number_of_queries_does_not_grow_with_the_case(cast):
    async def statements(case):
        with record_statements() as seen:
            await live(cast, case)
        return len(seen)

    small, large = await make_case(cast), await make_case(cast)
    await make_item(cast, small)
    for number in range(3):
        await make_focus_point(cast, large, title=f"Punkt {number}")
        await make_finding(cast, large)
        await make_item(cast, large)
        await make_involvement(cast.bo.actor, large.id)

    assert await statements(small) == await statements(large)


async def test_reports_made_at_once_get_a_number_each(cast):
    case = await make_case(cast)
    made = await asyncio.gather(*(create_snapshot(cast.anna.actor, case.id) for _ in range(5)))

    assert sorted(each.no for each in made) == [1, 2, 3, 4, 5]
