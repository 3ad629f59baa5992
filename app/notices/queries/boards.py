"""The page for all employees of a unit: what the authority found there, and how it is being complied with.

What stands on it is what a report to put up holds (decision 0018): open rows alone, and never a name.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Role
from app.access.policy import Actor, Grant, Scope
from app.access.queries import in_scope
from app.cases.enums import CaseOutcome, CasePhase, NoticeKind
from app.cases.labels import CASE_OUTCOME, NOTICE_KIND, TOPIC
from app.cases.queries import get_case_ref_by_id
from app.cases.rules import must_inform
from app.core.clock import COPENHAGEN
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows, in_list, sql
from app.notices.rules import SHOWN_AFTER_CLOSING, without_names
from app.reports import content
from app.reports.content import Tone
from app.reports.content.profiles import PROFILES
from app.reports.enums import Profile
from app.reports.queries.case_part import CasePart
from app.reports.queries.dates_part import DatesPart
from app.reports.queries.material import Material, load_material
from app.reports.queries.status_report import WholeReport

_KINDS = tuple(kind for kind in NoticeKind if must_inform(kind))
_MOST_CASES = 10
HOME = "/opslag"


class Board(msgspec.Struct, frozen=True):
    """A unit that has such a page."""

    id: int
    public_id: str
    name: str
    municipality: int
    municipality_name: str

    @property
    def href(self) -> str:
        return f"{HOME}/enhed/{self.public_id}"


class BoardItem(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    measure: str
    status: str
    tone: Tone
    when: str  # what the date is
    on_date: date | None


class BoardPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A focus point with its items; without a title: the items under none."""

    title: str
    status: str
    items: tuple[BoardItem, ...]


class BoardCase(msgspec.Struct, frozen=True, kw_only=True):
    """A ruling and its plan, without names. `ended` says how it ended, "" for an open case."""

    title: str
    kind: str
    topics: tuple[str, ...]
    visited_on: date | None
    rulings: tuple[content.Ruling, ...]
    status: str
    note: str
    ended: str
    next_dates: tuple[content.NextDate, ...]
    points: tuple[BoardPoint, ...]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), COPENHAGEN)


def _shown(today: date) -> QueryString:
    """True for cases `c` that stand on the page."""
    return sql(
        "(c.kind IN {} AND c.phase <> 'hearing' AND (c.phase <> 'closed' OR c.closed_on >= {}))",
        in_list(_KINDS),
        today - SHOWN_AFTER_CLOSING,
    )


_BOARD = (
    "SELECT u.id, u.public_id, v.name, u.municipality, m.name AS municipality_name FROM units u "
    "JOIN municipalities m ON m.id = u.municipality JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
    "WHERE u.closed_on IS NULL AND {} "
)


def _has_case(today: date) -> QueryString:
    here = 'EXISTS (SELECT 1 FROM case_units cu JOIN cases c ON c.id = cu."case" WHERE cu.unit = u.id AND {})'
    return sql(here, _shown(today))


def _is_whole(scope: Scope) -> QueryString:
    """True for units `u` whose cases the reader reads, with those of everything below."""
    outside = sql("NOT {}", in_scope(scope, "x.descendant"))
    return sql("NOT EXISTS (SELECT 1 FROM unit_closure x WHERE x.ancestor = u.id AND {})", outside)


def _of_reader(scope: Scope) -> QueryString:
    return sql("({} AND {})", _has_case(scope.today), _is_whole(scope))


def _of_municipality(scope: Scope, code: str) -> QueryString:
    return sql("({} AND m.code = {})", _has_case(scope.today), code)


async def list_boards(scope: Scope) -> list[Board]:
    """The pages that the reader opens by their role, by name."""
    return await fetch_all(Board, _BOARD + "ORDER BY v.sort_key, u.id", _of_reader(scope))


async def list_boards_of_case(scope: Scope, case: int) -> list[Board]:
    """Those of the units of a case, as far as the reader opens them by their role."""
    here = sql('EXISTS (SELECT 1 FROM case_units k WHERE k.unit = u.id AND k."case" = {})', case)
    return await fetch_all(Board, _BOARD + "AND {} ORDER BY v.sort_key, u.id", _of_reader(scope), here)


async def find_board(scope: Scope, public_id: str) -> Board | None:
    """One that the reader opens by their role; None for any other."""
    return await fetch_one(Board, _BOARD + "AND u.public_id = {}", _of_reader(scope), public_id)


async def list_boards_of_employee(scope: Scope, code: str) -> list[Board]:
    """Those that an employee of a municipality opens who has shown the provider of its logins who they are."""
    return await fetch_all(Board, _BOARD + "ORDER BY v.sort_key, u.id", _of_municipality(scope, code))


