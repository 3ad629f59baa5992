"""The report page, frozen reports on screen and as files, releasing and withdrawing them."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream
from msgspec.structs import replace

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import case_header
from app.cases.queries import CaseRef, get_case_ref, second_person
from app.cases.rules import must_inform
from app.core.errors import Blocker, NotFound
from app.db.transaction import reading
from app.documents.forms import store_of
from app.documents.rules import content_disposition
from app.reports import actions, pages
from app.reports.content import PROFILES, decode
from app.reports.enums import SnapshotState
from app.reports.forms import ReasonForm, ReleaseForm
from app.reports.package import package_file_name, zipped
from app.reports.pdf.render import render_status_report
from app.reports.queries import (
    SnapshotDetail,
    as_known,
    collect_facts,
    count_confidential,
    get_snapshot,
    list_files_today,
    list_snapshots,
    load_material,
    read_standing,
)
from app.reports.rules import linked
from app.reports.sheets import render_csv, render_xlsx
from app.reports.standing import SPELLING, Standing, release_blockers
from app.web.carried import carried_for
from app.web.doors import doors
from app.web.forms import FormState, blank, read_form
from app.web.pages import redirect, render

_READ = {"permission": Permission.CASE_READ}
_CREATE = {"permission": Permission.REPORT_CREATE}
_RELEASE = {"permission": Permission.REPORT_RELEASE}
# What leaves the house asks first who it is that takes it out (app/web/middleware.py).
_OUT = {"recent_login": True}
_EXPORT = {"permission": Permission.REPORT_EXPORT}
_FILES: dict[str, tuple[str, Callable[[bytes, str, SnapshotState | None], bytes]]] = {
    "pdf": ("application/pdf", render_status_report),
    "csv": ("text/csv; charset=utf-8", render_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", render_xlsx),
}


@get("/sager/{public_id:str}/rapport", name="reports.index", opt=_READ)
async def index(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        case = await get_case_ref(actor.scope, public_id)
        material = await load_material(actor.scope, case)
        page = pages.index_page(
            actor,
            case,
            material,
            await list_snapshots(actor.scope, case.id),
            known=await as_known(actor.scope, case.id, material.facts),
            confidential=await count_confidential(actor.scope, case.id),
            close_note=await second_person(actor, case),
        )
    return render(request, replace(page, checks=_opened(request, case, page.checks)))


def _opened(request: Request[Any, Any, Any], case: CaseRef, checks: tuple[pages.Check, ...]) -> tuple[pages.Check, ...]:
    """The lines with links only to what the reader may open."""
    opened = doors(request, case.ancestors)
    return tuple(replace(each, href=opened(each.href)) for each in checks)


@get("/sager/{public_id:str}/rapport/{no:int}", name="reports.show", opt=_READ)
async def show(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    async with reading():
        case = await get_case_ref(actor.scope, public_id)
        snapshot = await get_snapshot(actor.scope, case.id, no)
        files = await list_files_today(actor.scope, case.id, PROFILES[snapshot.profile].tiers)
    page = pages.snapshot_page(actor, case, snapshot, decode(snapshot.canonical), files)
    return render(request, replace(page, cpr_checks=_opened(request, case, page.cpr_checks)))


@get(
    "/sager/{public_id:str}/rapport/{no:int}/{file_name:str}",
    name="reports.pdf",
    opt={**_EXPORT, **_OUT, "as_it_is": True, "after_proof": "/sager/{public_id}/rapport/{no}"},
)
async def pdf(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    public_id: FromPath[str],
    no: FromPath[int],
    file_name: FromPath[str],
) -> Response[Any]:
    async with reading():
        case = await get_case_ref(actor.scope, public_id)
        may(actor, Permission.REPORT_EXPORT, case.ancestors).require()
        snapshot = await get_snapshot(actor.scope, case.id, no)
    ending = file_name.rpartition(".")[2]
    for originals in (False, True):
        if file_name == package_file_name(case.reference, no, snapshot.type, originals=originals):
            return await _package(request, actor, case, no, originals=originals)
    if ending not in _FILES or file_name != pages.file_name(case, no, snapshot.type, ending):
        raise NotFound
    media_type, make = _FILES[ending]
    etag = f'"{snapshot.hash}-{snapshot.state}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": content_disposition(file_name, inline=False),
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    await actions.record_export(actor, case.id, no, form=ending.upper())
    content = await request.app.state.worker.run(make, snapshot.canonical, snapshot.hash, snapshot.state)
    return Response(content, headers=headers, media_type=media_type)


async def _package(
    request: Request[Any, Any, Any], actor: Actor, case: CaseRef, no: int, *, originals: bool
) -> Response[Any]:
    """The report and its files, as they are read. It is never kept: a file may be erased from it."""
    store = store_of(request)

    async def draw(row: SnapshotDetail) -> bytes:
        drawn: bytes = await request.app.state.worker.run(render_status_report, row.canonical, row.hash, row.state)
        return drawn

    package = await actions.open_package(actor, store, case.id, no, draw, originals=originals)
    disposition = content_disposition(package.file_name, inline=False)
    headers = {"Cache-Control": "no-store", "Content-Disposition": disposition}
    return Stream(zipped(package, store.chunks), headers=headers, media_type="application/zip")


async def _release_page(
    actor: Actor, case: CaseRef, snapshot: SnapshotDetail, form: FormState
) -> pages.SnapshotRelease:
    facts = await collect_facts(actor.scope, case.id)
    standing, blockers = Standing(), list[Blocker]()
    if PROFILES[snapshot.profile].is_final:  # as the action asks: nothing else waits for rule 19
        standing = await read_standing(actor.scope, case, snapshot, actor.now)
        blockers = release_blockers(facts, standing, snapshot.no, pages.report_href(case))
    asks_reason = must_inform(facts.kind) and standing.told is not None and standing.may_be_spelling
    title = f"Frigiv rapport nr. {snapshot.no}"
    return pages.SnapshotRelease(
        title=title,
        case=case_header(case, "report", title),
        action=pages.report_href(case, snapshot.no, "frigiv"),
        cancel_href=pages.report_href(case, snapshot.no),
        form=form,
        no=snapshot.no,
        is_final=PROFILES[snapshot.profile].is_final,
        missing=linked((each for each in blockers if each.code != SPELLING), case.public_id),
        told=str(standing.told or ""),
        changes=pages.change_lines(standing.differs if standing.told else ()),
        asks_reason=asks_reason,
        inform_href=pages.report_href(case, snapshot.no, "orientering"),
        cpr_checks=pages.cpr_checks(case, decode(snapshot.canonical)),
    )


@get("/sager/{public_id:str}/rapport/{no:int}/frigiv", name="reports.release_form", opt=_RELEASE)
async def release_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    case = await get_case_ref(actor.scope, public_id)
    snapshot = await get_snapshot(actor.scope, case.id, no)
    may(actor, Permission.REPORT_RELEASE, case.ancestors).require()
    if snapshot.state is not SnapshotState.DRAFT:
        return redirect(request, pages.report_href(case, no))
    return render(request, await _release_page(actor, case, snapshot, blank(ReleaseForm, carried_for(request))))


@post("/sager/{public_id:str}/rapport/{no:int}/frigiv", name="reports.release", opt={**_RELEASE, **_OUT})
async def release(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    case = await get_case_ref(actor.scope, public_id)
    snapshot = await get_snapshot(actor.scope, case.id, no)
    submission = await read_form(request, ReleaseForm)
    await submission.run(lambda form: actions.release_snapshot(actor, case.id, no, reason=form.reason))
    if not submission.ok:
        page = await _release_page(actor, case, snapshot, submission.state())
        return render(request, page, submission.status)
    flash = f"Rapport nr. {no} er frigivet. Send den i Arbejdstilsynets selvbetjening – det sker ikke herfra."
    return redirect(request, pages.road_href(case), flash=flash)


def _withdraw_page(case: CaseRef, snapshot: SnapshotDetail, form: FormState) -> pages.SnapshotWithdraw:
    title = f"Træk rapport nr. {snapshot.no} tilbage"
    return pages.SnapshotWithdraw(
        title=title,
        case=case_header(case, "report", title),
        action=pages.report_href(case, snapshot.no, "traek-tilbage"),
        cancel_href=pages.report_href(case, snapshot.no),
        form=form,
    )


@get("/sager/{public_id:str}/rapport/{no:int}/traek-tilbage", name="reports.withdraw_form", opt=_CREATE)
async def withdraw_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    case = await get_case_ref(actor.scope, public_id)
    snapshot = await get_snapshot(actor.scope, case.id, no)
    is_released = snapshot.state is SnapshotState.RELEASED
    needed = Permission.REPORT_RELEASE if is_released else Permission.REPORT_CREATE
    may(actor, needed, case.ancestors).require()
    return render(request, _withdraw_page(case, snapshot, blank(ReasonForm, carried_for(request))))


@post("/sager/{public_id:str}/rapport/{no:int}/traek-tilbage", name="reports.withdraw", opt=_CREATE)
async def withdraw(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    case = await get_case_ref(actor.scope, public_id)
    snapshot = await get_snapshot(actor.scope, case.id, no)
    is_released = snapshot.state is SnapshotState.RELEASED
    may(actor, Permission.REPORT_RELEASE if is_released else Permission.REPORT_CREATE, case.ancestors).require()
    submission = await read_form(request, ReasonForm)
    await submission.run(lambda form: actions.withdraw_snapshot(actor, case.id, no, reason=form.reason))
    if not submission.ok:
        return render(request, _withdraw_page(case, snapshot, submission.state()), submission.status)
    return redirect(request, pages.report_href(case), flash=f"Rapport nr. {no} er trukket tilbage.")


routes = [index, show, release_form, release, withdraw_form, withdraw, pdf]
