"""What the log keeps of a record: pure."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from app.core.dates import UNKNOWN, short_date
from app.core.text import clean_line
from app.cycles.enums import CycleKind, Participant
from app.cycles.labels import CYCLE_ELEMENT, ELEMENT_STATE, GOAL_OUTCOME, PARTICIPANT
from app.cycles.rules.goals import Goal
from app.cycles.rules.law import Answer, all_elements


class Names(msgspec.Struct, frozen=True):
    """What the committee and the survey are called."""

    committee: str | None
    round: str | None


def told(
    kind: CycleKind,
    columns: dict[str, Any],
    names: Names,
    answers: Iterable[Answer],
    goals: Sequence[str],
    earlier: Sequence[Goal],
) -> dict[str, Any]:
    """By Danish labels, the same ones before and after a change."""
    held_on, changed_on = columns["held_on"], columns["changed_on"]
    took_part = [PARTICIPANT[Participant(each)] for each in columns["participants"].split(",") if each]
    said = {each.element: each for each in answers}
    return {
        "dato": short_date(held_on) if held_on else UNKNOWN,
        "hvornår": columns["held_text"] or None,
        "gælder": "enheden og alt under den" if columns["covers_below"] else "enheden",
        "deltog": ", ".join(took_part) or None,
        "udvalg": names.committee,
        "måling": names.round,
        "hvor den ligger": columns["kept_at"] or None,
        "hvor medarbejderne kan læse den": columns["readable_at"] or None,
        "arbejdet ændret": short_date(changed_on) if changed_on else None,
        "ændringen": columns["changed_text"] or None,
        "bemærkning": columns["note"] or None,
        **{CYCLE_ELEMENT[each].lower(): _answer_text(said.get(each)) for each in all_elements(kind)},
        "mål": "; ".join(goals) or None,
        **{f"målet »{goal.text}«": _outcome_text(goal) for goal in earlier},
    }


def _answer_text(answer: Answer | None) -> str | None:
    if answer is None:
        return None
    when = f" {short_date(answer.on_date)}" if answer.on_date else ""
    text = clean_line(answer.text)[:500]
    return f"{ELEMENT_STATE[answer.state]}{when}{f': {text}' if text else ''}"


def _outcome_text(goal: Goal) -> str | None:
    if goal.outcome is None:
        return None
    return f"{GOAL_OUTCOME[goal.outcome]}{f': {goal.outcome_note}' if goal.outcome_note else ''}"
