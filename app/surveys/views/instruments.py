"""Instruments: ours, and the municipality's own."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.core.errors import Denied, NotFound
from app.db.transaction import reading
from app.organisation.actions import Created
from app.organisation.queries import list_municipalities
from app.surveys import actions, queries
from app.surveys.forms import EditionForm, InstrumentForm
from app.surveys.pages.instruments import (
    HOME,
    EditInstrumentPage,
    EditionPage,
    InstrumentPage,
    InstrumentsPage,
    crumbs_of,
    list_crumbs,
    missing_rule,
    own_line,
    scale_view,
    shipped_line,
)
from app.surveys.policy import keeps_surveys_of, may_keep_instruments
from app.surveys.queries import InstrumentDetail, sees_surveys
from app.surveys.rules.instruments import InstrumentData
from app.surveys.rules.shipped import SHIPPED
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Option, redirect, render

Req = Request[Any, Any, Any]
READ = {"permission": Permission.SURVEY_READ}
WRITE = {"permission": Permission.SURVEY_WRITE}


@get(HOME, name="instruments.index", opt=READ)
async def index(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    if not sees_surveys(actor.scope):
        raise Denied
    async with reading():
        rows = await queries.list_instruments(actor.scope)
    page = InstrumentsPage(
        title="Spørgeskemaer",
        crumbs=list_crumbs(),
        own=tuple(own_line(row) for row in rows if not row.is_shipped),
        shipped=tuple(shipped_line(each, rows) for each in SHIPPED),
        can_create=bool(keeps_surveys_of(actor)),
    )
    return render(request, page)


@get(f"{HOME}/{{public_id:str}}", name="instruments.show", opt=READ)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    if not sees_surveys(actor.scope):
        raise NotFound
    shipped = next((each for each in SHIPPED if each.key == public_id), None)
    if shipped is not None:
        return render(request, _page(shipped, is_shipped=True))
    async with reading():
        found = await queries.get_instrument(actor.scope, public_id)
    may_keep = may_keep_instruments(actor, found.row.municipality).ok and not found.row.is_shipped
    page = _page(
        found.data,
        base=address_of(found),
        is_shipped=found.row.is_shipped,
        rounds=found.row.rounds,
        can_change=may_keep and not found.row.rounds,
        can_copy=may_keep,
    )
    return render(request, page)


def address_of(found: InstrumentDetail) -> str:
    return f"{HOME}/{found.row.public_id}"


def _page(
    data: InstrumentData,
    *,
    is_shipped: bool,
    base: str = "",
    rounds: int = 0,
    can_change: bool = False,
    can_copy: bool = False,
) -> InstrumentPage:
    names = {scale.code: scale.name for scale in data.scales}
    return InstrumentPage(
        title=data.name,
        crumbs=crumbs_of(data.name, None),
        base=base,
        edition=data.edition,
        source=data.source,
        missing_rule=missing_rule(data),
        scales=tuple(scale_view(scale, names, base if can_change else None) for scale in data.scales),
        rounds=rounds,
        is_shipped=is_shipped,
        can_change=can_change,
        can_copy=can_copy,
    )


@get(f"{HOME}/nyt", name="instruments.new", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _new_page(request, actor, blank(InstrumentForm, carried_for(request), valid_percent=50))


@post(f"{HOME}/nyt", name="instruments.create", opt=WRITE)
async def create(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    chosen = await _municipalities(actor)
    submission = await read_form(request, InstrumentForm)

    async def run(form: InstrumentForm) -> Created:
        municipality = next((key for code, key in chosen.items() if form.municipality in (code, "")), 0)
        return await actions.create_instrument(
            actor,
            municipality,
            name=form.name,
            edition=form.edition,
            source=form.source,
            valid_percent=form.valid_percent or 0,
        )

    made = await submission.run(run)
    if not submission.ok:
        return await _new_page(request, actor, submission.state(), submission.status)
    return redirect(request, f"{HOME}/{made.public_id}", flash="Skemaet er oprettet. Tilføj nu dets skalaer.")


async def _municipalities(actor: Actor) -> dict[str, int]:
    """The key of each municipality where the actor keeps surveys, by its code. Raises `Denied` where there is none."""
    keeps = keeps_surveys_of(actor)
    if not keeps:
        raise Denied
    async with reading():
        return {each.code: each.id for each in await list_municipalities(actor.scope) if each.id in keeps}


async def _new_page(request: Req, actor: Actor, form: FormState, status: int = 200) -> Response[Any]:
    codes = tuple(Option(code, code) for code in await _municipalities(actor))
    page = EditInstrumentPage(
        title="Nyt spørgeskema",
        crumbs=list_crumbs("Nyt spørgeskema"),
        action=f"{HOME}/nyt",
        cancel=HOME,
        form=form,
        municipalities=codes if len(codes) > 1 else (),
    )
    return render(request, page, status)


async def to_change(actor: Actor, public_id: str) -> InstrumentDetail:
    """The instrument, for who may change it. Raises as `actions.own_instrument`."""
    async with reading():
        return await actions.own_instrument(actor, public_id)


@get(f"{HOME}/{{public_id:str}}/ret", name="instruments.edit", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await to_change(actor, public_id)
    data = found.data
    form = blank(
        InstrumentForm,
        carried_for(request),
        name=data.name,
        edition=data.edition,
        source=data.source,
        valid_percent=data.valid_percent,
    )
    return _edit_page(request, found, form)


@post(f"{HOME}/{{public_id:str}}/ret", name="instruments.update", opt=WRITE)
async def update(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await to_change(actor, public_id)
    submission = await read_form(request, InstrumentForm)
    await submission.run(
        lambda form: actions.change_instrument(
            actor,
            public_id,
            seen=form.version or 0,
            name=form.name,
            edition=form.edition,
            source=form.source,
            valid_percent=form.valid_percent or 0,
        )
    )
    if not submission.ok:
        return _edit_page(request, await to_change(actor, public_id), submission.state(), submission.status)
    return redirect(request, address_of(found), flash="Gemt.")


def _edit_page(request: Req, found: InstrumentDetail, form: FormState, status: int = 200) -> Response[Any]:
    page = EditInstrumentPage(
        title=f"Ret {found.data.name}",
        crumbs=crumbs_of(found.data.name, address_of(found), "Ret"),
        action=f"{address_of(found)}/ret",
        cancel=address_of(found),
        form=form,
        version=seen_version(form, found.row.version),
    )
    return render(request, page, status)


@get(f"{HOME}/{{public_id:str}}/ny-udgave", name="instruments.new_edition", opt=WRITE)
async def new_edition(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_copy(actor, public_id)
    return _edition_page(request, found, blank(EditionForm, carried_for(request)))


@post(f"{HOME}/{{public_id:str}}/ny-udgave", name="instruments.create_edition", opt=WRITE)
async def create_edition(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_copy(actor, public_id)
    submission = await read_form(request, EditionForm)
    made = await submission.run(lambda form: actions.create_edition(actor, public_id, edition=form.edition))
    if not submission.ok:
        return _edition_page(request, found, submission.state(), submission.status)
    return redirect(
        request, f"{HOME}/{made.public_id}", flash="Den nye udgave er oprettet. Ret det, der er anderledes."
    )


async def _to_copy(actor: Actor, public_id: str) -> InstrumentDetail:
    async with reading():
        found = await queries.get_instrument(actor.scope, public_id)
    may_keep_instruments(actor, found.row.municipality).require()
    return found


def _edition_page(request: Req, found: InstrumentDetail, form: FormState, status: int = 200) -> Response[Any]:
    page = EditionPage(
        title=f"Ny udgave af {found.data.name}",
        crumbs=crumbs_of(found.data.name, address_of(found), "Ny udgave"),
        action=f"{address_of(found)}/ny-udgave",
        cancel=address_of(found),
        form=form,
        edition=found.data.edition,
    )
    return render(request, page, status)


routes = [index, show, new, create, edit, update, new_edition, create_edition]
