"""The overview, the case and its history: pages that join several slices."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.enums import AuditAction, EntityKind
from app.audit.labels import AUDIT_ACTION, ENTITY_KIND
from app.cases.pages import case_header
from app.cases.queries import get_case_ref
from app.dashboard.pages import HistoryLine, HistoryPage
from app.dashboard.queries.history import PAGE, HistoryEntry, list_case_history
from app.db.transaction import reading
from app.web.pages import render

READ = {"permission": Permission.CASE_READ}


@get("/sager/{case_id:str}/historik", name="cases.history", opt=READ)
async def show_history(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    case_id: FromPath[str],
    foer: FromQuery[int | None] = None,
) -> Response[str]:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        entries = await list_case_history(actor.scope, ref.id, before_seq=foer)
    is_more = len(entries) > PAGE
    entries = entries[:PAGE]
    page = HistoryPage(
        title=f"Historik for {ref.reference}",
        case=case_header(ref, "history"),
        entries=tuple(_line(entry) for entry in entries),
        older_href=f"/sager/{case_id}/historik?foer={entries[-1].seq}" if is_more else None,
    )
    return render(request, page)


def _line(entry: HistoryEntry) -> HistoryLine:
    payload = entry.payload
    return HistoryLine(
        at=entry.at,
        who=payload.actor_name if payload else "Navnet er slettet",
        what=_what(entry.entity_kind, entry.action),
        subject=payload.subject if payload else "",
        reason=payload.reason if payload else "",
        changes=payload.changes if payload else (),
        is_erased=payload is None,
        erased_at=entry.erased_at,
    )


def _what(kind: EntityKind, action: AuditAction) -> str:
    return f"{ENTITY_KIND[kind]} {AUDIT_ACTION[action]}"


routes = [show_history]
