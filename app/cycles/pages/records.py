"""One record, and its form."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.cycles.enums import CycleElement, CycleKind
from app.cycles.labels import (
    CYCLE_ELEMENT,
    CYCLE_ELEMENT_HELP,
    CYCLE_KIND_INTERVAL,
    CYCLE_KIND_SOURCE,
    ELEMENT_STATE,
    ELEMENT_STATE_TAG,
    GOAL_OUTCOME,
    GOAL_OUTCOME_TAG,
    PARTICIPANT,
)
from app.cycles.pages.words import (
    HOME,
    SLUG,
    TITLE,
    StatusView,
    address_of,
    date_label,
    new_label,
    record_crumbs,
    status_view,
    title_of,
    unit_href,
    when_text,
)
from app.cycles.queries import RecordDetail, RecordRow
from app.cycles.rules import DEMANDS, ELEMENTS, FOUR_FROM, MOST_GOALS, Answer, Goal, all_elements, status_of
from app.web.pages import Crumb, FormPage, Option, Page


class ElementLine(msgspec.Struct, frozen=True):
    label: str
    help: str
    state: str
    tag: str
    on_date: date | None
    text: str


class GoalLine(msgspec.Struct, frozen=True):
    text: str
    outcome: str
    tag: str
    note: str
    href: str | None  # the other discussion
    other: str


class RecordPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "cycles/show.html"
    crumbs: tuple[Crumb, ...]
    base: str
    unit_href: str | None
    row: RecordRow
    is_assessment: bool
    is_by_older_rules: bool
    date_label: str
    status: StatusView | None  # None: a later one has taken its place
    source: str
    interval: str
    participants: str | None
    elements: tuple[ElementLine, ...]
    demands: tuple[ElementLine, ...]
    earlier_goals: tuple[GoalLine, ...]
    goals: tuple[GoalLine, ...]
    can_write: bool
    next_href: str
    next_label: str


class ElementField(msgspec.Struct, frozen=True):
    """The fields of an element, by the beginning of their names."""

    name: str
    label: str
    help: str


class GoalField(msgspec.Struct, frozen=True):
    no: int
    public_id: str
    text: str


class EditRecordPage(FormPage, frozen=True, kw_only=True):
    """A new record, or one that is corrected: `version` tells which."""

    template: ClassVar[str] = "cycles/edit.html"
    is_assessment: bool
    interval: str
    source: str
    date_label: str
    elements: tuple[ElementField, ...]
    demands: tuple[ElementField, ...]
    states: tuple[Option, ...]
    participants: tuple[Option, ...]
    committees: tuple[Option, ...]
    rounds: tuple[Option, ...]
    goals: tuple[GoalField, ...]
    outcomes: tuple[Option, ...]


class WithdrawPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "cycles/withdraw.html"


def _element_line(element: CycleElement, answers: Mapping[CycleElement, Answer]) -> ElementLine:
    answer = answers.get(element)
    return ElementLine(
        label=CYCLE_ELEMENT[element],
        help=CYCLE_ELEMENT_HELP[element],
        state=ELEMENT_STATE[answer.state] if answer else "Ukendt",
        tag=ELEMENT_STATE_TAG[answer.state] if answer else "neutral",
        on_date=answer.on_date if answer else None,
        text=answer.text if answer else "",
    )


def _goal_line(goal: Goal, other: str | None, other_on: date | None) -> GoalLine:
    return GoalLine(
        text=goal.text,
        outcome=GOAL_OUTCOME[goal.outcome] if goal.outcome else "Ikke vurderet",
        tag=GOAL_OUTCOME_TAG[goal.outcome] if goal.outcome else "neutral",
        note=goal.outcome_note,
        href=f"{HOME}/{other}" if other else None,
        other=when_text(other_on, "") if other else "",
    )


def record_page(found: RecordDetail, today: date, *, is_last: bool, can_write: bool, reads_unit: bool) -> RecordPage:
    """`is_last`: no later one of the kind holds for the unit. It may have been made for a unit above the reader's."""
    row = found.row
    status = status_of(row.kind, row.held_on, row.changed_on, today, lacks=row.lacks)
    return RecordPage(
        title=title_of(row),
        crumbs=record_crumbs(row) if reads_unit else (Crumb(TITLE, HOME), Crumb(title_of(row))),
        unit_href=unit_href(row.unit_public_id) if reads_unit else None,
        base=address_of(row),
        row=row,
        is_assessment=row.kind is CycleKind.WORKPLACE_ASSESSMENT,
        is_by_older_rules=row.kind is CycleKind.WORKPLACE_ASSESSMENT
        and row.held_on is not None
        and row.held_on < FOUR_FROM,
        date_label=date_label(row.kind),
        status=status_view(row.kind, status, row.changed_on, row.held_text) if is_last else None,
        source=CYCLE_KIND_SOURCE[row.kind],
        interval=CYCLE_KIND_INTERVAL[row.kind],
        participants=", ".join(PARTICIPANT[each] for each in row.took_part) or None,
        elements=tuple(_element_line(each, found.answers) for each in ELEMENTS[row.kind]),
        demands=tuple(_element_line(each, found.answers) for each in DEMANDS[row.kind]),
        earlier_goals=tuple(_goal_line(goal, goal.record_public_id, goal.held_on) for goal in found.earlier_goals),
        goals=tuple(_goal_line(goal, goal.evaluated_public_id, goal.evaluated_on) for goal in found.goals),
        can_write=can_write and row.withdrawn_on is None,
        next_href=f"{unit_href(row.unit_public_id)}/{SLUG[row.kind]}",
        next_label=new_label(row.kind),
    )


def element_fields(elements: Sequence[CycleElement]) -> tuple[ElementField, ...]:
    return tuple(ElementField(each.value, CYCLE_ELEMENT[each], CYCLE_ELEMENT_HELP[each]) for each in elements)


def goal_fields(goals: Sequence[Goal], typed: Mapping[str, str]) -> tuple[GoalField, ...]:
    """The goals to evaluate; those of a form that was sent keep the place that they had there."""
    sent = [typed.get(f"goal_{no}", "") for no in range(MOST_GOALS)]
    by_id = {goal.public_id: goal for goal in goals}
    if any(sent):
        return tuple(GoalField(no, each, by_id[each].text) for no, each in enumerate(sent) if each in by_id)
    return tuple(GoalField(no, goal.public_id, goal.text) for no, goal in enumerate(goals[:MOST_GOALS]))


def form_values(found: RecordDetail) -> dict[str, object]:
    """What the form says of a record as it stands."""
    row = found.row
    values: dict[str, object] = {
        name: getattr(row, name)
        for name in ("held_on", "held_text", "covers_below", "kept_at", "readable_at", "note", "changed_on")
    }
    values |= {
        "changed_text": row.changed_text,
        "participants": row.took_part,
        "committee": row.committee_public_id,
        "round": row.round_public_id,
        "goals": "\n".join(goal.text for goal in found.goals),
    }
    for element in all_elements(row.kind):
        if (answer := found.answers.get(element)) is not None:
            values |= {
                f"{element}_state": answer.state,
                f"{element}_on": answer.on_date,
                f"{element}_text": answer.text,
            }
    return values | goal_values(found.earlier_goals)


def goal_values(goals: Sequence[Goal]) -> dict[str, object]:
    values: dict[str, object] = {}
    for no, goal in enumerate(goals[:MOST_GOALS]):
        values |= {
            f"goal_{no}": goal.public_id,
            f"outcome_{no}": goal.outcome,
            f"outcome_note_{no}": goal.outcome_note,
        }
    return values
