"""The authority's findings and the focus points that answer them."""

from collections.abc import Iterable
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from app.access.enums import Permission
from app.access.policy import Actor
from app.cases import actions
from app.cases.enums import FindingKind
from app.cases.forms import FindingForm, FocusPointForm
from app.cases.labels import FINDING_KIND, TOPIC
from app.cases.pages import (
    FindingEditPage,
    FindingsPage,
    FocusPointFormPage,
    case_header,
    case_href,
    measure_href,
)
from app.cases.queries import CaseDetail, CaseRef, FindingView, FocusPointView
from app.cases.views.common import PLAN, READ, WRITE, Web, chosen, may_write, open_case
from app.core.errors import Invalid
from app.web.carried import carried_for
from app.web.forms import Form, FormState, Submission, blank, read_form, seen_version
from app.web.pages import Option, options, redirect, render

THEN_MEASURE = "then_measure"  # the button that saves a focus point and goes on to tie a survey to it


def _keys(wanted: tuple[str, ...], rows: Iterable[FindingView | FocusPointView], field: str) -> tuple[int, ...]:
    known = {each.public_id: each.id for each in rows}
    if any(each not in known for each in wanted):
        raise Invalid(f"case.{field}", "Vælg fra listen.", {field: "Vælg fra listen."})
    return tuple(known[each] for each in wanted)


def _point_options(detail: CaseDetail) -> tuple[Option, ...]:
    return tuple(Option(each.public_id, f"{each.position}. {each.title}") for each in detail.focus_points)


@get("/sager/{case_id:str}/fund", name="findings.index", opt=READ)
async def findings(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    ref, detail = await open_case(actor, case_id)
    form = blank(FindingForm, carried_for(request), kind=FindingKind.DEMAND)
    return render(request, _findings_page(actor, ref, detail, form))


@post("/sager/{case_id:str}/fund", name="findings.create", opt=WRITE)
async def create_finding(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref, detail = await open_case(actor, case_id, Permission.CASE_WRITE)
    submission = await read_form(request, FindingForm)

    async def save(form: FindingForm) -> Any:
        return await actions.add_finding(
            actor,
            ref.id,
            kind=form.kind,
            text=form.text,
            source_text=form.source_text,
            focus_points=_keys(form.focus_points, detail.focus_points, "focus_points"),
        )

    await submission.run(save)
    if not submission.ok:
        return render(request, _findings_page(actor, ref, detail, submission.state()), submission.status)
    return redirect(request, case_href(ref.public_id, "/fund"), flash="Teksten er gemt.")


def _findings_page(actor: Actor, ref: CaseRef, detail: CaseDetail, form: FormState) -> FindingsPage:
    return FindingsPage(
        title="Krav og konklusioner",
        case=case_header(ref, "case", "Krav og konklusioner"),
        form=form,
        may_write=may_write(actor, ref),
        findings=detail.findings,
        kinds=options(FINDING_KIND),
        points=_point_options(detail),
    )


@get("/sager/{case_id:str}/fund/{finding_id:str}", name="findings.edit", opt=WRITE)
async def edit_finding(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], finding_id: FromPath[str]
) -> Response[str]:
    ref, detail = await open_case(actor, case_id, Permission.CASE_WRITE)
    found = chosen(detail.findings, finding_id)
    form = blank(
        FindingForm,
        carried_for(request),
        kind=found.kind,
        text=found.text,
        source_text=found.source_text,
        focus_points=tuple(each.public_id for each in found.focus_points),
    )
    return render(request, _finding_page(ref, detail, found, form))


@post("/sager/{case_id:str}/fund/{finding_id:str}", name="findings.update", opt=WRITE)
async def update_finding(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], finding_id: FromPath[str]
) -> Response[Any]:
    ref, detail = await open_case(actor, case_id, Permission.CASE_WRITE)
    found = chosen(detail.findings, finding_id)
    submission = await read_form(request, FindingForm)

    async def save(form: FindingForm) -> None:
        await actions.edit_finding(
            actor,
            ref.id,
            found.id,
            seen=form.version or 0,
            kind=form.kind,
            text=form.text,
            source_text=form.source_text,
            focus_points=_keys(form.focus_points, detail.focus_points, "focus_points"),
        )

    await submission.run(save)
    if not submission.ok:
        ref, detail = await open_case(actor, case_id)
        page = _finding_page(ref, detail, chosen(detail.findings, finding_id), submission.state())
        return render(request, page, submission.status)
    return redirect(request, case_href(ref.public_id, "/fund"), flash="Teksten er rettet.")


