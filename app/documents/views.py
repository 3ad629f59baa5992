"""Files out. Letters go in through the case they belong to (cases.views.letters)."""

from collections.abc import AsyncIterator
from typing import Any

import structlog
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from app.access.enums import Permission, Tier
from app.access.policy import Actor
from app.audit.actions import record_access
from app.audit.enums import EntityKind
from app.core.errors import NotFound
from app.documents.forms import store_of
from app.documents.queries import PaperRow, get_document
from app.documents.rules import JPEG, StoreDown, content_disposition, require_scanned

log = structlog.get_logger("files")
_FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",
}


async def file_response(
    request: Request[Any, Any, Any],
    *,
    sha256: str,
    size: int,
    media_type: str,
    file_name: str,
    inline: bool = False,
) -> Response[Any]:
    """The bytes of a file whose row the reader may see, in chunks.

    404 with its own words when the archive lacks them, 503 when it does not answer.
    """
    store = store_of(request)
    headers = {
        **_FILE_HEADERS,
        "ETag": f'"{sha256}"',
        "Content-Disposition": content_disposition(file_name, inline=inline),
    }
    if f'"{sha256}"' in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    chunks = store.chunks(sha256)
    try:
        first = await anext(chunks)
    except FileNotFoundError:
        log.error("blob missing", sha256=sha256)
        raise NotFound("file.missing", "Filen mangler i arkivet. Sig det til administratoren.") from None
    except StoreDown as error:
        log.error("files not read", cause=error.cause)
        raise

    async def body() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    return Stream(body(), headers={**headers, "Content-Length": str(size)}, media_type=media_type)


async def paper_response(request: Request[Any, Any, Any], paper: PaperRow, *, preview: bool = False) -> Response[Any]:
    """The bytes of a paper that the reader reads, or of its small picture.

    404 for one that is withdrawn, erased or without a picture, and in words of its own for one in quarantine.
    """
    if paper.withdrawn_at is not None or paper.erased_at is not None:
        raise NotFound("file.withdrawn", "Filen er trukket tilbage.")
    require_scanned(paper.scan)
    if not preview:
        return await file_response(
            request, sha256=paper.sha256, size=paper.size, media_type=paper.media_type, file_name=paper.file_name
        )
    if paper.preview_sha256 is None or paper.preview_size is None:
        raise NotFound
    return await file_response(
        request,
        sha256=paper.preview_sha256,
        size=paper.preview_size,
        media_type=JPEG.media_type,
        file_name="billede.jpg",
        inline=True,
    )


@get(
    "/dokumenter/{public_id:str}/{file_name:str}",
    name="documents.file",
    opt={"permission": Permission.CASE_READ, "as_it_is": True},
)
async def download(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], file_name: FromPath[str]
) -> Response[Any]:
    found = await get_document(actor.scope, public_id)
    if found.erased_at is not None:
        raise NotFound("file.erased", "Brevets indhold er slettet.")
    require_scanned(found.scan)
    if found.tier is Tier.RESTRICTED:
        await record_access(actor, EntityKind.DOCUMENT, found.id, case=found.case_id, subject=found.title)
    return await file_response(
        request, sha256=found.sha256, size=found.size, media_type=found.media_type, file_name=found.file_name
    )


routes = [download]
