"""The report page, frozen reports on screen and as files, releasing and withdrawing them."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import case_header
from app.cases.queries import CaseRef, get_case_ref, second_person
from app.cases.rules import must_inform
from app.core.errors import Blocker, NotFound
from app.db.transaction import reading
from app.reports import actions, pages
from app.reports.content import PROFILES, decode
from app.reports.enums import SnapshotState
from app.reports.forms import ReasonForm, ReleaseForm
from app.reports.package import package_file_name
from app.reports.pdf.render import render_status_report
from app.reports.policy import may_withdraw
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
from app.reports.standing import SPELLING, Standing, release_blockers
from app.reports.views.files import forms_of, frozen_file, package_file
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
_FORMS = forms_of(render_status_report)


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
    for originals in (False, True):
        if file_name == package_file_name(case.reference, no, snapshot.type, originals=originals):
            return await package_file(request, actor, case.id, no, originals=originals)
    if file_name not in {pages.file_name(case, no, snapshot.type, ending) for ending in _FORMS}:
        raise NotFound

    async def log(form: str) -> None:
        await actions.record_export(actor, case.id, no, form=form)

    return await frozen_file(request, snapshot, _FORMS, file_name, log)


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
        changes=pages.change_groups(standing.differs if standing.told else ()),
        asks_reason=asks_reason,
        inform_href=pages.report_href(case, snapshot.no, "orientering"),
        is_behind=bool(standing.in_case),
        new_href=pages.report_href(case, "ny"),
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


async def _to_withdraw(actor: Actor, public_id: str, no: int) -> tuple[CaseRef, SnapshotDetail]:
    case = await get_case_ref(actor.scope, public_id)
    snapshot = await get_snapshot(actor.scope, case.id, no)
    may_withdraw(actor, snapshot.state, case.ancestors).require()
    return case, snapshot


@get("/sager/{public_id:str}/rapport/{no:int}/traek-tilbage", name="reports.withdraw_form", opt=_CREATE)
async def withdraw_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    case, snapshot = await _to_withdraw(actor, public_id, no)
    return render(request, _withdraw_page(case, snapshot, blank(ReasonForm, carried_for(request))))


@post("/sager/{public_id:str}/rapport/{no:int}/traek-tilbage", name="reports.withdraw", opt=_CREATE)
async def withdraw(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    case, snapshot = await _to_withdraw(actor, public_id, no)
    submission = await read_form(request, ReasonForm)
    await submission.run(lambda form: actions.withdraw_snapshot(actor, case.id, no, reason=form.reason))
    if not submission.ok:
        return render(request, _withdraw_page(case, snapshot, submission.state()), submission.status)
    return redirect(request, pages.report_href(case), flash=f"Rapport nr. {no} er trukket tilbage.")


routes = [index, show, release_form, release, withdraw_form, withdraw, pdf]
