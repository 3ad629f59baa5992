"""What the pages of cases read."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.cases.actions import file_complaint, file_letter
from app.cases.enums import CasePhase, NoticeKind, Topic
from app.cases.queries import (
    CaseFilter,
    get_case,
    get_case_facts,
    get_case_ref,
    list_cases,
    list_deadline_history,
    list_due,
    list_unit_choices,
)
from app.core.errors import Denied, Invalid, NotFound
from app.db.engine import record_statements
from app.db.sql import fetch_rows
from app.deadlines.enums import ClockState, DateSource, DeadlineKind
from app.documents.enums import Direction, DocumentKind
from tests.factories import Cast
from tests.factories_cases import DATES, make_case, make_finding, make_focus_point, make_visit, put_date
from tests.factories_files import stage

K = DeadlineKind


async def _case(cast: Cast, public_id: str):  # type: ignore[no-untyped-def]
    return await get_case(cast.bo.scope, await get_case_ref(cast.bo.scope, public_id))


async def test_the_clocks_of_a_case_say_how_they_stand(cast: Cast) -> None:
    """Rules 9, 11, 12, 13: on 20 August 2025; each deadline has its own state."""
    made = await make_case(cast)
    detail = await _case(cast, made.public_id)
    assert [(c.kind, c.state, c.text, c.source_label) for c in detail.clocks] == [
        (K.COMPLAINT, ClockState.EXPIRED, "Udløbet", "Beregnet, ikke bekræftet"),
        (K.COMPLIANCE, ClockState.UPCOMING, "om 75 dage", "Fra Arbejdstilsynets brev"),
        (K.REPORT_BACK, ClockState.UPCOMING, "om 82 dage", "Fra Arbejdstilsynets brev"),
    ]
    assert detail.next_clock is not None
    assert detail.next_clock.kind is K.COMPLIANCE
    assert [each.code for each in detail.warnings] == ["case.body_not_informed"]
    assert detail.warnings[0].href == f"/sager/{made.public_id}/inddragelse"


async def test_the_timeline_puts_what_is_unknown_between_past_and_future(cast: Cast) -> None:
    visit = await make_visit(cast)
    dates = {K.RULED: date(2025, 5, 12), K.REPORT_BACK: date(2025, 11, 10)}
    made = await make_case(cast, visit=visit.id, dates=dates)
    detail = await _case(cast, made.public_id)
    assert [(e.on, e.label, e.state) for e in detail.timeline] == [
        (date(2025, 4, 10), "Tilsynsbesøg", "passed"),
        (date(2025, 5, 12), "Afgørelsens dato", "passed"),
        (None, "Tilgængelig i Digital Post", "unknown"),
        (None, "Klagefrist", "unknown"),
        (None, "Efterkommelsesfrist", "unknown"),
        (date(2025, 11, 10), "Tilbagemeldingsfrist", "next"),
    ]


async def test_an_uncertain_roll_says_when_to_send_at_the_latest(cast: Cast) -> None:
    """Rule 9: 5 June is closed by analogy only."""
    made = await make_case(cast, dates={K.AVAILABLE: date(2025, 5, 8)})
    clock = (await _case(cast, made.public_id)).clocks[0]
    assert (clock.on_date, clock.send_by) == (date(2025, 6, 6), date(2025, 6, 5))


async def test_later_slices_add_what_they_know(cast: Cast) -> None:
    import msgspec

    made = await make_case(cast)
    detail = await _case(cast, made.public_id)
    more = msgspec.structs.replace(detail.facts, report_backs=(date(2025, 8, 1),), phase=CasePhase.REPORTED)
    states = {clock.kind: clock.state for clock in detail.with_facts(more).clocks}
    assert states[K.REPORT_BACK] is ClockState.MET


@pytest.mark.parametrize("count", [1, 3])
async def test_a_case_is_read_with_a_constant_number_of_queries(cast: Cast, count: int) -> None:
    made = await make_case(cast)
    for _ in range(count):
        point = await make_focus_point(cast, made, topics=(Topic.WORKLOAD, Topic.OTHER))
        await make_finding(cast, made, focus_points=(point.id,))
    with record_statements() as statements:
        detail = await _case(cast, made.public_id)
    assert len(statements) == 8
    assert [f.is_answered for f in detail.findings] == [True] * count
    assert [p.topics for p in detail.focus_points] == [(Topic.WORKLOAD, Topic.OTHER)] * count


@pytest.mark.parametrize("count", [1, 3])
async def test_a_list_takes_two_queries(cast: Cast, count: int) -> None:
    for _ in range(count):
        await make_case(cast, units=(cast.nord.id, cast.syd.id))
    with record_statements() as statements:
        page = await list_cases(cast.anna.scope, CaseFilter())
    assert len(statements) == 2
    assert [line.units for line in page.cases] == ["Ågruppen Nord, Gruppen Syd"] * count


async def test_unknown_comes_first_then_the_nearest_then_nothing_due(cast: Cast) -> None:
    """Rule 13, over the pages of a list."""
    await make_case(cast, title="Ingen", kind=NoticeKind.GUIDANCE, dates={})
    await make_case(cast, title="Senere")
    await make_case(cast, title="Overskredet", dates={**DATES, K.COMPLIANCE: date(2025, 8, 19)})
    await make_case(cast, title="Ukendt", dates={})
    seen, after = [], None
    while True:
        page = await list_cases(cast.anna.scope, CaseFilter(), after, limit=1)
        seen += [(line.title, line.due_text) for line in page.cases]
        after = page.after
        if after is None:
            break
    assert seen == [
        ("Ukendt", "Frist ukendt"),
        ("Overskredet", "overskredet med 1 dag"),
        ("Senere", "om 75 dage"),
        ("Ingen", "Ingen frist løber"),
    ]


@pytest.mark.parametrize("after", ["", "x", "_", "2025_y", "2025-01-01_99999999999999999999", "~_1_2 or 1=1"])
async def test_a_made_up_page_mark_begins_at_the_start_or_finds_nothing(cast: Cast, after: str) -> None:
    await make_case(cast)
    assert len((await list_cases(cast.anna.scope, CaseFilter(), after)).cases) <= 1


async def test_filters(cast: Cast) -> None:
    north = await make_case(cast, title="Tidspres i æblehaven", units=(cast.nord.id,))
    south = await make_case(
        cast,
        title="Vold og trusler",
        units=(cast.syd.id,),
        topics=(Topic.VIOLENCE,),
        in_hearing=True,
        dates={},
        esdh_case_no="EMN-2025-007999",
    )
    both = {north.public_id, south.public_id}

    async def found(**filters: object) -> set[str]:
        page = await list_cases(cast.anna.scope, CaseFilter(**filters))  # type: ignore[arg-type]
        return {line.public_id for line in page.cases}

    assert await found() == both
    assert await found(unit=cast.centre.public_id) == both
    assert await found(unit=cast.syd.public_id) == {south.public_id}
    assert await found(unit=cast.elsewhere.public_id) == set()
    assert await found(topic=Topic.VIOLENCE) == {south.public_id}
    assert await found(phase=CasePhase.HEARING) == {south.public_id}
    assert await found(kind=NoticeKind.AGREEMENT) == set()
    assert await found(text="ÆBLEHAVEN") == {north.public_id}
    assert await found(text="truslerne") == {south.public_id}
    assert await found(text="emn-2025-007999") == {south.public_id}
    assert await found(text=north.reference) == {north.public_id}
    assert await found(text="\"* ) ' -- &|!") == both  # no word to look for
    assert await found(text="ukendtord") == set()
    for member, visible in ((cast.bo, 1), (cast.carl, 1), (cast.hans, 0), (cast.fie, 0)):
        assert len((await list_cases(member.scope, CaseFilter())).cases) == visible


async def test_what_is_due_and_what_is_unknown(cast: Cast) -> None:
    """Rules 11-13: report-back this week shows although compliance is unknown."""
    today = cast.anna.actor.today
    made = await make_case(cast, dates={K.REPORT_BACK: today + timedelta(days=2), K.RULED: date(2025, 5, 12)})
    late = await make_case(cast, dates={K.COMPLIANCE: today - timedelta(days=1), K.REPORT_BACK: today})
    with record_statements() as statements:
        due = await list_due(cast.anna.scope, None, today + timedelta(days=7))
    assert len(statements) == 2
    assert [(line.reference, line.kind, line.state, line.text) for line in due] == [
        (late.reference, K.COMPLIANCE, ClockState.OVERDUE, "overskredet med 1 dag"),
        (late.reference, K.REPORT_BACK, ClockState.DUE_TODAY, "i dag"),
        (made.reference, K.REPORT_BACK, ClockState.DUE_SOON, "om 2 dage"),
    ]
    assert await list_due(cast.hans.scope, None, today) == []


async def test_a_missing_date_does_not_hide_one_that_has_passed_in_the_list(cast: Cast) -> None:
    """Rules 11 and 13: unknown comes first, and the passed duty beside it is told."""
    today = cast.anna.actor.today
    late = await make_case(cast, dates={K.COMPLIANCE: today - timedelta(days=1)})
    due = await make_case(cast, dates={K.COMPLIANCE: today})
    lines = (await list_cases(cast.anna.scope, CaseFilter())).cases
    assert [(line.reference, line.is_unknown, line.is_overdue, line.late_since) for line in lines] == [
        (late.reference, True, True, today - timedelta(days=1)),
        (due.reference, True, False, None),
    ]
    await file_complaint(cast.anna.actor, late.id, filed_on=today)
    (first, _) = (await list_cases(cast.anna.scope, CaseFilter())).cases
    assert (first.has_open_complaint, first.late_since) == (True, None)  # the complaint may suspend it


async def test_the_report_of_the_adviser_that_has_come_is_not_late(cast: Cast, tmp_path: Path) -> None:
    """Rule 6: filing it ends that deadline everywhere at once, in the order of lists as well."""
    today, actor = cast.anna.actor.today, cast.anna.actor
    later = dict.fromkeys((K.ADVISER_CHOSEN, K.INVESTIGATION_ACCOUNT), today + timedelta(days=9))
    case = await make_case(
        cast, kind=NoticeKind.INVESTIGATION, dates={**later, K.ADVISER_REPORT: today - timedelta(days=1)}
    )
    other = await make_case(cast, dates={**DATES, K.COMPLIANCE: today + timedelta(days=2)})
    until = today + timedelta(days=7)

    async def order() -> list[int]:
        return [line.id for line in (await list_cases(cast.anna.scope, CaseFilter())).cases]

    assert K.ADVISER_REPORT in {line.kind for line in await list_due(cast.anna.scope, None, until)}
    assert await order() == [case.id, other.id]
    letter = {"direction": Direction.RECEIVED, "title": "Brev", "esdh_document_no": "", "dated_on": today}
    await file_letter(actor, case.id, kind=DocumentKind.OTHER, file=await stage(tmp_path, "andet.pdf"), **letter)
    assert await order() == [case.id, other.id]
    await file_letter(actor, case.id, kind=DocumentKind.ADVISER_REPORT, file=await stage(tmp_path), **letter)
    assert K.ADVISER_REPORT not in {line.kind for line in await list_due(cast.anna.scope, None, until)}
    assert await order() == [other.id, case.id]
    assert (await get_case_facts(cast.anna.scope, case.id)).adviser_reported_on == today


async def test_a_letter_that_is_refused_leaves_neither_row_nor_order(cast: Cast, tmp_path: Path) -> None:
    case, today = await make_case(cast), cast.anna.actor.today
    letter = {"direction": Direction.RECEIVED, "title": "", "esdh_document_no": "", "kind": DocumentKind.ADVISER_REPORT}
    for member, dated_on, error in (
        (cast.anna, today + timedelta(days=1), Invalid),
        (cast.gerda, today, Denied),
        (cast.hans, today, NotFound),
    ):
        with pytest.raises(error):
            await file_letter(
                member.actor, case.id, dated_on=dated_on, file=await stage(tmp_path, "brev.pdf"), **letter
            )
    assert await fetch_rows("SELECT id FROM documents") == []


async def test_every_value_a_date_has_had_is_kept(cast: Cast) -> None:
    """Rule 7."""
    made, actor = await make_case(cast), cast.anna.actor
    await put_date(
        actor, made.id, K.COMPLIANCE, on_date=date(2025, 12, 1), source=DateSource.LETTER, reason="Rettet brev"
    )
    await put_date(actor, made.id, K.COMPLIANCE, on_date=None, source=DateSource.LETTER, reason="Fejl")
    history = await list_deadline_history(cast.bo.scope, made.id, K.COMPLIANCE)
    assert [(each.no, each.on_date, each.reason, each.by_name) for each in history] == [
        (3, None, "Fejl", "Anna Leder"),
        (2, date(2025, 12, 1), "Rettet brev", "Anna Leder"),
        (1, date(2025, 11, 3), "", "Anna Leder"),
    ]


async def test_a_unit_beyond_the_list_can_still_be_chosen(cast: Cast) -> None:
    first = await list_unit_choices(cast.erik.scope, limit=1)
    beyond = {cast.nord.public_id, cast.centre.public_id} - {first[0].public_id}

    found = await list_unit_choices(cast.erik.scope, ["", "findes-ikke", *beyond], limit=1)

    assert found[0].public_id == first[0].public_id
    assert {each.public_id for each in found[1:]} == beyond
    (outside,) = {each.public_id for each in await list_unit_choices(cast.carl.scope, [cast.nord.public_id], limit=1)}
    assert outside != cast.nord.public_id
