"""Answers in words: written by who keeps the round, read by who is named."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import list_named_readers
from app.audit.actions import record_access
from app.audit.enums import EntityKind
from app.db.transaction import reading
from app.surveys import queries
from app.surveys.actions.texts import put_texts
from app.surveys.forms import TextsForm
from app.surveys.pages.rounds import HOME, address_of, crumbs_of
from app.surveys.pages.texts import EditTextsPage, TextsPage
from app.surveys.queries import RoundDetail
from app.surveys.queries.texts import get_text_unit, list_text_readers, list_texts
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, redirect, render

Req = Request[Any, Any, Any]
_PATH = f"{HOME}/{{public_id:str}}/enheder/{{unit_id:str}}/fritekst"
_READ = {"permission": Permission.SURVEY_READ}
_WRITE = {"permission": Permission.SURVEY_WRITE}


@get(_PATH, name="surveys.texts", opt=_READ)
async def show(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], unit_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        found = await queries.get_round(actor.scope, public_id)
        key = await queries.get_round_unit(actor.scope, found, unit_id)
        answers = await list_texts(actor.scope, found, key)
        unit = await get_text_unit(actor.scope, found, key)
    if answers is not None:
        await record_access(
            actor,
            EntityKind.SURVEY_ROUND,
            found.row.id,
            subject=f"{found.row.name}: {unit.name}",
            after={"læst": "fritekst"},
        )
    here = f"{address_of(found.row)}/enheder/{unit_id}"
    page = TextsPage(
        title=f"Fritekst fra {unit.name}",
        crumbs=crumbs_of(found.row, Crumb(unit.name, here), Crumb("Fritekst")),
        round_name=found.row.name,
        answers=answers,
    )
    return render(request, page)


@get(f"{_PATH}/ret", name="surveys.edit_texts", opt=_WRITE)
async def edit(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], unit_id: FromPath[str]
) -> Response[Any]:
    return await _page(request, actor, public_id, unit_id)


@post(f"{_PATH}/ret", name="surveys.put_texts", opt=_WRITE)
async def put(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], unit_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        await _to_write(actor, public_id, unit_id)
    submission = await read_form(request, TextsForm)
    await submission.run(
        lambda form: put_texts(
            actor,
            public_id,
            unit_id,
            seen=form.version or 0,
            typed=form.texts,
            is_removed=form.remove,
            readers=form.readers,
        )
    )
    if not submission.ok:
        return await _page(request, actor, public_id, unit_id, submission.state(), submission.status)
    return redirect(request, f"{HOME}/{public_id}/enheder/{unit_id}", flash="Friteksten er gemt.")


async def _to_write(actor: Actor, public_id: str, unit_id: str) -> tuple[RoundDetail, int]:
    """The round and the key of its unit, for who keeps it. Raises `NotFound`, also before `Denied`."""
    found = await queries.get_round(actor.scope, public_id)
    key = await queries.get_round_unit(actor.scope, found, unit_id)
    may(actor, Permission.SURVEY_WRITE, found.above).require()
    return found, key


async def _page(
    request: Req, actor: Actor, public_id: str, unit_id: str, form: FormState | None = None, status: int = 200
) -> Response[Any]:
    async with reading():
        found, key = await _to_write(actor, public_id, unit_id)
        unit = await get_text_unit(actor.scope, found, key)
        named = await list_named_readers(actor.scope, "round_unit", unit.id)
        people = await list_text_readers(actor.scope, key)
    if form is None:
        form = blank(TextsForm, carried_for(request), readers=tuple(each.public_id for each in named))
    others = {each.public_id: each.name for each in named if each.id != actor.person}
    others |= {each.public_id: each.name for each in people}
    here = f"{address_of(found.row)}/enheder/{unit_id}"
    page = EditTextsPage(
        title=f"Skriv fritekst fra {unit.name}",
        crumbs=crumbs_of(found.row, Crumb(unit.name, here), Crumb("Fritekst")),
        action=f"{here}/fritekst/ret",
        cancel=here,
        form=form,
        version=seen_version(form, unit.version),
        is_stored=unit.is_stored,
        people=tuple(Option(key, name) for key, name in others.items()),
    )
    return render(request, page, status)


routes = [show, edit, put]
