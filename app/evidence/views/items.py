"""An action item with what somebody was asked for about it, one person's list, and the form of a phone: status, a note
and photos in one step."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission, Tier
from app.access.policy import Actor, tiers_to_give
from app.audit.enums import EntityKind
from app.db.transaction import reading
from app.documents.forms import SentTo, received
from app.documents.pages import upload_field
from app.evidence import actions
from app.evidence.enums import RequestState
from app.evidence.forms import ItemUpdateForm
from app.evidence.pages import ItemUpdatePage
from app.evidence.queries.requests import list_item_requests, list_requests_waiting
from app.evidence.request_pages import ItemShow, MyWork, request_lines
from app.plans.pages import item_update_page
from app.plans.policy import may_on_item, permitted_steps
from app.plans.queries import ItemDetail, get_item
from app.plans.views.common import lone_item
from app.plans.views.progress import item_shown, my_items
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import redirect, render

_PERMISSION = Permission.ITEM_COMMENT


async def _page(
    request: Request[Any, Any, Any],
    actor: Actor,
    item_id: str,
    form: FormState | None = None,
    status: int = 200,
    *,
    again: bool = False,
) -> Response[str]:
    async with reading():
        found = await lone_item(actor, item_id, _PERMISSION)
    carried = None if form else carried_for(request)
    form = form or blank(ItemUpdateForm, carried, status=found.item.status, version=found.item.version)
    steps = permitted_steps(actor, found.item.status, found.standing)
    tiers = tiers_to_give(actor, found.standing.ancestors)
    drawn = item_update_page(found.item, found.crumbs("Opdatér"), form, actor.today, steps, tiers)
    page = ItemUpdatePage(
        **msgspec.structs.asdict(drawn),
        upload=upload_field(request, again=again or carried is not None),
    )
    return render(request, page, status)


@get("/tiltag/{item_id:str}/opdater", name="evidence.update_item", opt={"permission": _PERMISSION})
async def show_update(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], item_id: FromPath[str]
) -> Response[str]:
    return await _page(request, actor, item_id)


@post("/tiltag/{item_id:str}/opdater", opt={"permission": _PERMISSION, "upload": True})
async def update(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], item_id: FromPath[str]
) -> Response[Any]:
    found = await lone_item(actor, item_id, _PERMISSION)  # before a byte of the body is read
    submission = await read_form(request, ItemUpdateForm)
    field = "files" if submission.files.get("files") else "photo"
    uploads = [*submission.files.get("photo", []), *submission.files.get("files", [])]

    left_out: list[str] = []

    async def save(form: ItemUpdateForm) -> Any:
        to = SentTo(EntityKind.ACTION_ITEM, found.item.id, found.item.case_id, found.item.title)
        async with received(request, uploads, to=to, field=field, previews=True, left_out=left_out) as files:
            return await actions.update_item_with_files(
                actor,
                item_id,
                status=form.status,
                note=form.note,
                seen=form.version or 0,
                files=files,
                tier=form.tier or Tier.OPEN,
            )

    made = await submission.run(save)
    if not submission.ok:
        return await _page(request, actor, item_id, submission.state(), submission.status, again=bool(uploads))
    flash = f"Gemt, med {len(made)} {'fil' if len(made) == 1 else 'filer'}." if made else "Opdateringen er gemt."
    if left_out:
        flash += f" {left_out[0]}" if len(left_out) == 1 else f" {len(left_out)} filer er ikke gemt. {left_out[0]}"
        return redirect(request, f"/tiltag/{item_id}", flash=flash, kind="warning")
    return redirect(request, f"/tiltag/{item_id}", flash=flash)


async def my_work(actor: Actor, status: str | None, after: str | None) -> MyWork:
    """One person's items and what they were asked for, as the page of app/surveys/views/plan.py shows them."""
    drawn = await my_items(actor, status, after)
    waiting = await list_requests_waiting(actor.scope)
    judged = [row for row in waiting if row.state is RequestState.DELIVERED]
    return MyWork(
        **msgspec.structs.asdict(drawn),
        to_deliver=request_lines([row for row in waiting if row not in judged], actor.today),
        to_judge=request_lines(judged, actor.today),
    )


async def item_asked(actor: Actor, item_id: str) -> tuple[ItemDetail, ItemShow]:
    """The page of an item with what somebody was asked for about it, as app/surveys/views/plan.py shows it."""
    detail = await get_item(actor.scope, item_id)
    drawn = await item_shown(actor, detail)
    requests = await list_item_requests(actor.scope, detail.item.id)
    may_ask = drawn.sees_case and may_on_item(actor, Permission.EVIDENCE_REQUEST, detail.standing).ok
    return detail, ItemShow(
        **msgspec.structs.asdict(drawn),
        requests=request_lines(requests, actor.today),
        request_href=f"/tiltag/{item_id}/anmodninger/ny" if may_ask else None,
    )


routes = [show_update, update]
