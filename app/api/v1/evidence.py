"""Evidence: what there is, its files, and adding to it."""

from collections.abc import Iterable, Sequence

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.api.actions import NewEvidence, add_evidence_once
from app.api.enums import TokenScope
from app.api.guard import token_of
from app.api.queries import EvidenceList, list_evidence_of
from app.api.v1.common import (
    BASE,
    ETAG,
    FILE,
    LOCATION,
    READ,
    READS,
    WRITES,
    AnyRequest,
    IfMatch,
    filled,
    seen_in,
    tag_text,
    value_of,
)
from app.api.v1.evidence_shapes import (
    EvidenceBody,
    EvidenceFields,
    EvidenceListBody,
    EvidenceSummary,
    EvidenceVersionBody,
    FileBody,
    LinkedTo,
    UploadOperation,
)
from app.core.errors import NotFound
from app.db.transaction import reading
from app.documents.forms import SentTo, received
from app.documents.labels import SCAN_STATE
from app.documents.rules import KEPT_BACK
from app.documents.views import file_response
from app.evidence.enums import LinkKind
from app.evidence.labels import EVIDENCE_KIND, LINK_KIND
from app.evidence.queries import (
    EvidenceRow,
    EvidenceVersionRow,
    LinkedEvidence,
    Target,
    get_evidence,
    get_target,
    list_evidence_versions,
    list_links,
    list_targets,
    standing_to_target,
)
from app.evidence.tiers import open_version
from app.plans.policy import may_on_item
from app.web.forms import read_form
from app.web.parts import SentFile

_TAGS = ["Dokumentation"]
_WRITE = {
    "permission": Permission.EVIDENCE_ADD,
    "token": TokenScope.EVIDENCE_WRITE,
    "consumes": ("multipart/form-data",),
    "upload": True,
}


def _version(public_id: str, row: EvidenceVersionRow) -> EvidenceVersionBody:
    file = None
    if row.sha256 is not None and row.scan is not None:
        href = f"{BASE}/evidence/{public_id}/versions/{row.no}/file" if row.scan not in KEPT_BACK else None
        file = filled(FileBody, row, name=row.file_name, scan_label=SCAN_STATE[row.scan], href=href)
    return filled(EvidenceVersionBody, row, file=file)


def _words(row: EvidenceRow, links: Iterable[Target]) -> dict[str, object]:
    """What a piece says beside what its row holds by the same names."""
    return {
        "kind_label": EVIDENCE_KIND[row.kind],
        "latest": _version(row.public_id, row),
        "linked_to": tuple(filled(LinkedTo, each, kind_label=LINK_KIND[each.kind], title=each.label) for each in links),
    }


def _list(found: EvidenceList, targets: Sequence[Target]) -> EvidenceListBody:
    """A row per link becomes a piece with its links."""
    by_key = {(each.kind, each.id): each for each in targets}
    links: dict[str, list[Target]] = {}
    for row in found.rows:
        links.setdefault(row.public_id, []).extend(filter(None, [by_key.get(_key(row))]))
    pieces = {row.public_id: row for row in found.rows}
    return EvidenceListBody(
        tuple(filled(EvidenceSummary, row, **_words(row, links[key])) for key, row in pieces.items())
    )


def _key(row: LinkedEvidence) -> tuple[LinkKind, int]:
    if row.item is not None:
        return LinkKind.ITEM, row.item
    if row.focus_point is not None:
        return LinkKind.FOCUS_POINT, row.focus_point
    return LinkKind.CASE, row.linked_case or 0


async def _listed(actor: Actor, kind: LinkKind, public_id: str) -> Response[EvidenceListBody]:
    async with reading():
        target = await get_target(actor.scope, kind, public_id)
        found = await list_evidence_of(actor.scope, kind, public_id)
        targets = [target] if kind is LinkKind.ITEM else await list_targets(actor.scope, target.id)
    return Response(_list(found, targets), headers={"ETag": tag_text(found.tag)})


