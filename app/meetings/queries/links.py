"""What items are about, each link drawn through the reader's own scope: outside it only the words on the item."""

from collections.abc import Collection
from datetime import date

import msgspec

from app.access.enums import Tier
from app.access.policy import Reach, Scope
from app.access.queries import case_in_scope
from app.cases.queries import CaseFilter, CaseLine, list_cases
from app.committees.queries import is_read
from app.db.sql import fetch_all, in_list
from app.surveys.queries.rounds import is_seen


class LinkRow(msgspec.Struct, frozen=True):
    """A link that the reader may know of. `told` is the case in short, where it came along with an item that another
    committee sent and the reader does not read it: number, title, state and next date, and never its pages."""

    id: int
    item: int
    case: int | None
    case_public_id: str | None
    reference: str | None
    case_title: str | None
    focus_point_public_id: str | None
    focus_point_title: str | None
    round_public_id: str | None
    round_name: str | None
    involvement: int | None
    is_record_withdrawn: bool
    told: CaseLine | None = None


class _Row(msgspec.Struct, frozen=True):
    id: int
    item: int
    case: int | None
    is_told: bool
    case_public_id: str | None
    reference: str | None
    case_title: str | None
    focus_point_public_id: str | None
    focus_point_title: str | None
    round_public_id: str | None
    round_name: str | None
    involvement: int | None
    is_record_withdrawn: bool


async def list_links(scope: Scope, items: Collection[int]) -> dict[int, list[LinkRow]]:
    """By item; one query, and two more where something was told. The caller has resolved the items in the scope."""
    rows = await fetch_all(
        _Row,
        'SELECT l.id, l.item, l."case", l.is_told, c.public_id AS case_public_id, c.reference, c.title AS case_title, '
        "f.public_id AS focus_point_public_id, f.title AS focus_point_title, r.public_id AS round_public_id, "
        "r.name AS round_name, l.involvement, CASE WHEN i.is_withdrawn THEN 1 ELSE 0 END AS is_record_withdrawn "
        'FROM agenda_links l LEFT JOIN cases c ON c.id = l."case" AND {} '
        "LEFT JOIN focus_points f ON f.id = l.focus_point AND c.id IS NOT NULL "
        "LEFT JOIN survey_rounds r ON r.id = l.round AND {} LEFT JOIN involvements i ON i.id = l.involvement "
        "WHERE l.item IN {} ORDER BY l.id",
        case_in_scope(scope, "c.id"),
        is_seen(scope, "r"),
        in_list(items),
    )
    unseen = {row.case for row in rows if row.is_told and row.case is not None and row.case_public_id is None}
    told = await _told(scope, unseen)
    found: dict[int, list[LinkRow]] = {}
    for row in rows:
        line = told.get(row.case or 0)
        if row.case_public_id or row.round_public_id or line:
            facts = {name: getattr(row, name) for name in LinkRow.__struct_fields__ if name != "told"}
            found.setdefault(row.item, []).append(LinkRow(**facts, told=line))
    return found


async def _told(scope: Scope, cases: Collection[int]) -> dict[int, CaseLine]:
    """Those cases in short, as a committee is told of them that an item was sent to (rule 41)."""
    if not cases:
        return {}
    open_alone = msgspec.structs.replace(
        scope, reaches={Tier.OPEN: Reach(cases=tuple(sorted(cases)))}, person=None, sees_all=False
    ).open_only()
    page = await list_cases(open_alone, CaseFilter(), limit=len(cases))
    return {line.id: line for line in page.cases}


class LinkKey(msgspec.Struct, frozen=True):
    """A link as it is stored, for whoever changes or copies the item: not to be shown."""

    id: int
    case: int | None
    focus_point: int | None
    round: int | None
    is_told: bool
    involvement: int | None


async def list_link_keys(scope: Scope, item: int) -> list[LinkKey]:
    """The caller has resolved the item in the scope."""
    return await fetch_all(
        LinkKey,
        'SELECT id, "case", focus_point, round, is_told, involvement FROM agenda_links WHERE item = {} ORDER BY id',
        item,
    )


class PointChoice(msgspec.Struct, frozen=True):
    public_id: str
    case_public_id: str
    id: int
    case: int
    label: str


async def list_points(scope: Scope, cases: Collection[int]) -> list[PointChoice]:
    """The focus points of cases that the reader sees."""
    return await fetch_all(
        PointChoice,
        'SELECT f.public_id, c.public_id AS case_public_id, f.id, f."case", f.title AS label FROM focus_points f '
        'JOIN cases c ON c.id = f."case" WHERE f."case" IN {} AND {} ORDER BY f."case", f.id',
        in_list(cases),
        case_in_scope(scope, 'f."case"'),
    )


class CaseAgenda(msgspec.Struct, frozen=True):
    """Where a case stood, or stands, on an agenda that the reader reads."""

    public_id: str
    title: str
    forum_name: str
    held_on: date | None


async def list_agendas_of(scope: Scope, case_id: int) -> list[CaseAgenda]:
    """The latest first. The caller has resolved the case in the scope."""
    return await fetch_all(
        CaseAgenda,
        "SELECT DISTINCT a.public_id, a.title, COALESCE(k.name, v.name) AS forum_name, m.held_on, a.id "
        "FROM agenda_links l JOIN agenda_items a ON a.id = l.item LEFT JOIN committees k ON k.id = a.committee "
        "LEFT JOIN unit_versions v ON v.unit = a.unit AND v.valid_to IS NULL "
        'LEFT JOIN meetings m ON m.id = a.meeting WHERE l."case" = {} AND {} ORDER BY a.id DESC LIMIT 50',
        case_id,
        is_read(scope, "a"),
    )
