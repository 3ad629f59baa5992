"""Correcting where a case belongs, and the visit it came from."""

from collections.abc import Iterable
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.cases import actions
from app.cases.forms import PlacesForm, VisitForm
from app.cases.pages import PlacesPage, VisitEditPage, case_header, case_href
from app.cases.queries import (
    CaseRef,
    UnitChoice,
    UnitOfCase,
    VisitDetail,
    get_case_ref,
    get_visit,
    list_unit_choices,
    list_units_of_case,
    list_visits,
    load_case_rows,
)
from app.cases.views.common import ACCESS, WRITE, require_write, unit_id, unit_options
from app.core.errors import Invalid
from app.db.transaction import reading
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Option, redirect, render


class _At:
    """The case with what may be chosen for it, as the reader sees it."""

    def __init__(
        self, ref: CaseRef, units: list[UnitOfCase], choices: list[UnitChoice], visits: dict[str, VisitDetail]
    ) -> None:
        self.ref, self.units, self.choices, self.visits = ref, units, choices, visits

    def unit_ids(self, form: PlacesForm) -> list[int]:
        """The keys of the units to keep and to add."""
        known = {each.public_id: each.id for each in self.units}
        if any(each not in known for each in form.units):
            raise Invalid("case.units", "Vælg på listen.", {"units": "Vælg blandt sagens enheder."})
        added = [(field, getattr(form, field)) for field in ("add_1", "add_2", "add_3")]
        return [
            *(known[each] for each in form.units),
            *(unit_id(self.choices, public_id, field) for field, public_id in added if public_id),
        ]

    def visit_id(self, form: PlacesForm) -> int | None:
        if form.visit and form.visit not in self.visits:
            raise Invalid("case.visit", "Vælg et besøg på listen.", {"visit": "Vælg et besøg på listen."})
        return self.visits[form.visit].id if form.visit else None


async def _load(actor: Actor, case_id: str, chosen: Iterable[str] = ()) -> tuple[_At, str]:
    """The case, and the visit it has."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        require_write(actor, ref)
        case = (await load_case_rows(actor.scope, ref.id)).case
        units = await list_units_of_case(actor.scope, ref.id)
        choices = await list_unit_choices(actor.scope, chosen)
        visits = await list_visits(actor.scope, ref.municipality)
        if case.visit_public_id:  # seen through the case, be it out of scope itself
            visits.append(await get_visit(actor.scope, case.visit_public_id))
    return _At(ref, units, choices, {each.public_id: each for each in visits}), case.visit_public_id or ""


@get("/sager/{case_id:str}/enheder", name="cases.places", opt=WRITE)
async def show(request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    at, visit = await _load(actor, case_id)
    kept = tuple(each.public_id for each in at.units if each.is_mine)
    form = blank(PlacesForm, carried_for(request), version=at.ref.version, units=kept, visit=visit)
    return render(request, _page(at, visit, form))


@post("/sager/{case_id:str}/enheder", name="cases.change_places", opt=ACCESS)
async def change(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[Any]:
    submission = await read_form(request, PlacesForm)
    added = [public_id for field in ("add_1", "add_2", "add_3") for public_id in submission.raw.get(field, ())]
    at, _ = await _load(actor, case_id, added)

    async def save(form: PlacesForm) -> bool:
        return await actions.change_places(
            actor,
            at.ref.id,
            seen=form.version or 0,
            units=at.unit_ids(form),
            visit=at.visit_id(form),
            reason=form.reason,
        )

    is_changed = await submission.run(save)
    if not submission.ok:
        at, visit = await _load(actor, case_id, added)
        return render(request, _page(at, visit, submission.state()), submission.status)
    text = "Enheder og besøg er rettet." if is_changed else "Intet er ændret."
    return redirect(request, case_href(at.ref.public_id), flash=text)


def _page(at: _At, visit: str, form: FormState) -> PlacesPage:
    held = {each.id for each in at.units}
    return PlacesPage(
        title="Enheder og besøg",
        case=case_header(at.ref, "case", "Enheder og besøg"),
        form=form,
        may_write=True,
        version=seen_version(form, at.ref.version),
        units=tuple(Option(each.public_id, each.name) for each in at.units if each.is_mine),
        others=tuple(each.name for each in at.units if not each.is_mine),
        choices=unit_options([each for each in at.choices if each.id not in held]),
        visits=tuple(Option(each.public_id, each.text) for each in at.visits.values()),
        visit_href=f"/tilsynsbesoeg/{visit}" if visit else None,
    )


async def _visit(actor: Actor, visit_id: str, chosen: Iterable[str] = ()) -> tuple[VisitDetail, list[UnitChoice]]:
    async with reading():
        visit = await get_visit(actor.scope, visit_id)
        may(actor, Permission.CASE_WRITE, await ancestors_of(actor.scope, (visit.unit,))).require()
        return visit, await list_unit_choices(actor.scope, (visit.unit_public_id, *chosen))


@get("/tilsynsbesoeg/{visit_id:str}/ret", name="visits.edit", opt=WRITE)
async def edit_visit(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], visit_id: FromPath[str]
) -> Response[str]:
    visit, choices = await _visit(actor, visit_id)
    form = blank(
        VisitForm,
        carried_for(request),
        version=visit.version,
        unit=visit.unit_public_id,
        visited_on=visit.visited_on,
        authority_case_no=visit.authority_case_no,
        note=visit.note,
    )
    return render(request, _visit_page(visit, choices, form))


@post("/tilsynsbesoeg/{visit_id:str}/ret", name="visits.update", opt=WRITE)
async def update_visit(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], visit_id: FromPath[str]
) -> Response[Any]:
    submission = await read_form(request, VisitForm)
    chosen = submission.raw.get("unit", ())
    visit, choices = await _visit(actor, visit_id, chosen)

    async def save(form: VisitForm) -> None:
        await actions.edit_visit(
            actor,
            visit.id,
            seen=form.version or 0,
            unit=unit_id(choices, form.unit, "unit"),
            visited_on=form.visited_on,
            authority_case_no=form.authority_case_no,
            note=form.note,
        )

    await submission.run(save)
    if not submission.ok:
        visit, choices = await _visit(actor, visit_id, chosen)
        return render(request, _visit_page(visit, choices, submission.state()), submission.status)
    return redirect(request, f"/tilsynsbesoeg/{visit.public_id}", flash="Besøget er rettet.")


def _visit_page(visit: VisitDetail, choices: list[UnitChoice], form: FormState) -> VisitEditPage:
    version = seen_version(form, visit.version)
    return VisitEditPage(
        title="Ret tilsynsbesøget", form=form, visit=visit, version=version, units=unit_options(choices)
    )


routes = [show, change, edit_visit, update_visit]
