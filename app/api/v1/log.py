"""The log, for those who may read it."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from app.access.enums import Permission
from app.access.policy import Actor
from app.api.enums import TokenScope
from app.api.v1.common import BASE, NEXT_LINK, READS, After, AnyRequest, Id, Instant, next_of, page_of
from app.api.v1.records import ChangeBody
from app.audit.enums import AuditAction, EntityKind
from app.audit.forms import LogForm
from app.audit.queries import LogEntry, LogFilter, list_log
from app.audit.views import filter_of, record_reading, require_reader
from app.core.errors import Invalid
from app.core.text import clean_line
from app.db.transaction import reading

_PARAMETERS = {"sag": "case", "fra": "since"}
_OPT = {"permission": Permission.LOG_READ, "token": TokenScope.READ}


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. Texts are null where its content was erased by law, or is kept to people named on the thing."""

    at: Instant
    action: Annotated[str, msgspec.Meta(examples=["changed"])]
    entity_kind: Annotated[str, msgspec.Meta(examples=["action_item"])]
    case: Id | None
    case_reference: str | None
    by: str | None
    subject: str | None
    reason: str | None
    changes: tuple[ChangeBody, ...]
    is_erased: bool
    is_withheld: bool
    request_id: str
    hash: Annotated[str, msgspec.Meta(description="Hændelsens led i kæden.")]


class Log(msgspec.Struct, frozen=True):
    items: tuple[LogLine, ...]
    next: str | None


@get(
    f"{BASE}/log",
    name="api.log",
    opt=_OPT,
    tags=["Historik"],
    summary="Hændelsesloggen",
    responses=READS,
    response_headers=[NEXT_LINK],
)
async def show_log(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    person: Annotated[str, QueryParameter(description="Ord fra et navn, eller »systemet«.")] = "",
    case: Annotated[str, QueryParameter(description="En sags nummer.")] = "",
    since: Annotated[date | None, QueryParameter(description="Den første dag.")] = None,
    until: Annotated[date | None, QueryParameter(description="Den sidste dag, den med.")] = None,
    kind: Annotated[EntityKind | None, QueryParameter(description="Hvad det drejer sig om.")] = None,
    action: Annotated[AuditAction | None, QueryParameter(description="Hvad der skete.")] = None,
    after: After = None,
) -> Response[Log]:
    """Kun for revisorer, og kun deres egne enheder. Det nyeste først. Opslaget bliver selv logget."""
    require_reader(actor)
    asked = LogForm(
        person=clean_line(person)[:200], sag=clean_line(case)[:40], fra=since, til=until, slags=kind, handling=action
    )
    async with reading():
        found = await list_log(actor.scope, await _wanted(actor, asked), after or "")
    await record_reading(actor, asked, AuditAction.OPENED, vej="API")
    following = next_of(request, found.after)
    return page_of(Log(tuple(_line(entry) for entry in found.entries), following), following)


async def _wanted(actor: Actor, asked: LogForm) -> LogFilter:
    """What to look for; `Invalid` names the parameter instead of the page's field."""
    try:
        return await filter_of(actor, asked)
    except Invalid as error:
        fields = {_PARAMETERS[name]: text for name, text in error.fields.items()}
        raise Invalid(error.code, error.message, fields) from None


def _line(entry: LogEntry) -> LogLine:
    payload = entry.payload
    shown = None if payload is None or entry.is_withheld else payload
    return LogLine(
        at=entry.at,
        action=entry.action,
        entity_kind=entry.kind,
        case=entry.case_public_id,
        case_reference=entry.case_reference,
        by=payload.actor_name if payload else None,
        subject=shown.subject if shown else None,
        reason=shown.reason if shown else None,
        changes=tuple(ChangeBody(each.field, each.before, each.after) for each in shown.changes) if shown else (),
        is_erased=payload is None,
        is_withheld=entry.is_withheld,
        request_id=entry.request_id,
        hash=entry.hash,
    )


routes = [show_log]
