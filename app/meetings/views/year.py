"""The meetings of a year at once: dates counted out, seen, put right and saved."""

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.core.errors import Invalid
from app.db.transaction import reading
from app.meetings import actions, queries
from app.meetings.actions import MeetingFacts
from app.meetings.enums import MeetingKind, Recurrence
from app.meetings.forms import RecurrenceForm, YearPlanForm, days_of
from app.meetings.labels import MEETING_KIND, RECURRENCE
from app.meetings.pages.meetings import YearPlanPage, closed_texts
from app.meetings.pages.words import forum_crumbs, meetings_href
from app.meetings.policy import Forum
from app.meetings.rules import in_months, in_weeks
from app.meetings.views.meetings import Req
from app.meetings.views.planning import OF_UNIT, WRITE, committee_to_plan, unit_to_plan
from app.organisation.actions import Created
from app.web.carried import carried_for
from app.web.forms import FormState, blank, parse, read_form
from app.web.pages import Crumb, options, redirect, render

_ASKED = ("first", "every", "unit", "until")


@get("/udvalg/{public_id:str}/moeder/aarsplan", name="meetings.year", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _page(request, actor, await committee_to_plan(actor, public_id))


@post("/udvalg/{public_id:str}/moeder/aarsplan", name="meetings.create_year", opt=WRITE)
async def create(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _create(request, actor, await committee_to_plan(actor, public_id))


@get("/enheder/{public_id:str}/moeder/aarsplan", name="meetings.year_of_unit", opt=OF_UNIT)
async def new_of_unit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _page(request, actor, await unit_to_plan(actor, public_id))


@post("/enheder/{public_id:str}/moeder/aarsplan", name="meetings.create_year_of_unit", opt=OF_UNIT)
async def create_of_unit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _create(request, actor, await unit_to_plan(actor, public_id))


async def _create(request: Req, actor: Actor, forum: Forum) -> Response[Any]:
    submission = await read_form(request, YearPlanForm)

    async def run(form: YearPlanForm) -> list[Created]:
        days = days_of(form.days)
        async with reading():
            closed = await queries.list_closed(actor.scope, forum.municipality, days)
        if closed and not form.closed_ok:
            text = f"{' '.join(closed_texts(closed))} Ret datoerne, eller sæt kryds ved, at de skal blive stående."
            raise Invalid("meeting.closed_days", text, {"days": text})
        first = min(days, default=actor.today)
        facts = MeetingFacts(kind=form.kind, held_on=first, starts=form.starts, ends=form.ends, place=form.place)
        return await actions.create_meetings(actor, forum, facts, days)

    made = await submission.run(run)
    if not submission.ok:
        return await _page(request, actor, forum, submission.state(), submission.status)
    return redirect(request, meetings_href(forum), flash=f"{len(made)} møder er planlagt.")


async def _page(
    request: Req, actor: Actor, forum: Forum, form: FormState | None = None, status: int = 200
) -> Response[Any]:
    asked = parse(RecurrenceForm, {name: request.query_params.getall(name, []) for name in _ASKED})
    days = _counted(asked.value) if form is None and asked.value is not None else []
    async with reading():
        closed = await queries.list_closed(actor.scope, forum.municipality, days)
    usual = MeetingKind.STANDING if forum.kind is None else MeetingKind.ORDINARY
    text = "\n".join(f"{day.day:02}.{day.month:02}.{day.year}" for day in days)
    page = YearPlanPage(
        title=f"Årsplan: {forum.name}",
        crumbs=forum_crumbs(forum, Crumb("Årsplan")),
        action=f"{meetings_href(forum)}/aarsplan",
        cancel=meetings_href(forum),
        form=form or blank(YearPlanForm, carried_for(request), kind=usual, days=text),
        counted=asked.state(),
        units=options(RECURRENCE),
        kinds=options(MEETING_KIND),
        warnings=closed_texts(closed),
    )
    return render(request, page, status)


def _counted(form: RecurrenceForm) -> list[date]:
    if form.first is None or form.every is None or form.until is None:
        return []
    count = in_months if form.unit is Recurrence.MONTHS else in_weeks
    return count(form.first, form.every, form.until)


routes = [new, create, new_of_unit, create_of_unit]
