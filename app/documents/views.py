"""Letters in, and files out."""

from collections.abc import AsyncIterator
from typing import Any

import structlog
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.core.errors import NotFound
from app.documents import actions
from app.documents.enums import Direction
from app.documents.forms import DocumentForm, received, store_of
from app.documents.labels import DIRECTION, DOCUMENT_KIND
from app.documents.pages import DocumentNew
from app.documents.queries import CaseOfDocument, get_case_of_document, get_document
from app.documents.rules import ACCEPT_ATTRIBUTE, content_disposition, limit_text
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, options, redirect, render, settings_of

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
    """The bytes of a file whose row the reader may see, in chunks. 404 with its own words when the disk lacks it."""
    store = store_of(request)
    headers = {
        **_FILE_HEADERS,
        "ETag": f'"{sha256}"',
        "Content-Disposition": content_disposition(file_name, inline=inline),
    }
    if f'"{sha256}"' in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    if not store.path_of(sha256).is_file():
        log.error("blob missing", sha256=sha256)
        raise NotFound("file.missing", "Filen mangler i arkivet. Sig det til administratoren.")

    async def body() -> AsyncIterator[bytes]:
        async for chunk in store.chunks(sha256):
            yield chunk

    return Stream(body(), headers={**headers, "Content-Length": str(size)}, media_type=media_type)


@get(
    "/dokumenter/{public_id:str}/{file_name:str}",
    name="documents.file",
    opt={"permission": Permission.CASE_READ, "as_it_is": True},
)
async def download(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], file_name: FromPath[str]
) -> Response[Any]:
    found = await get_document(actor.scope, public_id)
    return await file_response(
        request, sha256=found.sha256, size=found.size, media_type=found.media_type, file_name=found.file_name
    )


def _page(request: Request[Any, Any, Any], case: CaseOfDocument, form: FormState, *, again: bool) -> DocumentNew:
    back = f"/sager/{case.public_id}"
    return DocumentNew(
        title="Læg et brev på sagen",
        crumbs=(
            Crumb("Sager", "/sager"),
            Crumb(case.reference, back),
            Crumb("Dokumentation", f"{back}/dokumentation"),
            Crumb("Nyt brev"),
        ),
        form=form,
        kinds=options(DOCUMENT_KIND),
        directions=options(DIRECTION),
        limit_text=limit_text(settings_of(request).upload_limit_mb),
        accept=ACCEPT_ATTRIBUTE,
        must_choose_again=again,
        action=f"{back}/dokumenter/nyt",
        cancel_href=f"{back}/dokumentation",
    )


async def _case(actor: Actor, public_id: str) -> CaseOfDocument:
    """Found and allowed before a byte of the body is read."""
    case = await get_case_of_document(actor.scope, public_id=public_id)
    may(actor, Permission.CASE_WRITE, case.ancestors).require()
    return case


@get("/sager/{public_id:str}/dokumenter/nyt", name="documents.new", opt={"permission": Permission.CASE_WRITE})
async def new(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await _case(actor, public_id)
    carried = carried_for(request)
    form = blank(DocumentForm, carried, direction=Direction.RECEIVED)
    return render(request, _page(request, case, form, again=carried is not None))


@post(
    "/sager/{public_id:str}/dokumenter/nyt",
    name="documents.create",
    opt={"permission": Permission.CASE_WRITE, "upload": True},
)
async def create(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await _case(actor, public_id)
    submission = await read_form(request, DocumentForm)
    uploads = submission.files.get("file", [])[:1]
    if not uploads:
        submission.refuse("file", "Vælg filen med brevet.")

    async def save(form: DocumentForm) -> Any:
        async with received(request, uploads, field="file") as files:
            return await actions.add_document(
                actor,
                case_id=case.id,
                kind=form.kind,
                direction=form.direction,
                title=form.title,
                dated_on=form.dated_on,
                esdh_document_no=form.esdh_document_no,
                file=files[0],
            )

    await submission.run(save)
    if not submission.ok:
        return render(request, _page(request, case, submission.state(), again=bool(uploads)), submission.status)
    return redirect(request, f"/sager/{case.public_id}/dokumentation", flash="Brevet er lagt på sagen.")


routes = [download, new, create]
