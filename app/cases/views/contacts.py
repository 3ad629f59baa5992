"""The dialogue with the authority: the list, a new contact, a correction."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.cases import actions
from app.cases.forms import ContactForm, CorrectContactForm
from app.cases.labels import CONTACT_CHANNEL
from app.cases.pages import ContactEditPage, ContactsPage, case_header, case_href, contact_lines
from app.cases.queries import CaseRef, ContactView, get_case_ref, get_contact, list_contacts
from app.cases.views.common import (
    READ,
    WRITE,
    Web,
    document_id,
    document_options,
    documents_of,
    may_write,
    require_write,
)
from app.db.transaction import reading
from app.documents.queries import DocumentRow
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import options, redirect, render

TITLE = "Kontakt med Arbejdstilsynet"


@get("/sager/{case_id:str}/kontakt", name="contacts.index", opt=READ)
async def contacts(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    form = blank(ContactForm, carried_for(request), on_date=actor.today)
    return render(request, await _contacts_page(actor, case_id, form))


@post("/sager/{case_id:str}/kontakt", name="contacts.create", opt=WRITE)
async def create_contact(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref = await get_case_ref(actor.scope, case_id)
    require_write(actor, ref)
    documents = await documents_of(actor, ref)
    submission = await read_form(request, ContactForm)

    async def save(form: ContactForm) -> Any:
        return await actions.add_contact(actor, ref.id, **_said(form, documents))

    await submission.run(save)
    if not submission.ok:
        return render(request, await _contacts_page(actor, case_id, submission.state()), submission.status)
    return redirect(request, case_href(ref.public_id, "/kontakt"), flash="Kontakten er gemt.")


def _said(form: ContactForm, documents: list[DocumentRow]) -> dict[str, Any]:
    return {
        "on_date": form.on_date,
        "note": form.note,
        "channel": form.channel,
        "role": form.role,
        "is_in_report": form.is_in_report,
        "document": document_id(documents, form.document),
    }


async def _contacts_page(actor: Actor, case_id: str, form: FormState) -> ContactsPage:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        documents = await documents_of(actor, ref)
        found = await list_contacts(actor.scope, ref.id)
    return ContactsPage(
        title=TITLE,
        case=case_header(ref, "case", TITLE),
        form=form,
        may_write=may_write(actor, ref),
        lines=contact_lines(found),
        documents=document_options(documents),
        channels=options(CONTACT_CHANNEL),
    )


@get("/sager/{case_id:str}/kontakt/{contact_id:str}/ret", name="contacts.edit", opt=WRITE)
async def edit_contact(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], contact_id: FromPath[str]
) -> Response[Any]:
    ref, contact = await _contact(actor, case_id, contact_id)
    form = blank(
        CorrectContactForm,
        carried_for(request),
        on_date=contact.on_date,
        channel=contact.channel,
        role=contact.role,
        note=contact.note,
        document=contact.document,
        is_in_report=contact.is_in_report,
    )
    return render(request, await _edit_page(actor, ref, contact, form))


@post("/sager/{case_id:str}/kontakt/{contact_id:str}/ret", name="contacts.correct", opt=WRITE)
async def correct_contact(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], contact_id: FromPath[str]
) -> Response[Any]:
    ref, contact = await _contact(actor, case_id, contact_id)
    documents = await documents_of(actor, ref)
    submission = await read_form(request, CorrectContactForm)

    async def save(form: CorrectContactForm) -> Any:
        said = _said(form, documents)
        return await actions.correct_contact(actor, ref.id, contact.public_id, reason=form.reason, **said)

    await submission.run(save)
    if not submission.ok:
        return render(request, await _edit_page(actor, ref, contact, submission.state()), submission.status)
    flash = "Rettelsen er gemt. Den første tekst står stadig under den nye."
    return redirect(request, case_href(ref.public_id, "/kontakt"), flash=flash)


async def _contact(actor: Actor, case_id: str, contact_id: str) -> tuple[CaseRef, ContactView]:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        require_write(actor, ref)
        return ref, await get_contact(actor.scope, ref.id, contact_id)


async def _edit_page(actor: Actor, ref: CaseRef, contact: ContactView, form: FormState) -> ContactEditPage:
    return ContactEditPage(
        title="Ret kontakten",
        case=case_header(ref, "case", "Ret kontakten"),
        form=form,
        may_write=True,
        contact=contact,
        documents=document_options(await documents_of(actor, ref)),
        channels=options(CONTACT_CHANNEL),
    )


routes = [contacts, create_contact, edit_contact, correct_contact]
