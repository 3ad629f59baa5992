"""Making, changing and closing committees: for administrators."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may, may_anywhere
from app.committees import actions, queries
from app.committees.forms import CloseCommitteeForm, CommitteeForm
from app.committees.labels import COMMITTEE_KIND
from app.committees.pages import CloseCommitteePage, EditCommitteePage, address_of, crumbs_of
from app.committees.policy import require_open
from app.committees.queries import CommitteeDetail
from app.committees.views.show import Req
from app.core.errors import Denied
from app.db.transaction import reading
from app.organisation.actions import Created
from app.organisation.queries import list_admin_units
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, options, redirect, render

WRITE = {"permission": Permission.COMMITTEE_WRITE}
# Changes of who may see what ask first who it is that changes them (app/web/middleware.py).
CHANGE = {**WRITE, "recent_login": True}


async def committee_to_change(actor: Actor, public_id: str) -> CommitteeDetail:
    """The committee, for who administers all its units. Raises `NotFound`, `Denied`, `RuleViolation` when closed."""
    committee = await queries.get_committee(actor.scope, public_id)
    for ancestors in committee.ancestors:
        may(actor, Permission.COMMITTEE_WRITE, ancestors).require()
    require_open(committee.closed_on)
    return committee


@get("/udvalg/nyt", name="committees.new", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _new_page(request, actor, blank(CommitteeForm, carried_for(request)))


@post("/udvalg/nyt", name="committees.create", opt=CHANGE)
async def create(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, CommitteeForm)

    async def run(form: CommitteeForm) -> Created:
        chosen = await queries.get_units(actor.scope, form.units)
        return await actions.create_committee(
            actor,
            chosen.municipality,
            name=form.name,
            kind=form.kind,
            rank=form.rank,
            units=chosen.units,
            is_work_environment=form.is_work_environment,
        )

    made = await submission.run(run)
    if not submission.ok:
        return await _new_page(request, actor, submission.state(), submission.status)
    return redirect(request, f"/udvalg/{made.public_id}", flash="Udvalget er oprettet. Tilføj nu medlemmerne.")


async def _new_page(request: Req, actor: Actor, form: FormState, status: int = 200) -> Response[Any]:
    if not may_anywhere(actor, Permission.COMMITTEE_WRITE):
        raise Denied
    async with reading():
        units = await list_admin_units(actor.scope)
        ranks = await queries.list_ranks(actor.scope)
    choices = tuple(Option(unit.public_id, " › ".join((*unit.path, unit.name))) for unit in units)
    page = EditCommitteePage(
        title="Nyt udvalg",
        crumbs=(Crumb("Udvalg", "/udvalg"), Crumb("Nyt udvalg")),
        action="/udvalg/nyt",
        cancel="/udvalg",
        form=form,
        kinds=options(COMMITTEE_KIND),
        ranks=tuple(Option(rank, rank) for rank in ranks),
        units=choices,
        chosen=_chosen(choices, form),
    )
    return render(request, page, status)


def _chosen(choices: tuple[Option, ...], form: FormState) -> tuple[Option, ...]:
    return tuple(choice for choice in choices if choice.value in form.lists["units"])


@get("/udvalg/{public_id:str}/ret", name="committees.edit", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        committee = await committee_to_change(actor, public_id)
    form = blank(
        CommitteeForm,
        carried_for(request),
        name=committee.name,
        kind=committee.kind,
        is_work_environment=committee.is_work_environment,
        rank=committee.rank,
        units=tuple(unit.public_id for unit in committee.units if unit.public_id),
    )
    return await _edit_page(request, actor, committee, form)


@post("/udvalg/{public_id:str}/ret", name="committees.update", opt=CHANGE)
async def update(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    committee = await committee_to_change(actor, public_id)
    submission = await read_form(request, CommitteeForm)

    async def run(form: CommitteeForm) -> None:
        chosen = await queries.get_units(actor.scope, form.units)
        await actions.change_committee(
            actor,
            committee.id,
            seen=form.version or 0,
            name=form.name,
            kind=form.kind,
            rank=form.rank,
            units=chosen.units,
            is_work_environment=form.is_work_environment,
        )

    await submission.run(run)
    if not submission.ok:
        again = await queries.get_committee(actor.scope, public_id)
        return await _edit_page(request, actor, again, submission.state(), submission.status)
    return redirect(request, address_of(committee), flash="Gemt. Adgangen til sager følger med fra nu af.")


async def _edit_page(
    request: Req, actor: Actor, committee: CommitteeDetail, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        units = await list_admin_units(actor.scope)
    own = {unit.public_id: unit.name for unit in committee.units if unit.public_id}
    choices = {unit.public_id: " › ".join((*unit.path, unit.name)) for unit in units}
    every = {**{key: f"{name} (lukket)" for key, name in own.items() if key not in choices}, **choices}
    ranks = dict.fromkeys([*committee.ranks, *([committee.rank] if committee.rank else [])])
    page = EditCommitteePage(
        title=f"Ret {committee.name}",
        crumbs=crumbs_of(committee, "Ret"),
        action=f"{address_of(committee)}/ret",
        cancel=address_of(committee),
        form=form,
        version=seen_version(form, committee.version),
        kinds=options(COMMITTEE_KIND),
        ranks=tuple(Option(rank, rank) for rank in ranks),
        units=tuple(Option(key, label) for key, label in choices.items()),
        chosen=_chosen(tuple(Option(key, label) for key, label in every.items()), form),
    )
    return render(request, page, status)


@get("/udvalg/{public_id:str}/luk", name="committees.close", opt=WRITE)
async def show_close(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        committee = await committee_to_change(actor, public_id)
    return _close_page(request, committee, blank(CloseCommitteeForm, carried_for(request), closed_on=actor.today))


@post("/udvalg/{public_id:str}/luk", name="committees.close_it", opt=CHANGE)
async def close(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    committee = await committee_to_change(actor, public_id)
    submission = await read_form(request, CloseCommitteeForm)
    await submission.run(
        lambda form: actions.close_committee(actor, committee.id, seen=form.version or 0, closed_on=form.closed_on)
    )
    if not submission.ok:
        again = await queries.get_committee(actor.scope, public_id)
        return _close_page(request, again, submission.state(), submission.status)
    return redirect(request, address_of(committee), flash="Udvalget er nedlagt.")


def _close_page(request: Req, committee: CommitteeDetail, form: FormState, status: int = 200) -> Response[Any]:
    page = CloseCommitteePage(
        title=f"Nedlæg {committee.name}",
        crumbs=crumbs_of(committee, "Nedlæg"),
        action=f"{address_of(committee)}/luk",
        cancel=address_of(committee),
        form=form,
        version=seen_version(form, committee.version),
    )
    return render(request, page, status)


routes = [new, create, edit, update, show_close, close]
