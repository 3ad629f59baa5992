"""Answering a question: what is written, the facts put in, and who stands behind it."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec.structs import replace

from app.access.policy import Actor
from app.cases.queries import CaseFilter, list_cases
from app.db.transaction import reading
from app.indicators.queries import list_indicators
from app.inquiries import actions
from app.inquiries.enums import Origin
from app.inquiries.facts import source_of
from app.inquiries.forms import AnswerForm, FactsForm
from app.inquiries.pages import (
    HOME,
    AnswerPage,
    FactsPage,
    SourceChoice,
    answer_page_flags,
    crumbs_of,
    question_href,
    question_view,
)
from app.inquiries.policy import may_answer, require_draft, require_open
from app.inquiries.queries import InquiryDetail, QuestionRow, get_inquiry
from app.requests.pages import first_line
from app.requests.queries import list_read
from app.web.carried import carried_for
from app.web.forms import Form, FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, redirect, render

Req = Request[Any, Any, Any]
LOGIN = {"login_only": True}
_ONE = f"{HOME}/{{public_id:str}}/spoergsmaal/{{question:str}}"


async def _found(actor: Actor, public_id: str, question: str) -> tuple[InquiryDetail, QuestionRow]:
    async with reading():
        found = await get_inquiry(actor.scope, public_id)
    return found, found.question(question)


@get(_ONE, name="inquiries.answer", opt=LOGIN)
async def show(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], question: FromPath[str]
) -> Response[Any]:
    found, row = await _found(actor, public_id, question)
    form = blank(AnswerForm, carried_for(request), answer=row.answer, not_held=row.not_held)
    return await _answer_page(request, actor, found, row, form)


@post(_ONE, name="inquiries.write_answer", opt=LOGIN)
async def write(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], question: FromPath[str]
) -> Response[Any]:
    found, row = await _found(actor, public_id, question)
    may_answer(actor, found.above, row.owner).require()
    submission = await read_form(request, AnswerForm)
    await submission.run(
        lambda form: actions.write_answer(
            actor, public_id, question, seen=form.version or 0, answer=form.answer, not_held=form.not_held
        )
    )
    if not submission.ok:
        found, row = await _found(actor, public_id, question)
        return await _answer_page(request, actor, found, row, submission.state(), submission.status)
    return redirect(request, question_href(found.row, row), flash="Svaret er gemt som udkast.")


async def _answer_page(
    request: Req, actor: Actor, found: InquiryDetail, row: QuestionRow, form: FormState, status: int = 200
) -> Response[Any]:
    """The facts are compared with what their sources say today, where the reader reads those."""
    asked = sorted({(fact.origin[0], fact.public) for fact in row.facts if fact.public})
    async with reading():
        sources = [await source_of(actor, origin, public) for origin, public in asked]
    view = question_view(actor, found, row, sources)
    title = f"Spørgsmål {row.no}"
    base = question_href(found.row, row)
    page = AnswerPage(
        title=title,
        crumbs=crumbs_of(found.row, Crumb(title)),
        action=base,
        cancel=f"{HOME}/{found.row.public_id}",
        form=form,
        version=seen_version(form, row.version),
        view=view,
        only_facts=replace(view, answer="", not_held=""),
        base=base,
        **answer_page_flags(actor, found, row),  # type: ignore[arg-type]
    )
    return render(request, page, status)


@get(f"{_ONE}/oplysninger", name="inquiries.facts", opt=LOGIN)
async def show_facts(
    request: Req,
    actor: NamedDependency[Actor],
    public_id: FromPath[str],
    question: FromPath[str],
    sag: FromQuery[str] = "",
    anmodning: FromQuery[str] = "",
    indikator: FromQuery[str] = "",
    soeg: FromQuery[str] = "",
) -> Response[Any]:
    found, row = await _to_answer(actor, public_id, question)
    origin = Origin.REQUEST if anmodning else Origin.INDICATOR if indikator else Origin.CASE
    form = blank(FactsForm, carried_for(request), case=anmodning or indikator or sag, origin=origin)
    return await _facts_page(request, actor, found, row, form, soeg)


@post(f"{_ONE}/oplysninger", name="inquiries.insert_facts", opt=LOGIN)
async def insert_facts(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], question: FromPath[str]
) -> Response[Any]:
    found, row = await _to_answer(actor, public_id, question)
    submission = await read_form(request, FactsForm)
    count = await submission.run(
        lambda form: actions.insert_facts(
            actor, public_id, question, case=form.case, keys=form.keys, origin=form.origin or Origin.CASE
        )
    )
    if not submission.ok:
        state = submission.state()
        return await _facts_page(request, actor, found, row, state, "", submission.status)
    flash = "1 oplysning er sat ind." if count == 1 else f"{count} oplysninger er sat ind."
    return redirect(request, question_href(found.row, row), flash=flash)


async def _to_answer(actor: Actor, public_id: str, question: str) -> tuple[InquiryDetail, QuestionRow]:
    found, row = await _found(actor, public_id, question)
    may_answer(actor, found.above, row.owner).require()
    require_open(found.row.state)
    require_draft(row.stored_state)
    return found, row


async def _facts_page(
    request: Req,
    actor: Actor,
    found: InquiryDetail,
    row: QuestionRow,
    form: FormState,
    query: str,
    status: int = 200,
) -> Response[Any]:
    base = question_href(found.row, row)
    here = f"{base}/oplysninger"
    chosen = ""
    facts: tuple[Option, ...] = ()
    cases: tuple[SourceChoice, ...] = ()
    requests: tuple[SourceChoice, ...] = ()
    indicators: tuple[SourceChoice, ...] = ()
    case_id, typed = form.values["case"], form.values["origin"]
    origin = Origin(typed) if typed in {*Origin} else Origin.CASE
    has_more = False
    async with reading():
        if case_id:
            source = await source_of(actor, origin, case_id)
            chosen = source.title
            facts = tuple(Option(each.key, each.text, each.group) for each in source.facts)
        else:
            query = query.strip()[:200]
            listed = await list_cases(actor.scope, CaseFilter(text=query))
            has_more = listed.after is not None
            cases = tuple(
                SourceChoice(f"{line.reference} {line.title}", f"{here}?sag={line.public_id}") for line in listed.cases
            )
            requests = tuple(
                SourceChoice(
                    f"{each.row.committee_name}: {first_line(each.row.text, 100)}",
                    f"{here}?anmodning={each.row.public_id}",
                )
                for each in await list_read(actor.scope)
            )
            indicators = tuple(
                SourceChoice(each.name, f"{here}?indikator={each.public_id}")
                for each in await list_indicators(actor.scope)
            )
    page = FactsPage(
        title="Sæt oplysninger ind",
        crumbs=crumbs_of(found.row, Crumb(f"Spørgsmål {row.no}", base), Crumb("Sæt oplysninger ind")),
        action=here,
        cancel=base,
        form=form,
        no=row.no,
        question=row.text,
        cases=cases,
        requests=requests,
        indicators=indicators,
        origin=origin,
        query=query,
        has_more=has_more,
        chosen=chosen,
        case_id=case_id,
        facts=facts,
    )
    return render(request, page, status)


@post(f"{_ONE}/oplysninger/{{fact:str}}/fjern", name="inquiries.remove_fact", opt=LOGIN)
async def remove_fact(
    request: Req,
    actor: NamedDependency[Actor],
    public_id: FromPath[str],
    question: FromPath[str],
    fact: FromPath[str],
) -> Response[Any]:
    return await _step(
        request,
        actor,
        public_id,
        question,
        lambda form: actions.remove_fact(actor, public_id, question, fact, seen=form.version or 0),
        "Oplysningen er taget ud.",
    )


@get(f"{_ONE}/oplysninger/{{fact:str}}/fjern", name="inquiries.fact_removed", opt=LOGIN)
async def fact_removed(
    request: Req,
    actor: NamedDependency[Actor],
    public_id: FromPath[str],
    question: FromPath[str],
    fact: FromPath[str],
) -> Response[Any]:
    """Where a press of the button leads that came after the session had ended: it is pressed again."""
    found, row = await _found(actor, public_id, question)
    return redirect(request, question_href(found.row, row))


async def _step(
    request: Req,
    actor: Actor,
    public_id: str,
    question: str,
    step: Callable[[Form], Awaitable[None]],
    flash: str,
) -> Response[Any]:
    """A button: what it does, or the question as it stands now with why it did not work."""
    found, row = await _found(actor, public_id, question)
    submission = await read_form(request, Form)
    await submission.run(step)
    if submission.ok:
        return redirect(request, question_href(found.row, row), flash=flash)
    found, row = await _found(actor, public_id, question)
    why = submission.state()
    form = replace(
        blank(AnswerForm, answer=row.answer, not_held=row.not_held),
        blockers=why.blockers,
        conflicts=why.conflicts,
        message=why.message,
    )
    return await _answer_page(request, actor, found, row, form, submission.status)


@post(f"{_ONE}/godkend", name="inquiries.approve", opt=LOGIN)
async def approve(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], question: FromPath[str]
) -> Response[Any]:
    return await _step(
        request,
        actor,
        public_id,
        question,
        lambda form: actions.approve_answer(actor, public_id, question, seen=form.version or 0),
        "Svaret er godkendt.",
    )


@post(f"{_ONE}/genaabn", name="inquiries.reopen", opt=LOGIN)
async def reopen(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], question: FromPath[str]
) -> Response[Any]:
    return await _step(
        request,
        actor,
        public_id,
        question,
        lambda form: actions.reopen_answer(actor, public_id, question, seen=form.version or 0),
        "Svaret er et udkast igen.",
    )


@get([f"{_ONE}/godkend", f"{_ONE}/genaabn"], name="inquiries.stepped", opt=LOGIN)
async def stepped(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], question: FromPath[str]
) -> Response[Any]:
    """As `fact_removed`."""
    found, row = await _found(actor, public_id, question)
    return redirect(request, question_href(found.row, row))


routes = [show, write, show_facts, insert_facts, remove_fact, fact_removed, approve, reopen, stepped]
