"""Saying what is followed."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.core.errors import Denied
from app.db.transaction import reading
from app.indicators import actions
from app.indicators.actions import IndicatorFacts
from app.indicators.forms import IndicatorForm
from app.indicators.labels import BETTER, INDICATOR_KIND
from app.indicators.pages.edit import EditIndicatorPage
from app.indicators.pages.words import HOME, address_of, crumbs_of, list_crumbs
from app.indicators.policy import defines_in
from app.indicators.queries import IndicatorRow
from app.organisation.actions import Created
from app.organisation.queries import list_municipalities
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, options, redirect, render

Req = Request[Any, Any, Any]
WRITE = {"permission": Permission.INDICATOR_DEFINE}


async def _municipalities(actor: Actor) -> dict[str, int]:
    """The key of each municipality where the actor makes indicators, by its code. Raises `Denied` for none."""
    found = defines_in(actor)
    if not found:
        raise Denied
    async with reading():
        return {each.code: each.id for each in await list_municipalities(actor.scope) if each.id in found}


@get(f"{HOME}/ny", name="indicators.new", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _new_page(request, actor, blank(IndicatorForm, carried_for(request), covers_people=True))


@post(f"{HOME}/ny", name="indicators.create", opt=WRITE)
async def create(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    chosen = await _municipalities(actor)
    submission = await read_form(request, IndicatorForm)

    async def run(form: IndicatorForm) -> Created:
        municipality = next((key for code, key in chosen.items() if form.municipality in (code, "")), 0)
        return await actions.create_indicator(actor, municipality, _facts(form))

    made = await submission.run(run)
    if not submission.ok:
        return await _new_page(request, actor, submission.state(), submission.status)
    return redirect(request, f"{HOME}/{made.public_id}", flash="Indikatoren er oprettet. Skriv nu det første tal.")


async def _new_page(request: Req, actor: Actor, form: FormState, status: int = 200) -> Response[Any]:
    codes = tuple(Option(code, code) for code in await _municipalities(actor))
    return _page(request, form, status, None, codes if len(codes) > 1 else ())


def _page(
    request: Req, form: FormState, status: int, row: IndicatorRow | None, municipalities: tuple[Option, ...] = ()
) -> Response[Any]:
    page = EditIndicatorPage(
        title=f"Ret: {row.name}" if row else "Ny indikator",
        crumbs=crumbs_of(row, Crumb("Ret")) if row else list_crumbs(Crumb("Ny indikator")),
        action=f"{address_of(row)}/ret" if row else f"{HOME}/ny",
        cancel=address_of(row) if row else HOME,
        form=form,
        version=seen_version(form, row.version) if row else None,
        municipalities=municipalities,
        kinds=options(INDICATOR_KIND),
        betters=options(BETTER),
        is_used=bool(row and row.entered),
    )
    return render(request, page, status)


async def _to_change(actor: Actor, public_id: str) -> IndicatorRow:
    """Raises as `actions.own_indicator`."""
    async with reading():
        return await actions.own_indicator(actor, public_id)


@get(f"{HOME}/{{public_id:str}}/ret", name="indicators.edit", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row = await _to_change(actor, public_id)
    names = ("kind", "name", "measured_in", "better", "covers_people", "definition", "source")
    form = blank(IndicatorForm, carried_for(request), **{name: getattr(row, name) for name in names})
    return _page(request, form, 200, row)


@post(f"{HOME}/{{public_id:str}}/ret", name="indicators.update", opt=WRITE)
async def update(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row = await _to_change(actor, public_id)
    submission = await read_form(request, IndicatorForm)
    await submission.run(
        lambda form: actions.change_indicator(actor, public_id, seen=form.version or 0, facts=_facts(form))
    )
    if not submission.ok:
        return _page(request, submission.state(), submission.status, row)
    return redirect(request, address_of(row), flash="Gemt.")


def _facts(form: IndicatorForm) -> IndicatorFacts:
    return IndicatorFacts(**{name: getattr(form, name) for name in IndicatorFacts.__struct_fields__})


routes = [new, create, edit, update]