def _finding_page(ref: CaseRef, detail: CaseDetail, found: FindingView, form: FormState) -> FindingEditPage:
    return FindingEditPage(
        title=f"Ret {found.label.lower()} {found.position}",
        case=case_header(ref, "case", "Krav og konklusioner"),
        form=form,
        may_write=True,
        finding=found,
        version=seen_version(form, found.version),
        kinds=options(FINDING_KIND),
        points=_point_options(detail),
    )


@post("/sager/{case_id:str}/fund/{finding_id:str}/op", name="findings.move_up", opt=WRITE)
async def move_up(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], finding_id: FromPath[str]
) -> Response[Any]:
    ref, detail = await open_case(actor, case_id)
    found = chosen(detail.findings, finding_id)
    submission = await read_form(request, Form)
    await submission.run(lambda form: actions.move_finding_up(actor, ref.id, found.id, seen=form.version or 0))
    if not submission.ok:
        return await _refused(request, actor, case_id, submission)
    return redirect(request, case_href(ref.public_id, "/fund"), flash="Rækkefølgen er ændret.")


@post("/sager/{case_id:str}/fund/{finding_id:str}/fjern", name="findings.remove", opt=WRITE)
async def remove_finding(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], finding_id: FromPath[str]
) -> Response[Any]:
    ref, detail = await open_case(actor, case_id)
    found = chosen(detail.findings, finding_id)
    submission = await read_form(request, Form)
    await submission.run(lambda form: actions.remove_finding(actor, ref.id, found.id, seen=form.version or 0))
    if not submission.ok:
        return await _refused(request, actor, case_id, submission)
    return redirect(request, case_href(ref.public_id, "/fund"), flash="Teksten er fjernet.")


async def _refused(request: Web, actor: Actor, case_id: str, submission: Submission[Form]) -> Response[Any]:
    """The list as it stands now, and why the button did not work."""
    ref, detail = await open_case(actor, case_id)
    why = submission.state()
    form = replace(
        blank(FindingForm, kind=FindingKind.DEMAND),
        blockers=why.blockers,
        conflicts=why.conflicts,
        message=why.message,
    )
    return render(request, _findings_page(actor, ref, detail, form), submission.status)


@get(
    ["/sager/{case_id:str}/fund/{finding_id:str}/op", "/sager/{case_id:str}/fund/{finding_id:str}/fjern"],
    name="findings.back",
    opt=READ,
)
async def back_to_findings(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], finding_id: FromPath[str]
) -> Response[Any]:
    """Where a press of a button leads that came after the session had ended: it is pressed again."""
    ref, detail = await open_case(actor, case_id)
    chosen(detail.findings, finding_id)
    return redirect(request, case_href(ref.public_id, "/fund"))


