"""The memo: as text to paste, as a PDF, and frozen."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.core.errors import NotFound
from app.db.transaction import reading
from app.documents.rules import content_disposition
from app.inquiries import actions
from app.inquiries.content import memo_json, read_memo
from app.inquiries.facts import memo_of
from app.inquiries.memo_pdf import memo_text, render_memo
from app.inquiries.pages import HOME, MemoPage, address_of, crumbs_of, inquiry_page
from app.inquiries.queries import InquiryDetail, get_inquiry, get_memo
from app.inquiries.rules import missing_before_memo
from app.inquiries.views.changes import WRITE
from app.inquiries.views.reading import LOGIN
from app.reports.content import sha256
from app.web.forms import Form, read_form
from app.web.pages import Crumb, redirect, render

Req = Request[Any, Any, Any]
_ONE = f"{HOME}/{{public_id:str}}"


async def _whole(actor: Actor, public_id: str) -> InquiryDetail:
    """Raises `NotFound` for who answers a question of it and reads no more."""
    found = await get_inquiry(actor.scope, public_id)
    if not found.is_whole:
        raise NotFound
    return found


@get(f"{_ONE}/notat", name="inquiries.memo", opt=LOGIN)
async def show_draft(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        found = await _whole(actor, public_id)
        text = memo_text(await memo_of(actor, found, no=None))
    return _memo_page(request, found, text, is_draft=True)


@get(f"{_ONE}/notat/{{no:int}}", name="inquiries.frozen_memo", opt=LOGIN)
async def show_frozen(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    async with reading():
        found = await _whole(actor, public_id)
        canonical, _ = await get_memo(actor.scope, found, no)
    return _memo_page(request, found, memo_text(read_memo(canonical)), is_draft=False, no=no)


def _memo_page(request: Req, found: InquiryDetail, text: str, *, is_draft: bool, no: int = 0) -> Response[Any]:
    title = "Notatet som udkast" if is_draft else f"Notat nr. {no}"
    base = f"{address_of(found.row)}/notat"
    page = MemoPage(
        title=title,
        crumbs=crumbs_of(found.row, Crumb(title)),
        file_href=f"{base}/udkast.pdf" if is_draft else f"{base}/{no}/notat.pdf",
        text=text,
        is_draft=is_draft,
        missing=missing_before_memo((each.no, each.state) for each in found.questions) if is_draft else "",
    )
    return render(request, page)


@get(f"{_ONE}/notat/udkast.pdf", name="inquiries.draft_pdf", opt=LOGIN)
async def draft_pdf(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        found = await _whole(actor, public_id)
        canonical = memo_json(await memo_of(actor, found, no=None))
    await actions.record_memo_export(actor, public_id, None, form="PDF")
    return await _pdf(request, canonical, sha256(canonical), "notat-udkast.pdf")


@get(f"{_ONE}/notat/{{no:int}}/notat.pdf", name="inquiries.memo_pdf", opt=LOGIN)
async def frozen_pdf(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    async with reading():
        canonical, digest = await get_memo(actor.scope, await _whole(actor, public_id), no)
    await actions.record_memo_export(actor, public_id, no, form="PDF")
    return await _pdf(request, canonical, digest, f"notat-{no}.pdf")


async def _pdf(request: Req, canonical: bytes, digest: str, name: str) -> Response[Any]:
    content = await request.app.state.worker.run(render_memo, canonical, digest)
    headers = {"Cache-Control": "no-store", "Content-Disposition": content_disposition(name, inline=False)}
    return Response(content, headers=headers, media_type="application/pdf")


@post(f"{_ONE}/notat/laas", name="inquiries.freeze", opt=WRITE)
async def freeze(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, Form)
    no = await submission.run(lambda form: actions.freeze_memo(actor, public_id))
    found = await get_inquiry(actor.scope, public_id)
    if not submission.ok:
        return render(request, inquiry_page(actor, found, submission.state()), submission.status)
    return redirect(request, f"{address_of(found.row)}/notat/{no}", flash=f"Notat nr. {no} er låst.")


@get(f"{_ONE}/notat/laas", name="inquiries.frozen", opt=WRITE)
async def frozen(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    """Where a press of the button leads that came after the session had ended: it is pressed again."""
    async with reading():
        found = await actions.inquiry_to_write(actor, public_id)
    return redirect(request, address_of(found.row))


routes = [show_draft, show_frozen, draft_pdf, frozen_pdf, freeze, frozen]
