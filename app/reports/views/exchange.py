"""Recording what was sent to the authority."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.enums import EntityKind
from app.cases.pages import case_header, case_href
from app.cases.queries import CaseRef, get_case_ref
from app.cases.rules import NOT_FROM_HERE
from app.core.errors import Invalid
from app.documents.forms import SentTo, received
from app.documents.pages import upload_field
from app.involvement.rules import whom_to_inform
from app.reports import actions, pages
from app.reports.content import PROFILES
from app.reports.enums import SnapshotState
from app.reports.forms import ReportBackForm
from app.reports.queries import SnapshotRow, collect_facts, list_snapshots
from app.reports.rules import uninformed_mark
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import redirect, render

_READ = {"permission": Permission.REPORT_BACK}
_UPLOAD = {"permission": Permission.REPORT_BACK, "upload": True}


async def _case(actor: Actor, public_id: str) -> CaseRef:
    """Found and allowed before a byte of the body is read."""
    case = await get_case_ref(actor.scope, public_id)
    may(actor, Permission.REPORT_BACK, case.ancestors).require()
    return case


async def _report_back_page(
    request: Request[Any, Any, Any], actor: Actor, case: CaseRef, form: FormState, *, again: bool
) -> pages.ReportBackNew:
    title = "Registrér tilbagemelding"
    facts = await collect_facts(actor.scope, case.id)
    whom = whom_to_inform(case.has_employee_body)
    return pages.ReportBackNew(
        title=title,
        case=case_header(case, "report", title),
        notice=NOT_FROM_HERE,
        action=case_href(case.public_id, "/tilbagemelding/ny"),
        cancel_href=pages.road_href(case),
        form=form,
        snapshots=pages.snapshot_options(await _to_authority(actor, case)),
        is_informed=facts.body_informed_on is not None,
        whom=f"{whom[:1].upper()}{whom[1:]}",
        upload=upload_field(request, again=again),
    )


@get("/sager/{public_id:str}/tilbagemelding/ny", name="reports.report_back_form", opt=_READ)
async def report_back_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await _case(actor, public_id)
    carried = carried_for(request)
    released = [row for row in await _to_authority(actor, case) if row.state is SnapshotState.RELEASED]
    form = blank(ReportBackForm, carried, sent_on=actor.today, snapshot=released[0].no if released else None)
    return render(request, await _report_back_page(request, actor, case, form, again=carried is not None))


@post("/sager/{public_id:str}/tilbagemelding/ny", name="reports.report_back", opt=_UPLOAD)
async def report_back(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await _case(actor, public_id)
    submission = await read_form(request, ReportBackForm)
    uploads = submission.files.get("file", [])[:1]

    async def save(form: ReportBackForm) -> Any:
        snapshot = await _snapshot_key(actor, case, form.snapshot)
        async with received(
            request, uploads, to=SentTo(EntityKind.CASE, case.id, case.id, case.title), field="file"
        ) as files:
            return await actions.record_report_back(
                actor,
                case.id,
                sent_on=form.sent_on,
                receipt=form.receipt,
                snapshot=snapshot,
                note=form.note,
                receipt_file=files[0] if files else None,
            )

    made = await submission.run(save)
    if not submission.ok:
        page = await _report_back_page(request, actor, case, submission.state(), again=bool(uploads))
        return render(request, page, submission.status)
    if made.was_body_informed:
        return redirect(request, pages.road_href(case), flash="Tilbagemeldingen er registreret.")
    mark = uninformed_mark(case.has_employee_body)
    flash = f"Tilbagemeldingen er registreret, mærket »{mark[:1].lower()}{mark[1:]}«."
    return redirect(request, pages.road_href(case), flash=flash, kind="warning")


async def _to_authority(actor: Actor, case: CaseRef) -> list[SnapshotRow]:
    """The reports that can have been sent: those made for others never are."""
    return [row for row in await list_snapshots(actor.scope, case.id) if PROFILES[row.profile].is_final]


async def _snapshot_key(actor: Actor, case: CaseRef, no: int | None) -> int | None:
    if no is None:
        return None
    for row in await _to_authority(actor, case):
        if row.no == no:
            return row.id
    raise Invalid("report.snapshot", "Vælg en rapport på listen.", {"snapshot": "Vælg en rapport på listen."})


routes = [report_back_form, report_back]
