"""Complaints, requests for longer deadlines, and contacts with the authority."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.cases import actions
from app.cases.enums import ComplaintState, ExtensionState
from app.cases.forms import ComplaintAnswerForm, ComplaintForm, ContactForm, ExtensionAnswerForm, ExtensionForm
from app.cases.labels import COMPLAINT_STATE, EXTENSION_STATE
from app.cases.pages import (
    ComplaintAnswerPage,
    ComplaintsPage,
    ContactsPage,
    ExtensionAnswerPage,
    ExtensionsPage,
    case_header,
    case_href,
)
from app.cases.queries import CaseDetail, CaseRef, get_case, get_case_ref, list_contacts
from app.cases.rules import NOT_FROM_HERE, can_be_complained_about, is_decision
from app.cases.rules.dates import applicable_dates
from app.cases.views.common import (
    READ,
    WRITE,
    document_id,
    document_options,
    documents_of,
    may_write,
    require_write,
    saved,
)
from app.core.errors import Invalid, NotFound
from app.db.transaction import reading
from app.deadlines.enums import ClockState, DeadlineKind
from app.documents.queries import DocumentRow
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Option, options, redirect, render


async def _load(actor: Actor, case_id: str) -> tuple[CaseRef, CaseDetail, list[DocumentRow]]:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        return ref, await get_case(actor.scope, ref), await documents_of(actor, ref)


@get("/sager/{case_id:str}/klager", name="complaints.index", opt=READ)
async def complaints(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[str]:
    ref, detail, documents = await _load(actor, case_id)
    order = detail.rows.order
    form = blank(ComplaintForm, carried_for(request), ruling=order.public_id if order else "")
    return render(request, _complaints_page(actor, ref, detail, documents, form))


@post("/sager/{case_id:str}/klager", name="complaints.create", opt=WRITE)
async def file_complaint(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[Any]:
    ref, detail, documents = await _load(actor, case_id)
    require_write(actor, ref)
    submission = await read_form(request, ComplaintForm)

    async def save(form: ComplaintForm) -> Any:
        if form.filed_on is None:
            raise NotFound
        chosen = next((each.id for each in detail.rulings if each.public_id == form.ruling), None)
        if form.ruling and chosen is None:
            raise Invalid("complaint.ruling", "Vælg afgørelsen.", {"ruling": "Vælg afgørelsen på listen."})
        return await actions.file_complaint(
            actor,
            ref.id,
            filed_on=form.filed_on,
            ruling=chosen,
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
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str], complaint_id: FromPath[str]
) -> Response[str]:
    ref, detail, _ = await _load(actor, case_id)
    require_write(actor, ref)
    return render(request, _complaint_page(ref, detail, complaint_id, blank(ComplaintAnswerForm, carried_for(request))))


@post("/sager/{case_id:str}/klager/{complaint_id:str}", name="complaints.decide", opt=WRITE)
async def decide_complaint(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str], complaint_id: FromPath[str]
) -> Response[Any]:
    ref, detail, _ = await _load(actor, case_id)
    require_write(actor, ref)
    found = next((each for each in detail.complaints if each.public_id == complaint_id), None)
    submission = await read_form(request, ComplaintAnswerForm)

    async def save(form: ComplaintAnswerForm) -> None:
        if found is None or form.state is None or form.decided_on is None:
            raise NotFound
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
        _, detail, _ = await _load(actor, case_id)
        page = _complaint_page(ref, detail, complaint_id, submission.state())
        return render(request, page, submission.status)
    text = "Svaret på klagen er gemt. Er der kommet en ny afgørelse eller nye frister, så registrér dem også."
    return redirect(request, case_href(ref.public_id, "/klager"), flash=text)


def _complaint_page(ref: CaseRef, detail: CaseDetail, complaint_id: str, form: FormState) -> ComplaintAnswerPage:
    found = next((each for each in detail.complaints if each.public_id == complaint_id), None)
    if found is None:
        raise NotFound
    return ComplaintAnswerPage(
        title="Svar på klagen",
        case=case_header(ref, "case", "Svar på klagen"),
        form=form,
        may_write=True,
        complaint=found,
        is_suspended=detail.suspension.is_suspended,
        states=options(COMPLAINT_STATE, [s for s in ComplaintState if s is not ComplaintState.FILED]),
        version=found.version,
    )


@get("/sager/{case_id:str}/fristforlaengelse", name="extensions.index", opt=READ)
async def extensions(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[str]:
    ref, detail, _ = await _load(actor, case_id)
    return render(request, _extensions_page(actor, ref, detail, blank(ExtensionForm, carried_for(request))))


@post("/sager/{case_id:str}/fristforlaengelse", name="extensions.create", opt=WRITE)
async def request_extension(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[Any]:
    ref, detail, _ = await _load(actor, case_id)
    require_write(actor, ref)
    submission = await read_form(request, ExtensionForm)

    async def save(form: ExtensionForm) -> Any:
        if form.requested_on is None or form.wished_compliance_on is None:
            raise NotFound
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
    return ExtensionsPage(
        title="Længere frist",
        case=case_header(ref, "case", "Længere frist"),
        form=form,
        may_write=may_write(actor, ref),
        extensions=detail.extensions,
        binding_on=detail.facts.on(DeadlineKind.COMPLIANCE),
        has_deadline=DeadlineKind.COMPLIANCE in applicable_dates(ref.kind),
        is_waiting=any(each.state is ExtensionState.REQUESTED for each in detail.extensions),
        not_from_here=NOT_FROM_HERE,
    )


@get("/sager/{case_id:str}/fristforlaengelse/{extension_id:str}", name="extensions.edit", opt=WRITE)
async def extension_answer_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str], extension_id: FromPath[str]
) -> Response[str]:
    ref, detail, documents = await _load(actor, case_id)
    require_write(actor, ref)
    form = blank(ExtensionAnswerForm, carried_for(request))
    return render(request, _extension_page(ref, detail, documents, extension_id, form))


@post("/sager/{case_id:str}/fristforlaengelse/{extension_id:str}", name="extensions.answer", opt=WRITE)
async def answer_extension(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str], extension_id: FromPath[str]
) -> Response[Any]:
    ref, detail, documents = await _load(actor, case_id)
    require_write(actor, ref)
    found = next((each for each in detail.extensions if each.public_id == extension_id), None)
    submission = await read_form(request, ExtensionAnswerForm)

    async def save(form: ExtensionAnswerForm) -> None:
        if found is None or form.state is None or form.answered_on is None:
            raise NotFound
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
        _, detail, _ = await _load(actor, case_id)
        page = _extension_page(ref, detail, documents, extension_id, submission.state())
        return render(request, page, submission.status)
    return redirect(request, case_href(ref.public_id, "/fristforlaengelse"), flash="Svaret er gemt.")


def _extension_page(
    ref: CaseRef, detail: CaseDetail, documents: list[DocumentRow], extension_id: str, form: FormState
) -> ExtensionAnswerPage:
    found = next((each for each in detail.extensions if each.public_id == extension_id), None)
    if found is None:
        raise NotFound
    return ExtensionAnswerPage(
        title="Svar på længere frist",
        case=case_header(ref, "case", "Svar på længere frist"),
        form=form,
        may_write=True,
        extension=found,
        states=options(EXTENSION_STATE, [s for s in ExtensionState if s is not ExtensionState.REQUESTED]),
        documents=document_options(documents),
        version=found.version,
    )


@get("/sager/{case_id:str}/kontakt", name="contacts.index", opt=READ)
async def contacts(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[str]:
    form = blank(ContactForm, carried_for(request), on_date=actor.today)
    return render(request, await _contacts_page(actor, case_id, form))


@post("/sager/{case_id:str}/kontakt", name="contacts.create", opt=WRITE)
async def create_contact(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[Any]:
    ref = await get_case_ref(actor.scope, case_id)
    require_write(actor, ref)
    documents = await documents_of(actor, ref)
    submission = await read_form(request, ContactForm)

    async def save(form: ContactForm) -> Any:
        if form.on_date is None:
            raise NotFound
        document = document_id(documents, form.document)
        return await actions.add_contact(actor, ref.id, on_date=form.on_date, note=form.note, document=document)

    await submission.run(save)
    if not submission.ok:
        return render(request, await _contacts_page(actor, case_id, submission.state()), submission.status)
    return redirect(request, case_href(ref.public_id, "/kontakt"), flash="Kontakten er gemt.")


async def _contacts_page(actor: Actor, case_id: str, form: FormState) -> ContactsPage:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        documents = await documents_of(actor, ref)
        found = await list_contacts(actor.scope, ref.id)
    return ContactsPage(
        title="Kontakt med Arbejdstilsynet",
        case=case_header(ref, "case", "Kontakt med Arbejdstilsynet"),
        form=form,
        may_write=may_write(actor, ref),
        contacts=tuple(found),
        documents=document_options(documents),
    )


routes = [
    complaints,
    file_complaint,
    answer_form,
    decide_complaint,
    extensions,
    request_extension,
    extension_answer_form,
    answer_extension,
    contacts,
    create_contact,
]
