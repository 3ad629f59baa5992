from datetime import date
from typing import Annotated

import msgspec

from app.indicators.enums import Better, IndicatorKind, Trend
from app.indicators.rules import TypedFigure
from app.web.forms import Choice, Day, Form, Text, Tick


class IndicatorForm(Form, frozen=True, kw_only=True):
    municipality: Annotated[str, Choice("Kommune")] = ""
    kind: Annotated[IndicatorKind, Choice("Slags", required=True)]
    name: Annotated[str, Text("Navn", required=True)]
    measured_in: Annotated[str, Text("Måles i", most=40)] = ""
    better: Annotated[Better | None, Choice("Hvad er bedst?")] = None
    covers_people: Annotated[bool, Tick("Tallet handler om mennesker")] = False
    definition: Annotated[str, Text("Sådan gøres det op", required=True, lines=True, most=4000)]
    source: Annotated[str, Text("Kilde", most=300)] = ""


class FigureForm(Form, frozen=True, kw_only=True):
    """A figure; its period and unit are fixed once it is there."""

    value: Annotated[str, Text("Tal", most=20)] = ""
    numerator: Annotated[str, Text("Tæller", most=20)] = ""
    denominator: Annotated[str, Text("Nævner", most=20)] = ""
    people: Annotated[str, Text("Hvor mange mennesker tallet dækker", most=20)] = ""
    trend: Annotated[Trend | None, Choice("Retning")] = None
    compared_with: Annotated[str, Text("I forhold til")] = ""
    caveat: Annotated[str, Text("Forbehold", lines=True, most=4000)] = ""
    as_of: Annotated[date | None, Day("Pr. dato")] = None
    source: Annotated[str, Text("Kilde", most=300)] = ""


class NewFigureForm(FigureForm, frozen=True, kw_only=True):
    unit: Annotated[str, Choice("Enhed", required=True)]
    period_from: Annotated[date | None, Day("Første dag")] = None
    period_to: Annotated[date | None, Day("Sidste dag")] = None
    period_text: Annotated[str, Text("Perioden med ord", most=100)] = ""


class CorrectForm(FigureForm, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Hvorfor", lines=True, required=True, most=1000)]


class WithdrawFigureForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Begrundelse", lines=True, required=True, most=1000)]


class RowsForm(Form, frozen=True, kw_only=True):
    """Rows of a spreadsheet: a file, or what was pasted. `file` is there so that its message has a place; `looked_at`
    is the fingerprint of the rows that the page before showed: those alone are taken."""

    file: Annotated[str, Text("Fil")] = ""
    rows: Annotated[str, Text("Rækker", lines=True, most=200_000, as_written=True)] = ""
    looked_at: Annotated[str, Text("Set", most=64)] = ""
    confirm: Annotated[bool, Tick("Gem tallene")] = False


class SeriesLinkForm(Form, frozen=True, kw_only=True):
    focus_point: Annotated[str, Choice("Fokuspunkt")] = ""
    series: Annotated[str, Choice("Indikator", required=True)]
    note: Annotated[str, Text("Bemærkning", lines=True, most=2000)] = ""


class RemoveSeriesForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=2000)]


def typed_from(form: FigureForm) -> TypedFigure:
    """What the form says of a figure; the period where it has one."""
    names = set(form.__struct_fields__) & set(TypedFigure.__struct_fields__)
    return TypedFigure(**{name: value for name, value in msgspec.structs.asdict(form).items() if name in names})
