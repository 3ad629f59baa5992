"""What passed between workplace and authority: contacts, requests for a longer deadline, report-backs, answers."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.api.v1.common import BASE, READ, READS, Day, Id, Instant, Label, filled
from app.cases.enums import ContactChannel, ExtensionState
from app.cases.labels import CONTACT_CHANNEL
from app.cases.queries import ContactView, get_case, get_case_ref, list_contacts
from app.db.transaction import reading
from app.reports.enums import ReplyOutcome
from app.reports.labels import REPLY_OUTCOME
from app.reports.queries import list_replies, list_report_backs

_TAGS = ["Arbejdstilsynet"]
Letter = Annotated[Id | None, msgspec.Meta(description="Brevet. Tom: intet, eller et, du ikke må se.")]


class ContactBody(msgspec.Struct, frozen=True, kw_only=True):
    """One contact. It is never changed: a correction is another one, which names the one that it stands in place of."""

    id: Id
    on: date
    channel: ContactChannel
    channel_label: Label
    role: Annotated[str, msgspec.Meta(description="Hvem, ved rolle.", examples=["Tilsynsførende"])]
    note: str
    is_in_report: bool
    document: Letter
    corrects: Id | None
    reason: str
    is_corrected: bool
    by: str
    at: Instant


class ContactList(msgspec.Struct, frozen=True):
    items: tuple[ContactBody, ...]


class ExtensionRequestBody(msgspec.Struct, frozen=True, kw_only=True):
    """A request for a longer deadline. `binding_on` is the date that binds, whatever was asked for."""

    id: Id
    state: ExtensionState
    state_label: Label
    requested_on: date
    wished_compliance_on: date
    wished_report_back_on: Day
    reason: str
    binding_on: Day
    answered_on: Day
    answer_note: str
    document: Letter


class ExtensionRequestList(msgspec.Struct, frozen=True):
    items: tuple[ExtensionRequestBody, ...]


class ReportBackBody(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody reported back in the authority's self-service: that does not happen from here."""

    id: Id
    sent_on: date
    receipt: str
    document: Letter
    report_no: Annotated[int | None, msgspec.Meta(description="Rapporten, der blev vedlagt. Tom: ukendt.")]
    was_body_informed: bool
    note: str
    by: str


class ReportBackList(msgspec.Struct, frozen=True):
    items: tuple[ReportBackBody, ...]


class AuthorityReplyBody(msgspec.Struct, frozen=True, kw_only=True):
    """What the authority answered. Only this says that an order is complied with."""

    id: Id
    outcome: ReplyOutcome
    outcome_label: Label
    replied_on: date
    note: str
    document: Letter
    new_case: Annotated[Id | None, msgspec.Meta(description="Sagen om en ny reaktion, hvis du ser den.")]
    by: str
    at: Instant


class AuthorityReplyList(msgspec.Struct, frozen=True):
    items: tuple[AuthorityReplyBody, ...]


@get(
    f"{BASE}/cases/{{case_id:str}}/contacts",
    name="api.contacts",
    opt=READ,
    tags=_TAGS,
    summary="Kontakt med Arbejdstilsynet",
    responses=READS,
)
async def show_contacts(actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[ContactList]:
    """Den nyeste først. Det, der er rettet, er med."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        rows = await list_contacts(actor.scope, ref.id)
    ids = {row.id: row.public_id for row in rows}
    return Response(ContactList(tuple(_contact(row, ids) for row in rows)))


def _contact(row: ContactView, ids: dict[int, str]) -> ContactBody:
    return filled(
        ContactBody,
        row,
        on=row.on_date,
        channel_label=CONTACT_CHANNEL[row.channel],
        corrects=ids.get(row.corrects) if row.corrects is not None else None,
        by=row.by_name,
    )


@get(
    f"{BASE}/cases/{{case_id:str}}/extension-requests",
    name="api.extension_requests",
    opt=READ,
    tags=_TAGS,
    summary="Anmodninger om længere frist",
    responses=READS,
)
async def show_extension_requests(
    actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[ExtensionRequestList]:
    """Den gamle frist gælder, til Arbejdstilsynet har givet en ny."""
    async with reading():
        detail = await get_case(actor.scope, await get_case_ref(actor.scope, case_id))
    return Response(ExtensionRequestList(tuple(filled(ExtensionRequestBody, row) for row in detail.extensions)))


@get(
    f"{BASE}/cases/{{case_id:str}}/report-backs",
    name="api.report_backs",
    opt=READ,
    tags=_TAGS,
    summary="Tilbagemeldinger",
    responses=READS,
)
async def show_report_backs(actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[ReportBackList]:
    """Det, der er sendt i Arbejdstilsynets selvbetjening. Den ældste først."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        rows = await list_report_backs(actor.scope, ref.id)
    bodies = (
        filled(ReportBackBody, row, document=row.receipt_document, report_no=row.snapshot_no, by=row.by_name)
        for row in rows
    )
    return Response(ReportBackList(tuple(bodies)))


@get(
    f"{BASE}/cases/{{case_id:str}}/replies",
    name="api.replies",
    opt=READ,
    tags=_TAGS,
    summary="Svar fra Arbejdstilsynet",
    responses=READS,
)
async def show_replies(actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[AuthorityReplyList]:
    """Den ældste først."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        rows = await list_replies(actor.scope, ref.id)
    bodies = (filled(AuthorityReplyBody, row, outcome_label=REPLY_OUTCOME[row.outcome], by=row.by_name) for row in rows)
    return Response(AuthorityReplyList(tuple(bodies)))


routes = [show_contacts, show_extension_requests, show_report_backs, show_replies]
