"""The page that leads through a report-back, and the record that somebody was informed of a draft."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import case_header
from app.cases.queries import CaseRef, get_case_ref, second_person
from app.core.errors import NotFound
from app.db.transaction import reading
from app.involvement.enums import InvolvementKind, Party
from app.involvement.forms import InvolvementForm
from app.involvement.labels import CHANNEL, INVOLVEMENT_KIND, PARTY
from app.involvement.pages import InvolvementNew, is_more_open
from app.reports import actions, pages
from app.reports.content import PROFILES
from app.reports.enums import SnapshotState
from app.reports.queries import (
    Material,
    SnapshotDetail,
    as_known,
    get_snapshot,
    list_snapshots,
    load_material,
    read_standing,
)
from app.reports.rules import linked
from app.reports.standing import release_blockers
from app.web.carried import carried_for
from app.web.doors import doors
from app.web.forms import FormState, blank, read_form
from app.web.pages import options, redirect, render

_READ = {"permission": Permission.CASE_READ}
_ADD = {"permission": Permission.INVOLVEMENT_ADD}


@get("/sager/{public_id:str}/meld-tilbage", name="reports.road", opt=_READ)
async def road(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        case = await get_case_ref(actor.scope, public_id)
        material = await load_material(actor.scope, case)
        page = pages.road_page(
            actor,
            case,
            material,
            await _round(actor, case, material),
            known=await as_known(actor.scope, case.id, material.facts),
            close_note=await second_person(actor, case),
        )
    opened = doors(request, case.ancestors)
    steps = tuple(
        replace(
            step,
            words=replace(
                step.words,
                checks=tuple(replace(each, href=opened(each.href)) for each in step.words.checks),
                blockers=tuple(replace(each, href=opened(each.href)) for each in step.words.blockers),
                ways=tuple(each for each in step.words.ways if opened(each.href) is not None),
            ),
        )
        for step in page.steps
    )
    return render(request, replace(page, steps=steps))


async def _round(actor: Actor, case: CaseRef, material: Material) -> pages.Round:
    snapshots = await list_snapshots(actor.scope, case.id)
    draft = pages.snapshot_of_round(material, snapshots)
    if draft is None:
        return pages.Round()
    told = pages.told_of(draft, snapshots, material.involvements, has_employee_body=case.has_employee_body)
    if draft.state is not SnapshotState.DRAFT or material.plan.hidden_items:
        return pages.Round(draft=draft, told=told)
    snapshot = await get_snapshot(actor.scope, case.id, draft.no)
    standing = await read_standing(actor.scope, case, snapshot, actor.now, material=material)
    blockers = release_blockers(material.facts, standing, draft.no, pages.report_href(case))
    return pages.Round(draft=draft, told=told, standing=standing, blockers=linked(blockers, case.public_id))


def _inform_page(case: CaseRef, snapshot: SnapshotDetail, form: FormState) -> InvolvementNew:
    title = f"Registrér orientering om rapport nr. {snapshot.no}"
    return InvolvementNew(
        title=title,
        case=case_header(case, "report", title),
        action=pages.report_href(case, snapshot.no, "orientering"),
        cancel_href=pages.road_href(case),
        form=form,
        is_more_open=is_more_open(form),
        kinds=options(INVOLVEMENT_KIND),
        parties=options(PARTY),
        channels=options(CHANNEL),
        about=f"rapport nr. {snapshot.no}, fingeraftryk {snapshot.hash[:12]}",
    )


async def _to_inform(actor: Actor, public_id: str, no: int) -> tuple[CaseRef, SnapshotDetail]:
    case = await get_case_ref(actor.scope, public_id)
    may(actor, Permission.INVOLVEMENT_ADD, case.ancestors).require()
    snapshot = await get_snapshot(actor.scope, case.id, no)
    if not PROFILES[snapshot.profile].is_final:
        raise NotFound
    return case, snapshot


@get("/sager/{public_id:str}/rapport/{no:int}/orientering", name="reports.inform_form", opt=_ADD)
async def inform_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    case, snapshot = await _to_inform(actor, public_id, no)
    party = Party.HEALTH_SAFETY_REP if case.has_employee_body else Party.EMPLOYEE_REP
    carried = carried_for(request)
    form = blank(InvolvementForm, carried, kind=InvolvementKind.INFORMED, on_date=actor.today, party=party)
    return render(request, _inform_page(case, snapshot, form))


@post("/sager/{public_id:str}/rapport/{no:int}/orientering", name="reports.inform", opt=_ADD)
async def inform(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], no: FromPath[int]
) -> Response[Any]:
    case, snapshot = await _to_inform(actor, public_id, no)
    submission = await read_form(request, InvolvementForm)
    await submission.run(
        lambda form: actions.inform_of_report(
            actor,
            case.id,
            no,
            form.facts(),
        )
    )
    if not submission.ok:
        return render(request, _inform_page(case, snapshot, submission.state()), submission.status)
    return redirect(request, pages.road_href(case), flash=f"Orienteringen om rapport nr. {no} er registreret.")


routes = [road, inform_form, inform]
