"""What a committee has asked for: listed, asked, answered, moved, taken back."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.policy import Actor, Verdict
from app.accounts.queries.near import list_near
from app.committees.views.show import committee_shown
from app.core.dates import short_date
from app.db.transaction import reading
from app.indicators.queries import list_indicators
from app.meetings.pages.items import ItemReasonPage
from app.meetings.pages.words import requests_href
from app.meetings.policy import Forum, may_write
from app.meetings.queries import get_committee_forum
from app.requests import actions, pages, queries
from app.requests.actions import AnswerFacts, RequestFacts
from app.requests.enums import ANSWERS, RequestStatus
from app.requests.forms import AnswerForm, MoveForm, ReasonForm, RequestForm
from app.requests.labels import STEP_KIND
from app.requests.policy import may_answer, may_ask_for_more, may_withdraw
from app.requests.queries import Found
from app.requests.rules import require_answered, require_open
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, Option, options, redirect, render

Req = Request[Any, Any, Any]
OPEN = {"login_only": True}  # who may is said by the queries: the committee's readers, and whoever was asked
_ALL = "/udvalg/{public_id:str}/anmodninger"
_ONE = "/udvalgsanmodninger/{public_id:str}"


@get("/udvalg/{public_id:str}", name="committees.show", opt=OPEN)
async def show_committee(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    """The page of a committee; what it waits for stands there for who reads what it does."""
    async with reading():
        drawn = await committee_shown(actor, public_id)
        found = await queries.list_open_of(actor.scope, public_id)
    return render(request, pages.asking_committee_page(drawn, found, actor.today))


@get(_ALL, name="requests.index", opt=OPEN)
async def index(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        forum = await get_committee_forum(actor.scope, public_id)
        found = await queries.list_requests(actor.scope, forum)
    return render(request, pages.requests_page(actor, forum, found))


@get(f"{_ALL}/ny", name="requests.new", opt=OPEN)
async def new(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], punkt: FromQuery[str] = ""
) -> Response[Any]:
    form = blank(RequestForm, carried_for(request), asked_on=actor.today, item=punkt)
    return await _new_page(request, actor, public_id, form)


@post(f"{_ALL}/ny", name="requests.create", opt=OPEN)
async def create(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        forum = await get_committee_forum(actor.scope, public_id)
    submission = await read_form(request, RequestForm)
    made = await submission.run(lambda form: actions.make_request(actor, forum, _facts(form)))
    if not submission.ok:
        return await _new_page(request, actor, public_id, submission.state(), submission.status)
    return redirect(request, pages.request_href(made.public_id), flash="Anmodningen er skrevet.")


def _facts(form: RequestForm) -> RequestFacts:
    return RequestFacts(**{name: getattr(form, name) for name in RequestFacts.__struct_fields__})


async def _new_page(request: Req, actor: Actor, public_id: str, form: FormState, status: int = 200) -> Response[Any]:
    async with reading():
        forum = await get_committee_forum(actor.scope, public_id)
        may_write(actor, forum).require()
        items = await queries.list_item_choices(actor.scope, forum)
        people = await _people(actor, forum.id)
    page = pages.EditRequestPage(
        title="Ny anmodning",
        crumbs=pages.forum_crumbs_of(forum, Crumb("Ny")),
        action=f"{requests_href(forum)}/ny",
        cancel=requests_href(forum),
        form=form,
        items=tuple(Option(each.public_id, f"{short_date(each.held_on)} {each.title}") for each in items),
        people=people,
    )
    return render(request, page, status)


async def _people(actor: Actor, committee: int) -> tuple[Option, ...]:
    near = await list_near(actor.scope, await queries.units_of(actor.scope, committee))
    return tuple(Option(each.public_id, each.name, each.job_title or None) for each in near)


@get(_ONE, name="requests.show", opt=OPEN)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found, forum = await _read(actor, public_id)
    return render(request, pages.request_page(actor, found, forum))


async def _read(actor: Actor, public_id: str) -> tuple[Found, Forum | None]:
    """Raises `NotFound`."""
    async with reading():
        return await queries.get_request(actor.scope, public_id)


@get(f"{_ONE}/svar", name="requests.answer", opt=OPEN)
async def show_answer(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _answer_page(request, actor, public_id, blank(AnswerForm, carried_for(request)))


@post(f"{_ONE}/svar", name="requests.answer_it", opt=OPEN)
async def answer(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, AnswerForm)
    await submission.run(
        lambda form: actions.answer_request(
            actor,
            public_id,
            seen=form.version or 0,
            facts=AnswerFacts(**{name: getattr(form, name) for name in AnswerFacts.__struct_fields__}),
        )
    )
    if not submission.ok:
        return await _answer_page(request, actor, public_id, submission.state(), submission.status)
    return redirect(request, pages.request_href(public_id), flash="Svaret er gemt. Udvalget kan læse det.")


async def _answer_page(request: Req, actor: Actor, public_id: str, form: FormState, status: int = 200) -> Response[Any]:
    async with reading():
        found, forum = await queries.get_request(actor.scope, public_id)
        may_answer(actor, forum, found.row.owner).require()
        require_open(found.status)
        indicators = await list_indicators(actor.scope)
    page = pages.AnswerPage(
        **pages.form_of(found.row, form, "Svar", "svar"),
        kinds=options(STEP_KIND, ANSWERS),
        indicators=tuple(Option(each.public_id, each.name) for each in indicators),
    )
    return render(request, page, status)


@get(f"{_ONE}/flyt", name="requests.move", opt=OPEN)
async def show_move(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _move_page(request, actor, public_id, None)


@post(f"{_ONE}/flyt", name="requests.move_it", opt=OPEN)
async def move(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, MoveForm)
    await submission.run(
        lambda form: actions.move_request(
            actor, public_id, seen=form.version or 0, owner=form.owner, due_on=form.due_on, reason=form.reason
        )
    )
    if not submission.ok:
        return await _move_page(request, actor, public_id, submission.state(), submission.status)
    found = await _still_read(actor, public_id)
    to = pages.request_href(public_id) if found else "/"
    return redirect(request, to, flash="Gemt. Det, der stod før, kan stadig læses.")


async def _still_read(actor: Actor, public_id: str) -> bool:
    """Who handed it on need not read it any more."""
    async with reading():
        return await queries.is_read(actor.scope, public_id)


async def _move_page(
    request: Req, actor: Actor, public_id: str, form: FormState | None, status: int = 200
) -> Response[Any]:
    async with reading():
        found, forum = await queries.get_request(actor.scope, public_id)
        row = found.row
        may_answer(actor, forum, row.owner).require()
        require_open(found.status)
        people = list(await _people(actor, row.committee))
    if row.owner_public_id and row.owner_public_id not in {each.value for each in people}:
        people.insert(0, Option(row.owner_public_id, row.owner_name or ""))
    form = form or blank(MoveForm, carried_for(request), owner=row.owner_public_id, due_on=row.due_on)
    page = pages.MovePage(**pages.form_of(row, form, "Ny frist eller ansvarlig", "flyt"), people=tuple(people))
    return render(request, page, status)


class _Act(msgspec.Struct, frozen=True):
    """What takes nothing but a reason."""

    title: str
    slug: str
    label: str
    button: str
    flash: str
    may: Callable[[Actor, Forum | None], Verdict]
    check: Callable[[RequestStatus], None]
    do: Callable[..., Awaitable[None]]


_MORE = _Act(
    "Svaret er ikke nok",
    "ikke-nok",
    "Hvad mangler?",
    "Åbn anmodningen igen",
    "Anmodningen er åben igen.",
    may_ask_for_more,
    require_answered,
    actions.ask_for_more,
)
_WITHDRAW = _Act(
    "Træk anmodningen tilbage",
    "traek-tilbage",
    "Hvorfor?",
    "Træk tilbage",
    "Anmodningen er trukket tilbage. Den bliver stående.",
    may_withdraw,
    require_open,
    actions.withdraw_request,
)


@get(f"{_ONE}/ikke-nok", name="requests.more", opt=OPEN)
async def show_more(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _reason_page(request, actor, public_id, _MORE, blank(ReasonForm, carried_for(request)))


@post(f"{_ONE}/ikke-nok", name="requests.ask_for_more", opt=OPEN)
async def more(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _with_reason(request, actor, public_id, _MORE)


@get(f"{_ONE}/traek-tilbage", name="requests.withdraw", opt=OPEN)
async def show_withdraw(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _reason_page(request, actor, public_id, _WITHDRAW, blank(ReasonForm, carried_for(request)))


@post(f"{_ONE}/traek-tilbage", name="requests.withdraw_it", opt=OPEN)
async def withdraw(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _with_reason(request, actor, public_id, _WITHDRAW)


async def _with_reason(request: Req, actor: Actor, public_id: str, act: _Act) -> Response[Any]:
    submission = await read_form(request, ReasonForm)
    await submission.run(lambda form: act.do(actor, public_id, seen=form.version or 0, reason=form.reason))
    if not submission.ok:
        return await _reason_page(request, actor, public_id, act, submission.state(), submission.status)
    return redirect(request, pages.request_href(public_id), flash=act.flash)


async def _reason_page(
    request: Req, actor: Actor, public_id: str, act: _Act, form: FormState, status: int = 200
) -> Response[Any]:
    found, forum = await _read(actor, public_id)
    act.may(actor, forum).require()
    act.check(found.status)
    page = ItemReasonPage(
        **pages.form_of(found.row, form, act.title, act.slug), label=act.label, button=act.button, is_required=True
    )
    return render(request, page, status)


routes = [
    show_committee,
    index,
    new,
    create,
    show,
    show_answer,
    answer,
    show_move,
    move,
    show_more,
    more,
    show_withdraw,
    withdraw,
]
