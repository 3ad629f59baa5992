"""A complaint meets the deadline of the ruling that it is about, and of no other (rules 7, 9, 12, 17)."""

from datetime import UTC, date, datetime

import pytest

from app.cases import actions
from app.cases.actions import CreatedCase
from app.cases.enums import ComplaintState, RulingKind
from app.cases.queries import get_case, get_case_ref_by_id, list_due
from app.core.clock import FixedClock
from app.dashboard.queries.attention import list_open_complaint_rights
from app.deadlines.enums import DeadlineKind
from tests.factories import Cast
from tests.factories_cases import make_case, put_ruling

K = DeadlineKind
RULED, AVAILABLE = date(2026, 10, 1), date(2026, 10, 2)
FIRST_DUE = date(2026, 10, 30)
UNTIL = date(2027, 2, 1)


@pytest.fixture(autouse=True)
def in_november(clock: FixedClock) -> None:
    clock.instant = datetime(2026, 11, 23, 9, tzinfo=UTC)


async def _order(cast: Cast) -> CreatedCase:
    dates = {K.RULED: RULED, K.AVAILABLE: AVAILABLE, K.COMPLIANCE: date(2027, 3, 1), K.REPORT_BACK: date(2027, 3, 8)}
    return await make_case(cast, dates=dates)


async def _complaint_clocks(cast: Cast, case: CreatedCase) -> list[tuple[str, date | None, str, date | None]]:
    detail = await get_case(cast.anna.scope, await get_case_ref_by_id(cast.anna.scope, case.id))
    return [
        (each.label, each.on_date, each.state_label, each.met_on) for each in detail.clocks if each.kind is K.COMPLAINT
    ]


async def _shown_as_open(cast: Cast) -> tuple[list[date | None], list[date]]:
    """The complaint deadlines in the list of what is due, and in the overview's block of rights."""
    due = [line.on_date for line in await list_due(cast.anna.scope, None, UNTIL) if line.kind is K.COMPLAINT]
    rights = await list_open_complaint_rights(cast.anna.scope, UNTIL, limit=10)
    return due, [each.on_date for each in rights]


async def test_rule_9_a_changed_ruling_can_be_complained_about_though_the_first_one_was(cast: Cast) -> None:
    case, actor = await _order(cast), cast.anna.actor
    complaint = await actions.file_complaint(actor, case.id, filed_on=date(2026, 10, 20))
    rejected = {"state": ComplaintState.REJECTED, "decided_on": date(2026, 11, 15)}
    await actions.decide_complaint(actor, case.id, complaint.id, **rejected, seen=1)  # type: ignore[arg-type]
    changed = {K.RULED: date(2026, 11, 16), K.AVAILABLE: date(2026, 11, 17)}
    await put_ruling(actor, case.id, kind=RulingKind.CHANGED, dates=changed)

    new_due = date(2026, 12, 15)
    assert await _complaint_clocks(cast, case) == [
        ("Klagefrist", new_due, "Kommer", None),
        ("Klagefrist (afgørelse)", FIRST_DUE, "Overholdt", date(2026, 10, 20)),
    ]
    assert await _shown_as_open(cast) == ([new_due], [new_due])

    await actions.file_complaint(actor, case.id, filed_on=date(2026, 11, 23))
    assert (await _complaint_clocks(cast, case))[0] == ("Klagefrist", new_due, "Overholdt", date(2026, 11, 23))
    assert await _shown_as_open(cast) == ([], [])


async def test_rule_16_a_complaint_about_a_longer_deadline_does_not_meet_that_of_the_order(cast: Cast) -> None:
    case, actor = await _order(cast), cast.anna.actor
    granted = {K.RULED: date(2026, 10, 12), K.AVAILABLE: date(2026, 10, 12), K.COMPLIANCE: date(2027, 4, 1)}
    extension = await put_ruling(actor, case.id, kind=RulingKind.EXTENSION, dates=granted)
    await actions.file_complaint(actor, case.id, filed_on=date(2026, 11, 10), ruling=extension.id)

    assert await _complaint_clocks(cast, case) == [
        ("Klagefrist", FIRST_DUE, "Udløbet", None),
        ("Klagefrist (afgørelse om længere frist)", date(2026, 11, 9), "Opfyldt efter fristen", date(2026, 11, 10)),
    ]


async def test_rule_17_a_complaint_dated_before_its_ruling_meets_no_deadline(cast: Cast, clock: FixedClock) -> None:
    clock.instant = datetime(2026, 10, 21, 9, tzinfo=UTC)
    case = await _order(cast)
    await actions.file_complaint(cast.anna.actor, case.id, filed_on=date(2026, 9, 30))

    assert await _complaint_clocks(cast, case) == [("Klagefrist", FIRST_DUE, "Snart", None)]
    assert await _shown_as_open(cast) == ([FIRST_DUE], [FIRST_DUE])
    await actions.file_complaint(cast.anna.actor, case.id, filed_on=RULED)
    assert await _complaint_clocks(cast, case) == [("Klagefrist", FIRST_DUE, "Overholdt", RULED)]
    assert await _shown_as_open(cast) == ([], [])
