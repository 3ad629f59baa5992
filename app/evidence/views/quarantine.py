"""What the virus scanner has kept back or refused, for administrators: no file, no case, no name of either."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from app.access.enums import Permission
from app.access.policy import Actor
from app.db.transaction import reading
from app.evidence.pages import QuarantinePage
from app.evidence.queries.quarantine import get_quarantine, list_refused
from app.organisation.views.settings import administered
from app.web.pages import Crumb, render, settings_of

_SHOWN = timedelta(days=90)


@get("/kommune/filer", name="evidence.quarantine", opt={"permission": Permission.ORGANISATION_WRITE})
async def show(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
    async with reading():
        own = [row.id for row in await administered(actor)]
        found = await get_quarantine(actor.scope, own)
        refused = await list_refused(actor.scope, own, actor.now - _SHOWN)
    page = QuarantinePage(
        title="Filer og virus",
        crumbs=(Crumb("Enheder", "/enheder"), Crumb("Filer og virus")),
        has_scanner=settings_of(request).clamav is not None,
        quarantine=found,
        refused=tuple(refused),
        days=_SHOWN.days,
    )
    return render(request, page)


routes = [show]
