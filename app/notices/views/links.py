"""Links that open the page for all employees: made, printed, closed by who leads the unit."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.core.errors import NotFound
from app.core.qr import qr_of
from app.db.transaction import reading
from app.documents.rules import content_disposition
from app.notices.actions import links as actions
from app.notices.forms import CloseForm, NoticeLinkForm, SheetForm
from app.notices.pages import boards as pages
from app.notices.queries.boards import HOME, find_board, get_board_of_unit
from app.notices.queries.links import find_live_link, get_link, list_links
from app.notices.rules import last_day_of_link
from app.organisation.pages import crumbs_of
from app.organisation.queries import UnitDetail, get_settings
from app.reports.content.notice import Notice
from app.reports.pdf.render import render_notice
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, redirect, render, settings_of

Req = Request[Any, Any, Any]
LEADS = {"permission": Permission.CASE_WRITE}
_OF_UNIT = "/enheder/{public_id:str}/opslag"
LABEL = "Opslag til medarbejderne"


def _base(unit: UnitDetail) -> str:
    return f"/enheder/{unit.public_id}/opslag"


def _crumbs(unit: UnitDetail, *trail: str) -> tuple[Crumb, ...]:
    *above, _ = crumbs_of(unit)
    steps = (Crumb(unit.name, f"/enheder/{unit.public_id}"), Crumb(LABEL, _base(unit) if trail else None))
    return (*above, *steps, *(Crumb(each) for each in trail))


def _address(request: Req, token: str) -> str:
    return f"{settings_of(request).base_url}{HOME}/link/{token}"


async def _page(
    request: Req, actor: Actor, public_id: str, form: FormState | None = None, status: int = 200
) -> Response[Any]:
    async with reading():
        unit = await actions.unit_of_links(actor, public_id)
        rows = await list_links(actor.scope, unit.id)
        board = await find_board(actor.scope, public_id)
        is_allowed = (await get_settings(actor.scope, unit.municipality)).notice_links and unit.closed_on is None
    latest = last_day_of_link(actor.today)
    page = pages.LinksPage(
        title=LABEL,
        crumbs=_crumbs(unit),
        action=_base(unit),
        cancel=f"/enheder/{unit.public_id}",
        form=form or blank(NoticeLinkForm, carried_for(request), until_on=latest),
        is_allowed=is_allowed,
        board_href=board.href if board else None,
        lines=tuple(pages.link_line(row, actor.today, _base(unit), is_allowed=is_allowed) for row in rows),
        latest=latest,
    )
    return render(request, page, status)


@get(_OF_UNIT, name="notices.links", opt=LEADS)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _page(request, actor, public_id)


@post(_OF_UNIT, name="notices.make_link", opt=LEADS)
async def make(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        unit = await actions.unit_of_links(actor, public_id)
    submission = await read_form(request, NoticeLinkForm)
    token = await submission.run(
        lambda form: actions.make_link(actor, public_id, place=form.where_hung, until_on=form.until_on)
    )
    if not submission.ok or submission.value is None:
        return await _page(request, actor, public_id, submission.state(), submission.status)
    # No redirect: the link is nowhere but in this answer.
    address = _address(request, token)
    page = pages.LinkShownPage(
        title="Hent opslaget nu",
        crumbs=_crumbs(unit, "Nyt link"),
        unit=unit.name,
        place=submission.value.where_hung,
        until_on=submission.value.until_on,
        address=address,
        token=token,
        qr=qr_of(address),
        sheet_action=f"{_base(unit)}/ark",
        back_href=_base(unit),
    )
    return render(request, page)


@get(f"{_OF_UNIT}/ark", name="notices.ask_sheet", opt=LEADS)
async def show_sheet(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        unit = await actions.unit_of_links(actor, public_id)
    return redirect(request, _base(unit))


@post(f"{_OF_UNIT}/ark", name="notices.sheet", opt=LEADS)
async def sheet(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    """The paper with the QR code; the browser that was shown the link sends it back."""
    submission = await read_form(request, SheetForm)
    token = submission.typed("token")
    async with reading():
        unit = await actions.unit_of_links(actor, public_id)
        link = await find_live_link(actor.scope, token)
        if link is None or link.unit != unit.id:
            raise NotFound
        board = await get_board_of_unit(actor.scope, unit.id)
    paper = Notice(
        municipality=board.municipality_name,
        unit=unit.name,
        place=link.place,
        address=_address(request, token),
        until_on=link.until_on,
        made_at=actor.now,
    )
    content = await request.app.state.worker.run(render_notice, paper)
    disposition = content_disposition("opslag.pdf", inline=False)
    headers = {"Cache-Control": "no-store", "Content-Disposition": disposition}
    return Response(content, status_code=200, headers=headers, media_type="application/pdf")


@get(f"{_OF_UNIT}/{{link_id:str}}/luk", name="notices.ask_close", opt=LEADS)
async def show_close(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], link_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        unit = await actions.unit_of_links(actor, public_id)
        row = await get_link(actor.scope, unit.id, link_id)
    page = pages.CloseLinkPage(
        title="Luk linket",
        crumbs=_crumbs(unit, "Luk linket"),
        place=row.place,
        action=f"{_base(unit)}/{link_id}/luk",
        cancel=_base(unit),
        form=blank(CloseForm, carried_for(request)),
    )
    return render(request, page)


@post(f"{_OF_UNIT}/{{link_id:str}}/luk", name="notices.close", opt=LEADS)
async def close(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], link_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        unit = await actions.unit_of_links(actor, public_id)
    submission = await read_form(request, CloseForm)
    await submission.run(lambda _: actions.close_link(actor, public_id, link_id))
    flash, kind = ("Linket er lukket.", "success") if submission.ok else ("Linket er allerede lukket.", "info")
    return redirect(request, _base(unit), flash=flash, kind=kind)


routes = [show, make, show_sheet, sheet, show_close, close]
