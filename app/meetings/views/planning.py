"""Planning meetings: one, and its corrections."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.db.transaction import reading
from app.meetings import actions, queries
from app.meetings.actions import MeetingFacts
from app.meetings.enums import MeetingKind
from app.meetings.forms import MeetingForm
from app.meetings.labels import MEETING_KIND
from app.meetings.pages.meetings import EditMeetingPage
from app.meetings.pages.words import forum_crumbs, meeting_crumbs, meeting_href, meetings_href
from app.meetings.policy import Forum, may_plan, require_open
from app.meetings.queries import MeetingRow
from app.meetings.views.meetings import Req
from app.organisation.actions import Created
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, options, redirect, render

WRITE = {"login_only": True}  # by one's place in the committee: `policy.may_plan`
OF_UNIT = {"permission": Permission.MEETING_WRITE}


async def committee_to_plan(actor: Actor, public_id: str) -> Forum:
    """For who may plan its meetings. Raises `NotFound`, `Denied`, `RuleViolation` for a closed one."""
    async with reading():
        forum = await queries.get_committee_forum(actor.scope, public_id)
    return _to_plan(actor, forum)


async def unit_to_plan(actor: Actor, public_id: str) -> Forum:
    """As `committee_to_plan`."""
    async with reading():
        forum = await queries.get_unit_forum(actor.scope, public_id)
    return _to_plan(actor, forum)


def _to_plan(actor: Actor, forum: Forum) -> Forum:
    may_plan(actor, forum).require()
    require_open(forum)
    return forum


@get("/udvalg/{public_id:str}/moeder/nyt", name="meetings.new", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return _new_page(request, await committee_to_plan(actor, public_id))


@post("/udvalg/{public_id:str}/moeder/nyt", name="meetings.create", opt=WRITE)
async def create(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _create(request, actor, await committee_to_plan(actor, public_id))


@get("/enheder/{public_id:str}/moeder/nyt", name="meetings.new_of_unit", opt=OF_UNIT)
async def new_of_unit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return _new_page(request, await unit_to_plan(actor, public_id))


@post("/enheder/{public_id:str}/moeder/nyt", name="meetings.create_of_unit", opt=OF_UNIT)
async def create_of_unit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _create(request, actor, await unit_to_plan(actor, public_id))


async def _create(request: Req, actor: Actor, forum: Forum) -> Response[Any]:
    submission = await read_form(request, MeetingForm)

    async def run(form: MeetingForm) -> Created:
        return await actions.create_meeting(actor, forum, facts_of(form))

    made = await submission.run(run)
    if not submission.ok:
        return _new_page(request, forum, submission.state(), submission.status)
    return redirect(request, meeting_href(made.public_id), flash="Mødet er planlagt.")


def facts_of(form: MeetingForm) -> MeetingFacts:
    return MeetingFacts(**{name: getattr(form, name) for name in MeetingFacts.__struct_fields__})


def _new_page(request: Req, forum: Forum, form: FormState | None = None, status: int = 200) -> Response[Any]:
    usual = MeetingKind.STANDING if forum.kind is None else MeetingKind.ORDINARY
    title = "Nyt møde"
    page = EditMeetingPage(
        title=f"{title}: {forum.name}",
        crumbs=forum_crumbs(forum, Crumb(title)),
        action=f"{meetings_href(forum)}/nyt",
        cancel=meetings_href(forum),
        form=form or blank(MeetingForm, carried_for(request), kind=usual),
        kinds=options(MEETING_KIND),
    )
    return render(request, page, status)


@get("/moeder/{public_id:str}/ret", name="meetings.edit", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row, forum = await _to_change(actor, public_id)
    values = {name: getattr(row, name) for name in MeetingFacts.__struct_fields__}
    return _edit_page(request, row, forum, blank(MeetingForm, carried_for(request), **values))


@post("/moeder/{public_id:str}/ret", name="meetings.update", opt=WRITE)
async def update(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row, forum = await _to_change(actor, public_id)
    submission = await read_form(request, MeetingForm)
    await submission.run(
        lambda form: actions.change_meeting(actor, public_id, seen=form.version or 0, facts=facts_of(form))
    )
    if not submission.ok:
        again, _ = await _to_change(actor, public_id)
        return _edit_page(request, again, forum, submission.state(), submission.status)
    return redirect(request, meeting_href(row.public_id), flash="Gemt.")


async def _to_change(actor: Actor, public_id: str) -> tuple[MeetingRow, Forum]:
    """Raises as `actions.meeting_to_plan`."""
    async with reading():
        return await actions.meeting_to_plan(actor, public_id)


def _edit_page(request: Req, row: MeetingRow, forum: Forum, form: FormState, status: int = 200) -> Response[Any]:
    page = EditMeetingPage(
        title=f"Ret: {row.title}",
        crumbs=meeting_crumbs(forum, row, Crumb("Ret")),
        action=f"{meeting_href(row.public_id)}/ret",
        cancel=meeting_href(row.public_id),
        form=form,
        version=seen_version(form, row.version),
        kinds=options(MEETING_KIND),
    )
    return render(request, page, status)


routes = [new, create, new_of_unit, create_of_unit, edit, update]
