"""The plan of a case; one's own items, one item, and how it goes."""

from typing import Annotated

from litestar import Response, get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from app.access.enums import Permission
from app.access.policy import Actor
from app.api.enums import TokenScope
from app.api.v1.common import (
    BASE,
    ETAG,
    NEXT_LINK,
    READ,
    READS,
    WRITES,
    After,
    AnyRequest,
    IfMatch,
    checked,
    filled,
    next_of,
    page_of,
    seen_version,
    tag_text,
)
from app.api.v1.plan_shapes import (
    CaseOfItem,
    DueMove,
    EvaluationBody,
    Item,
    ItemChange,
    ItemSummary,
    ItemUpdateBody,
    MyItem,
    MyItemList,
    OtherItem,
    Plan,
    PlanVersionBody,
    PointOfItem,
    PointOfPlan,
    PriorMeasureBody,
)
from app.cases.queries import CaseRef, find_case_ref, get_case_ref
from app.db.transaction import reading
from app.plans.actions import update_item
from app.plans.enums import ItemStatus
from app.plans.forms import UpdateForm
from app.plans.labels import ACTION_TYPE, EFFECT_RESULT, ITEM_STATUS, JUDGEMENT, PLAN_STATE, PREVENTION_LEVEL
from app.plans.pages import parse_cursor
from app.plans.pages.mine import cursor_text
from app.plans.queries import (
    OPEN,
    ItemDetail,
    ItemLink,
    ItemRow,
    ListedItem,
    PlanDetail,
    get_item,
    get_item_row_by_public_id,
    list_my_items,
    list_plan,
)

_TAGS = ["Handleplan og tiltag"]
_WRITE = {
    "permission": Permission.ITEM_UPDATE,
    "token": TokenScope.ITEMS_WRITE,
    "consumes": ("application/json",),
}


def _words(item: ItemRow | ListedItem) -> dict[str, object]:
    """What an item says beside what its row holds by the same names."""
    return {
        "unit": item.unit_name,
        "owner": item.owner_name,
        "status_label": ITEM_STATUS[item.status],
        "is_ongoing": item.ongoing_interval_months is not None,
        "effect_result_label": EFFECT_RESULT[item.effect_result] if item.effect_result else None,
    }


@get(
    f"{BASE}/cases/{{case_id:str}}/plan",
    name="api.plan",
    opt=READ,
    tags=_TAGS,
    summary="Sagens handleplan",
    responses=READS,
)
async def show_plan(actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Plan]:
    """Handleplanen med tiltag, fokuspunkter, tidligere tiltag og versioner."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        plan = await list_plan(actor.scope, ref.id)
    return Response(_plan(plan))


def _plan(plan: PlanDetail) -> Plan:
    ids = {item.id: item.public_id for item in plan.items}
    return filled(
        Plan,
        plan,
        state_label=PLAN_STATE[plan.state],
        focus_points=tuple(
            filled(PointOfPlan, each, items=tuple(ids[item] for item in each.item_ids)) for each in plan.focus_points
        ),
        items=tuple(filled(ItemSummary, item, **_words(item)) for item in plan.items),
        prior_measures=tuple(
            filled(
                PriorMeasureBody,
                each,
                taken=each.taken_text,
                judgement_label=JUDGEMENT[each.judgement],
                item=each.item_public_id,
                own_item=each.own_item or None,
            )
            for each in plan.prior_measures
        ),
        versions=tuple(
            filled(PlanVersionBody, each, state_label=PLAN_STATE[each.state], sha256=each.hash, by=each.by_name)
            for each in plan.versions
        ),
    )


@get(
    f"{BASE}/items",
    name="api.my_items",
    opt=READ,
    tags=_TAGS,
    summary="Mine tiltag",
    responses=READS,
    response_headers=[NEXT_LINK],
)
async def show_my_items(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    status: Annotated[
        ItemStatus | None, QueryParameter(description="Kun med den status. Ellers dem, der ikke er gennemført.")
    ] = None,
    after: After = None,
) -> Response[MyItemList]:
    """De tiltag, nøglens ejer er ansvarlig for eller hjælper med. Ukendte datoer først, så den ældste."""
    async with reading():
        found = await list_my_items(actor.scope, (status,) if status else OPEN, parse_cursor(after))
    following = next_of(request, cursor_text(found.after) if found.after else None)
    return page_of(MyItemList(tuple(_mine(item) for item in found.items), following), following)


def _mine(item: ListedItem) -> MyItem:
    return filled(MyItem, item, case=item.case_public_id, **_words(item))


@get(
    f"{BASE}/items/{{item_id:str}}",
    name="api.item",
    opt=READ,
    tags=_TAGS,
    summary="Ét tiltag",
    responses=READS,
    response_headers=[ETAG],
)
async def show_item(actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[Item]:
    """Tiltaget, som det er planlagt, og alt, der er sket."""
    return await _item_response(actor, item_id)


async def _item_response(actor: Actor, item_id: str) -> Response[Item]:
    async with reading():
        detail = await get_item(actor.scope, item_id)
        case = await find_case_ref(actor.scope, detail.item.case_id) if detail.item.case_id else None
    return Response(_item(detail, case), headers={"ETag": tag_text(detail.item.version)})


@patch(
    f"{BASE}/items/{{item_id:str}}",
    name="api.update_item",
    opt=_WRITE,
    tags=_TAGS,
    summary="Opdatér et tiltag",
    responses=WRITES,
    response_headers=[ETAG],
)
async def change_item(
    actor: NamedDependency[Actor],
    item_id: FromPath[str],
    data: JSONBody[ItemChange],
    if_match: IfMatch = None,
) -> Response[Item]:
    """Skriv en ny status, en bemærkning eller begge dele. Kræver If-Match. Samme kald igen giver 412.

    En nøgle kan ikke opgive et tiltag eller vurdere effekten: det gør et menneske.
    """
    seen = seen_version(if_match)
    item = await get_item_row_by_public_id(actor.scope, item_id)
    answer = "1" if data.cpr_ok else None
    form = checked(UpdateForm, status=data.status or item.status, note=data.note, cpr_ok=answer)
    await update_item(actor, item.id, status=form.status, note=form.note, seen=seen)
    return await _item_response(actor, item_id)


def _item(detail: ItemDetail, case: CaseRef | None) -> Item:
    item = detail.item
    level = item.prevention_level
    return filled(
        Item,
        item,
        **_words(item),
        etag=tag_text(item.version),
        case=filled(CaseOfItem, case) if case else None,
        action_type_label=ACTION_TYPE[item.action_type],
        prevention_level_label=PREVENTION_LEVEL[level] if level else None,
        helpers=tuple(each.name for each in detail.helpers),
        focus_points=tuple(filled(PointOfItem, each) for each in detail.focus_points),
        updates=tuple(
            filled(ItemUpdateBody, each, by=each.by_name, new_status_label=ITEM_STATUS[each.new_status])
            for each in detail.updates
        ),
        moves=tuple(filled(DueMove, each, by=each.by_name) for each in detail.moves),
        evaluations=tuple(
            filled(
                EvaluationBody,
                each,
                by=each.evaluator_name,
                result_label=EFFECT_RESULT[each.result],
                follow_up=each.follow_up_public_id,
            )
            for each in detail.evaluations
        ),
        follows=_other(detail.follows),
        followed_by=tuple(other for each in detail.followed_by if (other := _other(each))),
    )


def _other(link: ItemLink | None) -> OtherItem | None:
    return filled(OtherItem, link) if link else None


routes = [show_plan, show_my_items, show_item, change_item]
