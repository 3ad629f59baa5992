"""What committees are asked to agree with: listed, asked, answered by a side or at a meeting, taken back."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor
from app.approvals import actions, pages, queries
from app.approvals.actions import Answer, Question
from app.approvals.enums import ApprovalTarget
from app.approvals.forms import AnswerForm, AskForm, MeetingForm, TakeBackForm
from app.approvals.labels import APPROVAL_REPLY, APPROVAL_TARGET
from app.approvals.policy import may_ask, may_take_back
from app.approvals.queries import Found
from app.approvals.rules import side_to_answer_for
from app.cases.pages import case_header
from app.cases.queries import CaseRef, get_case_ref, get_case_ref_by_id
from app.cases.rules import is_own
from app.committees.enums import CommitteeSide
from app.committees.labels import COMMITTEE_SIDE
from app.core.dates import short_date
from app.core.errors import Denied
from app.db.transaction import reading
from app.meetings.policy import Forum, may_plan
from app.meetings.queries import get_committee_forum, get_forum, list_forums_of
from app.minutes.queries import list_own_sides
from app.plans.enums import PlanState
from app.plans.queries import list_plan
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Option, options, redirect, render

Req = Request[Any, Any, Any]
READ = {"permission": Permission.CASE_READ}
ASK = {"permission": Permission.INVOLVEMENT_ADD}
OPEN = {"login_only": True}  # who may is said by the queries: who reads the case, and the committee's two sides
_OF_CASE = "/sager/{public_id:str}/enighed"
_ONE = "/enighed/{public_id:str}"
_PREFILLED = {"plan": ApprovalTarget.PLAN, "rapport": ApprovalTarget.REPORT}


@get(_OF_CASE, name="approvals.of_case", opt=READ)
async def of_case(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        case = await get_case_ref(actor.scope, public_id)
        found = await queries.list_approvals(actor.scope, case.id)
    header = case_header(case, "involvement", pages.TITLE)
    return render(request, pages.of_case(header, found, actor.today, can_ask=may_ask(actor, case.ancestors).ok))


@get("/udvalg/{public_id:str}/enighed", name="approvals.of_committee", opt=OPEN)
async def of_committee(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        forum = await get_committee_forum(actor.scope, public_id)
        found = await queries.list_of_committee(actor.scope, forum)
    return render(request, pages.of_committee(forum, found, actor.today))


@get(f"{_OF_CASE}/ny", name="approvals.new", opt=ASK)
async def new(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], om: FromQuery[str] = ""
) -> Response[Any]:
    form = blank(AskForm, carried_for(request), target=_PREFILLED.get(om, ""))
    return await _ask_page(request, actor, public_id, form)


@post(f"{_OF_CASE}/ny", name="approvals.ask", opt=ASK)
async def ask(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    case = await _case_to_ask(actor, public_id)
    submission = await read_form(request, AskForm)
    made = await submission.run(
        lambda form: actions.ask_committee(
            actor,
            case.id,
            Question(target=form.target, committee=form.committee, due_on=form.due_on, text=form.text),
        )
    )
    if not submission.ok:
        return await _ask_page(request, actor, public_id, submission.state(), submission.status)
    flash = "Udvalget er spurgt. Medlemmerne ser det på »Overblik« og i den daglige mail."
    return redirect(request, pages.approval_href(made.public_id), flash=flash)


async def _case_to_ask(actor: Actor, public_id: str) -> CaseRef:
    case = await get_case_ref(actor.scope, public_id)
    may_ask(actor, case.ancestors).require()
    return case


async def _ask_page(request: Req, actor: Actor, public_id: str, form: FormState, status: int = 200) -> Response[Any]:
    async with reading():
        case = await _case_to_ask(actor, public_id)
        forums = await list_forums_of(actor.scope, case)
    header = case_header(case, "involvement", "Spørg et udvalg")
    page = pages.AskPage(
        title="Spørg et udvalg, om det er enigt",
        crumbs=header.crumbs,
        action=f"{pages.list_href(case.public_id)}/ny",
        cancel=pages.list_href(case.public_id),
        form=form,
        case=header,
        targets=options(APPROVAL_TARGET, (ApprovalTarget.PLAN,) if is_own(case.kind) else None),  # nothing is reported
        committees=tuple(Option(each.public_id, each.name) for each in forums),
    )
    return render(request, page, status)


@get(_ONE, name="approvals.show", opt=OPEN)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        found = await queries.get_approval(actor.scope, public_id)
        row = found.row
        case = await get_case_ref_by_id(actor.scope, row.case)
        forum = await get_forum(actor.scope, row.committee, None) if row.is_read else None
        is_changed = False
        if row.target is ApprovalTarget.PLAN:
            state = (await list_plan(actor.scope, case.id)).state
            is_changed = state in (PlanState.DRAFT, PlanState.REVISED)
        page = pages.approval_page(
            actor,
            found,
            own_sides=await list_own_sides(actor.scope, forum) if forum and not forum.is_closed else (),
            can_read=await _is_readable(actor, found),
            can_note=forum is not None and not forum.is_closed and may_plan(actor, forum).ok,
            can_take_back=may_take_back(actor, case.ancestors, row.by).ok,
            is_changed=is_changed,
        )
    return render(request, page)


async def _is_readable(actor: Actor, found: Found) -> bool:
    try:
        await actions.require_readable(actor, found)
    except Denied:
        return False
    return True


async def _to_answer(actor: Actor, public_id: str) -> tuple[Found, Forum]:
    """Raises `NotFound` for who does not read what the committee does."""
    found = await queries.get_approval(actor.scope, public_id)
    return found, await get_forum(actor.scope, found.row.committee, None)


@get(f"{_ONE}/svar", name="approvals.answer_form", opt=OPEN)
async def show_answer(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _answer_page(request, actor, public_id, blank(AnswerForm, carried_for(request)))


@post(f"{_ONE}/svar", name="approvals.answer", opt=OPEN)
async def answer(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, AnswerForm)
    await submission.run(
        lambda form: actions.answer_for_side(actor, public_id, hash=form.hash, answer=Answer(form.reply, form.remark))
    )
    if not submission.ok:
        return await _answer_page(request, actor, public_id, submission.state(), submission.status)
    return redirect(request, pages.approval_href(public_id), flash="Svaret er gemt for din side.")


async def _answer_page(request: Req, actor: Actor, public_id: str, form: FormState, status: int = 200) -> Response[Any]:
    async with reading():
        found, forum = await _to_answer(actor, public_id)
        sides = await list_own_sides(actor.scope, forum)
        side = side_to_answer_for(sides, found.answers, found.row.now_hash or "", actor.require_person())
        await actions.require_readable(actor, found)
    page = pages.AnswerPage(
        **pages.form_of(found, form, "Svar", "svar"),
        row=found.row,
        hash=found.row.now_hash or "",
        what=pages.what_of(found.row),
        read_href=pages.version_href(found.row),
        side=COMMITTEE_SIDE[side].lower(),
        replies=options(APPROVAL_REPLY),
    )
    return render(request, page, status)


@get(f"{_ONE}/moede", name="approvals.meeting_form", opt=OPEN)
async def show_meeting(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _meeting_page(request, actor, public_id, blank(MeetingForm, carried_for(request)))


@post(f"{_ONE}/moede", name="approvals.note", opt=OPEN)
async def note(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, MeetingForm)
    await submission.run(
        lambda form: actions.answer_at_meeting(
            actor, public_id, hash=form.hash, meeting=form.meeting, answers=_answers(form)
        )
    )
    if not submission.ok:
        return await _meeting_page(request, actor, public_id, submission.state(), submission.status)
    return redirect(request, pages.approval_href(public_id), flash="Svarene fra mødet er gemt.")


def _answers(form: MeetingForm) -> dict[CommitteeSide, Answer]:
    said = {
        CommitteeSide.EMPLOYER: (form.employer_reply, form.employer_remark),
        CommitteeSide.EMPLOYEE: (form.employee_reply, form.employee_remark),
    }
    return {side: Answer(reply, remark) for side, (reply, remark) in said.items() if reply is not None}


async def _meeting_page(
    request: Req, actor: Actor, public_id: str, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        found, forum = await _to_answer(actor, public_id)
        may_plan(actor, forum).require()
        meetings = await queries.list_meetings_to_answer_at(actor.scope, forum, found)
    page = pages.MeetingPage(
        **pages.form_of(found, form, "Svar fra et møde", "moede"),
        hash=found.row.now_hash or "",
        what=pages.what_of(found.row),
        read_href=pages.version_href(found.row),
        meetings=tuple(Option(each.public_id, f"{short_date(each.held_on)} {each.title}") for each in meetings),
        sides=pages.side_fields(found.missing),
        replies=options(APPROVAL_REPLY),
    )
    return render(request, page, status)


@get(f"{_ONE}/traek-tilbage", name="approvals.take_back_form", opt=OPEN)
async def show_take_back(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _take_back_page(request, actor, public_id, blank(TakeBackForm, carried_for(request)))


@post(f"{_ONE}/traek-tilbage", name="approvals.take_back", opt=OPEN)
async def take_back(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, TakeBackForm)
    await submission.run(lambda form: actions.take_back(actor, public_id, seen=form.version or 0, reason=form.reason))
    if not submission.ok:
        return await _take_back_page(request, actor, public_id, submission.state(), submission.status)
    flash = "Spørgsmålet er trukket tilbage. Svarene bliver stående."
    return redirect(request, pages.approval_href(public_id), flash=flash)


async def _take_back_page(
    request: Req, actor: Actor, public_id: str, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        found = await queries.get_approval(actor.scope, public_id)
        case = await get_case_ref_by_id(actor.scope, found.row.case)
    may_take_back(actor, case.ancestors, found.row.by).require()
    page = pages.TakeBackPage(
        **pages.form_of(found, form, "Træk tilbage", "traek-tilbage"),
        version=seen_version(form, found.row.version),
    )
    return render(request, page, status)


routes = [
    of_case,
    of_committee,
    new,
    ask,
    show,
    show_answer,
    answer,
    show_meeting,
    note,
    show_take_back,
    take_back,
]
