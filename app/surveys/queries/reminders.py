"""Units whose next survey is due (rule 29), and focus points to be measured again: for the overview and the mail."""

from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import at_unit, case_in_scope
from app.cases.enums import CasePhase, FocusPointState
from app.db.sql import fetch_all, sql
from app.plans.queries.visible import item_in_scope
from app.surveys.enums import LinkRole, RoundState
from app.surveys.rules.rounds import Measured, NextDue, next_due


class SurveyDue(msgspec.Struct, frozen=True):
    """A unit that was measured so long ago that the next time comes; `href_id` is the round's public id."""

    unit_name: str
    round_public_id: str
    round_name: str
    due: NextDue


class _Last(msgspec.Struct, frozen=True):
    unit: int
    unit_name: str
    public_id: str
    name: str
    year: int
    last_on: date | None


async def list_surveys_due(scope: Scope, until: date) -> list[SurveyDue]:
    """By date, the units that a round was made of and that the reader reads whole, whose last is three years old by
    `until`. A round above counts for what lies below it. One query; none for who reads no surveys."""
    if not scope.reads_surveys:
        return []
    rows = await fetch_all(
        _Last,
        "SELECT r.unit, v.name AS unit_name, r.public_id, r.name, r.year, COALESCE(r.period_to, r.period_from) "
        "AS last_on FROM survey_rounds r JOIN units u ON u.id = r.unit AND u.closed_on IS NULL "
        "JOIN unit_versions v ON v.unit = r.unit AND v.valid_to IS NULL WHERE r.state = {} AND {} "
        "AND NOT EXISTS (SELECT 1 FROM survey_rounds n JOIN round_units w ON w.round = n.id WHERE w.unit = r.unit "
        "AND n.state = {} AND n.id <> r.id AND (n.year > r.year OR (n.year = r.year AND n.id > r.id))) "
        "ORDER BY r.year, r.id",
        RoundState.PUBLISHED,
        sql("1 = 1") if scope.sees_all else at_unit(scope.surveys, "r.unit", None),
        RoundState.PUBLISHED,
    )
    found = [
        SurveyDue(row.unit_name, row.public_id, row.name, next_due(Measured(row.year, row.last_on))) for row in rows
    ]
    return sorted((each for each in found if each.due.on <= until), key=lambda each: each.due.on)


class RemeasureDue(msgspec.Struct, frozen=True):
    """A focus point whose people wanted to measure again by `on`."""

    public_id: str
    title: str
    on: date
    case_public_id: str
    reference: str


async def list_remeasures_due(scope: Scope, until: date, *, limit: int) -> list[RemeasureDue]:
    """By date, the open focus points of open cases in scope that are to be measured again by `until`.

    Gone when a result has been tied as the effect since the day was planned. One query.
    """
    return await _remeasures(scope, sql("f.remeasure_on <= {}", until), limit)


async def list_own_remeasures(scope: Scope, *, limit: int = 50) -> list[RemeasureDue]:
    """As `list_remeasures_due`, whatever the day: of focus points with an item that the reader reads and owns or helps
    with. One query."""
    own = sql(
        "EXISTS (SELECT 1 FROM item_focus_points x JOIN action_items i ON i.id = x.item WHERE x.focus_point = f.id "
        "AND (i.owner = {} OR i.id IN (SELECT h.item FROM item_helpers h WHERE h.person = {})) AND {})",
        scope.person or 0,
        scope.person or 0,
        item_in_scope(scope),
    )
    return await _remeasures(scope, sql("f.remeasure_on IS NOT NULL AND {}", own), limit)


async def _remeasures(scope: Scope, which: QueryString, limit: int) -> list[RemeasureDue]:
    return await fetch_all(
        RemeasureDue,
        'SELECT f.public_id, f.title, f.remeasure_on AS "on", c.public_id AS case_public_id, c.reference '
        'FROM focus_points f JOIN cases c ON c.id = f."case" WHERE {} AND f.state = {} '
        "AND c.phase <> {} AND {} AND NOT EXISTS (SELECT 1 FROM result_links l "
        "JOIN round_units u ON u.id = l.round_unit JOIN survey_rounds r ON r.id = u.round WHERE l.focus_point = f.id "
        "AND l.role = {} AND r.state = {} AND l.tied_at >= f.remeasure_set_at) ORDER BY f.remeasure_on, f.id LIMIT {}",
        which,
        FocusPointState.OPEN,
        CasePhase.CLOSED,
        case_in_scope(scope, "c.id"),
        LinkRole.EFFECT,
        RoundState.PUBLISHED,
        limit,
    )
