import functools
from datetime import date
from typing import Annotated, Any, cast

import msgspec

from app.access.enums import Tier
from app.cases.enums import Topic
from app.plans.forms import EffectForm
from app.surveys.enums import BestEnd, LinkRole, ScaleScoring, SurveyDirection, WishedChange
from app.web.forms import Choice, Day, Form, Text, Tick, Whole


class InstrumentForm(Form, frozen=True, kw_only=True):
    municipality: Annotated[str, Choice("Kommune")] = ""
    name: Annotated[str, Text("Navn", required=True)]
    edition: Annotated[str, Text("Udgave", required=True, most=40)]
    source: Annotated[str, Text("Kilde", lines=True, most=2000)] = ""
    valid_percent: Annotated[int | None, Whole("Besvarede spørgsmål", required=True, low=1, high=100)]


class EditionForm(Form, frozen=True, kw_only=True):
    edition: Annotated[str, Text("Udgave", required=True, most=40)]


class ScaleForm(Form, frozen=True, kw_only=True):
    """The fields of `rules.typed.TypedScale`, which says what is wrong with them together; `best` says which end is."""

    name: Annotated[str, Text("Navn", required=True)]
    minimum: Annotated[int | None, Whole("Laveste værdi", required=True, high=1000)]
    maximum: Annotated[int | None, Whole("Højeste værdi", required=True, high=1000)]
    scoring: Annotated[ScaleScoring, Choice("Sådan regnes scoren", required=True)]
    best: Annotated[BestEnd, Choice("Hvad er bedst?", required=True)]
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


class RoundForm(Form, frozen=True, kw_only=True):
    name: Annotated[str, Text("Navn", required=True)]
    year: Annotated[int | None, Whole("År", low=1990, high=2100)] = None
    period_from: Annotated[date | None, Day("Første dag")] = None
    period_to: Annotated[date | None, Day("Sidste dag")] = None
    period_text: Annotated[str, Text("Hvornår med ord", most=100)] = ""
    ordered_by: Annotated[str, Text("Bestilt af")] = ""
    guidelines_on: Annotated[date | None, Day("Retningslinjer aftalt")] = None
    committee: Annotated[str, Choice("Udvalg")] = ""
    note: Annotated[str, Text("Bemærkning", lines=True, most=4000)] = ""


class ChangeRoundForm(RoundForm, frozen=True, kw_only=True):
    accepted: Annotated[bool, Tick("Gør det alligevel")] = False


class NewRoundForm(RoundForm, frozen=True, kw_only=True):
    unit: Annotated[str, Choice("Enhed", required=True)]
    instrument: Annotated[str, Choice("Spørgeskema")] = ""


class PublishForm(Form, frozen=True, kw_only=True):
    accepted: Annotated[bool, Tick("Gør det alligevel")] = False


class TakeBackForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Hvorfor", lines=True, required=True, most=1000)] = ""


class RemoveRoundForm(Form, frozen=True, kw_only=True):
    pass


class ThresholdsForm(Form, frozen=True, kw_only=True):
    """`looked_at` names the numbers whose effect the page before showed: those alone are confirmed."""

    municipality: Annotated[str, Choice("Kommune", required=True)]
    minimum: Annotated[int | None, Whole("Svar, før en score vises", required=True, high=1000)]
    distribution: Annotated[int | None, Whole("Svar, før en fordeling vises", required=True, high=1000)]
    sensitive: Annotated[int | None, Whole("Svar om krænkende handlinger", required=True, high=1000)]
    span: Annotated[int | None, Whole("Usikkerhed om et skjult tal", required=True, high=100)]
    reason: Annotated[str, Text("Hvorfor", lines=True, required=True, most=1000)]
    looked_at: Annotated[str, Text("Set", most=40)] = ""
    confirm: Annotated[bool, Tick("Gem grænserne")] = False


class ReportForm(Form, frozen=True, kw_only=True):
    """`file` holds no text: it is there so that its message has a place."""

    file: Annotated[str, Text("Fil")] = ""
    title: Annotated[str, Text("Titel")] = ""
    tier: Annotated[Tier | None, Choice("Hvem kan se den?")] = None  # None: those alone who are named


class TextsForm(Form, frozen=True, kw_only=True):
    texts: Annotated[str, Text("Svar", lines=True, most=500_000)] = ""
    remove: Annotated[bool, Tick("Fjern de svar, der er gemt")] = False
    readers: Annotated[tuple[str, ...], Choice("Personer")] = ()


class ToldForm(Form, frozen=True, kw_only=True):
    """`accepted`: what has been shown and must go by it was seen."""

    changed_on: Annotated[date | None, Day("Gælder fra", required=True)] = None
    before: Annotated[tuple[str, ...], Choice("Enheder før", required=True)] = ()
    after: Annotated[tuple[str, ...], Choice("Enheder efter", required=True)] = ()
    note: Annotated[str, Text("Bemærkning", lines=True, most=1000)] = ""
    accepted: Annotated[bool, Tick("Gør det alligevel")] = False


class RemoveToldForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Hvorfor", lines=True, required=True, most=1000)] = ""
    accepted: Annotated[bool, Tick("Gør det alligevel")] = False


class FiguresForm(Form, frozen=True, kw_only=True):
    """The numbers of a unit. `figures_form` adds the fields of each scale."""

    invited: Annotated[int | None, Whole("Inviterede")] = None
    answered: Annotated[int | None, Whole("Svar")] = None
    direction: Annotated[SurveyDirection | None, Choice("Retning")] = None
    direction_note: Annotated[str, Text("Bemærkning til retningen", lines=True, most=2000)] = ""
    reason: Annotated[str, Text("Hvorfor", lines=True, most=1000)] = ""
    accepted: Annotated[bool, Tick("Gør det alligevel")] = False


@functools.cache
def figures_form(scales: int) -> type[FiguresForm]:
    """The form of a unit measured on so many scales: "n_0" and "mean_0" are the first one's."""
    fields: list[tuple[str, Any, Any]] = []
    for index in range(scales):
        fields += [
            (f"n_{index}", Annotated[int | None, Whole("Antal svar")], None),
            (f"mean_{index}", Annotated[str, Text("Score", most=20)], ""),
            (f"spread_{index}", Annotated[str, Text("Fordeling af svar", lines=True, most=2000)], ""),
            (f"supplier_{index}", Annotated[bool, Tick("Skjult af leverandøren")], False),
            (f"remove_{index}", Annotated[bool, Tick("Fjern tallene")], False),
        ]
    made = msgspec.defstruct(
        "FiguresForm", fields, bases=(FiguresForm,), frozen=True, kw_only=True, module=FiguresForm.__module__
    )
    return cast(type[FiguresForm], made)


class ResultLinkForm(Form, frozen=True, kw_only=True):
    """`result` is the public id of a unit in a round and the code of a scale, or the unit alone for its direction."""

    focus_point: Annotated[str, Choice("Fokuspunkt")] = ""
    result: Annotated[str, Choice("Resultat", required=True)]
    role: Annotated[LinkRole, Choice("Hvad siger resultatet?", required=True)]
    wished: Annotated[WishedChange | None, Choice("Hvad vil I opnå?")] = None
    note: Annotated[str, Text("Bemærkning", lines=True, most=2000)] = ""


class RemoveLinkForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=2000)]


class OwnPlanForm(Form, frozen=True, kw_only=True):
    """A plan of the unit's own after a round; `results` as in `ResultLinkForm`."""

    title: Annotated[str, Text("Titel", required=True)]
    topics: Annotated[tuple[Topic, ...], Choice("Emner", required=True)]
    results: Annotated[tuple[str, ...], Choice("Resultater")] = ()


class FileForm(Form, frozen=True, kw_only=True):
    """A supplier's file. Of what the page before showed: `seen` is the hash of the file, `fingerprint` its headings',
    `content` its figures'.

    A field for each column and each unknown unit, scale and answer is read beside these: `column_3`, `unit_teamnord`.
    """

    file: Annotated[str, Text("Fil")] = ""
    seen: Annotated[str, Text("Set fil", most=64)] = ""
    fingerprint: Annotated[str, Text("Overskrifter", most=64)] = ""
    content: Annotated[str, Text("Viste tal", most=64)] = ""
    encoding: Annotated[str, Text("Tegnkodning", most=20)] = ""
    delimiter: Annotated[str, Text("Skilletegn", most=20)] = ""
    decimal: Annotated[str, Text("Decimaltegn", most=1)] = ""
    sheet: Annotated[str, Text("Ark", most=100)] = ""
    heading_row: Annotated[int | None, Whole("Række med overskrifter", low=1, high=1000)] = None
    heading_rows: Annotated[str, Text("Overskrifterne fylder", most=1)] = ""
    date_order: Annotated[str, Text("Datoer", most=3)] = ""
    layout: Annotated[str, Text("Filen har", most=20)] = ""
    reason: Annotated[str, Text("Hvorfor", lines=True, most=1000)] = ""
    accepted: Annotated[bool, Tick("Gør det alligevel")] = False
    skip_units: Annotated[bool, Tick("Spring de andre enheder over")] = False
    skip_scales: Annotated[bool, Tick("Spring de andre skalaer over")] = False
    confirm: Annotated[bool, Tick("Gem tallene")] = False
    keep_rows: Annotated[bool, Tick("Gem rækkerne")] = False
    keep_purpose: Annotated[str, Text("Formål", most=1000)] = ""
    keep_until: Annotated[date | None, Day("Slettes")] = None


class MeasuredEffectForm(EffectForm, frozen=True):
    """A judgement that may rest on results tied to the case as its effect, by public id."""

    surveys: Annotated[tuple[str, ...], Choice("Målinger")] = ()
