"""Who was at a meeting, and a meeting that is cancelled."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.db.transaction import reading
from app.meetings import actions, queries
from app.meetings.forms import ReasonForm, participants_form, presence_of
from app.meetings.labels import PRESENCE
from app.meetings.pages.items import ItemReasonPage
from app.meetings.pages.meetings import ParticipantsPage, person_fields
from app.meetings.pages.words import meeting_crumbs, meeting_href
from app.meetings.views.meetings import Req
from app.meetings.views.planning import WRITE
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, options, redirect, render


@get("/moeder/{public_id:str}/deltagere", name="meetings.participants", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _page(request, actor, public_id)


@post("/moeder/{public_id:str}/deltagere", name="meetings.save_participants", opt=WRITE)
async def save(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, participants_form())
    await submission.run(
        lambda form: actions.save_participants(actor, public_id, seen=form.version or 0, presence=presence_of(form))
    )
    if not submission.ok:
        return await _page(request, actor, public_id, submission.state(), submission.status)
    return redirect(request, meeting_href(public_id), flash="Deltagerne er gemt.")


async def _page(
    request: Req, actor: Actor, public_id: str, form: FormState | None = None, status: int = 200
) -> Response[Any]:
    async with reading():
        row, forum = await actions.meeting_to_plan(actor, public_id)
        saved = await queries.list_participants(actor.scope, row)
        expected = await queries.list_expected(actor.scope, row)
    people = person_fields(saved, expected)
    if form is None:
        known = {each.public_id: each.presence for each in saved}
        values = {f"presence_{each.no}": known.get(each.public_id) for each in people}
        form = blank(participants_form(), carried_for(request), **values)
    page = ParticipantsPage(
        title="Deltagere og afbud",
        crumbs=meeting_crumbs(forum, row, Crumb("Deltagere")),
        action=f"{meeting_href(public_id)}/deltagere",
        cancel=meeting_href(public_id),
        form=form,
        version=seen_version(form, row.version),
        people=people,
        presences=options(PRESENCE),
    )
    return render(request, page, status)


@get("/moeder/{public_id:str}/aflys", name="meetings.cancel", opt=WRITE)
async def show_cancel(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _cancel_page(request, actor, public_id, blank(ReasonForm, carried_for(request)))


@post("/moeder/{public_id:str}/aflys", name="meetings.cancel_it", opt=WRITE)
async def cancel(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    submission = await read_form(request, ReasonForm)
    await submission.run(
        lambda form: actions.cancel_meeting(actor, public_id, seen=form.version or 0, reason=form.reason)
    )
    if not submission.ok:
        return await _cancel_page(request, actor, public_id, submission.state(), submission.status)
    return redirect(request, meeting_href(public_id), flash="Mødet er aflyst. Punkterne følger med til det næste.")


async def _cancel_page(request: Req, actor: Actor, public_id: str, form: FormState, status: int = 200) -> Response[Any]:
    async with reading():
        row, forum = await actions.meeting_to_plan(actor, public_id)
    page = ItemReasonPage(
        title=f"Aflys: {row.title}",
        crumbs=meeting_crumbs(forum, row, Crumb("Aflys")),
        action=f"{meeting_href(public_id)}/aflys",
        cancel=meeting_href(public_id),
        form=form,
        version=seen_version(form, row.version),
        text="Punkterne på dagsordenen følger med til det næste møde, der er planlagt.",
        label="Hvorfor er mødet aflyst?",
        button="Aflys mødet",
        is_required=True,
    )
    return render(request, page, status)


routes = [edit, save, show_cancel, cancel]
