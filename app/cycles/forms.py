import functools
from datetime import date
from typing import Annotated, Any, cast

import msgspec

from app.core.errors import Invalid
from app.cycles.enums import CycleKind, ElementState, GoalOutcome, Participant
from app.cycles.labels import CYCLE_ELEMENT
from app.cycles.rules import MOST_GOALS, Answer, Evaluation, all_elements
from app.web.forms import Choice, Day, Form, Text, Tick


class RecordForm(Form, frozen=True, kw_only=True):
    """What both kinds have. `record_form` adds the fields of each element and, to a discussion, of earlier goals."""

    held_on: Annotated[date | None, Day("Dato")] = None
    held_text: Annotated[str, Text("Hvornår med ord", most=100)] = ""
    covers_below: Annotated[bool, Tick("Gælder også enhederne under")] = False
    participants: Annotated[tuple[Participant, ...], Choice("Hvem deltog")] = ()
    committee: Annotated[str, Choice("Udvalg")] = ""
    kept_at: Annotated[str, Text("Hvor den ligger")] = ""
    readable_at: Annotated[str, Text("Hvor medarbejderne kan læse den")] = ""
    note: Annotated[str, Text("Bemærkning", lines=True, most=4000)] = ""
    round: Annotated[str, Choice("Måling")] = ""
    changed_on: Annotated[date | None, Day("Arbejdet ændret")] = None
    changed_text: Annotated[str, Text("Ændringen", lines=True, most=2000)] = ""
    goals: Annotated[str, Text("Mål", lines=True, most=8000)] = ""


class WithdrawForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Begrundelse", lines=True, most=1000, required=True)]


@functools.cache
def record_form(kind: CycleKind) -> type[RecordForm]:
    """The form of a kind: "written_state", "written_on" and "written_text" are what is said of that element; "goal_0",
    "outcome_0" and "outcome_note_0" belong to the first of the goals that the page names."""
    fields: list[tuple[str, Any, Any]] = []
    for element in all_elements(kind):
        label = CYCLE_ELEMENT[element]
        fields += [
            (f"{element}_state", Annotated[ElementState | None, Choice(label)], None),
            (f"{element}_on", Annotated[date | None, Day(label)], None),
            (f"{element}_text", Annotated[str, Text(label, most=500)], ""),
        ]
    for no in range(MOST_GOALS if kind is CycleKind.ANNUAL_DISCUSSION else 0):
        fields += [
            (f"goal_{no}", Annotated[str, Choice("Mål")], ""),
            (f"outcome_{no}", Annotated[GoalOutcome | None, Choice("Er målet nået?")], None),
            (f"outcome_note_{no}", Annotated[str, Text("Bemærkning til målet", most=500)], ""),
        ]
    made = msgspec.defstruct(
        "KindForm", fields, bases=(RecordForm,), frozen=True, kw_only=True, module=RecordForm.__module__
    )
    return cast(type[RecordForm], made)


def answers_of(form: RecordForm, kind: CycleKind) -> tuple[Answer, ...]:
    """What was said of each element. Raises `Invalid` naming the field where a day or a text stands without a state:
    whether it is done is never guessed."""
    found = []
    for element in all_elements(kind):
        state, on_date, text = (getattr(form, f"{element}_{name}") for name in ("state", "on", "text"))
        if state is None and (on_date or text):
            message = f"Vælg, om det er gjort: {CYCLE_ELEMENT[element].lower()}."
            raise Invalid("cycle.state", message, {f"{element}_state": message})
        if state is not None:
            found.append(Answer(element, state, on_date, text))
    return tuple(found)


def evaluations_of(form: RecordForm, kind: CycleKind) -> tuple[Evaluation, ...]:
    """What was found of each goal that the page named. Raises `Invalid` naming the field for a remark without it."""
    found = []
    for no in range(MOST_GOALS if kind is CycleKind.ANNUAL_DISCUSSION else 0):
        goal, outcome, note = (getattr(form, f"{name}_{no}") for name in ("goal", "outcome", "outcome_note"))
        if goal and note and outcome is None:
            message = "Vælg, om målet er nået."
            raise Invalid("cycle.outcome", message, {f"outcome_{no}": message})
        if goal:
            found.append(Evaluation(goal, outcome, note))
    return tuple(found)
