"""Registering an inquiry, its questions, and taking it back: for who keeps inquiries."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may_anywhere
from app.accounts.queries.near import list_near
from app.core.errors import Denied
from app.db.transaction import reading
from app.inquiries import actions, queries
from app.inquiries.actions import InquiryFacts, QuestionFacts
from app.inquiries.forms import InquiryForm, QuestionForm, WithdrawForm
from app.inquiries.pages import (
    HOME,
    TITLE,
    EditInquiryPage,
    EditQuestionPage,
    WithdrawPage,
    address_of,
    crumbs_of,
    question_href,
)
from app.inquiries.queries import InquiryDetail, QuestionRow
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, redirect, render

Req = Request[Any, Any, Any]
WRITE = {"permission": Permission.INQUIRY_WRITE}
_ONE = f"{HOME}/{{public_id:str}}"
_QUESTIONS = f"{_ONE}/spoergsmaal"


@get(f"{HOME}/ny", name="inquiries.new", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _new_page(request, actor, blank(InquiryForm, carried_for(request)))


@post(f"{HOME}/ny", name="inquiries.create", opt=WRITE)
async def create(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, InquiryForm)
    made = await submission.run(lambda form: actions.create_inquiry(actor, form.unit, _facts(form)))
    if not submission.ok:
        return await _new_page(request, actor, submission.state(), submission.status)
    return redirect(request, f"{HOME}/{made.public_id}", flash="Forespørgslen er oprettet. Skriv nu spørgsmålene.")


async def _new_page(request: Req, actor: Actor, form: FormState, status: int = 200) -> Response[Any]:
    if not may_anywhere(actor, Permission.INQUIRY_WRITE):
        raise Denied
    async with reading():
        units = await queries.list_answering_units(actor.scope)
    page = EditInquiryPage(
        title="Ny forespørgsel",
        crumbs=(Crumb(TITLE, HOME), Crumb("Ny forespørgsel")),
        action=f"{HOME}/ny",
        cancel=HOME,
        form=form,
        units=tuple(Option(unit.public_id, unit.name) for unit in units),
    )
    return render(request, page, status)


def _facts(form: InquiryForm) -> InquiryFacts:
    return InquiryFacts(**{name: getattr(form, name) for name in InquiryFacts.__struct_fields__})


async def _to_write(actor: Actor, public_id: str) -> InquiryDetail:
    """Raises as `actions.inquiry_to_write`."""
    async with reading():
        return await actions.inquiry_to_write(actor, public_id)


@get(f"{_ONE}/ret", name="inquiries.edit", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    values = {name: getattr(found.row, name) for name in InquiryFacts.__struct_fields__}
    if found.row.is_due_default:
        values["due_on"] = None  # counted anew from the day it came
    return _edit_page(request, found, blank(InquiryForm, carried_for(request), **values))


@post(f"{_ONE}/ret", name="inquiries.update", opt=WRITE)
async def update(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    submission = await read_form(request, InquiryForm)
    await submission.run(
        lambda form: actions.change_inquiry(actor, public_id, seen=form.version or 0, facts=_facts(form))
    )
    if not submission.ok:
        return _edit_page(request, await _to_write(actor, public_id), submission.state(), submission.status)
    return redirect(request, address_of(found.row), flash="Gemt.")


def _edit_page(request: Req, found: InquiryDetail, form: FormState, status: int = 200) -> Response[Any]:
    page = EditInquiryPage(
        title=f"Ret: {found.row.title}",
        crumbs=crumbs_of(found.row, Crumb("Ret")),
        action=f"{address_of(found.row)}/ret",
        cancel=address_of(found.row),
        form=form,
        version=seen_version(form, found.row.version),
        units=(),
    )
    return render(request, page, status)


@get(f"{_ONE}/traek-tilbage", name="inquiries.withdraw", opt=WRITE)
async def show_withdraw(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return _withdraw_page(request, await _to_write(actor, public_id), blank(WithdrawForm, carried_for(request)))


@post(f"{_ONE}/traek-tilbage", name="inquiries.withdraw_it", opt=WRITE)
async def withdraw(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    submission = await read_form(request, WithdrawForm)
    await submission.run(
        lambda form: actions.withdraw_inquiry(actor, public_id, seen=form.version or 0, reason=form.reason)
    )
    if not submission.ok:
        return _withdraw_page(request, found, submission.state(), submission.status)
    return redirect(request, address_of(found.row), flash="Forespørgslen er trukket tilbage. Den bliver stående.")


def _withdraw_page(request: Req, found: InquiryDetail, form: FormState, status: int = 200) -> Response[Any]:
    page = WithdrawPage(
        title=f"Træk tilbage: {found.row.title}",
        crumbs=crumbs_of(found.row, Crumb("Træk tilbage")),
        action=f"{address_of(found.row)}/traek-tilbage",
        cancel=address_of(found.row),
        form=form,
        version=seen_version(form, found.row.version),
    )
    return render(request, page, status)


@get(f"{_QUESTIONS}/nyt", name="inquiries.new_question", opt=WRITE)
async def new_question(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    following = max((each.no for each in found.questions), default=0) + 1
    return await _question_page(request, actor, found, None, blank(QuestionForm, carried_for(request), no=following))


@post(f"{_QUESTIONS}/nyt", name="inquiries.add_question", opt=WRITE)
async def add_question(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    submission = await read_form(request, QuestionForm)
    await submission.run(lambda form: actions.write_question(actor, public_id, _question(form)))
    if not submission.ok:
        return await _question_page(request, actor, found, None, submission.state(), submission.status)
    return redirect(request, address_of(found.row), flash="Spørgsmålet er tilføjet.")


def _question(form: QuestionForm) -> QuestionFacts:
    return QuestionFacts(no=form.no, text=form.text, owner=form.owner)


@get(f"{_QUESTIONS}/{{question:str}}/ret", name="inquiries.edit_question", opt=WRITE)
async def edit_question(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], question: FromPath[str]
) -> Response[Any]:
    found = await _to_write(actor, public_id)
    row = found.question(question)
    form = blank(QuestionForm, carried_for(request), no=row.no, text=row.text, owner=row.owner_public_id)
    return await _question_page(request, actor, found, row, form)


@post(f"{_QUESTIONS}/{{question:str}}/ret", name="inquiries.change_question", opt=WRITE)
async def change_question(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], question: FromPath[str]
) -> Response[Any]:
    found = await _to_write(actor, public_id)
    row = found.question(question)
    submission = await read_form(request, QuestionForm)
    await submission.run(
        lambda form: actions.write_question(
            actor, public_id, _question(form), question=question, seen=form.version or 0
        )
    )
    if not submission.ok:
        return await _question_page(request, actor, found, row, submission.state(), submission.status)
    return redirect(request, question_href(found.row, row), flash="Gemt.")


async def _question_page(
    request: Req, actor: Actor, found: InquiryDetail, row: QuestionRow | None, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        people = await list_near(actor.scope, (found.row.unit,))
    choices = [Option(each.public_id, each.name, each.job_title or None) for each in people]
    if row is not None and row.owner_public_id and row.owner_public_id not in {each.value for each in choices}:
        choices.insert(0, Option(row.owner_public_id, row.owner_name or ""))
    base = address_of(found.row)
    title = "Nyt spørgsmål" if row is None else f"Ret spørgsmål {row.no}"
    page = EditQuestionPage(
        title=title,
        crumbs=crumbs_of(found.row, Crumb(title)),
        action=f"{base}/spoergsmaal/nyt" if row is None else f"{question_href(found.row, row)}/ret",
        cancel=base if row is None else question_href(found.row, row),
        form=form,
        version=None if row is None else seen_version(form, row.version),
        people=tuple(choices),
    )
    return render(request, page, status)


routes = [
    new,
    create,
    edit,
    update,
    show_withdraw,
    withdraw,
    new_question,
    add_question,
    edit_question,
    change_question,
]
