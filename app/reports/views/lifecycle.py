"""Closing a case and opening it again."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.enums import EntityKind
from app.cases.enums import CaseOutcome, CasePhase
from app.cases.pages import case_header, case_href
from app.cases.queries import CaseRef, get_case_ref, second_person
from app.cases.views.common import document_id, document_options
from app.core.errors import SecondPerson
from app.documents.forms import SentTo, received
from app.documents.pages import upload_field
from app.documents.queries import list_documents
from app.reports import actions, pages
from app.reports.enums import ReplyOutcome
from app.reports.forms import CloseForm, ReopenForm
from app.reports.queries import list_replies
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import redirect, render

_CLOSE = {"permission": Permission.CASE_CLOSE}
_UPLOAD = {"permission": Permission.CASE_CLOSE, "upload": True}


async def _case(actor: Actor, public_id: str) -> CaseRef:
    """Found and allowed before a byte of the body is read."""
    case = await get_case_ref(actor.scope, public_id)
    may(actor, Permission.CASE_CLOSE, case.ancestors).require()
    return case


async def _case_to_close(actor: Actor, public_id: str) -> CaseRef:
    """As `_case`, for who may close it: a second person. Who may not is told whom to ask."""
    case = await _case(actor, public_id)
    reason = await second_person(actor, case)
    if reason:
        raise SecondPerson(reason, "case.second_person")
    return case


async def _close_page(
    request: Request[Any, Any, Any], actor: Actor, case: CaseRef, form: FormState, *, again: bool
) -> pages.CaseClose:
    return pages.CaseClose(
        title="Luk sagen",
        case=case_header(case, "report", "Luk sagen"),
        version=seen_version(form, case.version),
        action=case_href(case.public_id, "/luk"),
        cancel_href=pages.report_href(case),
        form=form,
        outcomes=pages.outcome_options(case),
        documents=document_options(await list_documents(actor.scope, case.id)),
        upload=upload_field(request, again=again),
    )


@get("/sager/{public_id:str}/luk", name="reports.close_form", opt=_CLOSE)
async def close_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await _case_to_close(actor, public_id)
    carried = carried_for(request)
    replies = await list_replies(actor.scope, case.id)
    is_complied = bool(replies) and replies[-1].outcome is ReplyOutcome.COMPLIED
    form = blank(
        CloseForm,
        carried,
        outcome=CaseOutcome.COMPLIED if is_complied else None,
        closed_on=replies[-1].replied_on if is_complied else actor.today,
        document=replies[-1].document if is_complied else None,
    )
    return render(request, await _close_page(request, actor, case, form, again=carried is not None))


@post("/sager/{public_id:str}/luk", name="reports.close", opt=_UPLOAD)
async def close(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await _case_to_close(actor, public_id)
    submission = await read_form(request, CloseForm)
    uploads = submission.files.get("file", [])[:1]

    async def save(form: CloseForm) -> None:
        document = document_id(await list_documents(actor.scope, case.id), form.document)
        async with received(
            request, uploads, to=SentTo(EntityKind.CASE, case.id, case.id, case.title), field="file"
        ) as files:
            await actions.close_case(
                actor,
                case.id,
                outcome=form.outcome,
                closed_on=form.closed_on,
                reason=form.reason,
                document=document,
                letter=files[0] if files else None,
                seen=form.version or 0,
            )

    await submission.run(save)
    if not submission.ok:
        case = await _case_to_close(actor, public_id)  # as it stands now, so that a second try may go through
        page = await _close_page(request, actor, case, submission.state(), again=bool(uploads))
        return render(request, page, submission.status)
    return redirect(request, pages.report_href(case), flash="Sagen er lukket.")


def _reopen_page(case: CaseRef, form: FormState) -> pages.CaseReopen:
    return pages.CaseReopen(
        title="Åbn sagen igen",
        case=case_header(case, "report", "Åbn sagen igen"),
        version=seen_version(form, case.version),
        action=case_href(case.public_id, "/genaabn"),
        cancel_href=pages.report_href(case),
        form=form,
        outcome=pages.outcome_text(case),
    )


@get("/sager/{public_id:str}/genaabn", name="reports.reopen_form", opt=_CLOSE)
async def reopen_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await _case(actor, public_id)
    if case.phase is not CasePhase.CLOSED:
        return redirect(request, pages.report_href(case))
    return render(request, _reopen_page(case, blank(ReopenForm, carried_for(request))))


@post("/sager/{public_id:str}/genaabn", name="reports.reopen", opt=_CLOSE)
async def reopen(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await _case(actor, public_id)
    submission = await read_form(request, ReopenForm)
    await submission.run(lambda form: actions.reopen_case(actor, case.id, reason=form.reason, seen=form.version or 0))
    if not submission.ok:
        case = await _case(actor, public_id)
        return render(request, _reopen_page(case, submission.state()), submission.status)
    return redirect(request, pages.report_href(case), flash="Sagen er åben igen.")


routes = [close_form, close, reopen_form, reopen]
