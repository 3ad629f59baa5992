"""The goals of an annual discussion: what it sets, and what the next one finds of them: pure."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from app.core.errors import Invalid, Stale
from app.core.text import clean_line
from app.cycles.enums import GoalOutcome

MOST_GOALS = 12
LONGEST_GOAL = 300


class Goal(msgspec.Struct, frozen=True):
    """A goal of a discussion; `outcome` None: no later one has evaluated it."""

    id: int
    public_id: str
    record: int
    record_public_id: str
    held_on: date | None
    text: str
    outcome: GoalOutcome | None
    outcome_note: str
    evaluated_in: int | None
    evaluated_public_id: str | None
    evaluated_on: date | None


class Evaluation(msgspec.Struct, frozen=True):
    """What a discussion found of an earlier one's goal; `outcome` None: not evaluated."""

    goal: str
    outcome: GoalOutcome | None
    note: str = ""


def goals_from(typed: str) -> tuple[str, ...]:
    """One goal a line, each once. Raises `Invalid` naming the field for too many, and for one that is too long."""
    goals = tuple(dict.fromkeys(line for line in map(clean_line, typed.splitlines()) if line))
    if len(goals) > MOST_GOALS:
        _refuse(f"Skriv højst {MOST_GOALS} mål. Der er {len(goals)}.")
    for goal in goals:
        if len(goal) > LONGEST_GOAL:
            _refuse(f"Et mål må højst have {LONGEST_GOAL} tegn. »{goal[:40]}…« har {len(goal)}.")
    return goals


def check_kept(goals: Sequence[str], evaluated: Iterable[str]) -> None:
    """A goal that a later discussion has evaluated stays as it was. Raises `Invalid` naming the field."""
    gone = [text for text in evaluated if text not in goals]
    if gone:
        _refuse(f"Målet »{gone[0]}« er vurderet i en senere drøftelse og kan ikke ændres.")


def _refuse(message: str) -> None:
    raise Invalid("cycle.goals", message, {"goals": message})


def goals_after(earlier: Sequence[Goal], evaluations: Sequence[Evaluation]) -> list[Goal]:
    """The goals of last year as the form leaves them. Raises `Stale` for one that another discussion has evaluated, or
    that is gone."""
    said = {each.goal: each for each in evaluations}
    if not said.keys() <= {goal.public_id for goal in earlier}:
        raise Stale
    return [
        msgspec.structs.replace(goal, outcome=each.outcome, outcome_note=clean_line(each.note)[:500])
        if (each := said.get(goal.public_id)) is not None
        else goal
        for goal in earlier
    ]


def check_order(held_on: date | None, earlier: Iterable[Goal]) -> None:
    """A discussion evaluates goals of the past. Raises `Invalid` naming the field when one of those that it evaluates
    was set after it; of a day that nobody knows nothing is said."""
    set_on = [goal.held_on for goal in earlier if goal.outcome is not None and goal.held_on is not None]
    if held_on is not None and any(day > held_on for day in set_on):
        message = "Målene er sat i en drøftelse efter den dato. Ret datoen, eller lad målene stå som ikke vurderet."
        raise Invalid("cycle.goals_later", message, {"held_on": message})
