"""The pack of a meeting: a page, and a PDF."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.db.transaction import reading
from app.documents.rules import content_disposition
from app.meetings.enums import MeetingState
from app.meetings.pages.words import meeting_href
from app.meetings.policy import may_plan, may_write
from app.meetings.queries import MeetingRow, get_forum, get_meeting
from app.packs.actions import keep_pack, record_pack_export
from app.packs.content import freeze
from app.packs.pack_pdf import render_pack
from app.packs.pages import pack_page
from app.packs.queries import get_kept_pack, list_case_items, list_kept_packs, load_pack
from app.web.forms import Form, read_form
from app.web.pages import redirect, render

Req = Request[Any, Any, Any]
_OF_MEETING = "/moeder/{public_id:str}/pakke"


@get(_OF_MEETING, name="packs.show", opt={"login_only": True})
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        meeting = await get_meeting(actor.scope, public_id)
        forum = await get_forum(actor.scope, meeting.committee, meeting.unit)
        pack = await load_pack(actor.scope, forum, meeting, actor.now)
        items = await list_case_items(actor.scope, meeting, [each.public_id for each in pack.cases])
        kept = await list_kept_packs(actor.scope, meeting)
    writes = may_write(actor, forum).ok
    page = pack_page(
        forum,
        meeting,
        pack,
        items,
        kept,
        writes_outcome=writes and meeting.is_minuted(actor.today) and not meeting.is_locked,
        adds_items=writes and meeting.takes_items(actor.today),
        can_keep=may_plan(actor, forum).ok and meeting.state is not MeetingState.CANCELLED,
    )
    return render(request, page)


@get(
    f"{_OF_MEETING}.pdf",
    name="packs.pdf",
    opt={"login_only": True, "as_it_is": True, "recent_login": True, "after_proof": "/moeder/{public_id}/pakke"},
)
async def pack_pdf(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        meeting = await get_meeting(actor.scope, public_id)
        forum = await get_forum(actor.scope, meeting.committee, meeting.unit)
        canonical, digest = freeze(await load_pack(actor.scope, forum, meeting, actor.now))
    await record_pack_export(actor, public_id, digest)
    return await _pdf(request, canonical, digest, meeting)


async def _pdf(request: Req, canonical: bytes, digest: str, meeting: MeetingRow) -> Response[Any]:
    content = await request.app.state.worker.run(render_pack, canonical, digest)
    name = f"moedepakke-{meeting.held_on.isoformat()}.pdf"
    headers = {"Cache-Control": "no-store", "Content-Disposition": content_disposition(name, inline=False)}
    return Response(content, headers=headers, media_type="application/pdf")


@get(f"{_OF_MEETING}/gem", name="packs.keep", opt={"login_only": True})
async def show_keep(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    """There is no page: it was asked for after a login. The button stands on the pack."""
    meeting = await get_meeting(actor.scope, public_id)
    return redirect(request, f"{meeting_href(meeting.public_id)}/pakke")


@post(f"{_OF_MEETING}/gem", name="packs.keep_it", opt={"login_only": True})
async def keep(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, Form)
    await submission.run(lambda _: keep_pack(actor, public_id))
    flash = "Mødepakken er gemt, som den er nu. Den ændrer sig ikke."
    if not submission.ok:  # cancelled since the page was drawn: it says so
        flash = "Mødet er aflyst, så pakken er ikke gemt."
    return redirect(request, f"{meeting_href(public_id)}/pakke", flash=flash)


@get(
    "/moedepakker/{public_id:str}/moedepakke.pdf",
    name="packs.kept",
    opt={"login_only": True, "as_it_is": True, "recent_login": True},
)
async def kept_pdf(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        row, canonical, meeting, _ = await get_kept_pack(actor.scope, public_id, actor.now)
    await record_pack_export(actor, meeting.public_id, row.hash)
    return await _pdf(request, canonical, row.hash, meeting)


routes = [show, pack_pdf, show_keep, keep, kept_pdf]
