"""Rounds as a reader may see them: those that measured a unit of theirs, and drafts for who keeps them."""

from datetime import date, datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Above, Scope
from app.access.queries import ancestors_of, at_unit
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, sql
from app.surveys.enums import RoundState
from app.surveys.queries.instruments import data_of
from app.surveys.rules.instruments import InstrumentData

MOST = 300  # rounds of a list: a municipality has a few a year


class RoundRow(msgspec.Struct, frozen=True):
    """A round. `instrument` None: not known, and then there is a direction alone."""

    id: int
    public_id: str
    municipality: int
    unit: int
    unit_name: str  # as it was
    instrument: int | None
    instrument_name: str | None
    instrument_public_id: str | None
    instrument_key: str | None
    edition: str | None
    name: str
    year: int
    period_from: date | None
    period_to: date | None
    period_text: str
    ordered_by: str
    guidelines_on: date | None
    guidelines_committee: int | None
    committee_name: str | None
    committee_public_id: str | None
    note: str
    state: RoundState
    published_on: date | None
    taken_back_on: date | None
    pattern_at: datetime | None
    version: int


class RoundDetail(msgspec.Struct, frozen=True):
    row: RoundRow
    data: InstrumentData | None
    above: Above  # what `policy.may` asks for


def is_seen(scope: Scope, alias: str = "r") -> QueryString:
    """True for rounds the reader may know of. `alias` is a name of ours, never input."""
    if scope.sees_all:
        return sql("1 = 1")
    kept = at_unit(scope.kept_surveys, f"{alias}.unit", None)
    published = sql(
        f"({alias}.state = {{}} AND EXISTS (SELECT 1 FROM round_units su WHERE su.round = {alias}.id AND {{}}))",
        RoundState.PUBLISHED,
        at_unit(scope.surveys, "su.unit", None),
    )
    return sql("({} OR {})", kept, published)


ROW = (
    "SELECT r.id, r.public_id, r.municipality, r.unit, t.name AS unit_name, r.instrument, i.name AS instrument_name, "
    "i.public_id AS instrument_public_id, i.instrument_key, i.edition, r.name, r.year, r.period_from, r.period_to, "
    "r.period_text, r.ordered_by, r.guidelines_on, r.guidelines_committee, "
    "k.name AS committee_name, k.public_id AS committee_public_id, "
    "r.note, r.state, r.published_on, r.taken_back_on, r.pattern_at, r.version FROM survey_rounds r "
    "JOIN round_units t ON t.round = r.id AND t.unit = r.unit "
    "LEFT JOIN instruments i ON i.id = r.instrument LEFT JOIN committees k ON k.id = r.guidelines_committee "
    "WHERE {} "
)
_ORDER = "ORDER BY r.year DESC, CASE WHEN r.period_to IS NULL THEN 1 ELSE 0 END, r.period_to DESC, r.id DESC"


async def list_rounds(scope: Scope) -> list[RoundRow]:
    """The newest first; at most `MOST`. One query."""
    return await fetch_all(RoundRow, f"{ROW}{_ORDER} LIMIT {MOST}", is_seen(scope))


async def get_round(scope: Scope, public_id: str) -> RoundDetail:
    """The round with its instrument. Raises `NotFound` for one the reader may not know of."""
    row = await fetch_one(RoundRow, f"{ROW}AND r.public_id = {{}}", is_seen(scope), public_id)
    if row is None:
        raise NotFound
    data = (await data_of(scope, (row.instrument,)))[row.instrument] if row.instrument is not None else None
    return RoundDetail(row, data, await ancestors_of(scope, (row.unit,)))
