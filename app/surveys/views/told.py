"""Telling which units became which: for who keeps the surveys of all of them."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may_anywhere
from app.core.errors import Denied
from app.db.transaction import reading
from app.organisation.actions import Created
from app.surveys.actions.told import ToldFacts, change_reorganisation, remove_reorganisation, tell_reorganisation
from app.surveys.forms import RemoveToldForm, ToldForm
from app.surveys.pages.told import (
    HOME,
    EditToldPage,
    RemoveToldPage,
    ToldPage,
    told_crumbs,
    told_line,
)
from app.surveys.queries.choices import list_kept_ever
from app.surveys.queries.told import ToldDetail, get_kept_told, list_kept_told
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, redirect, render

Req = Request[Any, Any, Any]
WRITE = {"permission": Permission.SURVEY_WRITE}
_LEAST = 3  # places to choose units in


def _require(actor: Actor) -> None:
    if not may_anywhere(actor, Permission.SURVEY_WRITE):
        raise Denied


@get(HOME, name="told.index", opt=WRITE)
async def index(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    _require(actor)
    async with reading():
        found = await list_kept_told(actor.scope)
    page = ToldPage(
        title="Omlægninger",
        crumbs=(Crumb("Målinger", "/maalinger"), Crumb("Omlægninger")),
        lines=tuple(map(told_line, found)),
    )
    return render(request, page)


@get(f"{HOME}/ny", name="told.new", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _edit_page(request, actor, None, blank(ToldForm, carried_for(request)))


@post(f"{HOME}/ny", name="told.create", opt=WRITE)
async def create(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    _require(actor)
    submission = await read_form(request, ToldForm)

    async def run(form: ToldForm) -> Created:
        return await tell_reorganisation(actor, _facts(form), accepted=form.accepted)

    await submission.run(run)
    if not submission.ok:
        return await _edit_page(request, actor, None, submission.state(), submission.status)
    return redirect(request, HOME, flash="Omlægningen er gemt. Det er regnet ud på ny, hvilke tal der vises.")


def _facts(form: ToldForm) -> ToldFacts:
    return ToldFacts(changed_on=form.changed_on, before=form.before, after=form.after, note=form.note)


@get(f"{HOME}/{{public_id:str}}/ret", name="told.edit", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _found(actor, public_id)
    before, after = [tuple(unit.public_id for unit in found.side(is_after=side)) for side in (False, True)]
    form = blank(
        ToldForm,
        carried_for(request),
        changed_on=found.row.changed_on,
        before=before,
        after=after,
        note=found.row.note,
    )
    return await _edit_page(request, actor, found, form)


@post(f"{HOME}/{{public_id:str}}/ret", name="told.update", opt=WRITE)
async def update(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _found(actor, public_id)
    submission = await read_form(request, ToldForm)
    await submission.run(
        lambda form: change_reorganisation(
            actor, public_id, _facts(form), seen=form.version or 0, accepted=form.accepted
        )
    )
    if not submission.ok:
        return await _edit_page(request, actor, found, submission.state(), submission.status)
    return redirect(request, HOME, flash="Gemt. Det er regnet ud på ny, hvilke tal der vises.")


async def _found(actor: Actor, public_id: str) -> ToldDetail:
    async with reading():
        return await get_kept_told(actor.scope, public_id)


async def _edit_page(
    request: Req, actor: Actor, found: ToldDetail | None, form: FormState, status: int = 200
) -> Response[Any]:
    _require(actor)
    async with reading():
        units = await list_kept_ever(actor.scope)
        now = await get_kept_told(actor.scope, found.row.public_id) if found else None
    title = "Ret omlægning" if now else "Ny omlægning"
    page = EditToldPage(
        title=title,
        crumbs=told_crumbs(title),
        action=f"{HOME}/{now.row.public_id}/ret" if now else f"{HOME}/ny",
        cancel=HOME,
        form=form,
        version=seen_version(form, now.row.version) if now else None,
        units=tuple(Option(unit.public_id, " › ".join((*unit.path, unit.name))) for unit in units),
        before=_places(form.lists["before"]),
        after=_places(form.lists["after"]),
    )
    return render(request, page, status)


def _places(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """What is chosen, and at least one place more."""
    return (*chosen, *[""] * max(_LEAST - len(chosen), 1))


@get(f"{HOME}/{{public_id:str}}/fjern", name="told.remove", opt=WRITE)
async def show_remove(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return _remove_page(request, await _found(actor, public_id), blank(RemoveToldForm, carried_for(request)))


@post(f"{HOME}/{{public_id:str}}/fjern", name="told.remove_it", opt=WRITE)
async def remove(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    await _found(actor, public_id)
    submission = await read_form(request, RemoveToldForm)
    await submission.run(
        lambda form: remove_reorganisation(
            actor, public_id, seen=form.version or 0, reason=form.reason, accepted=form.accepted
        )
    )
    if not submission.ok:
        return _remove_page(request, await _found(actor, public_id), submission.state(), submission.status)
    return redirect(request, HOME, flash="Omlægningen er fjernet.")


def _remove_page(request: Req, found: ToldDetail, form: FormState, status: int = 200) -> Response[Any]:
    page = RemoveToldPage(
        title="Fjern omlægning",
        crumbs=told_crumbs("Fjern"),
        action=f"{HOME}/{found.row.public_id}/fjern",
        cancel=HOME,
        form=form,
        version=seen_version(form, found.row.version),
        text=found.text(),
    )
    return render(request, page, status)


routes = [index, new, create, edit, update, show_remove, remove]
