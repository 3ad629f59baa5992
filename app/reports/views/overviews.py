"""The overview of a unit's cases: seen, frozen, fetched and taken back."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.core.errors import Denied, NotFound
from app.db.transaction import reading
from app.organisation.queries import UnitDetail, get_unit
from app.reports import actions, pages
from app.reports.content import PROFILES, decode_overview
from app.reports.enums import Profile, SnapshotState
from app.reports.forms import OverviewForm, WithdrawOverviewForm
from app.reports.pages.overviews import of_unit
from app.reports.pdf.render import render_overview
from app.reports.queries import get_overview, list_left_out_of_unit, list_overviews, sees_whole_tree
from app.reports.views.files import forms_of, frozen_file, preview_file
from app.web.carried import carried_for
from app.web.forms import FormState, blank, parse, read_form
from app.web.pages import redirect, render

_CREATE = {"permission": Permission.REPORT_CREATE}
_EXPORT = {"permission": Permission.REPORT_EXPORT}
_OUT = {"recent_login": True}
_FORMS = forms_of(render_overview)


async def _receivers(actor: Actor, unit: UnitDetail) -> tuple[Profile, ...]:
    """Whom the reader can see an overview for: those who get nothing that the reader does not read."""
    found = [each for each in of_unit() if await sees_whole_tree(actor.scope, unit.id, PROFILES[each].tiers)]
    return tuple(found)


def _chosen(request: Request[Any, Any, Any], receivers: tuple[Profile, ...]) -> Profile | None:
    """Whom the address names; the first there is where it names nobody it can be made for."""
    form = parse(OverviewForm, {"profile": request.query_params.getall("profile", [])}).value
    named = form.profile if form else None
    return named if named in receivers else next(iter(receivers), None)


async def _index(
    request: Request[Any, Any, Any], actor: Actor, public_id: str, form: FormState | None = None
) -> pages.OverviewIndex:
    async with reading():
        unit = await get_unit(actor.scope, public_id)
        receivers = await _receivers(actor, unit)
        profile = _chosen(request, receivers)
        report = await actions.preview_overview(actor, unit, profile=profile) if profile else None
        rows = await list_overviews(actor.scope, unit.id)
        tiers = PROFILES[profile].tiers if profile else frozenset()
        left_out = await list_left_out_of_unit(actor.scope, unit.id, tiers) if profile else []
    form = form or blank(OverviewForm, carried_for(request), profile=profile or "")
    return pages.overview_index(actor, unit, rows, receivers, profile, report, left_out, form)


@get("/enheder/{public_id:str}/oversigt", name="reports.overviews", opt={"login_only": True})
async def index(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    return render(request, await _index(request, actor, public_id))


@post("/enheder/{public_id:str}/oversigt", name="reports.create_overview", opt={**_CREATE, **_OUT})
async def create(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    unit = await get_unit(actor.scope, public_id)
    submission = await read_form(request, OverviewForm)
    made = await submission.run(
        lambda form: actions.create_overview(actor, public_id, profile=form.profile or Profile.MANAGEMENT)
    )
    if not submission.ok:
        return render(request, await _index(request, actor, public_id, submission.state()), submission.status)
    return redirect(request, pages.overview_href(unit, made.no), flash=f"Oversigt nr. {made.no} er frosset.")


@get("/enheder/{public_id:str}/oversigt/{no:int}", name="reports.overview", opt=_EXPORT)
async def show(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    async with reading():
        unit = await get_unit(actor.scope, public_id)
        snapshot = await get_overview(actor.scope, unit.id, no)
    return render(request, pages.overview_show(actor, unit, snapshot, decode_overview(snapshot.canonical)))


@get(
    "/enheder/{public_id:str}/oversigt/forhaandsvisning.pdf",
    name="reports.overview_preview",
    opt={**_CREATE, **_OUT, "as_it_is": True, "after_proof": "/enheder/{public_id}/oversigt"},
)
async def preview_pdf(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        unit = await get_unit(actor.scope, public_id)
        may(actor, Permission.REPORT_CREATE, unit.ancestors).require()
        profile = _chosen(request, await _receivers(actor, unit))
        if profile is None:
            raise Denied
        report = await actions.preview_overview(actor, unit, profile=profile)
    await actions.record_overview_export(actor, public_id, None, form="PDF, forhåndsvisning")
    return await preview_file(request, report, render_overview)


@get(
    "/enheder/{public_id:str}/oversigt/{no:int}/{file_name:str}",
    name="reports.overview_file",
    opt={**_EXPORT, **_OUT, "as_it_is": True, "after_proof": "/enheder/{public_id}/oversigt/{no}"},
)
async def file(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    public_id: FromPath[str],
    no: FromPath[int],
    file_name: FromPath[str],
) -> Response[Any]:
    async with reading():
        unit = await get_unit(actor.scope, public_id)
        snapshot = await get_overview(actor.scope, unit.id, no)
        may(actor, Permission.REPORT_EXPORT, unit.ancestors).require()
    if file_name not in {pages.overview_file_name(unit, no, ending) for ending in _FORMS}:
        raise NotFound

    async def log(form: str) -> None:
        await actions.record_overview_export(actor, public_id, no, form=form)

    return await frozen_file(request, snapshot, _FORMS, file_name, log)


async def _to_withdraw(actor: Actor, public_id: str, no: int) -> tuple[UnitDetail, bool]:
    """The unit, and whether its overview can still be withdrawn."""
    unit = await get_unit(actor.scope, public_id)
    snapshot = await get_overview(actor.scope, unit.id, no)
    may(actor, Permission.REPORT_CREATE, unit.ancestors).require()
    return unit, snapshot.state is not SnapshotState.WITHDRAWN


@get("/enheder/{public_id:str}/oversigt/{no:int}/traek-tilbage", name="reports.withdraw_overview_form", opt=_CREATE)
async def withdraw_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    unit, is_open = await _to_withdraw(actor, public_id, no)
    if not is_open:
        return redirect(request, pages.overview_href(unit, no))
    return render(request, pages.overview_withdraw(unit, no, blank(WithdrawOverviewForm, carried_for(request))))


@post(
    "/enheder/{public_id:str}/oversigt/{no:int}/traek-tilbage",
    name="reports.withdraw_overview",
    opt={**_CREATE, **_OUT},
)
async def withdraw(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    unit, _ = await _to_withdraw(actor, public_id, no)
    submission = await read_form(request, WithdrawOverviewForm)
    made = await submission.run(
        lambda form: actions.withdraw_overview(actor, public_id, no, reason=form.reason, is_replaced=form.is_replaced)
    )
    if not submission.ok:
        return render(request, pages.overview_withdraw(unit, no, submission.state()), submission.status)
    flash = f"Oversigt nr. {no} er trukket tilbage."
    if made is not None:
        flash += f" Nr. {made.no} er frosset i stedet."
    return redirect(request, pages.overview_href(unit, *([made.no] if made else [])), flash=flash)


routes = [index, create, show, preview_pdf, file, withdraw_form, withdraw]
