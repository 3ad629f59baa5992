"""Reports as files: a frozen one in every form, with its evidence, and the preview of one that is not stored."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from litestar import Request, Response
from litestar.response import Stream

from app.access.policy import Actor
from app.core.errors import NotFound
from app.documents.forms import store_of
from app.documents.rules import content_disposition
from app.reports import actions
from app.reports.content import AnyReport, canonical_json, sha256
from app.reports.enums import SnapshotState
from app.reports.package import zipped
from app.reports.pdf.render import render_status_report
from app.reports.queries import SnapshotDetail
from app.reports.sheets import render_csv, render_xlsx

Make = Callable[[bytes, str, SnapshotState | None], bytes]
_PDF = "application/pdf"


class Form(NamedTuple):
    media_type: str
    make: Make


def forms_of(draw: Make) -> dict[str, Form]:
    """The forms of a report by the ending of their files; `draw` makes its PDF."""
    return {
        "pdf": Form(_PDF, draw),
        "csv": Form("text/csv; charset=utf-8", render_csv),
        "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", render_xlsx),
    }


async def frozen_file(
    request: Request[Any, Any, Any],
    snapshot: SnapshotDetail,
    forms: dict[str, Form],
    file_name: str,
    log: Callable[[str], Awaitable[None]],
) -> Response[Any]:
    """The report in the form that the ending of `file_name` says. `log` is told that it goes out, before its first
    byte; who has it already is told so instead."""
    ending = file_name.rpartition(".")[2]
    if ending not in forms:
        raise NotFound
    etag = f'"{snapshot.hash}-{snapshot.state}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": content_disposition(file_name, inline=False),
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    await log(ending.upper())
    form = forms[ending]
    content = await request.app.state.worker.run(form.make, snapshot.canonical, snapshot.hash, snapshot.state)
    return Response(content, headers=headers, media_type=form.media_type)


async def preview_file(request: Request[Any, Any, Any], report: AnyReport, draw: Make) -> Response[Any]:
    """The PDF of a report that is not stored: marked so on every page. The caller has logged it."""
    canonical = canonical_json(report)
    content = await request.app.state.worker.run(draw, canonical, sha256(canonical), None)
    disposition = content_disposition("forhaandsvisning.pdf", inline=False)
    return Response(content, headers={"Cache-Control": "no-store", "Content-Disposition": disposition}, media_type=_PDF)


async def package_file(
    request: Request[Any, Any, Any], actor: Actor, case_id: int, no: int, *, originals: bool
) -> Response[Any]:
    """A released report and its files, as they are read. It is never kept: a file may be erased from it. Raises as
    `open_package` does, before the first byte."""
    store = store_of(request)

    async def draw(row: SnapshotDetail) -> bytes:
        drawn: bytes = await request.app.state.worker.run(render_status_report, row.canonical, row.hash, row.state)
        return drawn

    package = await actions.open_package(actor, store, case_id, no, draw, originals=originals)
    disposition = content_disposition(package.file_name, inline=False)
    headers = {"Cache-Control": "no-store", "Content-Disposition": disposition}
    return Stream(zipped(package, store.chunks), headers=headers, media_type="application/zip")
