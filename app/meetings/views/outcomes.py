"""Going through a meeting, an item at a time: what came of each is saved at once."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.db.transaction import reading
from app.involvement.labels import INVOLVEMENT_KIND
from app.meetings import actions, queries
from app.meetings.enums import AgendaState
from app.meetings.forms import OutcomeForm, ReasonForm
from app.meetings.pages.items import ItemReasonPage, OutcomePage, item_crumbs, link_line
from app.meetings.pages.words import item_href, meeting_href, requests_href
from app.meetings.queries import ItemRow
from app.meetings.views.items import WRITE
from app.meetings.views.meetings import Req
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, options, redirect, render


@get("/punkter/{public_id:str}/udfald", name="agenda.outcome", opt=WRITE)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _page(request, actor, public_id)


@post("/punkter/{public_id:str}/udfald", name="agenda.record", opt=WRITE)
async def record(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, OutcomeForm)
    await submission.run(
        lambda form: actions.record_outcome(
            actor,
            public_id,
            seen=form.version or 0,
            outcome=form.outcome,
            decision=form.decision,
            remark=form.remark,
        )
    )
    if not submission.ok:
        return await _page(request, actor, public_id, submission.state(), submission.status)
    async with reading():
        row, _, meeting = await actions.item_to_treat(actor, public_id)
        items = await queries.list_items(actor.scope, meeting)
    after = _neighbours(row, items)[1]
    to = f"{item_href(after.public_id)}/udfald" if after is not None else meeting_href(meeting.public_id)
    flash = "Gemt. Her er det næste punkt." if after is not None else "Gemt. Det var det sidste punkt."
    return redirect(request, to, flash=flash)


def _neighbours(row: ItemRow, items: list[ItemRow]) -> tuple[ItemRow | None, ItemRow | None]:
    """The items before and after among those that something is to come of."""
    order = [each for each in items if each.is_open or each.state is AgendaState.TREATED]
    place = next(no for no, each in enumerate(order) if each.id == row.id)
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)


async def _page(
    request: Req, actor: Actor, public_id: str, form: FormState | None = None, status: int = 200
) -> Response[Any]:
    async with reading():
        row, forum, meeting = await actions.item_to_treat(actor, public_id)
        items = await queries.list_items(actor.scope, meeting)
        links = (await queries.list_links(actor.scope, [row.id])).get(row.id, [])
    before, after = _neighbours(row, items)
    order = [each.id for each in items if each.is_open or each.state is AgendaState.TREATED]
    form = form or blank(
        OutcomeForm, carried_for(request), outcome=row.outcome, decision=row.decision, remark=row.remark
    )
    page = OutcomePage(
        title=row.title,
        crumbs=item_crumbs(forum, row, Crumb("Udfald")),
        action=f"{item_href(row.public_id)}/udfald",
        cancel=meeting_href(meeting.public_id),
        form=form,
        version=seen_version(form, row.version),
        row=row,
        place=f"Punkt {order.index(row.id) + 1} af {len(order)}",
        links=tuple(link_line(each) for each in links),
        outcomes=options(INVOLVEMENT_KIND),
        previous_href=f"{item_href(before.public_id)}/udfald" if before else None,
        next_href=f"{item_href(after.public_id)}/udfald" if after else None,
        meeting_href=meeting_href(meeting.public_id),
        ask_href=f"{requests_href(forum)}/ny?punkt={row.public_id}" if forum.kind is not None else None,
    )
    return render(request, page, status)


@get("/punkter/{public_id:str}/traek-tilbage", name="agenda.take_back", opt=WRITE)
async def show_take_back(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _take_back_page(request, actor, public_id, blank(ReasonForm, carried_for(request)))


@post("/punkter/{public_id:str}/traek-tilbage", name="agenda.take_it_back", opt=WRITE)
async def take_back(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, ReasonForm)
    await submission.run(
        lambda form: actions.withdraw_outcome(actor, public_id, seen=form.version or 0, reason=form.reason)
    )
    if not submission.ok:
        return await _take_back_page(request, actor, public_id, submission.state(), submission.status)
    flash = "Udfaldet er trukket tilbage, også på sagerne. Begrundelsen står der stadig."
    return redirect(request, item_href(public_id), flash=flash)


async def _take_back_page(
    request: Req, actor: Actor, public_id: str, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        row, forum, _ = await actions.item_to_treat(actor, public_id)
    page = ItemReasonPage(
        title=f"Træk udfaldet tilbage: {row.title}",
        crumbs=item_crumbs(forum, row, Crumb("Træk udfaldet tilbage")),
        action=f"{item_href(row.public_id)}/traek-tilbage",
        cancel=item_href(row.public_id),
        form=form,
        version=seen_version(form, row.version),
        text="Registreringen på punktets sager trækkes også tilbage. Begge steder kan man se hvorfor.",
        label="Hvorfor trækkes udfaldet tilbage?",
        button="Træk udfaldet tilbage",
        is_required=True,
    )
    return render(request, page, status)


routes = [show, record, show_take_back, take_back]
