"""What the law asks of a workplace assessment and of an annual discussion, and when the next one is due: pure.

The elements and the intervals are law (executive order no. 65 of 22 January 2024, §§ 2 and 4; rule 29). That an
interval runs from the day of the mapping, and how long before the end is "soon", are defaults of ours.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import msgspec

from app.core.calendar import add_months
from app.cycles.enums import CycleElement, CycleKind, ElementState, Standing

E, K = CycleElement, CycleKind

# Since 1 February 2024 an assessment has four elements, not five.
ELEMENTS: Mapping[CycleKind, tuple[CycleElement, ...]] = {
    K.WORKPLACE_ASSESSMENT: (E.RISK_ASSESSMENT, E.SICKNESS_ABSENCE, E.ACTION_PLAN, E.FOLLOW_UP),
    K.ANNUAL_DISCUSSION: (E.COMING_YEAR, E.COOPERATION, E.LAST_GOALS, E.NEW_GOALS, E.COMPETENCE),
}
# What it asks besides: who takes part, and that it can be shown.
DEMANDS: Mapping[CycleKind, tuple[CycleElement, ...]] = {
    K.WORKPLACE_ASSESSMENT: (E.AMO_TOOK_PART, E.WRITTEN),
    K.ANNUAL_DISCUSSION: (E.WRITTEN,),
}
FOUR_FROM = date(2024, 2, 1)  # an assessment made before was made by older rules
LONGEST_MONTHS: Mapping[CycleKind, int] = {K.WORKPLACE_ASSESSMENT: 36, K.ANNUAL_DISCUSSION: 12}
AHEAD: Mapping[CycleKind, timedelta] = {
    K.WORKPLACE_ASSESSMENT: timedelta(days=180),  # defaults of ours: time to plan it
    K.ANNUAL_DISCUSSION: timedelta(days=60),
}


class Answer(msgspec.Struct, frozen=True):
    """What was said of an element; `on_date` None: unknown."""

    element: CycleElement
    state: ElementState
    on_date: date | None = None
    text: str = ""


class Status(msgspec.Struct, frozen=True):
    """`due` None: nobody knows when the last one was."""

    standing: Standing
    due: date | None = None


def all_elements(kind: CycleKind) -> tuple[CycleElement, ...]:
    return ELEMENTS[kind] + DEMANDS[kind]


def next_due(kind: CycleKind, held_on: date | None) -> date | None:
    """When to do it again at the latest: three years, or twelve months, to the day (rules 15, 29)."""
    return add_months(held_on, LONGEST_MONTHS[kind]) if held_on is not None else None


def status_of(
    kind: CycleKind, held_on: date | None, changed_on: date | None, today: date, *, lacks: bool = False
) -> Status:
    """How it stands: overdue from the day after the last one (rule 12). What was never recorded is unknown, and
    not missing.

    Work that has changed calls for a new assessment (rule 29); by which day is not known, and none is made up. One
    that `lacks` an element, as somebody said, is not finished: the law asks for all of them.
    """
    due = next_due(kind, held_on)
    if due is not None and due < today:
        return Status(Standing.LATE, due)
    if changed_on is not None:
        return Status(Standing.CHANGED, due)
    if lacks:
        return Status(Standing.UNFINISHED, due)
    if due is None:
        return Status(Standing.UNKNOWN)
    return Status(Standing.SOON if due <= today + AHEAD[kind] else Standing.FINE, due)


def held_before(kind: CycleKind, today: date) -> date:
    """What is due soon, or overdue, was held on this day or earlier; of what was, `status_of` has the last word."""
    return add_months(today + AHEAD[kind], -LONGEST_MONTHS[kind]) + timedelta(days=3)  # months of different lengths


def worst(standings: Iterable[Standing]) -> Standing:
    order = list(Standing)
    return min(standings, key=order.index)
