"""What a case can be tied to, and which cases a result can be tied to."""

import msgspec

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.cases.enums import CasePhase
from app.core.errors import NotFound
from app.db.sql import fetch_all, in_list, sql
from app.surveys.enums import RoundState
from app.surveys.queries.links import is_shown

MOST_RESULTS = 300  # of the list to choose from


class ResultChoice(msgspec.Struct, frozen=True):
    """A unit of a published round with one of its scales; `scale` None: its direction."""

    round_unit: int
    public_id: str
    unit_name: str
    round: int
    round_name: str
    scale: int | None
    code: str | None
    scale_name: str | None

    @property
    def value(self) -> str:
        return f"{self.public_id}.{self.code}" if self.code else self.public_id


async def list_result_choices(scope: Scope, units: tuple[int, ...], first: str = "") -> list[ResultChoice]:
    """Published results that the reader reads, of `units` and all above and below them, the newest round first.

    At most `MOST_RESULTS`; those of the unit in a round with the public id `first` come before, wherever it lies.
    """
    return await fetch_all(
        ResultChoice,
        "SELECT w.id AS round_unit, w.public_id, w.name AS unit_name, r.id AS round, r.name AS round_name, "
        "s.id AS scale, s.code, s.name AS scale_name FROM round_units w JOIN survey_rounds r ON r.id = w.round "
        "LEFT JOIN survey_results x ON x.round_unit = w.id LEFT JOIN survey_scales s ON s.id = x.scale "
        "WHERE r.state = {} AND (s.id IS NOT NULL OR (w.direction IS NOT NULL AND w.answered IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM survey_results g WHERE g.round_unit = w.id))) AND {} AND (w.public_id = {} OR "
        "EXISTS (SELECT 1 FROM unit_closure h WHERE (h.descendant IN {} AND h.ancestor = w.unit) "
        "OR (h.ancestor IN {} AND h.descendant = w.unit))) "
        "ORDER BY CASE WHEN w.public_id = {} THEN 0 ELSE 1 END, r.year DESC, r.id DESC, w.position, s.position "
        "LIMIT {}",
        RoundState.PUBLISHED,
        is_shown(scope, "w"),
        first,
        in_list(units),
        in_list(units),
        first,
        MOST_RESULTS,
    )


class OpenCase(msgspec.Struct, frozen=True):
    public_id: str
    reference: str
    title: str


async def list_open_cases(scope: Scope, unit: int) -> list[OpenCase]:
    """The reader's open cases about the unit or one above or below it, the newest first."""
    return await fetch_all(
        OpenCase,
        "SELECT c.public_id, c.reference, c.title FROM cases c WHERE c.phase <> {} AND {} "
        "AND EXISTS (SELECT 1 FROM case_units e JOIN unit_closure h ON (h.descendant = e.unit AND h.ancestor = {}) "
        'OR (h.ancestor = e.unit AND h.descendant = {}) WHERE e."case" = c.id) ORDER BY c.id DESC LIMIT {}',
        CasePhase.CLOSED,
        case_in_scope(scope, "c.id"),
        unit,
        unit,
        MOST_RESULTS,
    )


async def get_result(scope: Scope, value: str) -> ResultChoice:
    """The published result that a choice names. Raises `NotFound` for one that is not there or not the reader's."""
    public_id, _, code = value.partition(".")
    found = await fetch_all(
        ResultChoice,
        "SELECT w.id AS round_unit, w.public_id, w.name AS unit_name, r.id AS round, r.name AS round_name, "
        "s.id AS scale, s.code, s.name AS scale_name FROM round_units w JOIN survey_rounds r ON r.id = w.round "
        "LEFT JOIN survey_results x ON x.round_unit = w.id AND {} LEFT JOIN survey_scales s ON s.id = x.scale "
        "WHERE r.state = {} AND w.public_id = {} AND "
        "(s.id IS NOT NULL OR (w.direction IS NOT NULL AND w.answered IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM survey_results g WHERE g.round_unit = w.id))) AND {}",
        sql("1 = 1") if code else sql("1 = 0"),
        RoundState.PUBLISHED,
        public_id,
        is_shown(scope, "w"),
    )
    for each in found:
        if (each.code or "") == code:
            return each
    raise NotFound
