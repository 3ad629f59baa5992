"""The plans and items of `seed`."""

from datetime import UTC, date, datetime, time, timedelta

from app.access.enums import Tier
from app.access.policy import Actor
from app.cases.enums import Topic
from app.core.text import search_text
from app.demo.bulk import Bulk, Place
from app.demo.texts import MEASURES, Measure
from app.evidence.enums import EvidenceKind
from app.evidence.tables import Evidence, EvidenceLink, EvidenceVersion
from app.plans.enums import ActionType, EffectResult, ItemStatus, PlanState
from app.plans.tables import ActionItem, ActionPlan, EffectEvaluation, ItemFocusPoint, ItemUpdate

_STATUSES = {
    ItemStatus.PLANNED: 30,
    ItemStatus.IN_PROGRESS: 30,
    ItemStatus.DONE: 20,
    ItemStatus.EFFECT_EVALUATED: 17,
    ItemStatus.CANCELLED: 3,
}
_CONSULTANT_EVERY = 100
_REP_EVERY = 5
_EVIDENCE_EVERY = 8


def add_plan(
    bulk: Bulk,
    actor: Actor,
    case: int,
    place: Place,
    *,
    points: list[int],
    topic: Topic,
    count: int,
    begun: date,
    busy: tuple[int, int],
    is_home: bool,
) -> None:
    """The case's plan, a draft, with `count` items in all states; `busy` own some of them (see `add_cases`)."""
    if not count:
        return
    plan = bulk.add(ActionPlan, unit=place.unit, case=case, state=PlanState.DRAFT, version=1 + count)
    consultant, rep = busy
    people = place.people or busy
    for no in range(1, count + 1):
        owner = people[no % len(people)]
        if is_home and no % _REP_EVERY == 0:
            owner = rep
        elif not is_home and (case * 7 + no) % _CONSULTANT_EVERY == 0:
            owner = consultant
        judge = next((each for each in (*people, consultant) if each != owner), owner)
        point = points[no % len(points)]
        _add_item(bulk, actor, case, plan, place.unit, no, MEASURES[topic], owner, point, begun, judge)


def _add_item(
    bulk: Bulk,
    actor: Actor,
    case: int,
    plan: int,
    unit: int,
    no: int,
    measures: tuple[Measure, ...],
    owner: int,
    point: int,
    begun: date,
    judge: int,
) -> None:
    rng = bulk.rng
    text = measures[no % len(measures)]
    status = rng.choices(list(_STATUSES), list(_STATUSES.values()))[0]
    is_ongoing = status in (ItemStatus.PLANNED, ItemStatus.IN_PROGRESS) and rng.random() < 0.08
    due = actor.today + timedelta(days=rng.randint(-60, 200))
    done = min(due, actor.today - timedelta(days=rng.randint(1, 30)))
    is_done = status in (ItemStatus.DONE, ItemStatus.EFFECT_EVALUATED)
    result = None
    if status is ItemStatus.EFFECT_EVALUATED:
        result = EffectResult.SUFFICIENT
    has_date = not is_ongoing and rng.random() > 0.04
    at = datetime.combine(begun + timedelta(days=5), time(11), UTC)
    item = bulk.add(
        ActionItem,
        plan=plan,
        case=case,
        unit=unit,
        no=no,
        title=text.title,
        problem=text.problem,
        cause=text.cause,
        severity=text.severity,
        measure=text.measure,
        solves_how=text.solves_how,
        action_type=ActionType.PREVENTIVE,
        prevention_level=text.level,
        is_individual=text.is_individual,
        owner=owner,
        starts_on=begun,
        due_on=due if has_date else None,
        late_reason="Indsatsen fortsætter efter fristen." if has_date else "",
        ongoing_interval_months=3 if is_ongoing else None,
        next_review_on=due if is_ongoing else None,
        effect_criterion=text.criterion,
        effect_check_on=due + timedelta(days=60) if has_date else None,
        status=status,
        done_on=done if is_done else None,
        effect_result=result,
        follow_up_of=None,
        tier=Tier.OPEN,
        search_text=search_text(
            text.title, text.problem, text.cause, text.severity, text.measure, text.solves_how, text.criterion
        ),
        created_at=at,
        version=1,
    )
    bulk.add(ItemFocusPoint, item=item, focus_point=point)
    if status is not ItemStatus.PLANNED:
        bulk.add(
            ItemUpdate,
            item=item,
            by=owner,
            at=at + timedelta(days=3),
            old_status=ItemStatus.PLANNED,
            new_status=ItemStatus.DONE if status is ItemStatus.EFFECT_EVALUATED else status,
            note="Aftalt på teammødet.",
            tier=Tier.OPEN,
        )
    if result is not None:
        bulk.add(
            EffectEvaluation,
            item=item,
            focus_point=None,
            evaluator=judge,
            criterion=text.criterion,
            result=result,
            basis="Kort runde på teammødet.",
            evaluated_on=done,
            at=at,
            follow_up_item=None,
        )
    if item % _EVIDENCE_EVERY == 0:
        _add_evidence(bulk, case, item, owner, at)


def _add_evidence(bulk: Bulk, case: int, item: int, by: int, at: datetime) -> None:
    evidence = bulk.add(
        Evidence,
        case=case,
        kind=EvidenceKind.MINUTES,
        title="Referat af teammøde",
        dated_on=at.date(),
        tier=Tier.OPEN,
        withdrawn_at=None,
        withdrawn_reason="",
        added_by=by,
        added_at=at,
    )
    bulk.add(
        EvidenceVersion,
        evidence=evidence,
        no=1,
        blob=None,
        derived_blob=None,
        file_name="",
        esdh_reference=f"MAL-DOK-{evidence:07d}",
        by=by,
        at=at,
    )
    bulk.add(EvidenceLink, evidence=evidence, case=None, focus_point=None, item=item)
