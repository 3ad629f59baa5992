"""A figure in words, with the reservations that go with it wherever it goes: pages, charts, files, reports and
programs."""

from datetime import date
from decimal import Decimal

from app.core.dates import UNKNOWN, short_date
from app.indicators.enums import IndicatorKind, Trend
from app.indicators.labels import TREND
from app.indicators.rules import TURNOVER, Figure, ShownValue, computes
from app.surveys.labels import HIDDEN_REASON
from app.surveys.rules.shown import Suppressed
from app.surveys.rules.typed import decimal_text

NO_FIGURE = "Intet tal endnu."
TURNOVER_FORMULA = "Antal fratrådte i perioden ÷ antal ansatte i gennemsnit i perioden × 100"


def number_text(value: Decimal | Suppressed | None) -> str:
    if isinstance(value, Suppressed):
        return HIDDEN_REASON[value.reason]
    return UNKNOWN if value is None else decimal_text(value)


def with_unit(text: str, measured_in: str) -> str:
    return f"{text} {measured_in}".strip()


def figure_text(shown: ShownValue, measured_in: str) -> str:
    """ "15,0 %", "højere end tidligere år", "skjult af hensyn til anonymitet"."""
    if shown.trend is not None:
        return trend_text(shown.trend, shown.compared_with)
    if isinstance(shown.value, Decimal):
        return with_unit(number_text(shown.value), measured_in)
    return number_text(shown.value)


def trend_text(trend: Trend, compared_with: str) -> str:
    """ "højere end tidligere år", "uændret i forhold til 2023"."""
    than = "i forhold til" if trend is Trend.UNCHANGED else "end"
    return f"{TREND[trend].lower()} {than} {compared_with}"


def formula_text(shown: ShownValue, kind: IndicatorKind, measured_in: str) -> str:
    """ "12 fratrådte ÷ 80 ansatte i gennemsnit × 100 = 15,0 %"; "" where the figure is not computed, or hidden."""
    part, whole = shown.numerator, shown.denominator
    if not (isinstance(part, Decimal) and isinstance(whole, Decimal) and isinstance(shown.value, Decimal)):
        return ""
    if not computes(kind, measured_in):
        return f"{decimal_text(part)} ud af {decimal_text(whole)}"
    words = ("fratrådte", "ansatte i gennemsnit") if kind in TURNOVER else ("", "")
    top, bottom = (with_unit(decimal_text(number), word) for number, word in zip((part, whole), words, strict=True))
    return f"{top} ÷ {bottom} × 100 = {figure_text(shown, measured_in)}"


def period_text(first: date | None, last: date | None, words: str) -> str:
    """ "2024" for a whole year, "01.01.2024–31.03.2024", or the words for it."""
    if first is None or last is None:
        return words or UNKNOWN
    if (first.month, first.day, last.month, last.day, first.year) == (1, 1, 12, 31, last.year):
        return str(first.year)
    return f"{short_date(first)}–{short_date(last)}"


def when_text(shown: ShownValue) -> str:
    return period_text(shown.period_from, shown.period_to, shown.period_text)


def reservation_text(shown: ShownValue | Figure) -> str:
    """What must be known to read the figure: its reservation, the day it is as of, and where it comes from."""
    caveat = shown.caveat if not shown.caveat or shown.caveat.endswith((".", "!", "?")) else f"{shown.caveat}."
    parts = [
        f"Forbehold: {caveat}" if caveat else "",
        f"Pr. {short_date(shown.as_of)}." if shown.as_of else "Pr. dato ukendt.",
        f"Kilde: {shown.source.rstrip('.')}." if shown.source else "Kilde ukendt.",
    ]
    return " ".join(part for part in parts if part)


def told(shown: ShownValue, measured_in: str) -> str:
    """The figure with its period and all that goes with it, as one text."""
    return f"{when_text(shown)}: {figure_text(shown, measured_in)}. {reservation_text(shown)}"
