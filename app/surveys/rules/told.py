"""What somebody has told of units that were merged, split or had people moved between them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from app.core.dates import short_date
from app.surveys.rules.suppression_facts import UNMEASURED, Place, Reorganisation

_MANY = 3  # names before the rest is a number
_OTHERS = "Det er ikke de samme medarbejdere før og efter."


class Told(msgspec.Struct, frozen=True):
    """From `changed_on` those counted directly in the units `before` are in those `after`, by their keys."""

    changed_on: date
    before: frozenset[int]
    after: frozenset[int]


class Measured(msgspec.Struct, frozen=True):
    """A round: when it was measured, and the units it has."""

    round: str
    on: date
    units: frozenset[int]


def measured_on(year: int, period_from: date | None, period_to: date | None) -> date:
    """The day that a round counts as measured on; the last of the year where only that is known."""
    return period_to or period_from or date(year, 12, 31)


def told_problems(
    before: Collection[int], after: Collection[int], changed_on: date | None, today: date
) -> dict[str, str]:
    """The Danish message per field; empty when it can be told."""
    problems = {}
    if changed_on is None:
        problems["changed_on"] = "Skriv, hvornår enhederne blev lagt om."
    elif changed_on > today:
        problems["changed_on"] = "Datoen ligger i fremtiden. Skriv omlægningen, når den er sket."
    if not before:
        problems["before"] = "Vælg enheden eller enhederne før."
    if not after:
        problems["after"] = "Vælg enheden eller enhederne efter."
    if len(before) == 1 and set(before) == set(after):
        problems["after"] = (
            "Det er den samme enhed. En enhed, der flytter som helhed eller skifter navn, kendes igen af sig selv."
        )
    return problems


def resolve(rounds: Sequence[Measured], told: Iterable[Told]) -> list[Reorganisation]:
    """What was told, as places in the rounds, oldest first. What no round measured on both sides tells nothing.

    Two changes between two rounds, one going on from the other, are one.
    """
    found: list[Reorganisation] = []
    for each in sorted(told, key=lambda one: one.changed_on):
        before = tuple(_last(rounds, unit, each) for unit in sorted(each.before))
        after = tuple(_first(rounds, unit, each) for unit in sorted(each.after))
        for earlier in [one for one in found if _is_between(one.after, before)]:
            found.remove(earlier)
            links = {place for place in earlier.after if place[0] == UNMEASURED} & set(before)
            before = (*earlier.before, *(place for place in before if place not in links))
            after = (*(place for place in earlier.after if place not in links), *after)
        found.append(Reorganisation(tuple(dict.fromkeys(before)), tuple(dict.fromkeys(after))))
    return [each for each in found if _is_measured(each.before) and _is_measured(each.after)]


def _is_between(after: Sequence[Place], before: Sequence[Place]) -> bool:
    return any(place in before for place in after if place[0] == UNMEASURED)


def _is_measured(places: Sequence[Place]) -> bool:
    return any(place[0] != UNMEASURED for place in places)


def _last(rounds: Sequence[Measured], unit: int, told: Told) -> Place:
    """Where the unit was last measured before the change. One that the change ended may be in a round whose day is not
    known better than by its year."""
    having = [each for each in rounds if unit in each.units]
    then = [each for each in having if each.on < told.changed_on]
    if not then and unit not in told.after:
        then = having
    return (then[-1].round if then else UNMEASURED, str(unit))


def _first(rounds: Sequence[Measured], unit: int, told: Told) -> Place:
    """Where the unit was first measured after the change."""
    having = [each for each in rounds if unit in each.units]
    since = [each for each in having if each.on >= told.changed_on]
    if not since and unit not in told.before:
        since = having
    return (since[0].round if since else UNMEASURED, str(unit))


def is_touched(told: Told, then: Collection[int], now: Collection[int]) -> bool:
    """Whether a unit, with all it held `then` and holds `now`, has other people by what was told."""
    before, after = set(told.before), set(told.after)
    return bool(before & set(then) or after & set(now)) and not (before <= set(then) and after <= set(now))


def within(parents: Mapping[int, int | None], unit: int) -> frozenset[int]:
    """A unit and all below it, of each unit and what it lay under."""
    found = {unit}
    while more := {each for each, parent in parents.items() if parent in found} - found:
        found |= more
    return frozenset(found)


def told_text(changed_on: date, before: Sequence[str], after: Sequence[str]) -> str:
    """What happened in plain words; "" stands for a unit that the reader may not be told the name of."""
    first, last = _names(before), _names(after)
    if len(before) > 1 and len(after) == 1:
        what = f"{first} blev lagt sammen til {last}"
    elif len(before) == 1 and len(after) > 1:
        what = f"{first} blev delt i {last}"
    elif len(before) == 1:
        what = f"{first} blev til {last}"
    else:
        what = f"medarbejdere i {first} kom til {last}"
    return f"{short_date(changed_on)}: {what[:1].upper()}{what[1:]}."


def others_text(told: Sequence[str]) -> str:
    """What happened between two rounds (`told_text` of each), and what it means for comparing them; "" for nothing."""
    return " ".join([*told, _OTHERS]) if told else ""


def _names(units: Sequence[str]) -> str:
    named = [name for name in units if name]
    parts = named[:_MANY] if len(named) > _MANY + 1 else named
    rest = len(units) - len(parts)
    if rest:
        parts = [*parts, "en anden enhed" if rest == 1 else f"{rest} andre enheder"]
    return " og ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
