"""Tying a case or its focus point to the result it rests on. The log says which, never the figure."""

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin
from app.cases.queries import CaseRef
from app.core import ids
from app.core.errors import Invalid, NotFound, RuleViolation
from app.core.text import clean_text
from app.db.sql import execute, fetch_value, insert
from app.db.transaction import transaction
from app.organisation.actions import Created
from app.plans.queries import FocusChoice, get_focus_point, list_focus_points_for
from app.surveys.enums import LinkRole, WishedChange
from app.surveys.labels import LINK_ROLE, WISHED_CHANGE
from app.surveys.queries.link_choices import ResultChoice, get_result
from app.surveys.queries.links import get_linked_result, list_linked_results
from app.surveys.rules.links import LinkedResult
from app.surveys.tables import ResultLink


async def link_result(
    actor: Actor,
    case_id: int,
    *,
    focus_point: str = "",
    result: str,
    role: LinkRole,
    wished: WishedChange | None = None,
    note: str = "",
) -> Created:
    """Says that a published result shows the problem, is the baseline, or the effect, of a case or its focus point.

    `focus_point` is its public id, "" for the case as a whole; `result` as of `ResultChoice.value`. Who may: whoever
    may change the plan and reads the result. Raises `Invalid` for a result or focus point that is not theirs to choose,
    one that is tied the same way already, and an effect measured before what it is the effect on; `NotFound`, `Denied`.
    """
    public_id = ids.new_public_id()
    async with transaction():
        ref = await begin(actor, case_id, Permission.PLAN_WRITE)
        point = await _point(actor, ref, focus_point)
        chosen = await _chosen(actor, result)
        if await _is_linked(case_id, point, chosen, role):
            text = "Resultatet er allerede knyttet på den måde."
            raise Invalid("survey.linked", text, {"result": text})
        note = clean_text(note)
        key = await insert(
            ResultLink(
                public_id=public_id,
                case=case_id,
                focus_point=point.id if point else None,
                round_unit=chosen.round_unit,
                scale=chosen.scale,
                role=role,
                wished=wished,
                note=note,
                tied_at=actor.now,
            )
        )
        if role is LinkRole.EFFECT:
            _require_later(public_id, await list_linked_results(actor.scope, case_id))
        record(
            actor,
            AuditAction.ADDED,
            EntityKind.SURVEY_ROUND,
            chosen.round,
            case=case_id,
            subject=_subject(ref, point),
            after={
                "måling": chosen.round_name,
                "enhed": chosen.unit_name,
                "skala": chosen.scale_name,
                "viser": LINK_ROLE[role],
                "ønske": WISHED_CHANGE[wished] if wished else None,
                "bemærkning": note or None,
            },
        )
    return Created(key, public_id)


def _require_later(made: str, found: list[LinkedResult]) -> None:
    """An effect is measured after what the focus point began with; nothing is asked where that is not tied."""
    (effect,) = [each for each in found if each.public_id == made]
    begun = [each.own for each in found if each.focus_point == effect.focus_point and each.role is not LinkRole.EFFECT]
    if begun and all(effect.own.moment <= each.moment for each in begun):
        text = "Målingen er ikke taget efter den, der viser problemet. Vælg en senere måling."
        raise Invalid("survey.effect_before", text, {"result": text})


async def unlink_result(actor: Actor, case_id: int, public_id: str, *, reason: str) -> None:
    """The case no longer rests on the result; the log keeps that it did, and why not.

    Who may: as for `link_result`. Raises `Invalid` without a reason, `RuleViolation` where a judgement of the effect
    rests on it, `NotFound`, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        ref = await begin(actor, case_id, Permission.PLAN_WRITE)
        found = await get_linked_result(actor.scope, case_id, public_id)
        if not reason:
            text = "Skriv, hvorfor målingen ikke længere hører til."
            raise Invalid("survey.reason", text, {"reason": text})
        if await fetch_value(
            int,
            "SELECT x.id FROM evaluation_results x JOIN result_links l ON l.id = x.link WHERE l.public_id = {}",
            public_id,
        ):
            raise RuleViolation("survey.judged", "En vurdering af effekten bygger på målingen. Den kan ikke fjernes.")
        await execute("DELETE FROM result_links WHERE public_id = {}", public_id)
        points = await list_focus_points_for(actor.scope, case_id)
        record(
            actor,
            AuditAction.REMOVED,
            EntityKind.SURVEY_ROUND,
            found.own.round,
            case=case_id,
            subject=_subject(ref, next((each for each in points if each.id == found.focus_point), None)),
            before={
                "måling": found.own.round_name,
                "enhed": found.own.name,
                "skala": found.scale.name if found.scale else None,
                "viser": LINK_ROLE[found.role],
            },
            reason=reason,
        )


async def _point(actor: Actor, ref: CaseRef, public_id: str) -> FocusChoice | None:
    if not public_id:
        return None
    try:
        return await get_focus_point(actor.scope, ref.id, public_id)
    except NotFound:
        raise Invalid("survey.focus_point", "Vælg fra listen.", {"focus_point": "Vælg fra listen."}) from None


async def _chosen(actor: Actor, value: str) -> ResultChoice:
    try:
        return await get_result(actor.scope, value)
    except NotFound:
        raise Invalid("survey.result", "Vælg fra listen.", {"result": "Vælg fra listen."}) from None


async def _is_linked(case_id: int, point: FocusChoice | None, chosen: ResultChoice, role: LinkRole) -> bool:
    found = await fetch_value(
        int,
        'SELECT id FROM result_links WHERE "case" = {} AND COALESCE(focus_point, 0) = {} AND round_unit = {} '
        "AND COALESCE(scale, 0) = {} AND role = {}",
        case_id,
        point.id if point else 0,
        chosen.round_unit,
        chosen.scale or 0,
        role,
    )
    return found is not None


def _subject(ref: CaseRef, point: FocusChoice | None) -> str:
    return f"Fokuspunkt {point.position}: {point.title}" if point else ref.title
