"""Entering a figure, correcting it, and taking it back."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor
from app.core.errors import Denied
from app.db.transaction import reading
from app.indicators import actions, queries
from app.indicators.forms import CorrectForm, NewFigureForm, WithdrawFigureForm, typed_from
from app.indicators.labels import TREND
from app.indicators.pages.edit import FigurePage, WithdrawFigurePage, figure_labels, figure_values, what_text
from app.indicators.pages.words import HOME, address_of, crumbs_of, unit_href, value_href
from app.indicators.queries import IndicatorRow
from app.indicators.rules import ShownValue, computes
from app.organisation.actions import Created
from app.organisation.queries import UnitChoice
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, options, redirect, render

Req = Request[Any, Any, Any]
WRITE = {"permission": Permission.INDICATOR_WRITE}
_ONE = f"{HOME}/{{public_id:str}}/tal"
_VALUE = f"{_ONE}/{{value:str}}"


async def units_to_write(actor: Actor, public_id: str) -> tuple[IndicatorRow, list[UnitChoice]]:
    """The indicator, and the units that the actor enters figures for. Raises `NotFound`, `Denied` for none."""
    async with reading():
        row = await queries.get_indicator(actor.scope, public_id)
        units = await queries.list_entry_units(actor.scope, row.municipality)
    if not units:
        raise Denied
    return row, units


@get(f"{_ONE}/nyt", name="indicators.new_value", opt=WRITE)
async def new(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], enhed: FromQuery[str] = ""
) -> Response[Any]:
    return await _new_page(request, actor, public_id, blank(NewFigureForm, carried_for(request), unit=enhed))


@post(f"{_ONE}/nyt", name="indicators.put_value", opt=WRITE)
async def put(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row, _ = await units_to_write(actor, public_id)
    submission = await read_form(request, NewFigureForm)
    unit = submission.typed("unit")

    async def run(form: NewFigureForm) -> Created:
        return await actions.put_value(actor, public_id, form.unit, typed_from(form))

    await submission.run(run)
    if not submission.ok:
        return await _new_page(request, actor, public_id, submission.state(), submission.status)
    return redirect(request, unit_href(row, unit), flash="Gemt.")


async def _new_page(request: Req, actor: Actor, public_id: str, form: FormState, status: int = 200) -> Response[Any]:
    row, units = await units_to_write(actor, public_id)
    page = FigurePage(
        title=f"Skriv tal: {row.name}",
        crumbs=crumbs_of(row, Crumb("Skriv tal")),
        action=f"{address_of(row)}/tal/nyt",
        cancel=address_of(row),
        form=form,
        definition=row.definition,
        labels=figure_labels(row),
        units=tuple(Option(each.public_id, each.name, ", ".join(each.path) or None) for each in units),
        trends=options(TREND),
        what="",
        is_hidden=False,
    )
    return render(request, page, status)


async def _to_write(actor: Actor, public_id: str, value: str) -> tuple[IndicatorRow, ShownValue]:
    """Raises as `actions.value_to_write`."""
    async with reading():
        return await actions.value_to_write(actor, public_id, value)


@get(f"{_VALUE}/ret", name="indicators.correct", opt=WRITE)
async def show_correct(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], value: FromPath[str]
) -> Response[Any]:
    row, old = await _to_write(actor, public_id, value)
    known = figure_values(old, computed=computes(row.kind, row.measured_in))
    return _correct_page(request, row, old, blank(CorrectForm, carried_for(request), **known))


@post(f"{_VALUE}/ret", name="indicators.correct_it", opt=WRITE)
async def correct(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], value: FromPath[str]
) -> Response[Any]:
    row, old = await _to_write(actor, public_id, value)
    submission = await read_form(request, CorrectForm)

    async def run(form: CorrectForm) -> Created:
        return await actions.correct_value(
            actor, public_id, value, seen=form.version or 0, typed=typed_from(form), reason=form.reason
        )

    await submission.run(run)
    if not submission.ok:
        return _correct_page(request, row, old, submission.state(), submission.status)
    return redirect(
        request, unit_href(row, old.unit_public_id), flash="Rettet. Det gamle tal er gemt med begrundelsen."
    )


def _correct_page(
    request: Req, row: IndicatorRow, old: ShownValue, form: FormState, status: int = 200
) -> Response[Any]:
    page = FigurePage(
        title=f"Ret tal: {row.name}",
        crumbs=crumbs_of(row, Crumb(old.unit_name, unit_href(row, old.unit_public_id)), Crumb("Ret")),
        action=value_href(row, old.public_id, "ret"),
        cancel=unit_href(row, old.unit_public_id),
        form=form,
        version=seen_version(form, old.version),
        definition=row.definition,
        labels=figure_labels(row),
        units=(),
        trends=options(TREND),
        what=what_text(row, old),
        is_hidden=old.is_hidden,
    )
    return render(request, page, status)


@get(f"{_VALUE}/traek-tilbage", name="indicators.withdraw", opt=WRITE)
async def show_withdraw(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], value: FromPath[str]
) -> Response[Any]:
    row, old = await _to_write(actor, public_id, value)
    return _withdraw_page(request, row, old, blank(WithdrawFigureForm, carried_for(request)))


@post(f"{_VALUE}/traek-tilbage", name="indicators.withdraw_it", opt=WRITE)
async def withdraw(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], value: FromPath[str]
) -> Response[Any]:
    row, old = await _to_write(actor, public_id, value)
    submission = await read_form(request, WithdrawFigureForm)
    await submission.run(
        lambda form: actions.withdraw_value(actor, public_id, value, seen=form.version or 0, reason=form.reason)
    )
    if not submission.ok:
        return _withdraw_page(request, row, old, submission.state(), submission.status)
    return redirect(request, unit_href(row, old.unit_public_id), flash="Trukket tilbage. Det tæller ikke mere.")


def _withdraw_page(
    request: Req, row: IndicatorRow, old: ShownValue, form: FormState, status: int = 200
) -> Response[Any]:
    page = WithdrawFigurePage(
        title=f"Træk tal tilbage: {row.name}",
        crumbs=crumbs_of(row, Crumb(old.unit_name, unit_href(row, old.unit_public_id)), Crumb("Træk tilbage")),
        action=value_href(row, old.public_id, "traek-tilbage"),
        cancel=unit_href(row, old.unit_public_id),
        form=form,
        version=seen_version(form, old.version),
        what=what_text(row, old),
    )
    return render(request, page, status)


routes = [new, put, show_correct, correct, show_withdraw, withdraw]
