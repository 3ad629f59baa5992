"""Approved minutes as a file: this slice draws every PDF."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.core.errors import NotFound
from app.db.transaction import reading
from app.documents.rules import content_disposition
from app.meetings.queries import get_meeting
from app.minutes.actions import record_minutes_export
from app.minutes.content import Addendum
from app.minutes.pages import file_name as named
from app.minutes.queries import get_minutes
from app.reports.pdf.render import render_minutes

Req = Request[Any, Any, Any]


@get(
    "/moeder/{public_id:str}/referat/{file_name:str}",
    name="reports.minutes",
    opt={"login_only": True, "as_it_is": True, "recent_login": True, "after_proof": "/moeder/{public_id}/referat"},
)
async def minutes_pdf(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], file_name: FromPath[str]
) -> Response[Any]:
    async with reading():
        meeting = await get_meeting(actor.scope, public_id)
        minutes = await get_minutes(actor.scope, meeting)
    is_original = file_name == named(meeting, original=True)
    if minutes is None or minutes.frozen is None or not (is_original or file_name == named(meeting)):
        raise NotFound
    added = () if is_original else tuple(Addendum(text=e.text, name=e.name, at=e.at) for e in minutes.addenda)
    await record_minutes_export(actor, public_id)
    content = await request.app.state.worker.run(
        render_minutes, minutes.frozen.encode(), minutes.frozen_hash, msgspec.json.encode(added)
    )
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Disposition": content_disposition(file_name, inline=False),
    }
    return Response(content, headers=headers, media_type="application/pdf")


routes = [minutes_pdf]
