"""Units, and the visits to them."""

from collections.abc import Iterator
from datetime import date

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Role
from app.access.labels import ROLE
from app.access.policy import Actor
from app.api.enums import TokenScope
from app.api.v1.common import (
    BASE,
    NEXT_LINK,
    READ,
    READS,
    After,
    AnyRequest,
    Day,
    Id,
    Label,
    filled,
    next_of,
    page_of,
    slice_after,
)
from app.cases.queries import CaseFilter, get_visit, list_cases, page_visits
from app.db.transaction import reading
from app.organisation.enums import UnitKind
from app.organisation.labels import UNIT_KIND
from app.organisation.queries import UnitDetail, UnitNode, get_unit, list_units

PAGE = 100
# Administrators and HR see units, too, but no cases: the page asks for no more than a login.
_UNITS = {"login_only": True, "token": TokenScope.READ}


class UnitLine(msgspec.Struct, frozen=True, kw_only=True):
    """A unit. `path` names the units above it, the highest first; `open_cases` null: you read no cases there."""

    id: Id
    name: str
    kind: UnitKind
    kind_label: Label
    path: tuple[str, ...]
    closed_on: Day
    open_cases: int | None


class UnitList(msgspec.Struct, frozen=True):
    items: tuple[UnitLine, ...]
    next: str | None


class UnitRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role that holds on the unit: given here, or on the unit above that `unit` names."""

    person: str
    role: Role
    role_label: Label
    unit: str
    valid_to: Day


class UnitPast(msgspec.Struct, frozen=True, kw_only=True):
    """What the unit was from `valid_from` until before `valid_to`; null: still."""

    name: str
    kind: UnitKind
    kind_label: Label
    parent: str | None
    cvr_no: str | None
    production_unit_no: str | None
    valid_from: date
    valid_to: Day


class UnitShort(msgspec.Struct, frozen=True, kw_only=True):
    id: Id
    name: str
    kind: UnitKind
    kind_label: Label


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit with its history, the roles that hold there and the units below. Its cases: /cases?unit=…"""

    id: Id
    name: str
    kind: UnitKind
    kind_label: Label
    path: tuple[str, ...]
    external_id: str
    cvr_no: str | None
    production_unit_no: str | None
    valid_from: date
    closed_on: Day
    roles: tuple[UnitRole, ...]
    below: tuple[UnitShort, ...]
    versions: tuple[UnitPast, ...]


class VisitLine(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection visit. `visited_on` null: the date is unknown."""

    id: Id
    unit: str
    visited_on: Day
    authority_case_no: str
    note: str


class VisitList(msgspec.Struct, frozen=True):
    items: tuple[VisitLine, ...]
    next: str | None


class VisitCase(msgspec.Struct, frozen=True):
    id: Id
    reference: str
    title: str


class Visit(VisitLine, frozen=True, kw_only=True):
    """An inspection visit with those of its cases that you see."""

    cases: tuple[VisitCase, ...]


def _flat(nodes: tuple[UnitNode, ...]) -> Iterator[UnitNode]:
    for node in nodes:
        yield node
        yield from _flat(node.children)


def _line(node: UnitNode) -> UnitLine:
    return filled(UnitLine, node, kind_label=UNIT_KIND[node.kind])


@get(
    f"{BASE}/units",
    name="api.units",
    opt=_UNITS,
    tags=["Enheder og besøg"],
    summary="Enheder",
    responses=READS,
    response_headers=[NEXT_LINK],
)
async def show_units(request: AnyRequest, actor: NamedDependency[Actor], after: After = None) -> Response[UnitList]:
    """De enheder, du ser, i organisationens rækkefølge. Også lukkede enheder."""
    async with reading():
        nodes = [node for node in _flat(await list_units(actor.scope)) if node.public_id is not None]
    shown, last = slice_after(nodes, [node.public_id or "" for node in nodes], after, PAGE)
    following = next_of(request, last)
    return page_of(UnitList(tuple(_line(node) for node in shown), following), following)


@get(
    f"{BASE}/units/{{unit_id:str}}",
    name="api.unit",
    opt=_UNITS,
    tags=["Enheder og besøg"],
    summary="Én enhed",
    responses=READS,
)
async def show_unit(actor: NamedDependency[Actor], unit_id: FromPath[str]) -> Response[Unit]:
    """Enheden, dens historie, rollerne på den og enhederne under den."""
    async with reading():
        unit = await get_unit(actor.scope, unit_id)
    return Response(_unit(unit))


def _unit(unit: UnitDetail) -> Unit:
    return filled(
        Unit,
        unit,
        kind_label=UNIT_KIND[unit.kind],
        path=tuple(above.name for above in unit.path),
        roles=tuple(
            filled(UnitRole, each, person=each.person_name, role_label=ROLE[each.role], unit=each.unit_name)
            for each in unit.people
        ),
        below=tuple(filled(UnitShort, each, kind_label=UNIT_KIND[each.kind]) for each in unit.below),
        versions=tuple(
            filled(UnitPast, each, kind_label=UNIT_KIND[each.kind], parent=each.parent_name) for each in unit.versions
        ),
    )


@get(
    f"{BASE}/visits",
    name="api.visits",
    opt=READ,
    tags=["Enheder og besøg"],
    summary="Tilsynsbesøg",
    responses=READS,
    response_headers=[NEXT_LINK],
)
async def show_visits(request: AnyRequest, actor: NamedDependency[Actor], after: After = None) -> Response[VisitList]:
    """Besøg på enheder, du ser. Dem uden kendt dato først, så de nyeste."""
    async with reading():
        shown, last = await page_visits(actor.scope, after or "", limit=PAGE)
    following = next_of(request, last)
    lines = tuple(filled(VisitLine, visit, unit=visit.unit_name) for visit in shown)
    return page_of(VisitList(lines, following), following)


@get(
    f"{BASE}/visits/{{visit_id:str}}",
    name="api.visit",
    opt=READ,
    tags=["Enheder og besøg"],
    summary="Ét tilsynsbesøg",
    responses=READS,
)
async def show_visit(actor: NamedDependency[Actor], visit_id: FromPath[str]) -> Response[Visit]:
    """Besøget og de sager, det førte til."""
    async with reading():
        visit = await get_visit(actor.scope, visit_id)
        found = await list_cases(actor.scope, CaseFilter(visit=visit.id), limit=200)
    cases = tuple(filled(VisitCase, case) for case in found.cases)
    return Response(filled(Visit, visit, unit=visit.unit_name, cases=cases))


routes = [show_units, show_unit, show_visits, show_visit]
