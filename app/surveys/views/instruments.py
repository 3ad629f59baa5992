"""Instruments: ours, and the municipality's own."""

from typing import Any

import msgspec
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
from app.surveys.forms import EditionForm, InstrumentForm, RemoveScaleForm, ScaleForm
from app.surveys.labels import SCALE_SCORING
from app.surveys.pages.instruments import (
    HOME,
    EditInstrumentPage,
    EditionPage,
    InstrumentPage,
    InstrumentsPage,
    RemoveScalePage,
    ScalePage,
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
from app.surveys.rules.typed import TypedScale, typed_of
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Option, options, redirect, render

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


async def _to_change(actor: Actor, public_id: str) -> InstrumentDetail:
    """Raises as `actions.own_instrument`."""
    async with reading():
        return await actions.own_instrument(actor, public_id)


@get(f"{HOME}/{{public_id:str}}/ret", name="instruments.edit", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_change(actor, public_id)
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
    found = await _to_change(actor, public_id)
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
        return _edit_page(request, await _to_change(actor, public_id), submission.state(), submission.status)
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


def _typed(form: ScaleForm) -> TypedScale:
    values = {name: getattr(form, name) for name in TypedScale.__struct_fields__}
    return TypedScale(**values)


@get(f"{HOME}/{{public_id:str}}/skalaer/ny", name="scales.new", opt=WRITE)
async def new_scale(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_change(actor, public_id)
    return _scale_page(request, found, None, blank(ScaleForm, carried_for(request), is_higher_better=True))


@post(f"{HOME}/{{public_id:str}}/skalaer/ny", name="scales.create", opt=WRITE)
async def create_scale(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _put(request, actor, public_id, None)


@get(f"{HOME}/{{public_id:str}}/skalaer/{{code:str}}", name="scales.edit", opt=WRITE)
async def edit_scale(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], code: FromPath[str]
) -> Response[Any]:
    found = await _to_change(actor, public_id)
    scale = next((each for each in found.data.scales if each.code == code), None)
    if scale is None:
        raise NotFound
    values = msgspec.structs.asdict(typed_of(scale))
    return _scale_page(request, found, code, blank(ScaleForm, carried_for(request), **values))


@post(f"{HOME}/{{public_id:str}}/skalaer/{{code:str}}", name="scales.update", opt=WRITE)
async def update_scale(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], code: FromPath[str]
) -> Response[Any]:
    return await _put(request, actor, public_id, code)


async def _put(request: Req, actor: Actor, public_id: str, code: str | None) -> Response[Any]:
    found = await _to_change(actor, public_id)
    submission = await read_form(request, ScaleForm)
    await submission.run(
        lambda form: actions.put_scale(actor, public_id, _typed(form), seen=form.version or 0, code=code)
    )
    if not submission.ok:
        again = await _to_change(actor, public_id)
        return _scale_page(request, again, code, submission.state(), submission.status)
    return redirect(request, address_of(found), flash="Skalaen er gemt.")


def _scale_page(
    request: Req, found: InstrumentDetail, code: str | None, form: FormState, status: int = 200
) -> Response[Any]:
    title = "Ny skala" if code is None else "Ret skala"
    page = ScalePage(
        title=title,
        crumbs=crumbs_of(found.data.name, address_of(found), title),
        action=f"{address_of(found)}/skalaer/{code or 'ny'}",
        cancel=address_of(found),
        form=form,
        version=seen_version(form, found.row.version),
        scorings=options(SCALE_SCORING),
        others=tuple(Option(each.code, each.name) for each in found.data.scales if each.code != code),
        is_new=code is None,
    )
    return render(request, page, status)


@get(f"{HOME}/{{public_id:str}}/skalaer/{{code:str}}/fjern", name="scales.remove", opt=WRITE)
async def show_remove(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], code: FromPath[str]
) -> Response[Any]:
    found = await _to_change(actor, public_id)
    return _remove_page(request, found, code, blank(RemoveScaleForm))


@post(f"{HOME}/{{public_id:str}}/skalaer/{{code:str}}/fjern", name="scales.remove_it", opt=WRITE)
async def remove(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], code: FromPath[str]
) -> Response[Any]:
    found = await _to_change(actor, public_id)
    submission = await read_form(request, RemoveScaleForm)
    await submission.run(lambda form: actions.remove_scale(actor, public_id, code, seen=form.version or 0))
    if not submission.ok:
        again = await _to_change(actor, public_id)
        return _remove_page(request, again, code, submission.state(), submission.status)
    return redirect(request, address_of(found), flash="Skalaen er fjernet.")


def _remove_page(request: Req, found: InstrumentDetail, code: str, form: FormState, status: int = 200) -> Response[Any]:
    scale = next((each for each in found.data.scales if each.code == code), None)
    if scale is None:
        raise NotFound
    page = RemoveScalePage(
        title=f"Fjern {scale.name}",
        crumbs=crumbs_of(found.data.name, address_of(found), "Fjern skala"),
        action=f"{address_of(found)}/skalaer/{code}/fjern",
        cancel=address_of(found),
        form=form,
        version=seen_version(form, found.row.version),
        scale=scale.name,
    )
    return render(request, page, status)


routes = [
    index,
    show,
    new,
    create,
    edit,
    update,
    new_edition,
    create_edition,
    new_scale,
    create_scale,
    edit_scale,
    update_scale,
    show_remove,
    remove,
]