@get(
    f"{BASE}/cases/{{case_id:str}}/evidence",
    name="api.case_evidence",
    opt=READ,
    tags=_TAGS,
    summary="Sagens dokumentation",
    responses=READS,
    response_headers=[ETAG],
)
async def show_case_evidence(actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[EvidenceListBody]:
    """Sagens egen og den, der hører til dens fokuspunkter og tiltag, så vidt du ser dem. Ældste først."""
    return await _listed(actor, LinkKind.CASE, case_id)


@get(
    f"{BASE}/items/{{item_id:str}}/evidence",
    name="api.item_evidence",
    opt=READ,
    tags=_TAGS,
    summary="Et tiltags dokumentation",
    responses=READS,
    response_headers=[ETAG],
)
async def show_item_evidence(actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[EvidenceListBody]:
    """Ældste først. Det, der er trukket tilbage, er med."""
    return await _listed(actor, LinkKind.ITEM, item_id)


@get(
    f"{BASE}/evidence/{{evidence_id:str}}",
    name="api.evidence",
    opt=READ,
    tags=_TAGS,
    summary="Ét stykke dokumentation",
    responses=READS,
)
async def show_evidence(actor: NamedDependency[Actor], evidence_id: FromPath[str]) -> Response[EvidenceBody]:
    """Med alle versioner, den nyeste først."""
    async with reading():
        row = await get_evidence(actor.scope, evidence_id)
        versions = await list_evidence_versions(actor.scope, row.id)
        links = await list_links(actor.scope, row.id)
    every = tuple(_version(row.public_id, version) for version in versions)
    return Response(filled(EvidenceBody, row, **_words(row, links), versions=every))


@get(
    f"{BASE}/evidence/{{evidence_id:str}}/versions/{{no:int}}/file",
    name="api.evidence_file",
    opt=FILE,
    tags=_TAGS,
    summary="Hent en fil",
    responses=READS,
)
async def download(
    request: AnyRequest, actor: NamedDependency[Actor], evidence_id: FromPath[str], no: FromPath[int]
) -> Response[bytes]:
    """Filens bytes, som de blev lagt ind, med den rigtige medietype. ETag er filens SHA-256."""
    found = await open_version(actor, evidence_id, no)
    if found.sha256 is None or found.size is None or found.media_type is None:
        raise NotFound
    return await file_response(
        request, sha256=found.sha256, size=found.size, media_type=found.media_type, file_name=found.file_name
    )


async def _add(
    request: AnyRequest, actor: Actor, kind: LinkKind, public_id: str, if_match: str | None
) -> Response[EvidenceListBody]:
    seen = seen_in(if_match)
    target = await get_target(actor.scope, kind, public_id)  # found and allowed before a byte of the body is read
    may_on_item(actor, Permission.EVIDENCE_ADD, await standing_to_target(actor.scope, target)).require()
    submission = await read_form(request, EvidenceFields)
    form = value_of(submission)
    uploads: list[SentFile] = submission.files.get("files", [])
    new = filled(NewEvidence, form)
    to = SentTo(target.entity_kind, target.id, target.case_id, target.label)
    async with received(request, uploads, to=to, field="files", previews=True) as files:
        made = await add_evidence_once(
            actor, token_of(request).id, kind=kind, public_id=public_id, seen=seen, new=new, files=files
        )
    answer = await _listed(actor, kind, public_id)
    added = EvidenceListBody(tuple(each for each in answer.content.items if each.id in made))
    headers = {**answer.headers, "Location": f"{BASE}/evidence/{made[0]}"}
    return Response(added, status_code=201, headers=headers)


@post(
    f"{BASE}/cases/{{case_id:str}}/evidence",
    name="api.add_case_evidence",
    opt=_WRITE,
    tags=_TAGS,
    summary="Tilføj dokumentation til en sag",
    responses=WRITES,
    response_headers=[ETAG, LOCATION],
    operation_class=UploadOperation,
)
async def add_to_case(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], if_match: IfMatch = None
) -> Response[EvidenceListBody]:
    """Filer eller en ESDH-henvisning. Kræver If-Match fra listen. Samme kald igen giver 412.

    Svaret er det, der blev tilføjet, og listens nye ETag.
    """
    return await _add(request, actor, LinkKind.CASE, case_id, if_match)


@post(
    f"{BASE}/items/{{item_id:str}}/evidence",
    name="api.add_item_evidence",
    opt=_WRITE,
    tags=_TAGS,
    summary="Tilføj dokumentation til et tiltag",
    responses=WRITES,
    response_headers=[ETAG, LOCATION],
    operation_class=UploadOperation,
)
async def add_to_item(
    request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str], if_match: IfMatch = None
) -> Response[EvidenceListBody]:
    """Filer eller en ESDH-henvisning. Kræver If-Match fra listen. Samme kald igen giver 412.

    Svaret er det, der blev tilføjet, og listens nye ETag.
    """
    return await _add(request, actor, LinkKind.ITEM, item_id, if_match)


routes = [
    show_case_evidence,
    show_item_evidence,
    show_evidence,
    download,
    add_to_case,
    add_to_item,
]
