"""What is answered about plans and items, and what a program sends about one."""

from datetime import date
from typing import Annotated

import msgspec

from app.api.v1.common import (
    Day,
    Id,
    Instant,
    Label,
    Tag,
)
from app.plans.enums import ActionType, EffectResult, ItemStatus, Judgement, PlanState, PreventionLevel


class ItemSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A measure of a plan. An ongoing one has no due date, but a next review."""

    id: Id
    no: int
    title: str
    unit: str
    owner: str
    owner_is_active: bool
    status: ItemStatus
    status_label: Label
    due_on: Day
    is_ongoing: bool
    next_review_on: Day
    effect_check_on: Day
    done_on: Day
    effect_result: EffectResult | None
    effect_result_label: Label | None


class MyItem(ItemSummary, frozen=True, kw_only=True):
    """One of your own; `case` null: the case is not yours to see."""

    case: Id | None
    case_reference: str | None


class MyItemList(msgspec.Struct, frozen=True):
    items: tuple[MyItem, ...]
    next: str | None


class CaseOfItem(msgspec.Struct, frozen=True):
    id: Id
    reference: str
    title: str


class PointOfItem(msgspec.Struct, frozen=True):
    id: Id
    position: int
    title: str


class ItemUpdateBody(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote, and when."""

    at: Instant
    by: str
    old_status: ItemStatus
    new_status: ItemStatus
    new_status_label: Label
    note: str


class DueMove(msgspec.Struct, frozen=True, kw_only=True):
    """The due date was moved, and why."""

    at: Instant
    by: str
    old_on: Day
    new_on: Day
    reason: str


class EvaluationBody(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement of the effect."""

    evaluated_on: date
    by: str
    result: EffectResult
    result_label: Label
    criterion: str
    basis: str
    follow_up: Id | None


class OtherItem(msgspec.Struct, frozen=True):
    id: Id
    no: int
    title: str


class Item(ItemSummary, frozen=True, kw_only=True):
    """A measure with everything that is planned and has happened. `case` null: the case is not yours to see."""

    etag: Tag
    case: CaseOfItem | None
    problem: str
    cause: str
    severity: str
    measure: str
    solves_how: str
    action_type: ActionType
    action_type_label: Label
    prevention_level: PreventionLevel | None
    prevention_level_label: Label | None
    is_individual: bool
    helpers: tuple[str, ...]
    focus_points: tuple[PointOfItem, ...]
    starts_on: Day
    late_reason: str
    ongoing_interval_months: int | None
    effect_criterion: str
    created_at: Instant
    updates: tuple[ItemUpdateBody, ...]
    moves: tuple[DueMove, ...]
    evaluations: tuple[EvaluationBody, ...]
    follows: OtherItem | None
    followed_by: tuple[OtherItem, ...]


class PlanVersionBody(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen copy of what was planned."""

    no: int
    state: PlanState
    state_label: Label
    sha256: str
    by: str
    at: Instant
    note: str


class PointOfPlan(msgspec.Struct, frozen=True, kw_only=True):
    id: Id
    position: int
    title: str
    is_closed: bool
    effect_result: EffectResult | None
    items: tuple[Id, ...]


class PriorMeasureBody(msgspec.Struct, frozen=True, kw_only=True):
    """A measure from before the order, and how the authority judged it."""

    id: Id
    title: str
    description: str
    taken: str
    judgement: Judgement
    judgement_label: Label
    item: Id | None
    own_item: Annotated[
        Id | None,
        msgspec.Meta(description="Tiltaget i enhedens egen handleplan, som ingen har skrevet en vurdering af endnu."),
    ]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The plan of a case. `hidden_items`: how many lie in units you do not see; the plan is not whole without them."""

    state: PlanState
    state_label: Label
    compliance_on: Day
    hidden_items: int
    focus_points: tuple[PointOfPlan, ...]
    items: tuple[ItemSummary, ...]
    prior_measures: tuple[PriorMeasureBody, ...]
    versions: tuple[PlanVersionBody, ...]


class ItemChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it goes: a status, a note, or both. What is left out stays."""

    status: Annotated[ItemStatus | None, msgspec.Meta(examples=["in_progress"])] = None
    note: Annotated[str, msgspec.Meta(max_length=4000, examples=["Holdt første møde. Referat følger."])] = ""
    cpr_ok: Annotated[bool, msgspec.Meta(description="Det, der ligner et CPR-nummer, er et andet nummer.")] = False
