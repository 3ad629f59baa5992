"""Inspection visits inside a scope."""

import re
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


_ORDER = " ORDER BY CASE WHEN v.visited_on IS NULL THEN 0 ELSE 1 END, v.visited_on DESC, v.id DESC LIMIT {}"


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
        _SELECT + "v.municipality = {} AND {}" + _ORDER,
        municipality,
        in_scope(scope, "v.unit"),
        limit,
    )


_PLACE = re.compile(r"(\d{4}-\d\d-\d\d)?_([0-9a-z]{12})")


async def page_visits(scope: Scope, after: str = "", *, limit: int) -> tuple[list[VisitDetail], str | None]:
    """A page of all visits to units in scope and what the next one begins after: those without a known date first,
    then the newest. An `after` that no page gave begins at the top. One query."""
    found = await fetch_all(
        VisitDetail, _SELECT + "{} AND {}" + _ORDER, in_scope(scope, "v.unit"), _beyond(scope, after), limit + 1
    )
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return shown, f"{last.visited_on or ''}_{last.public_id}" if last else None


def _beyond(scope: Scope, after: str) -> QueryString:
    place = _PLACE.fullmatch(after)
    try:
        day = date.fromisoformat(place[1]) if place and place[1] else None
    except ValueError:
        place = None
    if place is None:
        return sql("1 = 1")
    earlier = sql(
        "v.id < (SELECT x.id FROM visits x WHERE x.public_id = {} AND {})", place[2], in_scope(scope, "x.unit")
    )
    if day is None:
        return sql("(v.visited_on IS NOT NULL OR {})", earlier)
    return sql("(v.visited_on < {} OR (v.visited_on = {} AND {}))", day, day, earlier)
