"""Who was involved, the reports that were frozen, and what was logged."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.api.v1.common import (
    BASE,
    FILE,
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
from app.documents.rules import content_disposition
from app.involvement.enums import Channel, InvolvementKind, Party
from app.involvement.labels import CHANNEL, INVOLVEMENT_KIND, PARTY
from app.involvement.queries import InvolvementRow, list_involvements
from app.reports.actions import record_export
from app.reports.enums import Profile, SnapshotState
from app.reports.labels import PROFILE, SNAPSHOT_STATE
from app.reports.pages import file_name
from app.reports.pdf.render import render_status_report
from app.reports.queries import SnapshotRow, get_snapshot, list_snapshots


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
    is_withdrawn: bool
    withdrawn_reason: str
    by: str
    at: Instant


class InvolvementList(msgspec.Struct, frozen=True):
    items: tuple[InvolvementBody, ...]


class ReportSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen report. `by` null: made from the command line. It is never the report-back itself."""

    no: int
    profile: Profile
    profile_label: Label
    state: SnapshotState
    state_label: Label
    sha256: str
    by: str | None
    at: Instant
    released_at: Annotated[Instant | None, msgspec.Meta(description="Tom: aldrig frigivet.")]
    withdrawn_reason: str
    replaces_no: int | None
    replaced_by_no: int | None


class ReportList(msgspec.Struct, frozen=True):
    items: tuple[ReportSummary, ...]


class Report(ReportSummary, frozen=True, kw_only=True):
    """A frozen report with its content: words as they stood then. `sha256` is of its canonical JSON."""

    content: dict[str, Any]


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
        by=row.by_name,
    )


def _words(row: SnapshotRow) -> dict[str, object]:
    """What a report says beside what its row holds by the same names."""
    return {
        "profile_label": PROFILE[row.profile],
        "state_label": SNAPSHOT_STATE[row.state],
        "sha256": row.hash,
        "by": row.by_name,
    }


@get(
    f"{BASE}/cases/{{case_id:str}}/reports",
    name="api.reports",
    opt=READ,
    tags=["Rapporter"],
    summary="Sagens rapporter",
    responses=READS,
)
async def show_reports(actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[ReportList]:
    """De rapporter, der er lavet, den nyeste først."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        rows = await list_snapshots(actor.scope, ref.id)
    return Response(ReportList(tuple(filled(ReportSummary, row, **_words(row)) for row in rows)))


@get(
    f"{BASE}/cases/{{case_id:str}}/reports/{{no:int}}",
    name="api.report",
    opt=READ,
    tags=["Rapporter"],
    summary="Én rapport som data",
    responses=READS,
)
async def show_report(actor: NamedDependency[Actor], case_id: FromPath[str], no: FromPath[int]) -> Response[Report]:
    """Indholdet, som det blev frosset. Kun for den, der ser alle sagens tiltag. Hentningen bliver logget."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        may(actor, Permission.REPORT_EXPORT, ref.ancestors).require()
        snapshot = await get_snapshot(actor.scope, ref.id, no)
    await record_export(actor, ref.id, no)
    content = msgspec.json.decode(snapshot.canonical, type=dict[str, Any])
    return Response(filled(Report, snapshot, **_words(snapshot), content=content))


@get(
    f"{BASE}/cases/{{case_id:str}}/reports/{{no:int}}/pdf",
    name="api.report_pdf",
    opt=FILE,
    tags=["Rapporter"],
    summary="Én rapport som PDF",
    responses=READS,
)
async def show_report_pdf(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], no: FromPath[int]
) -> Response[bytes]:
    """PDF-filen. Er rapporten aldrig frigivet, står der udkast på hver side. Hentningen bliver logget."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        may(actor, Permission.REPORT_EXPORT, ref.ancestors).require()
        snapshot = await get_snapshot(actor.scope, ref.id, no)
    await record_export(actor, ref.id, no)
    content: bytes = await request.app.state.worker.run(
        render_status_report, snapshot.canonical, snapshot.hash, snapshot.state
    )
    headers = {
        "ETag": f'"{snapshot.hash}-{snapshot.state}"',
        "Content-Disposition": content_disposition(file_name(ref, no), inline=False),
    }
    return Response(content, headers=headers, media_type="application/pdf")


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


routes = [show_involvement, show_reports, show_report, show_report_pdf, show_history]
