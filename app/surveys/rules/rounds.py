"""Of a round: its period, its units as they were, its response rate, and when the next one is due."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

import msgspec

from app.core.dates import short_date

LONGEST_YEARS = 3  # rule 29: at most so long between two surveys


class UnitPast(msgspec.Struct, frozen=True):
    """A unit in one of its versions: what it was called and lay under from `valid_from` until before `valid_to`."""

    unit: int
    parent: int | None
    name: str
    sort_key: str
    valid_from: date
    valid_to: date | None
    closed_on: date | None


class FrozenUnit(msgspec.Struct, frozen=True):
    """A unit as it was, in the order of the tree."""

    unit: int
    parent: int | None  # None: the top of the round
    name: str
    parent_name: str
    depth: int


def frozen_units(versions: Iterable[UnitPast], top: int, day: date) -> list[FrozenUnit]:
    """`top` and what lay below it on `day`, depth first, as it was called then.

    A unit that we know of from later only is taken as it was first; one that was closed by then is left out.
    """
    then: dict[int, UnitPast] = {}
    for each in sorted(versions, key=lambda version: version.valid_from):
        held = each.valid_from <= day and (each.valid_to is None or day < each.valid_to)
        if each.unit not in then or held:
            then[each.unit] = each
    open_then = {unit: each for unit, each in then.items() if each.closed_on is None or each.closed_on > day}
    below: dict[int | None, list[UnitPast]] = {}
    for each in sorted(open_then.values(), key=lambda version: (version.sort_key, version.unit)):
        below.setdefault(each.parent, []).append(each)
    found: list[FrozenUnit] = []
    first = open_then.get(top)
    ahead = [(first, 0)] if first else []
    seen: set[int] = set()
    while ahead:
        unit, depth = ahead.pop()
        if unit.unit in seen:
            continue
        seen.add(unit.unit)
        above = then.get(unit.parent) if unit.parent is not None else None
        parent = unit.parent if depth else None
        found.append(FrozenUnit(unit.unit, parent, unit.name, above.name if above else "", depth))
        ahead += [(each, depth + 1) for each in reversed(below.get(unit.unit, []))]
    return found


def frozen_on(year: int, period_from: date | None, period_to: date | None, today: date) -> date:
    """The day whose units a round freezes: its last; where only the year is known, the last of that, or today."""
    return period_to or period_from or min(date(year, 12, 31), max(today, date(year, 1, 1)))


def period_problems(year: int | None, period_from: date | None, period_to: date | None) -> dict[str, str]:
    """The Danish message per field; empty when the period can be."""
    if period_from and period_to and period_to < period_from:
        return {"period_to": "Målingen kan ikke slutte, før den er begyndt."}
    day = period_to or period_from
    if year is None and day is None:
        return {"year": "Skriv året, eller hvornår der er målt."}
    years = {each.year for each in (period_from, period_to) if each}
    if year is not None and years and year not in years:
        return {"year": "Året passer ikke med datoerne."}
    return {}


def period_text(year: int, period_from: date | None, period_to: date | None, words: str) -> str:
    """When it was measured: the days, else the words, else the year."""
    if period_from and period_from == period_to:
        return short_date(period_from)
    if period_from and period_to:
        return f"{short_date(period_from)} til {short_date(period_to)}"
    if period_from:
        return f"fra {short_date(period_from)}"
    if period_to:
        return f"til {short_date(period_to)}"
    return words or str(year)


def numbers_problems(invited: int | None, answered: int | None) -> dict[str, str]:
    """More answers than people asked are refused (rule 35); empty when the two can be."""
    if invited is None or answered is None or answered <= invited:
        return {}
    rate = f" Det er {100 * answered // invited} %." if invited else ""
    text = f"{answered} har svaret, men kun {invited} er inviteret.{rate} Ret et af tallene."
    return {"answered": text}


def more_than_above(
    counts: Mapping[int, tuple[int | None, int | None]], parents: Mapping[int, int], names: Mapping[int, str]
) -> list[str]:
    """A remark for each unit with more invited or more answers than the one above it: that may be counted otherwise.

    `counts` are (invited, answered), None where unknown or hidden: nothing is told of those.
    """
    remarks = []
    for unit, parent in parents.items():
        pairs = zip(("inviterede", "besvarelser"), counts.get(unit, ()), counts.get(parent, ()), strict=False)
        remarks += [
            f"{names.get(unit, '')} har {mine} {what}, men {names.get(parent, '')}, som den hører under, har {over}. "
            "Se efter, at det er rigtigt."
            for what, mine, over in pairs
            if mine is not None and over is not None and mine > over
        ]
    return remarks


def response_rate(invited: int | None, answered: int | None) -> int | None:
    """Answered of invited in whole per cent, half up; None, shown as "–": nobody invited, or one of them unknown."""
    if not invited or answered is None:
        return None
    return int(Fraction(100 * answered, invited) + Fraction(1, 2))


def guidelines_note(guidelines_on: date | None, period_from: date | None) -> str:
    """What is to be said of the guidelines that MED agrees on before measuring; "" when all is well or unknown."""
    if guidelines_on is None:
        return "Det er ikke registreret, at MED har aftalt retningslinjer for målingen."
    if period_from is not None and guidelines_on > period_from:
        return "Retningslinjerne er aftalt, efter at målingen begyndte."
    return ""


class Measured(msgspec.Struct, frozen=True):
    """When a unit was last measured. `on` None: only the year is known."""

    year: int
    on: date | None


class NextDue(msgspec.Struct, frozen=True):
    """When to measure again at the latest. `is_exact` False: some time in that year, of which `on` is the first day."""

    on: date
    is_exact: bool


def next_due(last: Measured) -> NextDue:
    """Three years after the last day of the last survey (rule 29); 29 February becomes 28."""
    if last.on is None:
        return NextDue(date(last.year + LONGEST_YEARS, 1, 1), False)
    try:
        return NextDue(last.on.replace(year=last.on.year + LONGEST_YEARS), True)
    except ValueError:
        return NextDue(last.on.replace(year=last.on.year + LONGEST_YEARS, day=28), True)


def comparable_before(rounds: Sequence[tuple[int, date | None, int]], key: int) -> list[int]:
    """The rounds before `key`, the latest first, of (key, last day, year) as they were measured."""
    when: Mapping[int, tuple[int, date]] = {each: (year, on or date(year, 12, 31)) for each, on, year in rounds}
    mine = when[key]
    earlier = [each for each, moment in when.items() if (moment, each) < (mine, key)]
    return sorted(earlier, key=lambda each: (when[each], each), reverse=True)
