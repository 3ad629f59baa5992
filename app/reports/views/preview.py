"""From the case to a frozen report: choose who gets it, see it, freeze it; another in its place; texts to paste."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.queries import CaseRef, get_case_ref
from app.cases.rules import is_own
from app.core.errors import NotFound
from app.db.transaction import reading
from app.involvement.queries import list_involvements
from app.organisation.queries import get_settings
from app.reports import actions, pages
from app.reports.content import PROFILES, StatusReport, decode
from app.reports.enums import Profile, SnapshotState
from app.reports.forms import ReplaceForm, SnapshotForm
from app.reports.pdf.render import render_status_report
from app.reports.policy import may_withdraw
from app.reports.queries import SnapshotDetail, as_known, collect_facts, get_snapshot, list_left_out, sees_whole_case
from app.reports.views.files import preview_file
from app.web.carried import carried_for
from app.web.doors import doors
from app.web.forms import FormState, blank, parse, read_form
from app.web.pages import redirect, render

_READ = {"permission": Permission.CASE_READ}
_CREATE = {"permission": Permission.REPORT_CREATE}
_OUT = {"recent_login": True}


async def _receivers(actor: Actor, case: CaseRef) -> tuple[Profile, ...]:
    """Whom the actor can make a report of the case for: those who get nothing that the actor does not read."""
    found = []
    for profile, rule in PROFILES.items():
        if rule.is_final and is_own(case.kind):
            continue
        if rule.of_case and await sees_whole_case(actor.scope, case.id, rule.tiers):
            found.append(profile)
    return tuple(found)


async def _new_page(actor: Actor, case: CaseRef, form: FormState) -> pages.SnapshotNew:
    async with reading():
        facts = await as_known(actor.scope, case.id, await collect_facts(actor.scope, case.id))
        return pages.new_page(case, facts, await _receivers(actor, case), form)


def _chosen(request: Request[Any, Any, Any]) -> SnapshotForm:
    """What the address says; anything else than a receiver is the usual one."""
    names = ("profile", "show_names")
    found = parse(SnapshotForm, {name: request.query_params.getall(name, []) for name in names}).value
    return found or SnapshotForm()


@get("/sager/{public_id:str}/rapport/ny", name="reports.new", opt=_CREATE)
async def new(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await get_case_ref(actor.scope, public_id)
    may(actor, Permission.REPORT_CREATE, case.ancestors).require()
    chosen = _chosen(request)
    form = blank(
        SnapshotForm,
        carried_for(request),
        profile=chosen.profile or (Profile.NOTICE_BOARD if is_own(case.kind) else Profile.AUTHORITY),
        show_names="1" if chosen.show_names else "",
    )
    return render(request, await _new_page(actor, case, form))


@post("/sager/{public_id:str}/rapport/ny", name="reports.create", opt={**_CREATE, **_OUT})
async def create(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await get_case_ref(actor.scope, public_id)
    submission = await read_form(request, SnapshotForm)
    made = await submission.run(
        lambda form: actions.create_snapshot(
            actor, case.id, show_names=form.show_names, profile=form.profile or Profile.AUTHORITY
        )
    )
    if not submission.ok:
        return render(request, await _new_page(actor, case, submission.state()), submission.status)
    flash = f"Rapport nr. {made.no} er frosset som kladde. Læs den igennem."
    return redirect(request, pages.report_href(case, made.no), flash=flash)


async def _preview(
    request: Request[Any, Any, Any], actor: Actor, public_id: str
) -> tuple[CaseRef, SnapshotForm, Profile, StatusReport]:
    """What would be frozen now. Raises `NotFound` for a receiver who gets what the actor does not read."""
    case = await get_case_ref(actor.scope, public_id)
    may(actor, Permission.REPORT_CREATE, case.ancestors).require()
    chosen = _chosen(request)
    receivers = await _receivers(actor, case)
    profile = chosen.profile or next((each for each in (Profile.AUTHORITY, *receivers) if each in receivers), None)
    if profile is None or profile not in receivers:
        raise NotFound
    report = await actions.preview_report(actor, case, show_names=chosen.show_names, profile=profile)
    return case, chosen, profile, report


@get("/sager/{public_id:str}/rapport/forhaandsvisning", name="reports.preview", opt=_CREATE)
async def preview(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        case, chosen, profile, report = await _preview(request, actor, public_id)
        rows = await list_left_out(actor.scope, case.id, PROFILES[profile].tiers)
    page = pages.preview_page(case, report, profile, rows, show_names=chosen.show_names)
    opened = doors(request, case.ancestors)
    checks = tuple(replace(each, href=opened(each.href)) for each in page.cpr_checks)
    return render(request, replace(page, cpr_checks=checks))


@get(
    "/sager/{public_id:str}/rapport/forhaandsvisning.pdf",
    name="reports.preview_pdf",
    opt={**_CREATE, **_OUT, "as_it_is": True, "after_proof": "/sager/{public_id}/rapport/forhaandsvisning"},
)
async def preview_pdf(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        case, _, profile, report = await _preview(request, actor, public_id)
    await actions.record_preview(actor, case.id, profile)
    return await preview_file(request, report, render_status_report)


async def _to_replace(actor: Actor, public_id: str, no: int) -> tuple[CaseRef, SnapshotDetail]:
    case = await get_case_ref(actor.scope, public_id)
    snapshot = await get_snapshot(actor.scope, case.id, no)
    may_withdraw(actor, snapshot.state, case.ancestors).require()
    return case, snapshot


async def _replace_page(
    actor: Actor, case: CaseRef, snapshot: SnapshotDetail, form: FormState
) -> pages.SnapshotReplace:
    rows = await list_left_out(actor.scope, case.id, PROFILES[snapshot.profile].tiers)
    return pages.replace_page(case, snapshot, rows, form)


@get("/sager/{public_id:str}/rapport/{no:int}/erstat", name="reports.replace_form", opt=_CREATE)
async def replace_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    case, snapshot = await _to_replace(actor, public_id, no)
    if snapshot.state is SnapshotState.WITHDRAWN:
        return redirect(request, pages.report_href(case, no))
    return render(request, await _replace_page(actor, case, snapshot, blank(ReplaceForm, carried_for(request))))


@post("/sager/{public_id:str}/rapport/{no:int}/erstat", name="reports.replace", opt={**_CREATE, **_OUT})
async def replace_report(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    case, snapshot = await _to_replace(actor, public_id, no)
    submission = await read_form(request, ReplaceForm)
    made = await submission.run(
        lambda form: actions.replace_snapshot(actor, case.id, no, reason=form.reason, show_names=form.show_names)
    )
    if not submission.ok:
        page = await _replace_page(actor, case, snapshot, submission.state())
        return render(request, page, submission.status)
    flash = f"Rapport nr. {no} er trukket tilbage. Nr. {made.no} er frosset i stedet, som kladde."
    return redirect(request, pages.report_href(case, made.no), flash=flash)


@get("/sager/{public_id:str}/rapport/{no:int}/tekster", name="reports.texts", opt=_READ)
async def texts(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    async with reading():
        case = await get_case_ref(actor.scope, public_id)
        snapshot = await get_snapshot(actor.scope, case.id, no)
        settings = await get_settings(actor.scope, case.municipality)
        rows = await list_involvements(actor.scope, case.id)
    if not PROFILES[snapshot.profile].is_final:
        raise NotFound
    told = tuple(row for row in rows if row.snapshot == snapshot.id and not row.is_withdrawn)
    report, most = decode(snapshot.canonical), settings.report_text_most
    return render(request, pages.texts_page(case, snapshot, report, most, told))


routes = [new, create, preview, preview_pdf, replace_form, replace_report, texts]
