"""Records as a reader may see them: those of their units, and those above that hold for a unit of theirs."""

from datetime import date

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Above, Scope
from app.access.queries import ancestors_of, at_unit
from app.core.errors import NotFound
from app.cycles.enums import CycleElement, CycleKind, ElementState, Participant
from app.cycles.rules import ELEMENTS, Answer, Goal
from app.db.sql import fetch_all, fetch_value, in_list, sql
from app.organisation.queries import UnitDetail, get_unit
from app.surveys.queries.rounds import is_seen

_MOST = 100  # records of a unit: a hundred years of assessments and discussions


class RecordRow(msgspec.Struct, frozen=True):
    """A record. The round is named to those alone who see it."""

    id: int
    public_id: str
    municipality: int
    unit: int
    unit_public_id: str
    unit_name: str
    kind: CycleKind
    covers_below: bool
    held_on: date | None
    held_text: str
    participants: str
    committee: int | None
    committee_public_id: str | None
    committee_name: str | None
    round: int | None
    round_public_id: str | None
    round_name: str | None
    kept_at: str
    readable_at: str
    changed_on: date | None
    changed_text: str
    note: str
    withdrawn_on: date | None
    withdrawn_reason: str
    version: int
    done: int  # elements that were said to be done
    lacks: bool  # somebody said "not yet" of an element

    @property
    def took_part(self) -> tuple[Participant, ...]:
        return tuple(Participant(each) for each in self.participants.split(",") if each)


class RecordDetail(msgspec.Struct, frozen=True):
    row: RecordRow
    answers: dict[CycleElement, Answer]
    goals: tuple[Goal, ...]  # that it set
    earlier_goals: tuple[Goal, ...]  # that it evaluated, or can
    above: Above  # what `policy.may` asks for


class _AnswerRow(msgspec.Struct, frozen=True):
    element: CycleElement
    state: ElementState
    on_date: date | None
    text: str


# Of rows `r` of cyclic_records: whether somebody said "not yet" of an element.
LACKS = (
    "CASE WHEN EXISTS (SELECT 1 FROM cycle_answers n WHERE n.record = r.id AND n.state = 'not_yet') "
    "THEN 1 ELSE 0 END AS lacks"
)


def may_know_of(scope: Scope) -> QueryString:
    """True for rows `r` of cyclic_records that hold for a unit whose records the reader reads."""
    if scope.sees_all:
        return sql("1 = 1")
    return sql(
        "EXISTS (SELECT 1 FROM unit_closure rc WHERE rc.ancestor = r.unit AND (rc.depth = 0 OR r.covers_below) AND {})",
        at_unit(scope.cycles, "rc.descendant", None),
    )


_ROW = (
    "SELECT r.id, r.public_id, r.municipality, r.unit, u.public_id AS unit_public_id, v.name AS unit_name, r.kind, "
    "r.covers_below, r.held_on, r.held_text, r.participants, r.committee, k.public_id AS committee_public_id, "
    "k.name AS committee_name, r.round, s.public_id AS round_public_id, s.name AS round_name, r.kept_at, "
    "r.readable_at, r.changed_on, r.changed_text, r.note, r.withdrawn_on, r.withdrawn_reason, r.version, "
    "(SELECT COUNT(*) FROM cycle_answers a WHERE a.record = r.id AND a.state = {} AND a.element IN {}) AS done, "
    f"{LACKS} "
    "FROM cyclic_records r JOIN units u ON u.id = r.unit "
    "JOIN unit_versions v ON v.unit = r.unit AND v.valid_to IS NULL LEFT JOIN committees k ON k.id = r.committee "
    "LEFT JOIN survey_rounds s ON s.id = r.round AND {} WHERE {} AND {} "
)
_ORDER = "ORDER BY r.held_on DESC NULLS LAST, r.id DESC"


async def _rows(scope: Scope, condition: QueryString) -> list[RecordRow]:
    elements = in_list([each for several in ELEMENTS.values() for each in several])
    return await fetch_all(
        RecordRow,
        f"{_ROW}{_ORDER} LIMIT {_MOST}",
        ElementState.DONE,
        elements,
        is_seen(scope, "s"),
        may_know_of(scope),
        condition,
    )


async def get_place(scope: Scope, public_id: str) -> UnitDetail:
    """A unit whose records the reader reads. Raises `NotFound` for any other, also where they see the unit."""
    place = await get_unit(scope, public_id)
    reach = at_unit(scope.cycles, "u.id", None)
    if not scope.sees_all and not await fetch_value(
        int, "SELECT COUNT(*) FROM units u WHERE u.id = {} AND {}", place.id, reach
    ):
        raise NotFound
    return place


async def list_records(scope: Scope, unit: int) -> list[RecordRow]:
    """Of a unit, and of those above it that hold for it, too, the latest first; withdrawn ones among them."""
    holds = sql(
        "EXISTS (SELECT 1 FROM unit_closure hc WHERE hc.descendant = {} AND hc.ancestor = r.unit "
        "AND (hc.depth = 0 OR r.covers_below))",
        unit,
    )
    return await _rows(scope, holds)


async def get_record(scope: Scope, public_id: str) -> RecordDetail:
    """Raises `NotFound` for one that holds for no unit of the reader's."""
    rows = await _rows(scope, sql("r.public_id = {}", public_id))
    if not rows:
        raise NotFound
    row = rows[0]
    answers = await fetch_all(
        _AnswerRow, "SELECT element, state, on_date, text FROM cycle_answers WHERE record = {}", row.id
    )
    own = await _goals(sql("g.record = {}", row.id))
    discusses = row.kind is CycleKind.ANNUAL_DISCUSSION
    earlier = await list_goals_to_evaluate(scope, row.unit, row) if discusses else []
    return RecordDetail(
        row,
        {each.element: Answer(each.element, each.state, each.on_date, each.text) for each in answers},
        tuple(own),
        tuple(earlier),
        await ancestors_of(scope, (row.unit,)),
    )


async def list_goals_to_evaluate(scope: Scope, unit: int, record: RecordRow | None = None) -> list[Goal]:
    """The goals of the discussion before `record` (None: before one that is to be written), but for those that another
    one has evaluated, and whatever `record` has evaluated itself. Two queries."""
    own = record.id if record is not None else 0
    before = sql("1 = 1")
    if record is not None and record.held_on is not None:
        earlier = "(r.held_on < {} OR (r.held_on = {} AND r.id < {}))"
        before = sql(earlier, record.held_on, record.held_on, record.id)
    last = await fetch_value(
        int,
        "SELECT r.id FROM cyclic_records r WHERE r.unit = {} AND r.kind = {} AND r.withdrawn_on IS NULL AND r.id <> {} "
        f"AND {{}} AND {{}} {_ORDER} LIMIT 1",
        unit,
        CycleKind.ANNUAL_DISCUSSION,
        own,
        before,
        may_know_of(scope),
    )
    return await _goals(sql("(g.evaluated_in = {} OR (g.record = {} AND g.evaluated_in IS NULL))", own, last or 0))


async def _goals(condition: QueryString) -> list[Goal]:
    return await fetch_all(
        Goal,
        "SELECT g.id, g.public_id, g.record, r.public_id AS record_public_id, r.held_on, g.text, g.outcome, "
        "g.outcome_note, g.evaluated_in, e.public_id AS evaluated_public_id, e.held_on AS evaluated_on "
        "FROM discussion_goals g JOIN cyclic_records r ON r.id = g.record "
        "LEFT JOIN cyclic_records e ON e.id = g.evaluated_in WHERE {} ORDER BY g.record, g.position",
        condition,
    )
