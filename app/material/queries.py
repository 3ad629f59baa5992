"""Materials as a reader may see them: those sent to a unit whose surveys they read, and of these units alone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Above, Reach, Scope
from app.access.queries import ancestors_of, at_unit
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows, in_list, sql
from app.documents.queries import PaperRow, list_papers
from app.material.enums import AnswerKind
from app.material.rules import Answer, standing
from app.organisation.queries import UnitChoice, UnitNode, list_units
from app.surveys.queries.rounds import is_seen

MOST = 300  # materials of a list
ASKED_FOR = timedelta(days=365)  # so long units are reminded of what they have not answered: ours, not law


class MaterialRow(msgspec.Struct, frozen=True):
    """A material. The round is named to those alone who see it."""

    id: int
    public_id: str
    title: str
    description: str
    esdh_reference: str
    sent_on: date | None
    sender: int
    by_name: str
    at: datetime
    municipality: int
    round_public_id: str | None
    round_name: str | None
    units: int  # of those that the reader reads
    answered: int


class Recipient(msgspec.Struct, frozen=True):
    """A unit that it was sent to, with all it said, the first first."""

    id: int
    public_id: str
    unit: int
    unit_public_id: str
    unit_name: str
    answers: tuple[Answer, ...]

    @property
    def standing(self) -> tuple[Answer, ...]:
        return standing(self.answers)


class _AnswerRow(msgspec.Struct, frozen=True):
    material_unit: int
    kind: AnswerKind
    part: str
    on_date: date | None
    text: str
    by_name: str
    at: datetime


class _RecipientRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    unit: int
    unit_public_id: str
    unit_name: str


def recipient_in_scope(scope: Scope) -> QueryString:
    """True for rows `mu` of material_units whose unit's surveys the reader reads."""
    return sql("1 = 1") if scope.sees_all else at_unit(scope.surveys, "mu.unit", None)


_ROW = (
    "SELECT m.id, m.public_id, m.title, m.description, m.esdh_reference, m.sent_on, p.id AS sender, "
    "p.name AS by_name, m.at, m.municipality, "
    "r.public_id AS round_public_id, r.name AS round_name, t.units, t.answered FROM materials m "
    'JOIN persons p ON p.id = m."by" '
    "JOIN (SELECT mu.material, COUNT(*) AS units, COUNT(CASE WHEN EXISTS (SELECT 1 FROM material_answers a "
    "WHERE a.material_unit = mu.id) THEN 1 END) AS answered FROM material_units mu WHERE {} GROUP BY mu.material) t "
    "ON t.material = m.id LEFT JOIN survey_rounds r ON r.id = m.round AND {} WHERE {} "
)


async def list_materials(scope: Scope, *, unit: int | None = None) -> list[MaterialRow]:
    """The newest first; at most `MOST`. `unit`: sent to it or to what lies below it, and counted there alone."""
    here = recipient_in_scope(scope)
    if unit is not None:
        below = "EXISTS (SELECT 1 FROM unit_closure uc WHERE uc.ancestor = {} AND uc.descendant = mu.unit)"
        here = sql("({} AND {})", here, sql(below, unit))
    return await fetch_all(
        MaterialRow, f"{_ROW}ORDER BY m.at DESC, m.id DESC LIMIT {MOST}", here, is_seen(scope), sql("1 = 1")
    )


async def get_material(scope: Scope, public_id: str) -> MaterialRow:
    """Raises `NotFound` for one that was sent to no unit whose surveys the reader reads."""
    condition = sql("m.public_id = {}", public_id)
    row = await fetch_one(MaterialRow, _ROW, recipient_in_scope(scope), is_seen(scope), condition)
    if row is None:
        raise NotFound
    return row


class Unanswered(msgspec.Struct, frozen=True):
    """A material that units of the reader's have not answered: how many, and the first of them by name."""

    public_id: str
    title: str
    sent_on: date | None
    units: int
    recipient: str
    unit_name: str

    @property
    def href(self) -> str:
        """Where to answer: at once for one unit, else where all of them are listed."""
        here = f"/materiale/{self.public_id}"
        return f"{here}/svar/{self.recipient}" if self.units == 1 else here

    @property
    def missing(self) -> str:
        return f"{self.unit_name} har" if self.units == 1 else f"{self.units} enheder har"


async def list_unanswered(scope: Scope, now: datetime, *, limit: int) -> list[Unanswered]:
    """The newest first, materials of the last year (a default of ours) that open units have not answered for which the
    reader answers. One query; none for who answers for no unit."""
    if scope.answers_material == Reach():
        return []
    return await fetch_all(
        Unanswered,
        "SELECT m.public_id, m.title, m.sent_on, COUNT(*) AS units, MIN(mu.public_id) AS recipient, "
        "MIN(v.name) AS unit_name FROM material_units mu JOIN materials m ON m.id = mu.material "
        "JOIN units u ON u.id = mu.unit AND u.closed_on IS NULL "
        "JOIN unit_versions v ON v.unit = mu.unit AND v.valid_to IS NULL "
        "WHERE m.at >= {} AND {} AND NOT EXISTS (SELECT 1 FROM material_answers a WHERE a.material_unit = mu.id) "
        "GROUP BY m.id, m.public_id, m.title, m.sent_on ORDER BY m.id DESC LIMIT {}",
        now - ASKED_FOR,
        at_unit(scope.answers_material, "mu.unit", None),
        limit,
    )


