"""What workplaces of the demo do with their survey's results: plans of their own, and a focus point tied to one."""

from datetime import date, timedelta
from functools import partial

import msgspec

from app.access.policy import Actor
from app.cases.actions import add_focus_point, close_focus_point
from app.cases.enums import CaseOutcome, FocusPointClosure, Topic
from app.cases.queries import get_case_ref, get_case_ref_by_id
from app.demo.cast import Member
from app.demo.texts import MEASURES, Measure
from app.demo.timeline import Timeline
from app.demo.town import FIRST_WORKPLACE, Town, Workplace
from app.plans.actions import add_item, ensure_plan, evaluate_effect, update_item
from app.plans.enums import ActionType, EffectResult, ItemStatus, PreventionLevel
from app.plans.queries import get_item_row, list_focus_points_for
from app.reports.actions import close_case
from app.surveys.actions import link_result, open_own_plan
from app.surveys.enums import LinkRole, WishedChange
from app.surveys.queries import list_open_cases, list_result_choices

ORDER = "Arbejdsmængde i aftenvagten"  # its first focus point is what the older round had shown


class _Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A plan of a workplace's own. Days are counted from the day of loading."""

    title: str
    place: str
    point: str
    opened: int
    remeasure: int
    ended: int | None = None


OWN_PLANS = (
    _Plan(
        title="Ro omkring vagtskiftet (opdigtet)",
        place="Hjemmeplejen Øst",
        point="Vagtskiftet bliver afbrudt (opdigtet)",
        opened=-700,
        remeasure=-30,
        ended=-380,
    ),
    _Plan(
        title="Efter målingen: pauser om aftenen (opdigtet)",
        place=FIRST_WORKPLACE,
        point="Pauserne falder væk om aftenen (opdigtet)",
        opened=-18,
        remeasure=170,
    ),
)


def tell_own_plans(timeline: Timeline, town: Town) -> None:
    """Each plan is opened by the representative after a round; and the first order of the demo was no surprise."""
    today = town.consultant.now.today
    for plan in OWN_PLANS:
        place = town.workplaces[plan.place]
        timeline.tell(today + timedelta(plan.opened), place.rep, partial(_open, timeline, plan, place, today))
    first = town.workplaces[FIRST_WORKPLACE]
    timeline.tell(today - timedelta(84), first.leader, partial(_tie, first))


async def _newest_result(actor: Actor, place: Workplace) -> str:
    choices = await list_result_choices(actor.scope, (place.unit,))
    return next(each.value for each in choices if each.unit_name == place.name)


async def _open(timeline: Timeline, plan: _Plan, place: Workplace, today: date, actor: Actor) -> None:
    result = await _newest_result(actor, place)
    made = await open_own_plan(actor, place.unit, title=plan.title, topics=(Topic.WORKLOAD,), results=(result,))
    point = await add_focus_point(
        actor,
        made.id,
        title=plan.point,
        topics=(Topic.WORKLOAD,),
        remeasure_on=today + timedelta(plan.remeasure),
    )
    await link_result(
        actor,
        made.id,
        focus_point=point.public_id,
        result=result,
        role=LinkRole.PROBLEM,
        wished=WishedChange.BETTER,
        note="Arbejdsmiljøgruppen så på resultatet på sit møde.",
    )
    key = await ensure_plan(actor, made.id)
    first, second = MEASURES[Topic.WORKLOAD][:2]
    await _add_item(timeline, actor, key, point.id, first, place, owner=place.rep, is_done=plan.ended is not None)
    if plan.ended is None:
        await _add_item(timeline, actor, key, point.id, second, place, owner=place.leader, is_done=False)
    else:
        day = today + timedelta(plan.ended)
        timeline.tell(day, place.leader, partial(_end, made.id, point.id))


async def _add_item(
    timeline: Timeline,
    actor: Actor,
    plan: int,
    point: int,
    text: Measure,
    place: Workplace,
    *,
    owner: Member,
    is_done: bool,
) -> None:
    made = await add_item(
        actor,
        plan,
        title=text.title,
        unit=place.unit,
        owner=owner.id,
        helpers=() if owner is place.rep else (place.rep.id,),
        action_type=ActionType.PREVENTIVE,
        problem=text.problem,
        cause=text.cause,
        severity=text.severity,
        measure=text.measure,
        solves_how=text.solves_how,
        prevention_level=PreventionLevel(text.level),
        starts_on=actor.today,
        due_on=actor.today + timedelta(90),
        effect_criterion=text.criterion,
        effect_check_on=actor.today + timedelta(150),
        focus_points=(point,),
    )
    if owner is place.rep:
        begun = partial(_step, made.id, ItemStatus.IN_PROGRESS, "Aftalt på personalemødet. Vi begynder i næste uge.")
        timeline.tell(actor.today + timedelta(6), owner, begun)
    if is_done:
        done = partial(_step, made.id, ItemStatus.DONE, "Gennemført som planlagt.")
        timeline.tell(actor.today + timedelta(80), owner, done)
        judge = place.leader if owner is place.rep else place.rep  # a second person
        timeline.tell(actor.today + timedelta(150), judge, partial(_judge, made.id, text.criterion))


async def _step(item: int, status: ItemStatus, note: str, actor: Actor) -> None:
    row = await get_item_row(actor.scope, item)
    await update_item(actor, item, status=status, note=note, seen=row.version)


async def _judge(item: int, criterion: str, actor: Actor) -> None:
    row = await get_item_row(actor.scope, item)
    await evaluate_effect(
        actor,
        item,
        result=EffectResult.SUFFICIENT,
        criterion=criterion,
        basis="Vi har spurgt på personalemødet og set på vagtplanen.",
        evaluated_on=actor.today,
        seen=row.version,
    )


async def _end(case: int, point: int, actor: Actor) -> None:
    points = await list_focus_points_for(actor.scope, case)
    await close_focus_point(
        actor,
        case,
        point,
        closure=FocusPointClosure.REASONED,
        reason="Teamet har haft ro ved vagtskiftet i et halvt år.",
        seen=next(each.version for each in points if each.id == point),
    )
    await close_case(
        actor,
        case,
        outcome=CaseOutcome.PLAN_ENDED,
        closed_on=actor.today,
        reason="Drøftet i arbejdsmiljøgruppen. Vi er færdige med planen.",
        seen=(await get_case_ref_by_id(actor.scope, case)).version,
    )


async def _tie(place: Workplace, actor: Actor) -> None:
    """The leader ties the order's first focus point to the round from before it."""
    cases = await list_open_cases(actor.scope, place.unit)
    ref = await get_case_ref(actor.scope, next(each.public_id for each in cases if each.title == ORDER))
    point = (await list_focus_points_for(actor.scope, ref.id))[0]
    await link_result(
        actor,
        ref.id,
        focus_point=point.public_id,
        result=await _newest_result(actor, place),
        role=LinkRole.PROBLEM,
        wished=WishedChange.BETTER,
        note="Det stod i målingen, før Arbejdstilsynet kom.",
    )
