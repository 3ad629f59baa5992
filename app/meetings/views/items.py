"""Items of agendas: one of them, a new one, its corrections, and the way there from a case."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor
from app.cases.pages import case_header
from app.cases.queries import get_case_ref
from app.core.dates import short_date
from app.db.transaction import reading
from app.meetings import actions, queries
from app.meetings.actions import ItemFacts
from app.meetings.forms import ItemForm
from app.meetings.pages.items import (
    EditItemPage,
    LinkLine,
    PlacesPage,
    item_crumbs,
    item_page,
    meeting_options,
)
from app.meetings.pages.words import agenda_href, forum_crumbs, item_href, meetings_href
from app.meetings.policy import Forum, may_plan, may_write, require_open
from app.meetings.queries import ItemRow
from app.meetings.views.meetings import READ, Req
from app.organisation.actions import Created
from app.surveys.enums import RoundState
from app.surveys.queries import list_rounds
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, redirect, render

WRITE = {"login_only": True}  # by one's place in the committee: `policy.may_write`
OF_UNIT = {"permission": Permission.MEETING_WRITE}
_MOST_ROUNDS = 12


@get("/punkter/{public_id:str}", name="agenda.show", opt=READ)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    scope = actor.scope
    async with reading():
        row = await queries.get_item(scope, public_id)
        forum = await queries.get_forum(scope, row.committee, row.unit)
        links = (await queries.list_links(scope, [row.id])).get(row.id, [])
        steps = await queries.list_steps(scope, row.id)
        targets = await queries.list_targets(scope, forum)
    page = item_page(
        forum,
        row,
        links,
        steps,
        targets,
        actor.today,
        can_write=may_write(actor, forum).ok,
        can_plan=may_plan(actor, forum).ok,
        is_own=row.proposed_by == actor.person,
    )
    return render(request, page)


@get("/udvalg/{public_id:str}/dagsorden/nyt", name="agenda.new", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _new(request, actor, await _committee(actor, public_id))


@post("/udvalg/{public_id:str}/dagsorden/nyt", name="agenda.create", opt=WRITE)
async def create(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _create(request, actor, await _committee(actor, public_id))


@get("/enheder/{public_id:str}/dagsorden/nyt", name="agenda.new_of_unit", opt=OF_UNIT)
async def new_of_unit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _new(request, actor, await _unit(actor, public_id))


@post("/enheder/{public_id:str}/dagsorden/nyt", name="agenda.create_of_unit", opt=OF_UNIT)
async def create_of_unit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _create(request, actor, await _unit(actor, public_id))


async def _committee(actor: Actor, public_id: str) -> Forum:
    async with reading():
        return _to_write(actor, await queries.get_committee_forum(actor.scope, public_id))


async def _unit(actor: Actor, public_id: str) -> Forum:
    async with reading():
        return _to_write(actor, await queries.get_unit_forum(actor.scope, public_id))


def _to_write(actor: Actor, forum: Forum) -> Forum:
    """Raises `Denied`, and `RuleViolation` for a closed one."""
    may_write(actor, forum).require()
    require_open(forum)
    return forum


async def _new(request: Req, actor: Actor, forum: Forum) -> Response[Any]:
    asked = request.query_params
    values: dict[str, Any] = {"meeting": asked.get("moede", "")}
    if case := asked.get("sag"):
        async with reading():
            ref = await get_case_ref(actor.scope, case)
            points = await queries.list_points(actor.scope, [ref.id])
        chosen = [each for each in points if each.public_id == asked.get("fokuspunkt")]
        title = chosen[0].label if chosen else ref.title
        values |= {"title": title, "cases": (case,), "focus_points": tuple(each.public_id for each in chosen)}
    return await _new_page(request, actor, forum, blank(ItemForm, carried_for(request), **values))


async def _create(request: Req, actor: Actor, forum: Forum) -> Response[Any]:
    submission = await read_form(request, ItemForm)

    async def run(form: ItemForm) -> Created:
        return await actions.add_item(actor, forum, _facts(form))

    made = await submission.run(run)
    if not submission.ok:
        return await _new_page(request, actor, forum, submission.state(), submission.status)
    can_plan = may_plan(actor, forum).ok
    flash = "Punktet er sat på." if can_plan else "Punktet er foreslået. Formand eller sekretær sætter det på."
    return redirect(request, item_href(made.public_id), flash=flash)


def _facts(form: ItemForm) -> ItemFacts:
    return ItemFacts(**{name: getattr(form, name) for name in ItemFacts.__struct_fields__})


async def _new_page(request: Req, actor: Actor, forum: Forum, form: FormState, status: int = 200) -> Response[Any]:
    title = "Nyt punkt" if may_plan(actor, forum).ok else "Foreslå et punkt"
    return await _form_page(
        request,
        actor,
        forum,
        form,
        status,
        title=f"{title}: {forum.name}",
        crumbs=forum_crumbs(forum, Crumb(title)),
        action=agenda_href(forum),
        cancel=meetings_href(forum),
    )


@get("/punkter/{public_id:str}/ret", name="agenda.edit", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row, forum = await _to_change(actor, public_id)
    async with reading():
        links = (await queries.list_links(actor.scope, [row.id])).get(row.id, [])
    seen = [each for each in links if each.told is None]
    form = blank(
        ItemForm,
        carried_for(request),
        title=row.title,
        text=row.text,
        meeting=row.meeting_public_id or "",
        cases=tuple(dict.fromkeys(each.case_public_id for each in seen if each.case_public_id)),
        focus_points=tuple(each.focus_point_public_id for each in seen if each.focus_point_public_id),
        rounds=tuple(each.round_public_id for each in seen if each.round_public_id),
    )
    return await _edit_page(request, actor, row, forum, form)


@post("/punkter/{public_id:str}/ret", name="agenda.update", opt=WRITE)
async def update(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row, forum = await _to_change(actor, public_id)
    submission = await read_form(request, ItemForm)
    await submission.run(lambda form: actions.change_item(actor, public_id, seen=form.version or 0, facts=_facts(form)))
    if not submission.ok:
        again, _ = await _to_change(actor, public_id)
        return await _edit_page(request, actor, again, forum, submission.state(), submission.status)
    return redirect(request, item_href(row.public_id), flash="Gemt.")


async def _to_change(actor: Actor, public_id: str) -> tuple[ItemRow, Forum]:
    """Raises as `actions.item_to_change`."""
    async with reading():
        return await actions.item_to_change(actor, public_id)


async def _edit_page(
    request: Req, actor: Actor, row: ItemRow, forum: Forum, form: FormState, status: int = 200
) -> Response[Any]:
    return await _form_page(
        request,
        actor,
        forum,
        form,
        status,
        title=f"Ret: {row.title}",
        crumbs=item_crumbs(forum, row, Crumb("Ret")),
        action=f"{item_href(row.public_id)}/ret",
        cancel=item_href(row.public_id),
        version=seen_version(form, row.version),
    )


async def _form_page(
    request: Req, actor: Actor, forum: Forum, form: FormState, status: int, **page: Any
) -> Response[Any]:
    scope = actor.scope
    async with reading():
        meetings = await queries.list_meetings(scope, forum)
        cases = await queries.list_cases_for(scope, forum)
        chosen = [line.id for line in cases if line.public_id in form.lists["cases"]]
        points = await queries.list_points(scope, chosen)
        rounds = [each for each in await list_rounds(scope) if each.state is RoundState.PUBLISHED][:_MOST_ROUNDS]
    whole = EditItemPage(
        form=form,
        is_proposal=not may_plan(actor, forum).ok,
        meetings=meeting_options(meetings, actor.today),
        cases=tuple(Option(line.public_id, f"{line.reference} {line.title}") for line in cases),
        points=tuple(Option(each.public_id, each.label) for each in points),
        rounds=tuple(Option(each.public_id, f"{each.name}, {each.unit_name}") for each in rounds),
        **page,
    )
    return render(request, whole, status)


@get("/sager/{public_id:str}/dagsorden", name="agenda.of_case", opt={"permission": Permission.CASE_READ})
async def of_case(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], fokuspunkt: FromQuery[str] = ""
) -> Response[Any]:
    scope = actor.scope
    async with reading():
        case = await get_case_ref(scope, public_id)
        forums = [each for each in await queries.list_forums_of(scope, case) if may_write(actor, each).ok]
        agendas = await queries.list_agendas_of(scope, case.id)
    point = f"&fokuspunkt={fokuspunkt}" if fokuspunkt.isalnum() else ""
    page = PlacesPage(
        title="Sæt på dagsorden",
        case=case_header(case, "involvement", "Sæt på dagsorden"),
        forums=tuple(Option(f"{agenda_href(each)}?sag={case.public_id}{point}", each.name) for each in forums),
        agendas=tuple(
            LinkLine(
                each.title,
                item_href(each.public_id),
                f"{each.forum_name}, {short_date(each.held_on) if each.held_on else 'venter på et møde'}",
            )
            for each in agendas
        ),
    )
    return render(request, page)


routes = [show, new, create, new_of_unit, create_of_unit, edit, update, of_case]
