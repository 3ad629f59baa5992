"""Inspection visits inside a scope."""

from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import case_in_scope, in_scope
from app.core.calendar import long_date
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, sql


class VisitDetail(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    public_id: str
    unit: int
    unit_public_id: str
    unit_name: str
    municipality: int
    visited_on: date | None
    authority_case_no: str
    note: str
    version: int

    @property
    def text(self) -> str:
        """In one line, to choose by: when, and where."""
        return f"{long_date(self.visited_on) if self.visited_on else 'Ukendt dato'}, {self.unit_name}"


async def get_visit(scope: Scope, public_id: str) -> VisitDetail:
    """One visit; visible to whoever reads its unit or one of its cases. Raises `NotFound` to others."""
    return await _visit(scope, sql("v.public_id = {}", public_id))


async def get_visit_by_id(scope: Scope, visit_id: int) -> VisitDetail:
    """As `get_visit`, by the internal key."""
    return await _visit(scope, sql("v.id = {}", visit_id))


_SELECT = (
    "SELECT v.id, v.public_id, v.unit, u.public_id AS unit_public_id, n.name AS unit_name, v.municipality, "
    "v.visited_on, v.authority_case_no, v.note, v.version FROM visits v JOIN units u ON u.id = v.unit "
    "JOIN unit_versions n ON n.unit = v.unit AND n.valid_to IS NULL WHERE "
)


async def _visit(scope: Scope, condition: QueryString) -> VisitDetail:
    found = await fetch_one(
        VisitDetail,
        _SELECT + "{} AND ({} OR EXISTS (SELECT 1 FROM cases c WHERE c.visit = v.id AND {}))",
        condition,
        in_scope(scope, "v.unit"),
        case_in_scope(scope, "c.id"),
    )
    if found is None:
        raise NotFound
    return found


async def list_visits(scope: Scope, municipality: int, *, limit: int = 200) -> list[VisitDetail]:
    """The visits to units in scope, the newest first; one query."""
    return await fetch_all(
        VisitDetail,
        _SELECT + "v.municipality = {} AND {} ORDER BY CASE WHEN v.visited_on IS NULL THEN 0 ELSE 1 END, "
        "v.visited_on DESC, v.id DESC LIMIT {}",
        municipality,
        in_scope(scope, "v.unit"),
        limit,
    )
