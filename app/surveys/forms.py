from typing import Annotated

from app.surveys.enums import ScaleScoring
from app.web.forms import Choice, Form, Text, Tick, Whole


class InstrumentForm(Form, frozen=True, kw_only=True):
    municipality: Annotated[str, Choice("Kommune")] = ""
    name: Annotated[str, Text("Navn", required=True)]
    edition: Annotated[str, Text("Udgave", required=True, most=40)]
    source: Annotated[str, Text("Kilde", lines=True, most=2000)] = ""
    valid_percent: Annotated[int | None, Whole("Besvarede spørgsmål", required=True, low=1, high=100)]


class EditionForm(Form, frozen=True, kw_only=True):
    edition: Annotated[str, Text("Udgave", required=True, most=40)]


class ScaleForm(Form, frozen=True, kw_only=True):
    """The fields of `rules.typed.TypedScale`, which says what is wrong with them together."""

    name: Annotated[str, Text("Navn", required=True)]
    minimum: Annotated[int | None, Whole("Laveste værdi", required=True, high=1000)]
    maximum: Annotated[int | None, Whole("Højeste værdi", required=True, high=1000)]
    scoring: Annotated[ScaleScoring, Choice("Sådan regnes scoren", required=True)]
    is_higher_better: Annotated[bool, Tick("Højere er bedre")] = False
    is_sensitive: Annotated[bool, Tick("Krænkende handlinger")] = False
    part_of: Annotated[str, Choice("Indgår i")] = ""
    lowest: Annotated[int | None, Whole("Laveste svar", high=1000)] = None
    highest: Annotated[int | None, Whole("Højeste svar", high=1000)] = None
    items: Annotated[str, Text("Spørgsmål", lines=True, most=20_000)] = ""
    inverted: Annotated[str, Text("Omvendte spørgsmål", lines=True, most=20_000)] = ""
    anchors: Annotated[str, Text("Svarenes ord", lines=True, most=4000)] = ""
    bands: Annotated[str, Text("Bånd", lines=True, most=4000)] = ""
    benchmark: Annotated[str, Text("Tal at sammenligne med", most=20)] = ""
    benchmark_source: Annotated[str, Text("Kilde til tallet", lines=True, most=1000)] = ""
    benchmark_population: Annotated[str, Text("Hvem der har svaret", lines=True, most=1000)] = ""


class RemoveScaleForm(Form, frozen=True, kw_only=True):
    pass
