"""One item as it goes: what its page shows, and its review; and one person's list."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.labels import ask_text
from app.access.policy import Actor
from app.accounts.queries.near import list_holders
from app.cases.queries import find_case_ref
from app.core.errors import NotFound
from app.db.transaction import reading
from app.plans import actions
from app.plans.forms import ReviewForm
from app.plans.pages import (
    DEFAULT_FILTER,
    FILTERS,
    ItemPage,
    MyItemsPage,
    item_crumbs,
    item_href,
    item_page,
    my_items_page,
    parse_cursor,
    review_page,
)
from app.plans.policy import may_on_item, may_set_note_tier
from app.plans.queries import (
    ItemDetail,
    find_compliance_on,
    list_my_items,
)
from app.plans.rules import next_review
from app.plans.views.common import (
    AnyRequest,
    lone_item,
)
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import redirect, render


async def my_items(actor: Actor, status: str | None, after: str | None) -> MyItemsPage:
    """One person's items, as the page of app/surveys/views/plan.py shows them."""
    chosen = status if status in FILTERS else DEFAULT_FILTER
    cursor = parse_cursor(after)
    found = await list_my_items(actor.scope, FILTERS[chosen][1], cursor)
    return my_items_page(found, chosen, actor.person, actor.today, is_first=cursor is None)


async def item_shown(actor: Actor, detail: ItemDetail) -> ItemPage:
    """The page of an item, as app/surveys/views/plan.py shows it."""
    if detail.item.case_id is None:
        raise NotFound
    case = await find_case_ref(actor.scope, detail.item.case_id)
    compliance_on = await find_compliance_on(actor.scope, case.id) if case else None
    asked = await _whom_to_ask(actor, detail)
    return item_page(
        detail,
        item_crumbs(detail.item, case),
        compliance_on,
        actor.today,
        sees_case=case is not None,
        can_comment=may_on_item(actor, Permission.ITEM_COMMENT, detail.standing).ok,
        can_update=may_on_item(actor, Permission.ITEM_UPDATE, detail.standing).ok,
        can_write=case is not None and may_on_item(actor, Permission.PLAN_WRITE, detail.standing).ok,
        can_evaluate=case is not None and may_on_item(actor, Permission.EFFECT_EVALUATE, detail.standing).ok,
        can_hand_over=case is not None and may_on_item(actor, Permission.ITEM_HAND_OVER, detail.standing).ok,
        may_set_tier=lambda note: case is not None and may_set_note_tier(actor, detail.standing, note.by).ok,
        asked=asked,
    )


async def _whom_to_ask(actor: Actor, detail: ItemDetail) -> str:
    """Who can judge the effect in place of the owner; "" for who is not."""
    if not detail.standing.second_person:
        return ""
    item = detail.item
    but = (item.owner, item.handed_on_by)
    found = await list_holders(actor.scope, Permission.EFFECT_EVALUATE, (item.unit,), but=but)
    return ask_text((each.name, each.role) for each in found)


async def _review_page(
    request: AnyRequest, actor: Actor, public_id: str, form: FormState | None, status: int = 200
) -> Response[str]:
    async with reading():
        found = await lone_item(actor, public_id, Permission.ITEM_UPDATE)
    months = found.item.ongoing_interval_months
    if months is None:
        raise NotFound
    form = form or blank(ReviewForm, carried_for(request), next_review_on=next_review(actor.today, months))
    return render(request, review_page(found.item, found.crumbs("Gennemgang"), form), status)


@get("/tiltag/{item_id:str}/gennemgang", name="plans.review_item", opt={"permission": Permission.ITEM_UPDATE})
async def show_review(request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[str]:
    return await _review_page(request, actor, item_id, None)


@post("/tiltag/{item_id:str}/gennemgang", opt={"permission": Permission.ITEM_UPDATE})
async def review(request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[Any]:
    found = await lone_item(actor, item_id, Permission.ITEM_UPDATE)
    submission = await read_form(request, ReviewForm)
    await submission.run(
        lambda form: actions.review_ongoing(
            actor,
            found.item.id,
            note=form.note,
            seen=form.version or 0,
            next_review_on=form.next_review_on,
        )
    )
    if not submission.ok:
        return await _review_page(request, actor, item_id, submission.state(), submission.status)
    return redirect(request, item_href(found.item), flash="Gennemgangen er gemt.")


routes = [show_review, review]
