"""The minutes of a meeting: read, written, sent, answered, added to."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.committees.labels import COMMITTEE_SIDE
from app.db.transaction import reading
from app.involvement.labels import INVOLVEMENT_KIND
from app.meetings.policy import Forum, may_plan, may_write
from app.meetings.queries import ItemRow, MeetingRow, get_forum, get_meeting, list_items
from app.minutes import actions, file_views, pages
from app.minutes.content import decode
from app.minutes.enums import MinutesState
from app.minutes.files import list_filed_minutes
from app.minutes.forms import AddendumForm, AnswerForm, SendForm, TakeBackForm, minutes_form, texts_of
from app.minutes.labels import MINUTES_REPLY
from app.minutes.policy import sides_at_unit
from app.minutes.queries import MinutesDetail, get_minutes, list_own_sides
from app.minutes.rules import SIDES, require_in
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, options, redirect, render

Req = Request[Any, Any, Any]
OPEN = {"login_only": True}  # whoever reads none of the committee's meetings gets no page: the queries say who does
_OF_MEETING = "/moeder/{public_id:str}/referat"
_Found = tuple[MeetingRow, Forum, MinutesDetail | None]
_ToWrite = tuple[MeetingRow, Forum, MinutesDetail | None, list[ItemRow]]


async def _read(actor: Actor, public_id: str) -> _Found:
    meeting = await get_meeting(actor.scope, public_id)
    forum = await get_forum(actor.scope, meeting.committee, meeting.unit)
    return meeting, forum, await get_minutes(actor.scope, meeting)


async def _found(actor: Actor, public_id: str) -> _Found:
    async with reading():
        return await _read(actor, public_id)


async def _to_write(actor: Actor, public_id: str) -> _ToWrite:
    """Raises as `actions.meeting_to_minute`."""
    async with reading():
        meeting, forum, minutes = await actions.meeting_to_minute(actor, public_id)
        return meeting, forum, minutes, await list_items(actor.scope, meeting)


@get(_OF_MEETING, name="minutes.show", opt=OPEN)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        meeting, forum, minutes = await _read(actor, public_id)
        can_plan = may_plan(actor, forum).ok
        draft = None
        if minutes is not None and minutes.state is MinutesState.DRAFT and can_plan:
            draft = await actions.content_of(actor, forum, meeting, minutes)
        page = pages.minutes_page(
            forum,
            meeting,
            minutes,
            draft,
            filed=[(each.paper, each.approved_on) for each in await list_filed_minutes(actor.scope, meeting.id)],
            own_sides=sides_at_unit(actor, forum) | await list_own_sides(actor.scope, forum),
            person=actor.person,
            can_plan=can_plan,
            can_write=may_write(actor, forum).ok,
            has_been=meeting.is_minuted(actor.today),
        )
    return render(request, page)


@get(f"{_OF_MEETING}/skriv", name="minutes.edit", opt=OPEN)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    values = pages.form_values(found[3], found[2])
    return _edit_page(request, found, blank(minutes_form(), carried_for(request), **values))


@post(f"{_OF_MEETING}/skriv", name="minutes.write", opt=OPEN)
async def write(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    submission = await read_form(request, minutes_form())
    await submission.run(
        lambda form: actions.write_minutes(
            actor, public_id, seen=-1 if form.version is None else form.version, text=form.text, texts=texts_of(form)
        )
    )
    if not submission.ok:
        again = await _to_write(actor, public_id)
        return _edit_page(request, again, submission.state(), submission.status)
    return redirect(request, pages.minutes_href(found[0]), flash="Kladden er gemt.")


def _edit_page(request: Req, found: _ToWrite, form: FormState, status: int = 200) -> Response[Any]:
    meeting, forum, minutes, items = found
    said = {item.id: _said(item) for item in items}
    page = pages.EditMinutesPage(
        **_form(meeting, forum, "Skriv", "skriv", form),
        version=seen_version(form, minutes.version if minutes else 0),
        points=pages.point_fields(items, said),
    )
    return render(request, page, status)


def _said(item: ItemRow) -> str:
    outcome = INVOLVEMENT_KIND[item.outcome] if item.outcome else ""
    return ". ".join(each for each in (outcome, item.decision, item.remark) if each)


@get(f"{_OF_MEETING}/send", name="minutes.send_form", opt=OPEN)
async def send_form(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return _send_page(request, await _to_write(actor, public_id), blank(SendForm, carried_for(request)))


@post(f"{_OF_MEETING}/send", name="minutes.send", opt=OPEN)
async def send(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    submission = await read_form(request, SendForm)
    await submission.run(lambda form: actions.send_minutes(actor, public_id, seen=form.version or 0))
    if not submission.ok:
        again = await _to_write(actor, public_id)
        return _send_page(request, again, submission.state(), submission.status)
    return redirect(request, pages.minutes_href(found[0]), flash="Referatet er sendt til godkendelse.")


def _send_page(request: Req, found: _ToWrite, form: FormState, status: int = 200) -> Response[Any]:
    meeting, forum, minutes, items = found
    page = pages.SendMinutesPage(
        **_form(meeting, forum, "Send til godkendelse", "send", form),
        version=seen_version(form, minutes.version if minutes else 0),
        still_open=tuple(item.title for item in items if item.is_open),
        sides=tuple(COMMITTEE_SIDE[side] for side in SIDES),
    )
    return render(request, page, status)


@get(f"{_OF_MEETING}/svar", name="minutes.answer_form", opt=OPEN)
async def answer_form(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_answer(actor, public_id)
    minutes = found[2]
    if minutes is None or minutes.state is not MinutesState.SENT:  # the minutes themselves say how they stand
        return redirect(request, pages.minutes_href(found[0]))
    return _answer_page(request, found, minutes, blank(AnswerForm, carried_for(request)))


async def _to_answer(actor: Actor, public_id: str) -> _Found:
    """Raises as `actions.meeting_to_answer`."""
    async with reading():
        meeting, forum = await actions.meeting_to_answer(actor, public_id)
        return meeting, forum, await get_minutes(actor.scope, meeting)


@post(f"{_OF_MEETING}/svar", name="minutes.answer", opt=OPEN)
async def answer(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_answer(actor, public_id)
    minutes = require_in(found[2], MinutesState.SENT)
    submission = await read_form(request, AnswerForm)
    state = await submission.run(
        lambda form: actions.answer_minutes(actor, public_id, hash=form.hash, reply=form.reply, remark=form.remark)
    )
    if not submission.ok:
        return _answer_page(request, found, minutes, submission.state(), submission.status)
    flash = "Begge sider har godkendt. Referatet er låst." if state is MinutesState.APPROVED else "Dit svar er gemt."
    return redirect(request, pages.minutes_href(found[0]), flash=flash)


def _answer_page(
    request: Req, found: _Found, minutes: MinutesDetail, form: FormState, status: int = 200
) -> Response[Any]:
    meeting, forum, _ = found
    page = pages.AnswerPage(
        **_form(meeting, forum, "Svar på referatet", "svar", form),
        hash=minutes.hash,
        content=decode(minutes.content.encode()),
        replies=options(MINUTES_REPLY),
    )
    return render(request, page, status)


@get(f"{_OF_MEETING}/ret", name="minutes.take_back_form", opt=OPEN)
async def take_back_form(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return _take_back_page(request, await _to_write(actor, public_id), blank(TakeBackForm, carried_for(request)))


@post(f"{_OF_MEETING}/ret", name="minutes.take_back", opt=OPEN)
async def take_back(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    submission = await read_form(request, TakeBackForm)
    await submission.run(
        lambda form: actions.take_back_minutes(actor, public_id, seen=form.version or 0, reason=form.reason)
    )
    if not submission.ok:
        again = await _to_write(actor, public_id)
        return _take_back_page(request, again, submission.state(), submission.status)
    return redirect(request, pages.minutes_href(found[0]), flash="Referatet er en kladde igen.")


def _take_back_page(request: Req, found: _ToWrite, form: FormState, status: int = 200) -> Response[Any]:
    meeting, forum, minutes, _ = found
    page = pages.TakeBackPage(
        **_form(meeting, forum, "Tag tilbage", "ret", form),
        version=seen_version(form, minutes.version if minutes else 0),
    )
    return render(request, page, status)


@get(f"{_OF_MEETING}/tillaeg", name="minutes.addendum_form", opt=OPEN)
async def addendum_form(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    meeting, forum, _ = await _to_add(actor, public_id)
    return _addendum_page(request, meeting, forum, blank(AddendumForm, carried_for(request)))


@post(f"{_OF_MEETING}/tillaeg", name="minutes.add", opt=OPEN)
async def add(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    meeting, forum, _ = await _to_add(actor, public_id)
    submission = await read_form(request, AddendumForm)
    await submission.run(lambda form: actions.add_addendum(actor, public_id, form.text))
    if not submission.ok:
        return _addendum_page(request, meeting, forum, submission.state(), submission.status)
    return redirect(request, pages.minutes_href(meeting), flash="Tillægget er gemt.")


async def _to_add(actor: Actor, public_id: str) -> _Found:
    found = await _found(actor, public_id)
    may_write(actor, found[1]).require()
    return found


def _addendum_page(
    request: Req, meeting: MeetingRow, forum: Forum, form: FormState, status: int = 200
) -> Response[Any]:
    page = pages.AddendumPage(**_form(meeting, forum, "Skriv et tillæg", "tillaeg", form))
    return render(request, page, status)


def _form(meeting: MeetingRow, forum: Forum, title: str, slug: str, form: FormState) -> dict[str, Any]:
    """What every form page of the minutes has."""
    base = pages.minutes_href(meeting)
    return {
        "title": f"{title}: {pages.title_of(forum, meeting)}",
        "crumbs": pages.crumbs_of(forum, meeting, Crumb(title)),
        "action": f"{base}/{slug}",
        "cancel": base,
        "form": form,
    }


routes = [
    show,
    edit,
    write,
    send_form,
    send,
    answer_form,
    answer,
    take_back_form,
    take_back,
    addendum_form,
    add,
    *file_views.routes,
]
