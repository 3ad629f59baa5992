"""Results that a case rests on, in words: the same on pages and in reports."""

from decimal import Decimal

from app.surveys.labels import SURVEY_DIRECTION
from app.surveys.rules.links import LinkedResult, Measurement
from app.surveys.rules.rounds import period_text
from app.surveys.rules.shown import Suppressed, change_of
from app.surveys.rules.told import others_text
from app.surveys.words import UNKNOWN, change_text, figure_text, was_text


def what_text(found: LinkedResult) -> str:
    """ "Måling 2025, Team Nord, Social kapital": the round with its time, the unit as it was called, and the scale."""
    own = found.own
    when = period_text(own.year, own.period_from, own.period_to, own.period_text)
    named = own.round_name if when in own.round_name else f"{own.round_name} ({when})"
    return ", ".join(part for part in (named, own.name, found.scale.name if found.scale else "") if part)


def instrument_text(measured: Measurement) -> str:
    """ "Social kapital, udgave 2012"."""
    return f"{measured.instrument}, udgave {measured.edition}" if measured.instrument else "spørgeskema ukendt"


def quoted(found: LinkedResult) -> str:
    """What a judgement says of the result that it rests on: the instrument, how many answered, before and after."""
    told = against_text(found) or value_text(found.own)
    others = others_text(found.told)
    return f"{what_text(found)} ({instrument_text(found.own)}). {told}" + (f". {others}" if others else "")


def value_text(measured: Measurement) -> str:
    """ "9,5 (12 svar)", "skjult af hensyn til anonymitet", or the direction where that is all."""
    count = answered_text(measured)
    return f"{mean_text(measured)} ({count})" if count else mean_text(measured)


def mean_text(measured: Measurement) -> str:
    """ "9,5", "skjult af hensyn til anonymitet", or the direction where that is all."""
    if measured.figure is not None:
        return figure_text(measured.figure.mean)
    if isinstance(measured.direction, Suppressed):
        return figure_text(measured.direction)
    return SURVEY_DIRECTION[measured.direction] if measured.direction else UNKNOWN


def answered_text(measured: Measurement) -> str:
    """ "12 svar", "antal svar ukendt"; "" beside what is no score that is shown."""
    figure = measured.figure
    if figure is None or not isinstance(figure.mean, Decimal):
        return ""
    return f"{figure.n} svar" if isinstance(figure.n, int) else f"antal svar {figure_text(figure.n)}"


def others_then_text(found: LinkedResult) -> str:
    """What the unit was in the earlier of the two rounds, and what gave it other people since; "" for nothing."""
    was = was_text(found.after, found.before) if found.after else ""
    return f"{was} {others_text(found.told)}".strip()


def against_text(found: LinkedResult) -> str:
    """ "9,5 (12 svar) → 11,0 (20 svar) i Måling 2025: +1,5, siger intet sikkert …"; "" with nothing to compare."""
    before, after = found.before, found.after
    if after is None or found.scale is None or before.figure is None or after.figure is None:
        return ""
    change = change_of(found.scale, after.figure, before.figure)
    told = f": {change_text(change)}" if change else ""
    return f"{before.round_name}: {value_text(before)} → {after.round_name}: {value_text(after)}{told}"
