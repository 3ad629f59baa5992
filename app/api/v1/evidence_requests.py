"""Evidence that somebody was asked for: by whom, until when, and how far it is."""

from datetime import date

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.api.v1.common import BASE, READ, READS, Id, Instant, Label, filled
from app.cases.queries import get_case_ref
from app.db.transaction import reading
from app.evidence.enums import RequestState
from app.evidence.labels import REQUEST_STATE
from app.evidence.queries.requests import (
    RequestRow,
    get_request,
    list_case_requests,
    list_deliveries,
    list_request_steps,
)

_TAGS = ["Dokumentation"]


class EvidenceRequestSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `item` null: it is about the case as a whole. `case` null: it lies outside what you see."""

    id: Id
    title: str
    state: RequestState
    state_label: Label
    due_on: date
    asked_by: str
    asked_of: str
    asked_at: Instant
    case: Id | None
    item: Id | None


class EvidenceRequestList(msgspec.Struct, frozen=True):
    items: tuple[EvidenceRequestSummary, ...]


class DeliveredBody(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence that was delivered, where you may read it."""

    id: Id
    title: str
    is_withdrawn: bool


class EvidenceRequestStepBody(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did about it."""

    state: RequestState
    state_label: Label
    comment: str
    by: str
    at: Instant
    delivered: tuple[DeliveredBody, ...]


class EvidenceRequestBody(EvidenceRequestSummary, frozen=True, kw_only=True):
    """One request with its course, the oldest step first."""

    steps: tuple[EvidenceRequestStepBody, ...]


def _words(row: RequestRow) -> dict[str, object]:
    """What a request says beside what its row holds by the same names."""
    return {
        "state_label": REQUEST_STATE[row.state],
        "asked_by": row.asked_by_name,
        "asked_of": row.asked_of_name,
        "case": row.case_public_id,
        "item": row.item_public_id,
    }


@get(
    f"{BASE}/cases/{{case_id:str}}/evidence-requests",
    name="api.evidence_requests",
    opt=READ,
    tags=_TAGS,
    summary="Ønsket dokumentation",
    responses=READS,
)
async def show_evidence_requests(
    actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[EvidenceRequestList]:
    """Om sagen og dens tiltag, så vidt du ser dem, efter dato. Også det, der er afsluttet."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        rows = await list_case_requests(actor.scope, ref.id)
    return Response(EvidenceRequestList(tuple(filled(EvidenceRequestSummary, row, **_words(row)) for row in rows)))


@get(
    f"{BASE}/evidence-requests/{{request_id:str}}",
    name="api.evidence_request",
    opt=READ,
    tags=_TAGS,
    summary="Én anmodning om dokumentation",
    responses=READS,
)
async def show_evidence_request(
    actor: NamedDependency[Actor], request_id: FromPath[str]
) -> Response[EvidenceRequestBody]:
    """Hvem der bad om hvad, hvad der er leveret, og hvad der blev sagt til det."""
    async with reading():
        row = await get_request(actor.scope, request_id)
        steps = await list_request_steps(actor.scope, row.id)
        delivered = await list_deliveries(actor.scope, [step.id for step in steps])
    course = tuple(
        filled(
            EvidenceRequestStepBody,
            step,
            state_label=REQUEST_STATE[step.state],
            by=step.by_name,
            delivered=tuple(filled(DeliveredBody, each) for each in delivered if each.step == step.id),
        )
        for step in steps
    )
    return Response(filled(EvidenceRequestBody, row, **_words(row), steps=course))


routes = [show_evidence_requests, show_evidence_request]
