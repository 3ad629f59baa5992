"""The evidence of a case, and of one action item."""

from collections.abc import Iterable
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import case_header
from app.cases.queries import CaseRef, get_case_ref
from app.db.transaction import reading
from app.documents.queries import DocumentRow, list_documents
from app.evidence.enums import LinkKind
from app.evidence.pages import EvidenceGroup, EvidenceIndex, ItemEvidence, document_line, evidence_line
from app.evidence.policy import may_name_reader
from app.evidence.queries import (
    LinkedEvidence,
    Target,
    Withheld,
    count_withheld,
    get_target,
    list_case_evidence,
    list_item_evidence,
    list_targets,
    standing_to_target,
)
from app.evidence.queries.requests import RequestRow, list_case_requests
from app.evidence.queries.stranded import list_stranded
from app.evidence.request_pages import request_lines
from app.evidence.views.crumbs import crumbs_to
from app.plans.policy import may_on_item
from app.web.pages import render

_OPT = {"permission": Permission.CASE_READ}
_NEW = "dokumentation/ny"


def _group(target: Target, rows: Iterable[LinkedEvidence], *, may_add: bool) -> EvidenceGroup:
    column = "linked_case" if target.kind is LinkKind.CASE else target.kind.value
    mine = tuple(evidence_line(row) for row in rows if getattr(row, column) == target.id)
    is_case = target.kind is LinkKind.CASE
    return EvidenceGroup(
        heading="Hele sagen" if is_case else target.label,
        kind=target.kind_label,
        href=None if is_case else target.href,
        rows=mine,
        add_href=add_href(target) if may_add else None,
    )


def add_href(target: Target) -> str:
    base = {LinkKind.CASE: "sager", LinkKind.FOCUS_POINT: "fokuspunkter", LinkKind.ITEM: "tiltag"}[target.kind]
    return f"/{base}/{target.public_id}/{_NEW}"


def _index(
    actor: Actor,
    ref: CaseRef,
    groups: list[EvidenceGroup],
    documents: list[DocumentRow],
    withheld: Withheld,
    requests: list[RequestRow],
    *,
    is_stranded: bool,
) -> EvidenceIndex:
    may_add = may(actor, Permission.EVIDENCE_ADD, ref.ancestors).ok
    may_file = may(actor, Permission.CASE_WRITE, ref.ancestors).ok
    may_ask = may(actor, Permission.EVIDENCE_REQUEST, ref.ancestors).ok
    may_erase = may(actor, Permission.CONTENT_ERASE, ref.ancestors).ok
    return EvidenceIndex(
        title="Dokumentation",
        case=case_header(ref, "evidence"),
        groups=tuple(group for group in groups if group.rows),
        empty_groups=tuple(group for group in groups[1:] if group.is_unproved),
        documents=tuple(
            document_line(row, may_set_tier=may_file, may_erase=may_erase or row.added_by == actor.person)
            for row in documents
        ),
        withheld_evidence=withheld.evidence,
        withheld_documents=withheld.documents,
        requests=request_lines(requests, actor.today),
        request_href=f"/sager/{ref.public_id}/anmodninger/ny" if may_ask else None,
        add_href=f"/sager/{ref.public_id}/{_NEW}" if may_add else None,
        add_document_href=f"/sager/{ref.public_id}/dokumenter/nyt" if may_file else None,
        stranded_href=f"/sager/{ref.public_id}/uden-laeser" if is_stranded else None,
    )


@get("/sager/{public_id:str}/dokumentation", name="evidence.index", opt=_OPT)
async def index(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        ref = await get_case_ref(actor.scope, public_id)
        targets = await list_targets(actor.scope, ref.id)
        evidence = await list_case_evidence(actor.scope, ref.id)
        documents = await list_documents(actor.scope, ref.id)
        withheld = await count_withheld(actor.scope, ref.id)
        requests = await list_case_requests(actor.scope, ref.id)
        leads = may(actor, Permission.CASE_WRITE, ref.ancestors).ok
        lost = await list_stranded(actor.scope, ref.id, ref.units) if leads else []
    may_add = may(actor, Permission.EVIDENCE_ADD, ref.ancestors).ok
    groups = [_group(target, evidence, may_add=may_add) for target in targets]
    is_stranded = any(may_name_reader(actor, each.places).ok for each in lost)
    return render(request, _index(actor, ref, groups, documents, withheld, requests, is_stranded=is_stranded))


@get("/tiltag/{public_id:str}/dokumentation", name="evidence.item", opt=_OPT)
async def of_item(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        target = await get_target(actor.scope, LinkKind.ITEM, public_id)
        rows = await list_item_evidence(actor.scope, target.id)
        standing = await standing_to_target(actor.scope, target)
    may_add = may_on_item(actor, Permission.EVIDENCE_ADD, standing).ok
    group = _group(target, rows, may_add=may_add)
    page = ItemEvidence(title=f"Dokumentation: {target.label}", crumbs=crumbs_to(target, "Dokumentation"), group=group)
    return render(request, page)


routes = [index, of_item]
