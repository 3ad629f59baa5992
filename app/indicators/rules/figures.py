"""A figure as it is typed: a number or a direction, and what belongs to it."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from app.core.errors import Invalid
from app.core.text import clean_line, clean_text
from app.indicators.enums import IndicatorKind, Trend
from app.surveys.rules.typed import decimal_of

TURNOVER = frozenset({IndicatorKind.STAFF_TURNOVER, IndicatorKind.LEADER_TURNOVER})
_PERCENT = "%"


class TypedFigure(msgspec.Struct, frozen=True, kw_only=True):
    """As the form, or a row of a file, has it; what nobody knows is "" or None."""

    period_from: date | None = None
    period_to: date | None = None
    period_text: str = ""
    value: str = ""
    trend: Trend | None = None
    compared_with: str = ""
    numerator: str = ""
    denominator: str = ""
    people: str = ""
    caveat: str = ""
    as_of: date | None = None
    source: str = ""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored. `value` None: a direction alone."""

    period_from: date | None
    period_to: date | None
    period_text: str
    value: Decimal | None
    trend: Trend | None
    compared_with: str
    numerator: Decimal | None
    denominator: Decimal | None
    people: Decimal | None
    caveat: str
    as_of: date | None
    source: str


def always_covers_people(kind: IndicatorKind) -> bool:
    """Turnover and sickness absence are about people, whoever says otherwise."""
    return kind in TURNOVER or kind is IndicatorKind.SICKNESS_ABSENCE


def computes(kind: IndicatorKind, measured_in: str) -> bool:
    """Whether a percentage is computed from what it is a part of."""
    return kind in TURNOVER or measured_in == _PERCENT


def turnover_of(part: Decimal, whole: Decimal) -> Decimal:
    """A part of a whole in per cent, with one decimal: those who left, of the average headcount in the same period."""
    return (part * 100 / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def left_of(value: Decimal, numerator: Decimal | None, people: Decimal) -> Decimal:
    """How many left; where only the percentage is known, what it comes to."""
    return numerator if numerator is not None else value * people / 100


def figure_from(kind: IndicatorKind, measured_in: str, *, covers_people: bool, typed: TypedFigure) -> Figure:
    """The figure that was typed. Raises `Invalid` naming the fields: neither a number nor a direction, or both; a
    direction against nothing; a period that is unknown or turned round; a number about people without how many."""
    problems: dict[str, str] = {}
    numbers: dict[str, Decimal | None] = {}
    for field in ("value", "numerator", "denominator", "people"):
        text = getattr(typed, field)
        try:
            numbers[field] = decimal_of(text) if text.strip() else None
        except ValueError as error:
            numbers[field], problems[field] = None, str(error)
    value, part, whole, people = (numbers[each] for each in ("value", "numerator", "denominator", "people"))
    if not problems:
        value, problems = _value(kind, measured_in, value, part, whole)
    if kind in TURNOVER:
        people = whole
    has_number = value is not None
    if not problems and has_number == (typed.trend is not None):
        text = (
            "Vælg enten et tal eller en retning, ikke begge." if has_number else "Skriv et tal, eller vælg en retning."
        )
        problems["value"] = text
    problems |= _people_problems(kind, people, is_asked=covers_people and has_number)
    problems |= _period_problems(typed, needs_days=covers_people and has_number)
    if typed.trend is not None and not typed.compared_with.strip():
        problems["compared_with"] = "Skriv, hvad retningen er set i forhold til, for eksempel »tidligere år«."
    if problems:
        raise Invalid("indicator.figure", "Ret de felter, der er markeret.", problems)
    is_number = typed.trend is None
    return Figure(
        period_from=typed.period_from,
        period_to=typed.period_to,
        period_text=clean_line(typed.period_text)[:100],
        value=value,
        trend=typed.trend,
        compared_with="" if is_number else clean_line(typed.compared_with)[:200],
        numerator=part if is_number else None,
        denominator=whole if is_number else None,
        people=people if is_number and covers_people else None,
        caveat=clean_text(typed.caveat),
        as_of=typed.as_of,
        source=clean_line(typed.source)[:300],
    )


def _value(
    kind: IndicatorKind, measured_in: str, value: Decimal | None, part: Decimal | None, whole: Decimal | None
) -> tuple[Decimal | None, dict[str, str]]:
    """The number, computed where it can be, and what is wrong with what it is computed from."""
    for field, number in (("numerator", part), ("denominator", whole)):
        if number is not None and number < 0:
            return value, {field: "Skriv et tal fra 0."}
    if whole == 0:
        return value, {"denominator": "Der kan ikke deles med 0."}
    if part is not None and whole is None:
        return value, {"denominator": "Skriv også, hvor mange det er ud af."}
    if kind in TURNOVER and part is not None and part != part.to_integral_value():
        return value, {"numerator": "Skriv et helt antal."}
    if value is not None and value < 0 and kind is not IndicatorKind.OWN:
        return value, {"value": "Skriv et tal fra 0."}
    if part is None and whole is not None and kind not in TURNOVER:
        return value, {"numerator": "Skriv også, hvor mange af dem."}
    if not computes(kind, measured_in) or part is None or whole is None:
        return value, {}
    if value is not None:
        return value, {"value": "Lad tallet stå tomt. Det regnes ud af de to andre."}
    return turnover_of(part, whole), {}


def _people_problems(kind: IndicatorKind, people: Decimal | None, *, is_asked: bool) -> dict[str, str]:
    field = "denominator" if kind in TURNOVER else "people"
    if is_asked and people is None:
        return {field: "Skriv, hvor mange mennesker tallet dækker. Ellers kan små grupper ikke beskyttes."}
    if people is not None and people <= 0:
        return {field: "Skriv et tal over 0."}
    return {}


def _period_problems(typed: TypedFigure, *, needs_days: bool) -> dict[str, str]:
    first, last = typed.period_from, typed.period_to
    if first is not None and last is not None and last < first:
        return {"period_to": "Perioden slutter, før den begynder."}
    if (first is None) != (last is None):
        return {"period_to" if last is None else "period_from": "Skriv både den første og den sidste dag."}
    if first is not None:
        return {}
    if needs_days:
        return {"period_from": "Et tal om mennesker skal have en første og en sidste dag."}
    return {} if typed.period_text.strip() else {"period_from": "Skriv perioden, eller hvad I ved om den, med ord."}
