"""Writing the figures of a unit by hand, from a printed report."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.core.errors import NotFound
from app.db.transaction import reading
from app.surveys import actions, queries
from app.surveys.actions import Correction
from app.surveys.forms import FiguresForm, figures_form
from app.surveys.pages.rounds import HOME, address_of, crumbs_of, published_day, unit_href
from app.surveys.pages.units import FiguresPage, direction_options, known_figures, scale_fields
from app.surveys.queries import RoundDetail
from app.surveys.rules.entry import TypedFigure
from app.surveys.rules.shown import ShownUnit, Suppressed
from app.surveys.words import figure_text
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, redirect, render

Req = Request[Any, Any, Any]
WRITE = {"permission": Permission.SURVEY_WRITE}


async def _to_write(actor: Actor, public_id: str, unit_id: str) -> tuple[RoundDetail, ShownUnit]:
    """The round and the unit, for who keeps it: what is hidden is hidden here, too. Raises `NotFound`, `Denied`."""
    async with reading():
        found = await queries.get_round(actor.scope, public_id)
        key = await queries.get_round_unit(actor.scope, found, unit_id)
        unit = (await queries.shown(actor.scope, (found,), unit=key))[found.row.id].find(key)
    if unit is None:
        raise NotFound
    may(actor, Permission.SURVEY_WRITE, found.above).require()
    return found, unit


def _form_of(found: RoundDetail) -> type[FiguresForm]:
    return figures_form(len(found.data.scales) if found.data else 0)


@get(f"{HOME}/{{public_id:str}}/enheder/{{unit_id:str}}/tal", name="surveys.figures", opt=WRITE)
async def edit(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], unit_id: FromPath[str]
) -> Response[Any]:
    found, unit = await _to_write(actor, public_id, unit_id)
    form = blank(
        _form_of(found),
        carried_for(request),
        invited=unit.invited,
        answered=None if isinstance(unit.answered, Suppressed) else unit.answered,
        direction=None if isinstance(unit.direction, Suppressed) else unit.direction,
        direction_note=unit.direction_note,
    )
    return _page(request, found, unit, form)


@post(f"{HOME}/{{public_id:str}}/enheder/{{unit_id:str}}/tal", name="surveys.enter_figures", opt=WRITE)
async def enter(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], unit_id: FromPath[str]
) -> Response[Any]:
    found, unit = await _to_write(actor, public_id, unit_id)
    submission = await read_form(request, _form_of(found))

    async def run(form: FiguresForm) -> int:
        return await actions.enter_figures(
            actor,
            public_id,
            unit_id,
            seen=form.version or 0,
            invited=form.invited,
            answered=form.answered,
            keeps_answered=form.answered is None and isinstance(unit.answered, Suppressed),
            direction=form.direction,
            direction_note=form.direction_note,
            keeps_direction=form.direction is None
            and not form.direction_note
            and isinstance(unit.direction, Suppressed),
            figures=_typed(form, len(found.data.scales) if found.data else 0),
            correction=Correction(form.reason, accepted=form.accepted),
        )

    withdrawn = await submission.run(run)
    if not submission.ok:
        again, unit = await _to_write(actor, public_id, unit_id)
        return _page(request, again, unit, submission.state(), submission.status)
    if withdrawn:
        text = f"Gemt. {withdrawn} tal, der har været vist, er nu skjult: sammen med de nye kunne de vise for meget."
        return redirect(request, address_of(found.row), flash=text, kind="warning")
    return redirect(request, address_of(found.row), flash=f"Tallene for {unit.name} er gemt.")


def _typed(form: FiguresForm, scales: int) -> list[TypedFigure]:
    return [
        TypedFigure(
            n=getattr(form, f"n_{index}"),
            mean=getattr(form, f"mean_{index}"),
            spread=getattr(form, f"spread_{index}"),
            is_hidden_by_supplier=getattr(form, f"supplier_{index}"),
            is_removed=getattr(form, f"remove_{index}"),
        )
        for index in range(scales)
    ]


def _page(request: Req, found: RoundDetail, unit: ShownUnit, form: FormState, status: int = 200) -> Response[Any]:
    page = FiguresPage(
        title=f"Tal for {unit.name}",
        crumbs=crumbs_of(found.row, Crumb(unit.name, unit_href(found.row, unit)), Crumb("Tal")),
        action=f"{unit_href(found.row, unit)}/tal",
        cancel=address_of(found.row),
        form=form,
        version=seen_version(form, unit.version),
        unit=unit.name,
        directions=direction_options(),
        scales=scale_fields(found, unit),
        answered_stored=figure_text(unit.answered) if isinstance(unit.answered, Suppressed) else "",
        is_direction_stored=isinstance(unit.direction, Suppressed),
        published_on=published_day(found.row),
        known=known_figures(found, unit) if published_day(found.row) else (),
    )
    return render(request, page, status)


routes = [edit, enter]
