from datetime import date
from typing import Annotated

from app.access.enums import Tier
from app.cases.enums import FocusPointClosure
from app.plans.enums import ActionType, EffectResult, ItemStatus, Judgement, PreventionLevel
from app.web.forms import Choice, Day, Form, Text, Tick, Whole


class ItemForm(Form, frozen=True):
    """Adding and editing. Units, people and focus points are public ids; `owner_name` finds who is not listed."""

    title: Annotated[str, Text("Titel", required=True)]
    unit: Annotated[str, Choice("Enhed", required=True)]
    action_type: Annotated[ActionType, Choice("Slags tiltag", required=True)]
    owner: Annotated[str, Choice("Ansvarlig")] = ""
    owner_name: Annotated[str, Text("Navn")] = ""
    helpers: Annotated[tuple[str, ...], Choice("Hjælpere")] = ()
    focus_points: Annotated[tuple[str, ...], Choice("Fokuspunkter")] = ()
    problem: Annotated[str, Text("Problemet", lines=True, most=4000)] = ""
    cause: Annotated[str, Text("Årsagen", lines=True, most=4000)] = ""
    severity: Annotated[str, Text("Art, alvor og omfang", lines=True, most=4000)] = ""
    measure: Annotated[str, Text("Det vil vi gøre", lines=True, most=4000)] = ""
    solves_how: Annotated[str, Text("Sådan løser det problemet", lines=True, most=4000)] = ""
    prevention_level: Annotated[PreventionLevel | None, Choice("Forebyggelsesniveau")] = None
    is_individual: Annotated[bool, Tick("Rettet mod enkeltpersoner")] = False
    starts_on: Annotated[date | None, Day("Start")] = None
    due_on: Annotated[date | None, Day("Frist")] = None
    late_reason: Annotated[str, Text("Begrundelse for sen frist", lines=True, most=2000)] = ""
    ongoing_interval_months: Annotated[int | None, Whole("Antal måneder", low=1, high=60)] = None
    effect_criterion: Annotated[str, Text("Tegn på effekt", lines=True, most=4000)] = ""
    effect_check_on: Annotated[date | None, Day("Dato for effektvurdering")] = None
    reason: Annotated[str, Text("Begrundelse", lines=True, most=2000)] = ""


class UpdateForm(Form, frozen=True):
    """The form of a phone."""

    status: Annotated[ItemStatus, Choice("Status", required=True)]
    note: Annotated[str, Text("Bemærkning", lines=True, most=4000)] = ""
    tier: Annotated[Tier | None, Choice("Hvem må læse bemærkningen?")] = None  # None: everybody


class ReviewForm(Form, frozen=True):
    note: Annotated[str, Text("Hvad gennemgangen viste", required=True, lines=True, most=4000)]
    next_review_on: Annotated[date | None, Day("Næste gennemgang")] = None


class MoveDueForm(Form, frozen=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=2000)]
    due_on: Annotated[date | None, Day("Ny frist", required=True)] = None
    late_reason: Annotated[str, Text("Begrundelse for sen frist", lines=True, most=2000)] = ""


class EffectForm(Form, frozen=True):
    """One judgement. What follows is needed only where the effect was not sufficient (rule 25)."""

    result: Annotated[EffectResult, Choice("Effekt", required=True)]
    evaluated_on: Annotated[date, Day("Datoen for vurderingen", required=True)]
    criterion: Annotated[str, Text("Vurderet efter", required=True, lines=True, most=4000)]
    basis: Annotated[str, Text("Hvad vurderingen bygger på", required=True, lines=True, most=4000)]
    follow_up_item: Annotated[str, Choice("Opfølgende tiltag")] = ""
    new_title: Annotated[str, Text("Titel på nyt tiltag")] = ""
    new_owner: Annotated[str, Choice("Ansvarlig for nyt tiltag")] = ""
    new_unit: Annotated[str, Choice("Enhed")] = ""
    new_measure: Annotated[str, Text("Det vil I gøre i stedet", lines=True, most=4000)] = ""
    new_due_on: Annotated[date | None, Day("Frist for nyt tiltag")] = None
    new_late_reason: Annotated[str, Text("Begrundelse for sen frist", lines=True, most=2000)] = ""


class ClosePointForm(Form, frozen=True):
    closure: Annotated[FocusPointClosure, Choice("Hvorfor fokuspunktet lukkes", required=True)]
    reason: Annotated[str, Text("Begrundelse", lines=True, most=4000)] = ""


class ReopenPointForm(Form, frozen=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=4000)]


class DiscussForm(Form, frozen=True):
    note: Annotated[str, Text("Hvor og med hvem", required=True, lines=True, most=2000)]


class ApproveForm(Form, frozen=True):
    note: Annotated[str, Text("Bemærkning", lines=True, most=2000)] = ""


class PriorMeasureForm(Form, frozen=True):
    title: Annotated[str, Text("Titel", required=True)]
    judgement: Annotated[Judgement, Choice("Arbejdstilsynets vurdering", required=True)]
    description: Annotated[str, Text("Beskrivelse", lines=True, most=4000)] = ""
    taken_text: Annotated[str, Text("Hvornår", most=100)] = ""
    item: Annotated[str, Choice("Ført videre i tiltag")] = ""
    own_item: Annotated[str, Choice("Tiltag i jeres egen handleplan")] = ""
    reason: Annotated[str, Text("Begrundelse", lines=True, most=2000)] = ""


class RemovePriorForm(Form, frozen=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=2000)]
