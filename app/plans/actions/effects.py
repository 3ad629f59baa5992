"""Whether it worked: a step of its own, for an item and for a focus point (rules 24, 25)."""

from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.cases.tables import FocusPoint
from app.core import ids
from app.core.errors import Conflict, Invalid, RuleViolation, Stale
from app.core.text import clean_text
from app.db.sql import execute, insert, update_version
from app.db.transaction import transaction
from app.organisation.actions import Created
from app.plans.actions.common import item_for, person_of
from app.plans.actions.items import add_item
from app.plans.actions.plans import ensure_plan
from app.plans.enums import ActionType, EffectResult, ItemStatus
from app.plans.labels import EFFECT_RESULT, ITEM_STATUS
from app.plans.policy import may_judge_point
from app.plans.queries import (
    ItemRow,
    get_item_row,
    list_answerable,
    list_evaluations,
    list_focus_points_for,
    list_item_focus_points,
)
from app.plans.rules import effect_blockers, item_transition_blockers
from app.plans.tables import ActionItem, EffectEvaluation


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """The new item that an insufficient effect asks for; the rest of it is filled in later."""

    title: str
    owner: int
    unit: int
    measure: str = ""
    due_on: date | None = None
    late_reason: str = ""


class _Judged(msgspec.Struct, frozen=True, kw_only=True):
    result: EffectResult
    criterion: str
    basis: str
    evaluated_on: date
    follow_up: int | None


async def evaluate_effect(
    actor: Actor,
    item_id: int,
    *,
    result: EffectResult,
    criterion: str,
    basis: str,
    evaluated_on: date,
    seen: int,
    follow_up_item: int | None = None,
    follow_up: FollowUp | None = None,
) -> Created:
    """Judges the effect of a done item: against what, on what basis, and when.

    Not sufficient needs a follow-up: an item of the plan, or a new one (rule 25). An ongoing item is judged as it
    runs. Raises `NotFound`, `Denied` (also for the owner: a second person judges), `Invalid` (text missing, a day to
    come), `RuleViolation`, and `Stale`.
    """
    async with transaction():
        item = await item_for(actor, item_id, Permission.EFFECT_EVALUATE)
        if item.version != seen:
            mine, theirs = EFFECT_RESULT[result], EFFECT_RESULT[item.effect_result] if item.effect_result else ""
            raise Stale(
                conflicts=(
                    Conflict("Effekt", mine, theirs or "ikke vurderet"),
                    Conflict("Status", ITEM_STATUS[ItemStatus.EFFECT_EVALUATED], ITEM_STATUS[item.status]),
                )
            )
        has_follow_up = follow_up_item is not None or follow_up is not None
        _require(actor, result, criterion, basis, evaluated_on, has_follow_up)
        is_running = item.ongoing_interval_months is not None and item.status is ItemStatus.IN_PROGRESS
        status = item.status if is_running else ItemStatus.EFFECT_EVALUATED
        facts = msgspec.structs.replace(item.facts, effect_result=result, has_follow_up=has_follow_up)
        if blockers := item_transition_blockers(item.status, status, facts):
            raise RuleViolation("item.effect", "Effekten kan ikke vurderes endnu.", blockers)
        await update_version(ActionItem, item.id, item.version, status=status, effect_result=result)
        points = [point.id for point in await list_item_focus_points(actor.scope, item.id)]
        next_item = None
        if result is EffectResult.INSUFFICIENT:
            next_item = await _follow(actor, item.plan, item, points, follow_up_item, follow_up)
        judged = _Judged(
            result=result, criterion=criterion, basis=basis, evaluated_on=evaluated_on, follow_up=next_item
        )
        subject = f"{item.no}. {item.title}"
        return await _write(actor, judged, case=item.case_id, subject=subject, item=item.id, owner=item.owner_name)


async def evaluate_focus_point(
    actor: Actor,
    case_id: int,
    focus_point: int,
    *,
    result: EffectResult,
    criterion: str,
    basis: str,
    evaluated_on: date,
    seen: int,
    follow_up_item: int | None = None,
    follow_up: FollowUp | None = None,
) -> Created:
    """Judges the effect of a focus point as a whole, whatever its items did. Raises as `evaluate_effect`.

    It closes nothing: a focus point is closed on the case, on a positive effect or a reasoned decision (rule 24).
    """
    async with transaction():
        ref = await get_case_ref_by_id(actor.scope, case_id)
        point = await _focus_point(actor, ref, focus_point)
        answerable = (await list_answerable(actor.scope, ref.id))[focus_point]
        may_judge_point(actor, ref.ancestors, answerable).require()
        await _touch_point(actor, ref, focus_point, seen, result)
        has_follow_up = follow_up_item is not None or follow_up is not None
        _require(actor, result, criterion, basis, evaluated_on, has_follow_up)
        next_item = None
        if result is EffectResult.INSUFFICIENT:
            plan = await ensure_plan(actor, ref.id)
            next_item = await _follow(actor, plan, None, [focus_point], follow_up_item, follow_up)
        judged = _Judged(
            result=result, criterion=criterion, basis=basis, evaluated_on=evaluated_on, follow_up=next_item
        )
        return await _write(actor, judged, case=ref.id, subject=point, focus_point=focus_point)


