from datetime import date
from typing import ClassVar

import msgspec

from app.access.labels import ROLE
from app.organisation.labels import UNIT_KIND
from app.organisation.queries import UnitChoice, UnitDetail, UnitNode, UnitPerson, UnitVersionRow
from app.web.pages import Crumb, FormPage, Option, Page

_FEW = 40  # so many units are shown unfolded


class TreeNode(msgspec.Struct, frozen=True):
    name: str
    href: str | None
    kind: str
    path: str
    cases_text: str | None
    is_open: bool
    children: tuple["TreeNode", ...]


class UnitsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "organisation/index.html"
    tree: tuple[TreeNode, ...]
    matches: tuple[TreeNode, ...]
    closed: tuple[TreeNode, ...]
    query: str
    has_units: bool
    can_create: bool
    may_set: bool  # administers a whole municipality
    without_cases: bool  # an administrator without any other role


def cases_text(count: int | None) -> str | None:
    """`2 åbne sager`; None where the reader has no access to cases."""
    if count is None:
        return None
    return "ingen åbne sager" if count == 0 else "1 åben sag" if count == 1 else f"{count} åbne sager"


def tree_of(nodes: tuple[UnitNode, ...], *, is_small: bool, depth: int = 0) -> tuple[TreeNode, ...]:
    """The open units for the page; branches that only lead down to the reader's own are unfolded."""
    return tuple(
        TreeNode(
            name=node.name,
            href=f"/enheder/{node.public_id}" if node.public_id is not None else None,
            kind=UNIT_KIND[node.kind],
            path=" › ".join(node.path),
            cases_text=cases_text(node.open_cases),
            is_open=is_small or node.public_id is None or depth == 0,
            children=tree_of(node.children, is_small=is_small, depth=depth + 1),
        )
        for node in nodes
        if node.closed_on is None
    )


def flat(nodes: tuple[UnitNode, ...]) -> list[UnitNode]:
    return [found for node in nodes for found in (node, *flat(node.children))]


def is_small(nodes: list[UnitNode]) -> bool:
    return len(nodes) <= _FEW


def leaf(node: UnitNode) -> TreeNode:
    """A unit in a plain list."""
    one = msgspec.structs.replace(node, children=(), closed_on=None)
    return tree_of((one,), is_small=True)[0]


class VersionLine(msgspec.Struct, frozen=True):
    name: str
    kind: str
    parent: str
    numbers: str
    valid_from: date
    valid_to: date | None


def version_line(version: UnitVersionRow) -> VersionLine:
    numbers = [f"CVR {version.cvr_no}"] if version.cvr_no else []
    numbers += [f"P-nummer {version.production_unit_no}"] if version.production_unit_no else []
    return VersionLine(
        name=version.name,
        kind=UNIT_KIND[version.kind],
        parent=version.parent_name or "øverst",
        numbers=", ".join(numbers) or "ukendt",
        valid_from=version.valid_from,
        valid_to=version.valid_to,
    )


class PersonLine(msgspec.Struct, frozen=True):
    name: str
    href: str | None
    role: str
    unit: str
    valid_to: date | None


def person_line(person: UnitPerson, *, is_link: bool) -> PersonLine:
    href = f"/personer/{person.person_public_id}" if is_link else None
    return PersonLine(person.person_name, href, ROLE[person.role], person.unit_name, person.valid_to)


class BelowLine(msgspec.Struct, frozen=True):
    name: str
    href: str
    kind: str
    is_closed: bool


def crumbs_of(unit: UnitDetail, *more: Crumb) -> tuple[Crumb, ...]:
    """The units above as a trail; `more` are pages of the unit itself."""
    trail = [Crumb("Enheder", "/enheder")]
    trail += [Crumb(above.name, f"/enheder/{above.public_id}") for above in unit.path if above.public_id is not None]
    trail.append(Crumb(unit.name, f"/enheder/{unit.public_id}" if more else None))
    return (*trail, *more)


class NewUnitPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "organisation/new.html"
    kinds: tuple[Option, ...]
    parents: tuple[Option, ...]


class EditUnitPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "organisation/edit.html"
    kinds: tuple[Option, ...]


class MoveUnitPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "organisation/move.html"
    parents: tuple[Option, ...]
    below_count: int


class SettingsPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "organisation/settings.html"
    code: str
    name: str
    others: tuple[Crumb, ...]  # municipalities that the reader administers, too


class CloseUnitPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "organisation/close.html"


def parent_options(units: list[UnitChoice], *, without: int | None = None) -> tuple[Option, ...]:
    """Units with their path, so that two of the same name can be told apart."""
    return tuple(Option(unit.public_id, " › ".join((*unit.path, unit.name))) for unit in units if unit.id != without)
