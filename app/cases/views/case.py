"""Correcting the facts of a case."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.cases import actions
from app.cases.enums import NoticeKind, Topic
from app.cases.forms import EditCaseForm
from app.cases.labels import NOTICE_KIND, TOPIC
from app.cases.pages import CaseEditPage, case_header, case_href
from app.cases.queries import CaseRef, CaseRows, get_case_ref, load_case_rows
from app.cases.rules import is_own, selectable_kinds, suggested_kle
from app.cases.views.common import WRITE, require_write
from app.db.transaction import reading
from app.deadlines.enums import DeadlineKind
from app.deadlines.labels import DEADLINE_KIND
from app.deadlines.rules.slugs import SLUG
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Option, options, redirect, render


@get("/sager/{case_id:str}/ret", name="cases.edit", opt=WRITE)
async def edit(request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        require_write(actor, ref)
        rows = await load_case_rows(actor.scope, ref.id)
    case = rows.case
    form = blank(
        EditCaseForm,
        carried_for(request),
        version=case.version,
        kind=case.kind,
        title=case.title,
        topics=rows.topics,
        authority_case_no=case.authority_case_no,
        esdh_case_no=case.esdh_case_no,
        kle=case.kle,
        summary=case.summary,
        cvr_no=case.cvr_no,
        production_unit_no=case.production_unit_no,
        has_no_employee_body=not case.has_employee_body,
        adviser_name=case.adviser_name,
        adviser_cvr_no=case.adviser_cvr_no,
    )
    return render(request, _page(actor, ref, rows, form))


@post("/sager/{case_id:str}/ret", name="cases.update", opt=WRITE)
async def update(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[Any]:
    ref = await get_case_ref(actor.scope, case_id)
    submission = await read_form(request, EditCaseForm)

    async def save(form: EditCaseForm) -> None:
        await actions.edit_case(
            actor,
            ref.id,
            seen=form.version or 0,
            kind=form.kind,
            title=form.title,
            topics=form.topics,
            authority_case_no=form.authority_case_no,
            esdh_case_no=form.esdh_case_no,
            kle=form.kle,
            summary=form.summary,
            cvr_no=form.cvr_no or None,
            production_unit_no=form.production_unit_no or None,
            has_employee_body=not form.has_no_employee_body,
            adviser_name=form.adviser_name,
            adviser_cvr_no=form.adviser_cvr_no or None,
        )

    await submission.run(save)
    if not submission.ok:
        async with reading():
            ref = await get_case_ref(actor.scope, case_id)
            require_write(actor, ref)
            rows = await load_case_rows(actor.scope, ref.id)
        return render(request, _page(actor, ref, rows, submission.state()), submission.status)
    return redirect(request, case_href(ref.public_id), flash="Sagen er rettet.")


def _page(actor: Actor, ref: CaseRef, rows: CaseRows, form: FormState) -> CaseEditPage:
    ruled = rows.deadline(DeadlineKind.RULED)
    allowed = selectable_kinds(ruled.on_date if ruled else None, rows.case.visited_on, actor.today)
    kinds = [kind for kind in NoticeKind if kind in allowed or kind is rows.case.kind]
    if is_own(rows.case.kind):
        kinds = [rows.case.kind]
    dates = (DeadlineKind.ADVISER_AGREED, DeadlineKind.ADVISER_AMO_INVOLVED)
    return CaseEditPage(
        title="Ret sagen",
        case=case_header(ref, "case", "Ret sagen"),
        form=form,
        may_write=True,
        version=seen_version(form, rows.case.version),
        kle_suggested=suggested_kle(rows.case.kind, rows.settings.kle_default),
        is_own=is_own(rows.case.kind),
        kinds=options(NOTICE_KIND, kinds),
        topics=options(TOPIC, list(Topic)),
        has_adviser=rows.case.kind is NoticeKind.INVESTIGATION,
        adviser_date_hrefs=tuple(
            Option(case_href(ref.public_id, f"/frister/{SLUG[kind]}"), DEADLINE_KIND[kind]) for kind in dates
        ),
    )


routes = [edit, update]