def material_paper_in_scope(scope: Scope) -> QueryString:
    """True for papers `f` of materials that the reader sees."""
    here = recipient_in_scope(scope)
    return sql("EXISTS (SELECT 1 FROM material_units mu WHERE mu.material = f.material AND {})", here)


async def list_material_papers(scope: Scope, material: int) -> list[PaperRow]:
    """The material's files, the newest first, withdrawn ones too. One query."""
    return await list_papers(scope, sql("f.material = {} AND {}", material, material_paper_in_scope(scope)))


async def get_material_paper(scope: Scope, material: int, public_id: str) -> PaperRow:
    """One file of a material that the caller has resolved in the scope. Raises `NotFound`."""
    here = material_paper_in_scope(scope)
    rows = await list_papers(scope, sql("f.material = {} AND f.public_id = {} AND {}", material, public_id, here))
    if not rows:
        raise NotFound
    return rows[0]


async def places_sent_to(scope: Scope, material: int) -> list[Above]:
    """Where all units of a material lie, also those that the reader does not read: for `policy.may_keep` alone."""
    rows = await fetch_rows("SELECT unit FROM material_units WHERE material = {}", material)
    return list((await places_of(scope, [int(row["unit"]) for row in rows])).values())


async def list_recipients(scope: Scope, material: int) -> list[Recipient]:
    """The units that the reader reads, by name. Two queries."""
    condition = sql("mu.material = {} AND {}", material, recipient_in_scope(scope))
    rows = await fetch_all(_RecipientRow, f"{_RECIPIENT}ORDER BY v.sort_key, mu.id", condition)
    return await _with_answers(rows, condition)


async def get_recipient(scope: Scope, public_id: str, recipient: str) -> tuple[MaterialRow, Recipient, Above]:
    """A material with one of its units, and what `policy.may` asks for. Raises `NotFound`."""
    found = await get_material(scope, public_id)
    condition = sql("mu.material = {} AND mu.public_id = {} AND {}", found.id, recipient, recipient_in_scope(scope))
    rows = await fetch_all(_RecipientRow, _RECIPIENT, condition)
    if not rows:
        raise NotFound
    (unit,) = await _with_answers(rows, condition)
    return found, unit, await ancestors_of(scope, (unit.unit,))


async def places_of(scope: Scope, units: Sequence[int]) -> dict[int, Above]:
    """Where each of `units` lies, which the caller has resolved in the scope. One query."""
    pairs: dict[int, list[tuple[int, int]]] = {}
    for row in await fetch_rows("SELECT descendant, ancestor FROM unit_closure WHERE descendant IN {}", in_list(units)):
        unit = int(row["descendant"])
        pairs.setdefault(unit, []).append((unit, int(row["ancestor"])))
    return {unit: Above.of(found) for unit, found in pairs.items()}


_RECIPIENT = (
    "SELECT mu.id, mu.public_id, mu.unit, u.public_id AS unit_public_id, v.name AS unit_name FROM material_units mu "
    "JOIN units u ON u.id = mu.unit JOIN unit_versions v ON v.unit = mu.unit AND v.valid_to IS NULL WHERE {} "
)


async def _with_answers(rows: Sequence[_RecipientRow], condition: QueryString) -> list[Recipient]:
    found: dict[int, list[Answer]] = {}
    for row in await fetch_all(
        _AnswerRow,
        "SELECT a.material_unit, a.kind, a.part, a.on_date, a.text, p.name AS by_name, a.at FROM material_answers a "
        'JOIN persons p ON p.id = a."by" JOIN material_units mu ON mu.id = a.material_unit WHERE {} ORDER BY a.id',
        condition,
    ):
        answer = Answer(row.kind, row.part, row.on_date, row.text, row.by_name, row.at)
        found.setdefault(row.material_unit, []).append(answer)
    return [
        Recipient(row.id, row.public_id, row.unit, row.unit_public_id, row.unit_name, tuple(found.get(row.id, ())))
        for row in rows
    ]


async def list_units_to_send_to(scope: Scope) -> list[UnitChoice]:
    """The open units that the reader may send to, in the order of the tree."""
    at = sql("1 = 1") if scope.sees_all else at_unit(scope.sends_material, "u.id", None)
    rows = await fetch_rows("SELECT u.id FROM units u WHERE u.closed_on IS NULL AND {}", at)
    ids = {int(row["id"]) for row in rows}
    return [
        UnitChoice(node.id, node.public_id, node.name, node.path)
        for node in _flat(await list_units(scope))
        if node.id in ids and node.public_id is not None
    ]


def _flat(nodes: tuple[UnitNode, ...]) -> list[UnitNode]:
    return [found for node in nodes for found in (node, *_flat(node.children))]
