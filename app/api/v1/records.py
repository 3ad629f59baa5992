"""Who was involved, and what was logged."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.api.v1.common import (
    BASE,
    NEXT_LINK,
    READ,
    READS,
    After,
    AnyRequest,
    Id,
    Instant,
    Label,
    filled,
    next_of,
    page_of,
)
from app.audit.enums import AuditAction, EntityKind
from app.audit.labels import happened
from app.cases.queries import get_case_ref
from app.dashboard.queries.history import PAGE, HistoryEntry, list_case_history
from app.db.transaction import reading
from app.involvement.enums import Channel, InvolvementKind, Party
from app.involvement.labels import CHANNEL, INVOLVEMENT_KIND, PARTY
from app.involvement.queries import InvolvementRow, list_involvements


class InvolvementBody(msgspec.Struct, frozen=True, kw_only=True):
    """Who was told, heard or asked. `remark` is word for word what was said."""

    id: Id
    on: date
    kind: InvolvementKind
    kind_label: Label
    party: Party
    party_label: Label
    channel: Channel
    channel_label: Label
    forum: str
    participants: str
    minutes_reference: str
    subject: str
    remark: str
    plan_version: int | None
    report_no: Annotated[int | None, msgspec.Meta(description="Rapporten, som de blev orienteret om.")]
    report_sha256: Annotated[str, msgspec.Meta(description="Rapportens fingeraftryk, som de så den.")]
    is_withdrawn: bool
    withdrawn_reason: str
    by: str
    at: Instant


class InvolvementList(msgspec.Struct, frozen=True):
    items: tuple[InvolvementBody, ...]


class ChangeBody(msgspec.Struct, frozen=True):
    field: str
    before: str | None
    after: str | None


class HistoryBody(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log. Where its content was erased by law, `is_erased` is true and the texts are null."""

    at: Instant
    action: AuditAction
    entity_kind: EntityKind
    label: Annotated[str, msgspec.Meta(examples=["Tiltag ændret"])]
    by: str | None
    subject: str | None
    reason: str | None
    changes: tuple[ChangeBody, ...]
    is_erased: bool


class History(msgspec.Struct, frozen=True):
    items: tuple[HistoryBody, ...]
    next: str | None


@get(
    f"{BASE}/cases/{{case_id:str}}/involvement",
    name="api.involvement",
    opt=READ,
    tags=["Inddragelse"],
    summary="Sagens inddragelse",
    responses=READS,
)
async def show_involvement(actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[InvolvementList]:
    """Hvem der er orienteret, hørt eller inddraget, efter dato."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        rows = await list_involvements(actor.scope, ref.id)
    return Response(InvolvementList(tuple(_involvement(row) for row in rows)))


def _involvement(row: InvolvementRow) -> InvolvementBody:
    return filled(
        InvolvementBody,
        row,
        on=row.on_date,
        kind_label=INVOLVEMENT_KIND[row.kind],
        party_label=PARTY[row.party],
        channel_label=CHANNEL[row.channel],
        forum=row.forum_text,
        plan_version=row.plan_version_no,
        report_no=row.snapshot_no,
        report_sha256=row.snapshot_hash,
        by=row.by_name,
    )


@get(
    f"{BASE}/cases/{{case_id:str}}/history",
    name="api.history",
    opt=READ,
    tags=["Historik"],
    summary="Sagens historik",
    responses=READS,
    response_headers=[NEXT_LINK],
)
async def show_history(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], after: After = None
) -> Response[History]:
    """Det, der er logget på sagen, så vidt sagens historik viser det. Det nyeste først."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        entries = await list_case_history(actor.scope, ref.id, after=after or "")
    shown = entries[:PAGE]
    following = next_of(request, shown[-1].place if len(entries) > PAGE else None)
    return page_of(History(tuple(_entry(each) for each in shown), following), following)


def _entry(entry: HistoryEntry) -> HistoryBody:
    payload = entry.payload
    return HistoryBody(
        at=entry.at,
        action=entry.action,
        entity_kind=entry.entity_kind,
        label=happened(entry.entity_kind, entry.action),
        by=payload.actor_name if payload else None,
        subject=payload.subject if payload else None,
        reason=payload.reason if payload else None,
        changes=tuple(ChangeBody(each.field, each.before, each.after) for each in payload.changes) if payload else (),
        is_erased=payload is None,
    )


routes = [show_involvement, show_history]
