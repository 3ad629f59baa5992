"""The pack of a meeting: a page, and a PDF."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.db.transaction import reading
from app.documents.rules import content_disposition
from app.meetings.policy import may_write
from app.meetings.queries import get_forum, get_meeting
from app.packs.actions import record_pack_export
from app.packs.content import freeze
from app.packs.pack_pdf import render_pack
from app.packs.pages import pack_page
from app.packs.queries import list_case_items, load_pack
from app.web.pages import render

Req = Request[Any, Any, Any]
_OF_MEETING = "/moeder/{public_id:str}/pakke"


@get(_OF_MEETING, name="packs.show", opt={"login_only": True})
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        meeting = await get_meeting(actor.scope, public_id)
        forum = await get_forum(actor.scope, meeting.committee, meeting.unit)
        pack = await load_pack(actor.scope, forum, meeting, actor.now)
        items = await list_case_items(actor.scope, meeting, [each.public_id for each in pack.cases])
    writes = may_write(actor, forum).ok
    page = pack_page(
        forum,
        meeting,
        pack,
        items,
        writes_outcome=writes and meeting.is_minuted(actor.today) and not meeting.is_locked,
        adds_items=writes and meeting.takes_items(actor.today),
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
    content = await request.app.state.worker.run(render_pack, canonical, digest)
    name = f"moedepakke-{meeting.held_on.isoformat()}.pdf"
    headers = {"Cache-Control": "no-store", "Content-Disposition": content_disposition(name, inline=False)}
    return Response(content, headers=headers, media_type="application/pdf")


routes = [show, pack_pdf]