async def get_board_of_employee(scope: Scope, code: str, public_id: str) -> Board:
    """One of `list_boards_of_employee`. Raises `NotFound`."""
    row = await fetch_one(Board, _BOARD + "AND u.public_id = {}", _of_municipality(scope, code), public_id)
    if row is None:
        raise NotFound
    return row


async def get_board_of_unit(scope: Scope, unit: int) -> Board:
    """The page of an open unit, also one without a ruling: for whoever holds a link to it. Raises `NotFound`."""
    row = await fetch_one(Board, _BOARD, sql("u.id = {}", unit))
    if row is None:
        raise NotFound
    return row


class _CaseRow(msgspec.Struct, frozen=True):
    id: int
    phase: CasePhase
    outcome: CaseOutcome | None
    closed_on: date | None


def _everybody(scope: Scope, board: Board) -> Scope:
    """What everybody at the unit may read: open rows of it and of what lies below, whoever asks."""
    grant = Grant(Role.READER, board.id, board.municipality)
    reader = Actor(person=None, name="", grants=(grant,), now=_noon(scope.today), request_id="board")
    return reader.scope.open_only()


async def read_board(scope: Scope, board: Board) -> list[BoardCase]:
    """What stands on the page today, open cases first. The caller has found `board`; what is shown of it is the same
    for every reader."""
    everybody = _everybody(scope, board)
    rows = await fetch_all(
        _CaseRow,
        'SELECT c.id, c.phase, c.outcome, c.closed_on FROM cases c JOIN case_units cu ON cu."case" = c.id '
        "WHERE cu.unit = {} AND {} ORDER BY CASE WHEN c.phase = 'closed' THEN 1 ELSE 0 END, c.id DESC LIMIT {}",
        board.id,
        _shown(scope.today),
        _MOST_CASES,
    )
    found = []
    for row in rows:
        ref = await get_case_ref_by_id(everybody, row.id)
        material = await load_material(everybody, ref, PROFILES[Profile.NOTICE_BOARD].tiers)
        names = await _names(material, row.id)
        found.append(_case(material, row, names))
    return found


async def _names(material: Material, case: int) -> list[str]:
    """Of whoever has something to do with the case: none of them stands on the page, not even in what others wrote."""
    people = {item.owner_name for item in material.plan.items}
    people |= {each.name for each in material.helpers} | {each.evaluator_name for each in material.plan.evaluations}
    rows = await fetch_rows(
        "SELECT p.name FROM cases c JOIN persons p ON p.id = c.owner WHERE c.id = {} UNION "
        'SELECT p.name FROM role_grants g JOIN persons p ON p.id = g.person JOIN case_units cu ON cu."case" = {} '
        "JOIN unit_closure k ON k.descendant = cu.unit AND k.ancestor = g.unit UNION "
        "SELECT p.name FROM role_grants g JOIN persons p ON p.id = g.person JOIN unit_closure k "
        'ON k.descendant = g.unit JOIN case_units cu ON cu.unit = k.ancestor AND cu."case" = {}',
        case,
        case,
        case,
    )
    return sorted(people | {str(row["name"]) for row in rows})


def _case(material: Material, row: _CaseRow, names: Iterable[str]) -> BoardCase:
    names = tuple(names)
    case, dates = CasePart(material), DatesPart(material)
    report = WholeReport(material).report(
        author=content.Author(name="", role=""),
        show_names=False,
        now=_noon(material.today),
        number=None,
        profile=Profile.NOTICE_BOARD,
    )
    points = [_point(point.title, point.status, point.items, names) for point in report.focus_points]
    if report.other_items:
        points.append(_point("", "", report.other_items, names))
    ended = ""
    if row.phase is CasePhase.CLOSED and row.outcome is not None:
        ended = CASE_OUTCOME[row.outcome]
    return BoardCase(
        title=without_names(report.title, names),
        kind=NOTICE_KIND[material.rows.case.kind],
        topics=tuple(TOPIC[topic] for topic in material.rows.topics),
        visited_on=report.visited_on,
        rulings=case.rulings(),
        status=report.status,
        note=report.status_note,
        ended=ended,
        next_dates=dates.next_dates(),
        points=tuple(points),
    )


def _point(title: str, status: str, items: tuple[content.Item, ...], names: tuple[str, ...]) -> BoardPoint:
    return BoardPoint(
        title=without_names(title, names),
        status=status,
        items=tuple(_item(item, names) for item in items),
    )


def _item(item: content.Item, names: tuple[str, ...]) -> BoardItem:
    when, on_date = "Frist", item.due_on
    if item.is_done:
        when, on_date = "Gennemført", item.done_on
    elif item.review_interval:
        when, on_date = "Ses på igen", item.next_review_on
    return BoardItem(
        title=without_names(item.title, names),
        measure=without_names(item.measure, names),
        status=item.status,
        tone=item.tone,
        when=when,
        on_date=on_date,
    )
