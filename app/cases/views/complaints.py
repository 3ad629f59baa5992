"""Complaints and their answers."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.cases import actions
from app.cases.enums import ComplaintState
from app.cases.forms import ComplaintAnswerForm, ComplaintDateForm, ComplaintForm
from app.cases.labels import COMPLAINT_STATE
from app.cases.pages import (
    ComplaintAnswerPage,
    ComplaintDatePage,
    ComplaintsPage,
    case_header,
    case_href,
)
from app.cases.queries import CaseDetail, CaseRef, ComplaintView
from app.cases.rules import can_be_complained_about, is_decision
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
from app.core.errors import Invalid
from app.deadlines.enums import ClockState, DeadlineKind
from app.documents.queries import DocumentRow
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Option, options, redirect, render


@get("/sager/{case_id:str}/klager", name="complaints.index", opt=READ)
async def complaints(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    ref, detail = await open_case(actor, case_id)
    documents = await documents_of(actor, ref)
    order = detail.rows.order
    form = blank(ComplaintForm, carried_for(request), ruling=order.public_id if order else "")
    return render(request, _complaints_page(actor, ref, detail, documents, form))


@post("/sager/{case_id:str}/klager", name="complaints.create", opt=WRITE)
async def file_complaint(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref, detail = await open_case(actor, case_id, Permission.CASE_WRITE)
    documents = await documents_of(actor, ref)
    submission = await read_form(request, ComplaintForm)

    async def save(form: ComplaintForm) -> Any:
        ruling = next((each.id for each in detail.rulings if each.public_id == form.ruling), None)
        if form.ruling and ruling is None:
            raise Invalid("complaint.ruling", "Vælg afgørelsen.", {"ruling": "Vælg afgørelsen på listen."})
        return await actions.file_complaint(
            actor,
            ref.id,
            filed_on=form.filed_on,
            ruling=ruling,
            note=form.note,
            document=document_id(documents, form.document),
        )

    made = await submission.run(save)
    if not submission.ok:
        page = _complaints_page(actor, ref, detail, documents, submission.state())
        return render(request, page, submission.status)
    return saved(request, case_href(ref.public_id, "/klager"), "Klagen er registreret.", made.warnings)


def _complaints_page(
    actor: Actor, ref: CaseRef, detail: CaseDetail, documents: list[DocumentRow], form: FormState
) -> ComplaintsPage:
    due = detail.rows.deadline(DeadlineKind.COMPLAINT)
    return ComplaintsPage(
        title="Klager",
        case=case_header(ref, "case", "Klager"),
        form=form,
        may_write=may_write(actor, ref),
        complaints=detail.complaints,
        suspension=detail.suspension,
        awaiting=tuple(clock for clock in detail.clocks if clock.state is ClockState.AWAITING),
        rulings=tuple(
            Option(each.public_id, f"{each.no}. {each.label}")
            for each in detail.rulings
            if can_be_complained_about(each.kind)
        ),
        documents=document_options(documents),
        complaint_due_on=due.on_date if due else None,
        can_complain=is_decision(ref.kind) and bool(detail.rulings),
    )


@get("/sager/{case_id:str}/klager/{complaint_id:str}", name="complaints.edit", opt=WRITE)
async def answer_form(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], complaint_id: FromPath[str]
) -> Response[Any]:
    ref, detail = await open_case(actor, case_id, Permission.CASE_WRITE)
    if chosen(detail.complaints, complaint_id).state is not ComplaintState.FILED:
        return redirect(request, case_href(ref.public_id, "/klager"), flash="Klagen er afgjort.")
    return render(request, _complaint_page(ref, detail, complaint_id, blank(ComplaintAnswerForm, carried_for(request))))


@post("/sager/{case_id:str}/klager/{complaint_id:str}", name="complaints.decide", opt=WRITE)
async def decide_complaint(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], complaint_id: FromPath[str]
) -> Response[Any]:
    ref, detail = await open_case(actor, case_id, Permission.CASE_WRITE)
    found = chosen(detail.complaints, complaint_id)
    submission = await read_form(request, ComplaintAnswerForm)

    async def save(form: ComplaintAnswerForm) -> None:
        await actions.decide_complaint(
            actor,
            ref.id,
            found.id,
            state=form.state,
            decided_on=form.decided_on,
            seen=form.version or 0,
            note=form.note,
        )

    await submission.run(save)
    if not submission.ok:
        _, detail = await open_case(actor, case_id)
        page = _complaint_page(ref, detail, complaint_id, submission.state())
        return render(request, page, submission.status)
    text = "Svaret på klagen er gemt. Er der kommet en ny afgørelse eller nye frister, så registrér dem også."
    return redirect(request, case_href(ref.public_id, "/klager"), flash=text)


def _complaint_page(ref: CaseRef, detail: CaseDetail, complaint_id: str, form: FormState) -> ComplaintAnswerPage:
    found = chosen(detail.complaints, complaint_id)
    return ComplaintAnswerPage(
        title="Svar på klagen",
        case=case_header(ref, "case", "Svar på klagen"),
        form=form,
        may_write=True,
        complaint=found,
        is_suspended=detail.suspension.is_suspended,
        states=options(COMPLAINT_STATE, [s for s in ComplaintState if s is not ComplaintState.FILED]),
        version=seen_version(form, found.version),
    )


@get("/sager/{case_id:str}/klager/{complaint_id:str}/ret", name="complaints.date_form", opt=WRITE)
async def date_form(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], complaint_id: FromPath[str]
) -> Response[str]:
    ref, detail = await open_case(actor, case_id, Permission.CASE_WRITE)
    found = chosen(detail.complaints, complaint_id)
    form = blank(ComplaintDateForm, carried_for(request), version=found.version, filed_on=found.filed_on)
    return render(request, _date_page(ref, found, form))


@post("/sager/{case_id:str}/klager/{complaint_id:str}/ret", name="complaints.correct", opt=WRITE)
async def correct_complaint(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], complaint_id: FromPath[str]
) -> Response[Any]:
    ref, detail = await open_case(actor, case_id, Permission.CASE_WRITE)
    found = chosen(detail.complaints, complaint_id)
    submission = await read_form(request, ComplaintDateForm)

    async def save(form: ComplaintDateForm) -> Any:
        return await actions.correct_complaint(
            actor, ref.id, found.id, filed_on=form.filed_on, seen=form.version or 0, reason=form.reason
        )

    warnings = await submission.run(save)
    if not submission.ok:
        _, detail = await open_case(actor, case_id)
        page = _date_page(ref, chosen(detail.complaints, complaint_id), submission.state())
        return render(request, page, submission.status)
    return saved(request, case_href(ref.public_id, "/klager"), "Klagens dato er rettet.", warnings)


def _date_page(ref: CaseRef, complaint: ComplaintView, form: FormState) -> ComplaintDatePage:
    return ComplaintDatePage(
        title="Ret klagens dato",
        case=case_header(ref, "case", "Ret klagens dato"),
        form=form,
        may_write=True,
        complaint=complaint,
        version=seen_version(form, complaint.version),
    )


routes = [complaints, file_complaint, answer_form, decide_complaint, date_form, correct_complaint]
