"""The task of telling everybody of a ruling (rule 20, and the employees): what proves that it is done."""

import msgspec

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.cases.enums import NoticeKind
from app.cases.rules import must_inform
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, in_list, sql
from app.involvement.enums import Party
from app.involvement.queries import TOLD_SINCE
from app.involvement.rules import whom_to_tell
from app.material.queries import recipient_in_scope

# Every unit of the case has itself said that it read a material of the case, or took a position, as a whole.
_READ_EVERYWHERE = (
    '(NOT EXISTS (SELECT 1 FROM case_units cu WHERE cu."case" = c.id AND NOT EXISTS (SELECT 1 FROM case_materials k '
    "JOIN material_units mu ON mu.material = k.material AND mu.unit = cu.unit "
    "JOIN material_answers a ON a.material_unit = mu.id "
    "WHERE k.\"case\" = c.id AND k.removed_at IS NULL AND a.part = '' AND a.kind IN ('read', 'position') "
    "AND (c.since IS NULL OR a.on_date >= c.since))))"
)


def _to_tell(party: Party) -> str:
    """1 where the party is to be told of case `c` and nothing proves that it was, else 0. Members of ours, never
    input, stand in it."""
    here = "1 = 1"
    if party not in whom_to_tell(has_employee_body=False):
        here = "c.has_employee_body"
    elif party not in whom_to_tell(has_employee_body=True):
        here = "NOT c.has_employee_body"
    told = (
        f"EXISTS (SELECT 1 FROM involvements i WHERE i.\"case\" = c.id AND i.party = '{party}' "
        "AND NOT i.is_withdrawn AND (c.since IS NULL OR i.on_date >= c.since))"
    )
    waived = (
        f"EXISTS (SELECT 1 FROM inform_waivers w WHERE w.\"case\" = c.id AND w.party = '{party}' "
        "AND w.ended_at IS NULL)"
    )
    read = f" OR {_READ_EVERYWHERE}" if party is Party.EMPLOYEES else ""
    return f"CASE WHEN {here} AND NOT ({told} OR {waived}{read}) THEN 1 ELSE 0 END AS {party}"


_TOLD_KINDS = tuple(kind for kind in NoticeKind if must_inform(kind))
_PARTIES = ", ".join(_to_tell(party) for party in Party if party is not Party.MED)
_WHOM = tuple(party for party in Party if party is not Party.MED)


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    public_id: str
    reference: str
    title: str
    owner_name: str | None
    owner_is_active: bool | None
    amo: bool
    health_safety_rep: bool
    union_rep: bool
    employee_rep: bool
    employees: bool


class ToTell(msgspec.Struct, frozen=True, kw_only=True):
    """A case in which somebody is still to be told of the ruling. Whoever is accountable for it owns the task."""

    public_id: str
    reference: str
    title: str
    owner_name: str  # "": nobody is accountable, or who was has left
    missing: tuple[Party, ...]


async def list_to_tell(scope: Scope, *, limit: int, case: int | None = None, is_own: bool = False) -> list[ToTell]:
    """Open cases with a ruling that not everybody has been told of, the newest first; one query.

    `is_own`: those that the reader is accountable for, and those that nobody is. `case`: of that one alone.
    """
    mine = sql("1 = 1")
    if is_own:
        gone = "NOT EXISTS (SELECT 1 FROM persons p WHERE p.id = x.owner AND p.is_active)"
        mine = sql(f"(x.owner = {{}} OR {gone})", scope.person or 0)
    rows = await fetch_all(
        _Row,
        "SELECT t.public_id, t.reference, t.title, o.name AS owner_name, o.is_active AS owner_is_active, t.amo, "
        "t.health_safety_rep, t.union_rep, t.employee_rep, t.employees FROM ("
        f"SELECT c.id, c.public_id, c.reference, c.title, c.owner, {_PARTIES} FROM (SELECT x.id, x.public_id, "
        f"x.reference, x.title, x.owner, x.has_employee_body, {TOLD_SINCE.format(case='x.id')} AS since "
        "FROM cases x WHERE x.kind IN {} AND x.phase NOT IN ('closed', 'hearing') AND {} AND {} AND {}) c) t "
        "LEFT JOIN persons o ON o.id = t.owner "
        "WHERE t.amo + t.health_safety_rep + t.union_rep + t.employee_rep + t.employees > 0 "
        "ORDER BY t.id DESC LIMIT {}",
        in_list(_TOLD_KINDS),
        sql("1 = 1") if case is None else sql("x.id = {}", case),
        mine,
        case_in_scope(scope, "x.id"),
        limit,
    )
    return [
        ToTell(
            public_id=row.public_id,
            reference=row.reference,
            title=row.title,
            owner_name=row.owner_name or "" if row.owner_is_active else "",
            missing=tuple(party for party in _WHOM if getattr(row, party)),
        )
        for row in rows
    ]


class LinkedMaterial(msgspec.Struct, frozen=True):
    """A material by which the units of a case are told of it, as far as the reader sees it."""

    id: int
    public_id: str
    material: str
    title: str
    units: int  # of the case, that it was sent to
    read: int  # of these, that have read it or taken a position, as a whole


_LINKED = (
    "SELECT k.id, k.public_id, m.public_id AS material, m.title, COUNT(DISTINCT mu.unit) AS units, "
    "COUNT(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM material_answers a WHERE a.material_unit = mu.id "
    "AND a.part = '' AND a.kind IN ('read', 'position')) THEN mu.unit END) AS read FROM case_materials k "
    "JOIN materials m ON m.id = k.material JOIN material_units mu ON mu.material = m.id "
    'JOIN case_units cu ON cu.unit = mu.unit AND cu."case" = k."case" '
    'WHERE k."case" = {} AND k.removed_at IS NULL AND {} '
)
_LINKED_END = "GROUP BY k.id, k.public_id, m.public_id, m.title ORDER BY k.id"


async def list_linked_materials(scope: Scope, case: int) -> list[LinkedMaterial]:
    """Those of a case that the caller has resolved in the scope."""
    return await fetch_all(LinkedMaterial, _LINKED + _LINKED_END, case, recipient_in_scope(scope))


async def get_linked_material(scope: Scope, case: int, public_id: str) -> LinkedMaterial:
    """Raises `NotFound` for another case's, and for one that the reader does not see."""
    query = f"{_LINKED}AND k.public_id = {{}} {_LINKED_END}"
    row = await fetch_one(LinkedMaterial, query, case, recipient_in_scope(scope), public_id)
    if row is None:
        raise NotFound
    return row


class MaterialChoice(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    title: str


async def list_materials_to_link(scope: Scope, case: int) -> list[MaterialChoice]:
    """Materials that were sent to units of the case and are not linked with it, the newest first."""
    return await fetch_all(
        MaterialChoice,
        "SELECT DISTINCT m.id, m.public_id, m.title FROM materials m JOIN material_units mu ON mu.material = m.id "
        'JOIN case_units cu ON cu.unit = mu.unit WHERE cu."case" = {} AND {} AND NOT EXISTS (SELECT 1 '
        'FROM case_materials k WHERE k.material = m.id AND k."case" = cu."case" AND k.removed_at IS NULL) '
        "ORDER BY m.id DESC LIMIT 100",
        case,
        recipient_in_scope(scope),
    )
