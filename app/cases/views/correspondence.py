"""Requests for longer deadlines."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.cases import actions
from app.cases.enums import ExtensionState
from app.cases.forms import ExtensionAnswerForm, ExtensionForm
from app.cases.labels import EXTENSION_STATE
from app.cases.pages import (
    ExtensionAnswerPage,
    ExtensionsPage,
    case_header,
    case_href,
)
from app.cases.queries import CaseDetail, CaseRef, ExtensionView
from app.cases.rules import NOT_FROM_HERE
from app.cases.rules.dates import applicable_dates
from app.cases.rules.texts import extension_text
from app.cases.views.common import (
    READ,
    WRITE,
    Web,
    chosen,
    document_id,
    document_options,
    documents_of,
    may_write,
    open_case,
    saved,
)
from app.deadlines.enums import DeadlineKind
from app.documents.pages import file_href
from app.documents.queries import DocumentRow
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import options, redirect, render


@get("/sager/{case_id:str}/fristforlaengelse", name="extensions.index", opt=READ)
async def extensions(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    ref, detail = await open_case(actor, case_id)
    return render(
        request,
        _extensions_page(actor, ref, detail, blank(ExtensionForm, carried_for(request), requested_on=actor.today)),
    )


@post("/sager/{case_id:str}/fristforlaengelse", name="extensions.create", opt=WRITE)
async def request_extension(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref, detail = await open_case(actor, case_id, Permission.CASE_WRITE)
    submission = await read_form(request, ExtensionForm)

    async def save(form: ExtensionForm) -> Any:
        return await actions.request_extension(
            actor,
            ref.id,
            requested_on=form.requested_on,
            wished_compliance_on=form.wished_compliance_on,
            wished_report_back_on=form.wished_report_back_on,
            reason=form.reason,
        )

    made = await submission.run(save)
    if not submission.ok:
        return render(request, _extensions_page(actor, ref, detail, submission.state()), submission.status)
    text = "Anmodningen er registreret. Den gamle frist gælder, til Arbejdstilsynet har svaret."
    return saved(request, case_href(ref.public_id, "/fristforlaengelse"), text, made.warnings)


def _extensions_page(actor: Actor, ref: CaseRef, detail: CaseDetail, form: FormState) -> ExtensionsPage:
    waiting = [each for each in detail.extensions if each.state is ExtensionState.REQUESTED]
    return ExtensionsPage(
        title="Længere frist",
        case=case_header(ref, "case", "Længere frist"),
        form=form,
        may_write=may_write(actor, ref),
        extensions=detail.extensions,
        binding_on=detail.facts.on(DeadlineKind.COMPLIANCE),
        has_deadline=DeadlineKind.COMPLIANCE in applicable_dates(ref.kind),
        is_waiting=bool(waiting),
        text=_text(ref, detail, waiting[-1]) if waiting else "",
        letters={
            each.public_id: file_href(each.document, each.document_file or "")
            for each in detail.extensions
            if each.document is not None
        },
        not_from_here=NOT_FROM_HERE,
    )


def _text(ref: CaseRef, detail: CaseDetail, asked: ExtensionView) -> str:
    return extension_text(
        title=ref.title,
        authority_case_no=detail.rows.case.authority_case_no,
        binding_on=asked.binding_on,
        report_back_on=detail.facts.on(DeadlineKind.REPORT_BACK),
        wished_compliance_on=asked.wished_compliance_on,
        wished_report_back_on=asked.wished_report_back_on,
        reason=asked.reason,
    )


@get("/sager/{case_id:str}/fristforlaengelse/{extension_id:str}", name="extensions.edit", opt=WRITE)
async def extension_answer_form(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], extension_id: FromPath[str]
) -> Response[Any]:
    ref, detail = await open_case(actor, case_id, Permission.CASE_WRITE)
    if chosen(detail.extensions, extension_id).state is not ExtensionState.REQUESTED:
        return redirect(request, case_href(ref.public_id, "/fristforlaengelse"), flash="Anmodningen er besvaret.")
    documents = await documents_of(actor, ref)
    form = blank(ExtensionAnswerForm, carried_for(request))
    return render(request, _extension_page(ref, detail, documents, extension_id, form))


@post("/sager/{case_id:str}/fristforlaengelse/{extension_id:str}", name="extensions.answer", opt=WRITE)
async def answer_extension(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], extension_id: FromPath[str]
) -> Response[Any]:
    ref, detail = await open_case(actor, case_id, Permission.CASE_WRITE)
    documents = await documents_of(actor, ref)
    found = chosen(detail.extensions, extension_id)
    submission = await read_form(request, ExtensionAnswerForm)

    async def save(form: ExtensionAnswerForm) -> None:
        await actions.answer_extension(
            actor,
            ref.id,
            found.id,
            state=form.state,
            answered_on=form.answered_on,
            seen=form.version or 0,
            compliance_on=form.compliance_on,
            report_back_on=form.report_back_on,
            available_on=form.available_on,
            note=form.note,
            document=document_id(documents, form.document),
        )

    await submission.run(save)
    if not submission.ok:
        _, detail = await open_case(actor, case_id)
        page = _extension_page(ref, detail, documents, extension_id, submission.state())
        return render(request, page, submission.status)
    return redirect(request, case_href(ref.public_id, "/fristforlaengelse"), flash="Svaret er gemt.")


def _extension_page(
    ref: CaseRef, detail: CaseDetail, documents: list[DocumentRow], extension_id: str, form: FormState
) -> ExtensionAnswerPage:
    found = chosen(detail.extensions, extension_id)
    return ExtensionAnswerPage(
        title="Svar på længere frist",
        case=case_header(ref, "case", "Svar på længere frist"),
        form=form,
        may_write=True,
        extension=found,
        states=options(EXTENSION_STATE, [s for s in ExtensionState if s is not ExtensionState.REQUESTED]),
        documents=document_options(documents),
        version=seen_version(form, found.version),
    )


routes = [extensions, request_extension, extension_answer_form, answer_extension]
