"""Correcting the day that a complaint was sent (rules 16, 17, 40; decision 0007)."""

from datetime import date

import pytest

from app.cases.actions import correct_complaint, decide_complaint, file_complaint
from app.cases.enums import ComplaintState
from app.cases.queries import CaseFilter, list_cases, load_case_rows
from app.cases.rules import case_suspension
from app.core.errors import Denied, Invalid, NotFound, Stale
from app.deadlines.enums import DeadlineKind, DeadlineState
from tests.factories import Cast
from tests.factories_cases import make_case
from tests.factories_involvement import audit_of

IN_TIME, LATE = date(2025, 6, 10), date(2025, 6, 11)  # the letter was there on 12 May: 28 days, rolled over Whitsun
DECIDED = date(2025, 8, 1)


async def _correct(cast: Cast, case: int, complaint: int, day: date) -> None:
    seen = (await load_case_rows(cast.anna.scope, case)).complaints[0].version
    await correct_complaint(cast.anna.actor, case, complaint, filed_on=day, seen=seen, reason="Skrevet forkert")


async def _states(cast: Cast, case: int) -> set[DeadlineState]:
    rows = await load_case_rows(cast.anna.scope, case)
    kinds = (DeadlineKind.COMPLIANCE, DeadlineKind.REPORT_BACK)
    return {row.state for kind in kinds if (row := rows.deadline(kind)) is not None}


async def test_whether_a_pending_complaint_suspends_follows_the_corrected_day(cast: Cast) -> None:
    case = await make_case(cast)
    made = await file_complaint(cast.anna.actor, case.id, filed_on=LATE)
    await _correct(cast, case.id, made.id, IN_TIME)

    assert case_suspension((await load_case_rows(cast.anna.scope, case.id)).facts()).since == IN_TIME
    (line,) = (await list_cases(cast.anna.scope, CaseFilter())).cases
    assert line.due_text == "Ingen frist løber"
    payload = next(each for action, kind, each in await audit_of(case.id) if (action, kind) == ("changed", "complaint"))
    assert (payload.reason, [(each.before, each.after) for each in payload.changes]) == (
        "Skrevet forkert",
        [("11. juni 2025", "10. juni 2025")],
    )
    await _correct(cast, case.id, made.id, LATE)
    (line,) = (await list_cases(cast.anna.scope, CaseFilter())).cases
    assert line.due_on == date(2025, 11, 3)


async def test_the_dates_a_decided_complaint_held_follow_too(cast: Cast) -> None:
    case = await make_case(cast)
    made = await file_complaint(cast.anna.actor, case.id, filed_on=IN_TIME)
    await decide_complaint(cast.anna.actor, case.id, made.id, state=ComplaintState.REJECTED, decided_on=DECIDED, seen=1)
    assert await _states(cast, case.id) == {DeadlineState.AWAITING}
    await _correct(cast, case.id, made.id, LATE)
    assert await _states(cast, case.id) == {DeadlineState.SET}
    await _correct(cast, case.id, made.id, IN_TIME)
    assert await _states(cast, case.id) == {DeadlineState.AWAITING}


async def test_what_cannot_be_is_refused(cast: Cast) -> None:
    case = await make_case(cast)
    made = await file_complaint(cast.anna.actor, case.id, filed_on=IN_TIME)
    await decide_complaint(cast.anna.actor, case.id, made.id, state=ComplaintState.REJECTED, decided_on=DECIDED, seen=1)
    for who, error, values in (
        (cast.anna, Invalid, {"filed_on": date(2025, 8, 21)}),
        (cast.anna, Invalid, {"filed_on": date(2025, 8, 2)}),
        (cast.anna, Invalid, {"reason": " "}),
        (cast.anna, Stale, {"seen": 1}),
        (cast.bo, Denied, {}),
        (cast.hans, NotFound, {}),
    ):
        with pytest.raises(error):
            await correct_complaint(
                who.actor, case.id, made.id, **{"filed_on": LATE, "seen": 2, "reason": "Derfor", **values}
            )
    with pytest.raises(NotFound):
        await correct_complaint(cast.anna.actor, case.id, 99, filed_on=LATE, seen=1, reason="Derfor")
    assert await _states(cast, case.id) == {DeadlineState.AWAITING}
