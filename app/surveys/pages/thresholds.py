"""The page of how many must have answered before something is shown."""

from typing import ClassVar

import msgspec

from app.organisation.rules import DEFAULT_THRESHOLDS, Thresholds
from app.surveys.queries.moved import MovedFigures
from app.web.pages import Crumb, FormPage

# What each number is, and where its default comes from. None is law (rules 33 and trap 28 of the domain).
NAMES = {
    "minimum": "Svar, før en score vises",
    "distribution": "Svar, før en fordeling af svar vises",
    "sensitive": "Svar om krænkende handlinger",
    "span": "Usikkerhed om et skjult tal",
}
SOURCES = {
    "minimum": "5 er almindeligt hos danske leverandører. Vi har ikke fundet en kommunal kilde. Under 4 svar viser "
    "Handlepligt aldrig: det er fast.",
    "distribution": "8 er en leverandørs tal (Quicksearch).",
    "sensitive": "20 er en leverandørs tal (Ennova). Den siger, at Arbejdstilsynet anbefaler det. Vi har ikke fundet "
    "anbefalingen.",
    "span": "20 % af skalaen er vores eget valg. Så meget skal der mindst være tvivl om et skjult tal for den, der "
    "kender alt, hvad der vises.",
}


class ThresholdLine(msgspec.Struct, frozen=True):
    """One number: what it is now, whose choice that is, and where the default comes from."""

    name: str
    now: str
    mark: str
    source: str


class Preview(msgspec.Struct, frozen=True):
    """What the typed numbers would do: what must go by name where the reader reads it, what appears by number alone,
    since a name would tell how many answered there."""

    gone: str
    gone_lines: tuple[str, ...]
    came: str


class ThresholdsPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/thresholds.html"
    code: str
    name: str
    lines: tuple[ThresholdLine, ...]
    preview: Preview | None
    looked_at: str
    others: tuple[Crumb, ...]  # municipalities that the reader administers, too


def numbers_of(thresholds: Thresholds) -> dict[str, int]:
    """The four numbers as they are read and typed."""
    return {
        "minimum": thresholds.minimum,
        "distribution": thresholds.distribution,
        "sensitive": thresholds.sensitive,
        "span": thresholds.percent,
    }


def threshold_lines(now: Thresholds) -> tuple[ThresholdLine, ...]:
    """Each number with its evidence mark."""
    standard = numbers_of(DEFAULT_THRESHOLDS)
    return tuple(
        ThresholdLine(
            NAMES[name],
            _said(name, value),
            "Standard, ikke lov" if value == standard[name] else "Kommunens eget valg, ikke lov",
            SOURCES[name],
        )
        for name, value in numbers_of(now).items()
    )


def _said(name: str, value: int) -> str:
    return f"{value} % af skalaen" if name == "span" else f"mindst {value}"


def mark_of(thresholds: Thresholds) -> str:
    """The numbers as one text, to tell whether what is confirmed is what was seen."""
    return "-".join(map(str, numbers_of(thresholds).values()))


def preview_of(gone: MovedFigures, came: MovedFigures) -> Preview:
    return Preview(
        gone=f"{gone.text}, der er vist i dag, bliver skjult." if gone.count else "Intet bliver skjult.",
        gone_lines=gone.lines(),
        came=f"{came.text}, der er skjult i dag, bliver vist." if came.count else "Intet nyt bliver vist.",
    )