@get("/sager/{case_id:str}/fokuspunkter/ny", name="focus_points.new", opt=PLAN)
async def new_point(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    ref, detail = await open_case(actor, case_id, Permission.PLAN_WRITE)
    unanswered = tuple(each.public_id for each in detail.findings if not each.is_answered)
    only = unanswered if len(unanswered) == 1 else ()
    form = blank(FocusPointForm, carried_for(request), findings=only)
    return render(request, _point_page(actor, ref, detail, None, form))


@post("/sager/{case_id:str}/fokuspunkter/ny", name="focus_points.create", opt=PLAN)
async def create_point(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref, detail = await open_case(actor, case_id, Permission.PLAN_WRITE)
    submission = await read_form(request, FocusPointForm)

    async def save(form: FocusPointForm) -> Any:
        return await actions.add_focus_point(
            actor,
            ref.id,
            title=form.title,
            description=form.description,
            topics=form.topics,
            findings=_keys(form.findings, detail.findings, "findings"),
            remeasure_on=form.remeasure_on,
        )

    made = await submission.run(save)
    if not submission.ok:
        return render(request, _point_page(actor, ref, detail, None, submission.state()), submission.status)
    return _saved(request, ref, made.public_id, submission, "Fokuspunktet er gemt. Tilføj nu det, I vil gøre.")


def _saved(request: Web, ref: CaseRef, point: str, submission: Submission[FocusPointForm], text: str) -> Response[Any]:
    """To the plan, or to where a survey is tied to the focus point."""
    if submission.typed(THEN_MEASURE):
        to = measure_href(case_href(ref.public_id), point)
        return redirect(request, to, flash="Fokuspunktet er gemt. Vælg nu målingen.")
    return redirect(request, case_href(ref.public_id, "/handleplan"), flash=text)


@get("/sager/{case_id:str}/fokuspunkter/{point_id:str}/ret", name="focus_points.edit", opt=PLAN)
async def edit_point(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], point_id: FromPath[str]
) -> Response[str]:
    ref, detail = await open_case(actor, case_id, Permission.PLAN_WRITE)
    found = chosen(detail.focus_points, point_id)
    form = blank(
        FocusPointForm,
        carried_for(request),
        title=found.title,
        description=found.description,
        topics=found.topics,
        findings=tuple(each.public_id for each in detail.findings if each.id in found.findings),
        remeasure_on=found.remeasure_on,
    )
    return render(request, _point_page(actor, ref, detail, found, form))


@post("/sager/{case_id:str}/fokuspunkter/{point_id:str}/ret", name="focus_points.update", opt=PLAN)
async def update_point(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], point_id: FromPath[str]
) -> Response[Any]:
    ref, detail = await open_case(actor, case_id, Permission.PLAN_WRITE)
    found = chosen(detail.focus_points, point_id)
    submission = await read_form(request, FocusPointForm)

    async def save(form: FocusPointForm) -> None:
        await actions.edit_focus_point(
            actor,
            ref.id,
            found.id,
            seen=form.version or 0,
            title=form.title,
            description=form.description,
            topics=form.topics,
            findings=_keys(form.findings, detail.findings, "findings"),
            remeasure_on=form.remeasure_on,
        )

    await submission.run(save)
    if not submission.ok:
        ref, detail = await open_case(actor, case_id)
        page = _point_page(actor, ref, detail, chosen(detail.focus_points, point_id), submission.state())
        return render(request, page, submission.status)
    return _saved(request, ref, found.public_id, submission, "Fokuspunktet er rettet.")


def _point_page(
    actor: Actor, ref: CaseRef, detail: CaseDetail, found: FocusPointView | None, form: FormState
) -> FocusPointFormPage:
    title = f"Ret fokuspunkt {found.position}" if found else "Nyt fokuspunkt"
    path = f"/fokuspunkter/{found.public_id}/ret" if found else "/fokuspunkter/ny"
    return FocusPointFormPage(
        title=title,
        case=case_header(ref, "plan", title),
        form=form,
        may_write=True,
        action=case_href(ref.public_id, path),
        version=seen_version(form, found.version) if found else None,
        topics=options(TOPIC),
        findings=tuple(
            Option(each.public_id, f"{each.label} {each.position}: {each.text[:120]}") for each in detail.findings
        ),
        cancel_href=case_href(ref.public_id, "/handleplan"),
        then_measure=THEN_MEASURE if actor.scope.reads_surveys else None,
    )


routes = [
    findings,
    create_finding,
    edit_finding,
    update_finding,
    move_up,
    remove_finding,
    back_to_findings,
    new_point,
    create_point,
    edit_point,
    update_point,
]
