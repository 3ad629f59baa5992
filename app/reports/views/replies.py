"""Recording what the authority answered."""

from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.enums import EntityKind
from app.cases.pages import case_header, case_href
from app.cases.queries import CaseRef, get_case_ref
from app.cases.rules.dates import applicable_dates
from app.core.errors import NotFound
from app.deadlines.enums import DeadlineKind
from app.documents.forms import SentTo, received
from app.documents.pages import upload_field
from app.reports import actions, pages
from app.reports.enums import ReplyOutcome
from app.reports.forms import NewCaseForm, ReplyForm
from app.reports.labels import REPLY_OUTCOME
from app.reports.queries import list_replies
from app.reports.rules import permitted_replies
from app.web.carried import carried_for
from app.web.doors import doors
from app.web.forms import FormState, blank, read_form
from app.web.pages import options, redirect, render

_READ = {"permission": Permission.REPORT_BACK}
_UPLOAD = {"permission": Permission.REPORT_BACK, "upload": True}


async def _case(actor: Actor, public_id: str) -> CaseRef:
    """Found and allowed before a byte of the body is read."""
    case = await get_case_ref(actor.scope, public_id)
    may(actor, Permission.REPORT_BACK, case.ancestors).require()
    return case


def _report_kind(case: CaseRef) -> DeadlineKind | None:
    """What this kind of case calls the date to report by; None where it has none."""
    kinds = applicable_dates(case.kind)
    return next(
        (kind for kind in (DeadlineKind.REPORT_BACK, DeadlineKind.INVESTIGATION_ACCOUNT) if kind in kinds), None
    )


def _new_dates(case: CaseRef, form: ReplyForm) -> dict[DeadlineKind, date]:
    wanted = {_report_kind(case): form.new_report_back_on, DeadlineKind.COMPLIANCE: form.new_compliance_on}
    return {kind: day for kind, day in wanted.items() if kind is not None and day is not None}


def _reply_page(request: Request[Any, Any, Any], case: CaseRef, form: FormState, *, again: bool) -> pages.ReplyNew:
    title = "Registrér Arbejdstilsynets svar"
    return pages.ReplyNew(
        title=title,
        case=case_header(case, "report", title),
        action=case_href(case.public_id, "/svar/ny"),
        cancel_href=pages.road_href(case),
        form=form,
        outcomes=options(REPLY_OUTCOME, permitted_replies(case.kind)),
        has_report_date=_report_kind(case) is not None,
        has_compliance_date=DeadlineKind.COMPLIANCE in applicable_dates(case.kind),
        upload=upload_field(request, again=again),
    )


@get("/sager/{public_id:str}/svar/ny", name="reports.reply_form", opt=_READ)
async def reply_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await _case(actor, public_id)
    carried = carried_for(request)
    return render(request, _reply_page(request, case, blank(ReplyForm, carried), again=carried is not None))


@post("/sager/{public_id:str}/svar/ny", name="reports.reply", opt=_UPLOAD)
async def reply(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await _case(actor, public_id)
    submission = await read_form(request, ReplyForm)
    uploads = submission.files.get("file", [])[:1]
    if not uploads:
        submission.refuse("file", "Vælg brevet fra Arbejdstilsynet. Uden brevet er svaret ikke dokumenteret.")

    async def save(form: ReplyForm) -> Any:
        async with received(
            request, uploads, to=SentTo(EntityKind.CASE, case.id, case.id, case.title), field="file"
        ) as files:
            return await actions.record_authority_reply(
                actor,
                case.id,
                outcome=form.outcome,
                replied_on=form.replied_on,
                note=form.note,
                new_dates=_new_dates(case, form),
                control_visit_on=form.control_visit_on,
                new_case=form.new_case,
                letter=files[0],
                letter_title=form.letter_title,
                esdh_document_no=form.esdh_document_no,
            )

    made = await submission.run(save)
    if not submission.ok:
        return render(request, _reply_page(request, case, submission.state(), again=bool(uploads)), submission.status)
    if made.is_closed:
        flash = "Svaret er registreret. Sagen er lukket som efterkommet."
        return redirect(request, pages.road_href(case), flash=flash)
    alone = [each.text for each in made.blockers if each.code == actions.SECOND_PERSON]
    if alone:
        flash = f"Svaret er registreret. {alone[0]}"
        return redirect(request, pages.road_href(case), flash=flash, kind="warning")
    if made.blockers:
        flash = "Svaret er registreret. Sagen har åbne tiltag eller fokuspunkter: skriv, hvorfor den lukkes alligevel."
        return redirect(request, case_href(case.public_id, "/luk"), flash=flash, kind="warning")
    if submission.typed("outcome") == ReplyOutcome.NEW_REACTION and not submission.typed("new_case"):
        here = case_href(case.public_id, f"/svar/{made.public_id}/ny-sag")
        return redirect(request, here, flash="Svaret er registreret. Skriv, hvilken sag den nye reaktion er.")
    return redirect(request, pages.road_href(case), flash="Svaret er registreret.")


def _new_case_page(
    request: Request[Any, Any, Any], case: CaseRef, reply_id: str, form: FormState
) -> pages.ReplyNewCase:
    title = "Sagen om den nye reaktion"
    return pages.ReplyNewCase(
        title=title,
        case=case_header(case, "report", title),
        action=case_href(case.public_id, f"/svar/{reply_id}/ny-sag"),
        cancel_href=pages.road_href(case),
        register_href=doors(request, case.ancestors)("/sager/ny"),
        form=form,
    )


async def _case_of_reply(actor: Actor, public_id: str, reply_id: str) -> CaseRef:
    case = await _case(actor, public_id)
    if reply_id not in {row.public_id for row in await list_replies(actor.scope, case.id)}:
        raise NotFound
    return case


@get("/sager/{public_id:str}/svar/{reply_id:str}/ny-sag", name="reports.new_case_form", opt=_READ)
async def new_case_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], reply_id: FromPath[str]
) -> Response[Any]:
    case = await _case_of_reply(actor, public_id, reply_id)
    return render(request, _new_case_page(request, case, reply_id, blank(NewCaseForm, carried_for(request))))


@post("/sager/{public_id:str}/svar/{reply_id:str}/ny-sag", name="reports.new_case", opt=_READ)
async def new_case(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], reply_id: FromPath[str]
) -> Response[Any]:
    case = await _case_of_reply(actor, public_id, reply_id)
    submission = await read_form(request, NewCaseForm)
    await submission.run(lambda form: actions.link_new_case(actor, case.id, reply_id, reference=form.new_case))
    if not submission.ok:
        page = _new_case_page(request, case, reply_id, submission.state())
        return render(request, page, submission.status)
    return redirect(request, pages.road_href(case), flash="Den nye sag er knyttet til svaret.")


routes = [reply_form, reply, new_case_form, new_case]
