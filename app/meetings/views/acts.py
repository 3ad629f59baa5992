"""What is done with an item: put on, moved up, moved on, sent, taken off."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.db.transaction import reading
from app.meetings import actions, queries
from app.meetings.forms import ReasonForm, SendForm
from app.meetings.pages.items import ItemReasonPage, SendItemPage, item_crumbs
from app.meetings.pages.words import item_href, meeting_href, meetings_href
from app.meetings.policy import Forum
from app.meetings.queries import ItemRow
from app.meetings.views.items import WRITE
from app.meetings.views.meetings import READ, Req
from app.web.carried import carried_for
from app.web.forms import Form, FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, redirect, render


def _agenda(row: ItemRow, forum: Forum) -> str:
    return meeting_href(row.meeting_public_id) if row.meeting_public_id else meetings_href(forum)


@get("/punkter/{public_id:str}/op", name="agenda.raise", opt=READ)
async def show_raise(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _back(request, actor, public_id)


@get("/punkter/{public_id:str}/optag", name="agenda.accept", opt=READ)
async def show_accept(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _back(request, actor, public_id)


async def _back(request: Req, actor: Actor, public_id: str) -> Response[Any]:
    """There is no page: it was asked for after a login. The agenda is where the button stands."""
    async with reading():
        row = await queries.get_item(actor.scope, public_id)
        forum = await queries.get_forum(actor.scope, row.committee, row.unit)
    return redirect(request, _agenda(row, forum))


@post("/punkter/{public_id:str}/op", name="agenda.raise_it", opt=WRITE)
async def raise_it(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row, forum = await _to_plan(actor, public_id)
    await actions.raise_item(actor, public_id)
    return redirect(request, _agenda(row, forum))


@post("/punkter/{public_id:str}/optag", name="agenda.accept_it", opt=WRITE)
async def accept_it(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row, forum = await _to_plan(actor, public_id)
    submission = await read_form(request, Form)
    await actions.accept_item(actor, public_id, seen=submission.value.version or 0 if submission.value else 0)
    return redirect(request, _agenda(row, forum), flash="Punktet er på dagsordenen.")


async def _to_plan(actor: Actor, public_id: str) -> tuple[ItemRow, Forum]:
    """Raises as `actions.item_to_plan`."""
    async with reading():
        return await actions.item_to_plan(actor, public_id)


@get("/punkter/{public_id:str}/udsaet", name="agenda.move", opt=WRITE)
async def show_move(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row, forum = await _to_plan(actor, public_id)
    return _move_page(request, row, forum, blank(ReasonForm, carried_for(request)))


@post("/punkter/{public_id:str}/udsaet", name="agenda.move_it", opt=WRITE)
async def move(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row, forum = await _to_plan(actor, public_id)
    submission = await read_form(request, ReasonForm)
    await submission.run(lambda form: actions.move_item(actor, public_id, seen=form.version or 0, reason=form.reason))
    if not submission.ok:
        return _move_page(request, row, forum, submission.state(), submission.status)
    return redirect(request, _agenda(row, forum), flash="Punktet er udsat til det næste møde.")


def _move_page(request: Req, row: ItemRow, forum: Forum, form: FormState, status: int = 200) -> Response[Any]:
    page = ItemReasonPage(
        **_act(row, forum, form, "Udsæt", "udsaet"),
        text="Punktet kommer på det næste møde. Her bliver det stående, mærket som udsat.",
        label="Hvorfor udsættes det?",
        button="Udsæt punktet",
        is_required=False,
    )
    return render(request, page, status)


@get("/punkter/{public_id:str}/tag-af", name="agenda.withdraw", opt=WRITE)
async def show_withdraw(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        row, forum = await actions.item_to_change(actor, public_id)
    return _withdraw_page(request, row, forum, blank(ReasonForm, carried_for(request)))


@post("/punkter/{public_id:str}/tag-af", name="agenda.withdraw_it", opt=WRITE)
async def withdraw(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        row, forum = await actions.item_to_change(actor, public_id)
    submission = await read_form(request, ReasonForm)
    await submission.run(
        lambda form: actions.withdraw_item(actor, public_id, seen=form.version or 0, reason=form.reason)
    )
    if not submission.ok:
        return _withdraw_page(request, row, forum, submission.state(), submission.status)
    return redirect(request, _agenda(row, forum), flash="Punktet er taget af.")


def _withdraw_page(request: Req, row: ItemRow, forum: Forum, form: FormState, status: int = 200) -> Response[Any]:
    page = ItemReasonPage(
        **_act(row, forum, form, "Tag af", "tag-af"),
        text="Punktet bliver stående med begrundelsen, men behandles ikke.",
        label="Hvorfor tages det af?",
        button="Tag punktet af",
        is_required=True,
    )
    return render(request, page, status)


@get("/punkter/{public_id:str}/send", name="agenda.send", opt=WRITE)
async def show_send(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _send_page(request, actor, public_id, blank(SendForm, carried_for(request)))


@post("/punkter/{public_id:str}/send", name="agenda.send_it", opt=WRITE)
async def send(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, SendForm)
    await submission.run(
        lambda form: actions.send_item(actor, public_id, seen=form.version or 0, to=form.to, note=form.note)
    )
    if not submission.ok:
        return await _send_page(request, actor, public_id, submission.state(), submission.status)
    return redirect(request, item_href(public_id), flash="Punktet er sendt. Svaret kommer her på siden.")


async def _send_page(request: Req, actor: Actor, public_id: str, form: FormState, status: int = 200) -> Response[Any]:
    async with reading():
        row, forum = await actions.item_to_send(actor, public_id)
        targets = await queries.list_targets(actor.scope, forum)
    page = SendItemPage(
        **_act(row, forum, form, "Send", "send"),
        targets=tuple(
            Option(each.public_id, f"{'Op til' if each.is_above else 'Ned til'} {each.name}") for each in targets
        ),
    )
    return render(request, page, status)


def _act(row: ItemRow, forum: Forum, form: FormState, verb: str, slug: str) -> dict[str, Any]:
    """What every form about an item has."""
    here = item_href(row.public_id)
    return {
        "title": f"{verb}: {row.title}",
        "crumbs": item_crumbs(forum, row, Crumb(verb)),
        "action": f"{here}/{slug}",
        "cancel": here,
        "form": form,
        "version": seen_version(form, row.version),
    }


routes = [
    show_raise,
    show_accept,
    raise_it,
    accept_it,
    show_move,
    move,
    show_withdraw,
    withdraw,
    show_send,
    send,
]