async def _focus_point(actor: Actor, ref: CaseRef, focus_point: int) -> str:
    for point in await list_focus_points_for(actor.scope, ref.id):
        if point.id == focus_point:
            return f"Fokuspunkt {point.position}: {point.title}"
    raise Invalid("effect.focus_point", "Vælg et af sagens fokuspunkter.")


async def _touch_point(actor: Actor, ref: CaseRef, focus_point: int, seen: int, result: EffectResult) -> None:
    """Whoever else judges it now is told: its version counts judgements, too."""
    try:
        await update_version(FocusPoint, focus_point, seen)
    except Stale:
        known = await list_evaluations(actor.scope, case_id=ref.id)
        theirs = next(
            (EFFECT_RESULT[each.result] for each in known if each.focus_point == focus_point), "ikke vurderet"
        )
        raise Stale(conflicts=(Conflict("Effekt", EFFECT_RESULT[result], theirs),)) from None


def _require(
    actor: Actor, result: EffectResult, criterion: str, basis: str, evaluated_on: date, has_follow_up: bool
) -> None:
    fields = {}
    if not criterion.strip():
        fields["criterion"] = "Skriv, hvad effekten er vurderet efter."
    if evaluated_on > actor.today:
        fields["evaluated_on"] = "Datoen ligger i fremtiden."
    blockers = effect_blockers(result, has_follow_up=has_follow_up, basis=basis)
    if not basis.strip():
        fields["basis"] = blockers[0].text
    if fields:
        raise Invalid("effect.fields", "Ret felterne.", fields)
    if blockers:
        raise RuleViolation("effect.follow_up", "Vurderingen kan ikke gemmes endnu.", blockers)


async def _follow(
    actor: Actor,
    plan: int,
    item: ItemRow | None,
    points: list[int],
    chosen: int | None,
    new: FollowUp | None,
) -> int:
    """The item that carries on: the chosen one, linked, or a new one with the same focus points."""
    if new is not None:
        made = await add_item(
            actor,
            plan,
            title=new.title,
            unit=new.unit,
            owner=new.owner,
            measure=new.measure,
            problem=item.problem if item else "",
            cause=item.cause if item else "",
            action_type=ActionType.CORRECTIVE,
            due_on=new.due_on,
            late_reason=new.late_reason,
            focus_points=points,
            follow_up_of=item.id if item else None,
        )
        return made.id
    other = await get_item_row(actor.scope, chosen or 0)
    if other.plan != plan or (item is not None and other.id == item.id) or other.status is ItemStatus.CANCELLED:
        raise Invalid(
            "effect.follow_up", "Vælg et andet tiltag.", {"follow_up_item": "Vælg et andet tiltag i samme plan."}
        )
    if item is not None and other.follow_up_of is None:
        may(actor, Permission.EFFECT_EVALUATE, await ancestors_of(actor.scope, (other.unit,))).require()
        await execute(
            "UPDATE action_items SET follow_up_of = {}, version = version + 1 WHERE id = {}", item.id, other.id
        )
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.ACTION_ITEM,
            other.id,
            case=other.case_id,
            subject=f"{other.no}. {other.title}",
            # Whoever reads the other item need not read this one, today or later.
            after={"følger op på": f"tiltag {item.no}"},
        )
    return other.id


async def _write(
    actor: Actor,
    judged: _Judged,
    *,
    case: int | None,
    subject: str,
    item: int | None = None,
    focus_point: int | None = None,
    owner: str = "",
) -> Created:
    public_id = ids.new_public_id()
    criterion, basis = clean_text(judged.criterion), clean_text(judged.basis)
    key = await insert(
        EffectEvaluation(
            public_id=public_id,
            item=item,
            focus_point=focus_point,
            evaluator=person_of(actor),
            criterion=criterion,
            result=judged.result,
            basis=basis,
            evaluated_on=judged.evaluated_on,
            at=actor.now,
            follow_up_item=judged.follow_up,
        )
    )
    after = {
        "effekt": EFFECT_RESULT[judged.result],
        "vurderet": judged.evaluated_on,
        "vurderet efter": criterion,
        "bygger på": basis,
        "vurderet af": actor.name,
        "ansvarlig for tiltaget": owner or None,
    }
    record(actor, AuditAction.EVALUATED, EntityKind.EFFECT_EVALUATION, key, case=case, subject=subject, after=after)
    return Created(key, public_id)
