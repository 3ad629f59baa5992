"""What committees are asked to agree with, for who reads the case."""

from datetime import date, datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.approvals.enums import ApprovalStatus, ApprovalTarget
from app.approvals.rules import SIDES, Given, answers_to, due_of, missing_sides, status_of
from app.cases.enums import CasePhase
from app.committees.enums import CommitteeSide
from app.committees.queries import is_read, reads_meetings
from app.core.clock import danish_day
from app.core.errors import NotFound
from app.db.sql import fetch_all, in_list, sql
from app.meetings.policy import Forum
from app.meetings.queries import MeetingRow, list_meetings
from app.reports.content import PROFILES
from app.reports.enums import SnapshotState

MOST = 200
_MOST_MEETINGS = 20


class AnswerRow(Given, frozen=True, kw_only=True):
    """`is_recorded`: it stands as involvement in the case."""

    approval: int
    no: int
    remark: str
    name: str
    on_date: date
    meeting: int | None
    meeting_public_id: str | None  # None also for who does not read that meeting
    is_recorded: bool


class ApprovalRow(msgspec.Struct, frozen=True, kw_only=True):
    """`is_read`: the reader reads the committee's meetings. `now_…`: the version that stands now, with the moment since
    which it reads as it does; None where there is none."""

    id: int
    public_id: str
    case: int
    case_public_id: str
    case_reference: str
    case_title: str
    case_phase: CasePhase
    committee: int
    committee_public_id: str
    committee_name: str
    is_read: bool
    target: ApprovalTarget
    text: str
    asked_on: date
    due_on: date | None
    by: int
    by_name: str
    withdrawn_at: datetime | None
    withdrawn_reason: str
    version: int
    now_key: int | None
    now_no: int | None
    now_hash: str | None
    now_at: datetime | None


class Found(msgspec.Struct, frozen=True):
    row: ApprovalRow
    answers: tuple[AnswerRow, ...]

    @property
    def now(self) -> dict[CommitteeSide, AnswerRow]:
        """What each side has answered to the version that stands now."""
        return answers_to(self.answers, self.row.now_hash or "")

    @property
    def missing(self) -> tuple[CommitteeSide, ...]:
        return missing_sides(self.answers, self.row.now_hash) if self.row.now_hash else ()

    @property
    def due_on(self) -> date | None:
        """The last day to answer the version that stands now."""
        row = self.row
        return due_of(row.asked_on, row.due_on, danish_day(row.now_at) if row.now_at else row.asked_on)

    def status(self, today: date) -> ApprovalStatus:
        is_withdrawn = self.row.withdrawn_at is not None
        return status_of(self.answers, self.row.now_hash, self.due_on, today, is_withdrawn=is_withdrawn)


_FINAL = ", ".join(f"'{profile}'" for profile, rule in PROFILES.items() if rule.is_final)
_SELECT = (
    'SELECT a.id, a.public_id, a."case", c.public_id AS case_public_id, c.reference AS case_reference, '
    "c.title AS case_title, c.phase AS case_phase, a.committee, k.public_id AS committee_public_id, "
    "k.name AS committee_name, CASE WHEN {} THEN 1 ELSE 0 END AS is_read, a.target, a.text, a.asked_on, a.due_on, "
    'a."by", b.name AS by_name, a.withdrawn_at, a.withdrawn_reason, a.version, '
    "COALESCE(v.id, s.id) AS now_key, COALESCE(v.no, s.no) AS now_no, COALESCE(v.hash, s.hash) AS now_hash, "
    # Approving a plan as it was discussed makes a new number, not a new plan.
    "COALESCE((SELECT MIN(e.at) FROM plan_versions e WHERE e.plan = v.plan AND e.hash = v.hash), s.at) AS now_at "
    'FROM approvals a JOIN cases c ON c.id = a."case" JOIN committees k ON k.id = a.committee '
    'JOIN persons b ON b.id = a."by" '
    f"LEFT JOIN plan_versions v ON a.target = '{ApprovalTarget.PLAN}' AND v.id = (SELECT x.id FROM plan_versions x "
    'JOIN action_plans p ON p.id = x.plan WHERE p."case" = a."case" ORDER BY x.no DESC LIMIT 1) '
    f"LEFT JOIN report_snapshots s ON a.target = '{ApprovalTarget.REPORT}' AND s.id = (SELECT x.id "
    f'FROM report_snapshots x WHERE x."case" = a."case" AND x.profile IN ({_FINAL}) '
    f"AND x.state <> '{SnapshotState.WITHDRAWN}' ORDER BY x.no DESC LIMIT 1) WHERE {{}} AND {{}} "
)


async def _found(scope: Scope, condition: QueryString, limit: int) -> list[Found]:
    rows = await fetch_all(
        ApprovalRow,
        _SELECT + "ORDER BY CASE WHEN a.withdrawn_at IS NULL THEN 0 ELSE 1 END, a.id DESC LIMIT {}",
        reads_meetings(scope, "a.committee"),
        case_in_scope(scope, 'a."case"'),
        condition,
        limit,
    )
    if not rows:
        return []
    answers = await fetch_all(
        AnswerRow,
        "SELECT x.id, x.approval, x.person, x.side, x.reply, x.hash, x.no, x.remark, p.name, x.on_date, x.meeting, "
        "mt.public_id AS meeting_public_id, CASE WHEN EXISTS (SELECT 1 FROM involvements i "
        "WHERE i.approval = x.id) THEN 1 ELSE 0 END AS is_recorded FROM approval_answers x "
        "JOIN persons p ON p.id = x.person LEFT JOIN meetings mt ON mt.id = x.meeting AND {} "
        "WHERE x.approval IN {} ORDER BY x.id",
        is_read(scope, "mt"),
        in_list([row.id for row in rows]),
    )
    return [Found(row, tuple(each for each in answers if each.approval == row.id)) for row in rows]


async def list_approvals(scope: Scope, case_id: int) -> list[Found]:
    """Of a case, the newest first, those taken back last; none for a case outside the scope. Two queries."""
    return await _found(scope, sql('a."case" = {}', case_id), MOST)


async def list_of_committee(scope: Scope, forum: Forum) -> list[Found]:
    """What the committee is and was asked to agree with, of cases that the reader reads. Two queries."""
    return await _found(scope, sql("a.committee = {}", forum.committee or 0), MOST)


async def get_approval(scope: Scope, public_id: str) -> Found:
    """Raises `NotFound` outside the scope."""
    found = await _found(scope, sql("a.public_id = {}", public_id), 1)
    if not found:
        raise NotFound
    return found[0]


class Waiting(msgspec.Struct, frozen=True):
    """`own`: the reader's own side has not answered; else they asked, and the last day has passed."""

    found: Found
    own: bool


async def list_waiting(scope: Scope, *, limit: int) -> list[Waiting]:
    """What waits for the reader's answer in open cases, and what they asked for in vain; the earliest day first, no day
    last. Three queries, one where the reader neither sits on a side nor has asked."""
    seats = await fetch_all(
        _Seat,
        "SELECT DISTINCT m.committee, m.side FROM committee_members m JOIN committees k ON k.id = m.committee "
        "AND k.closed_on IS NULL WHERE m.person = {} AND m.side IN {} AND m.valid_from <= {} "
        "AND (m.valid_to IS NULL OR m.valid_to > {}) "
        "UNION SELECT a.committee, '' AS side FROM approvals a WHERE a.\"by\" = {} AND a.withdrawn_at IS NULL",
        scope.person or 0,
        in_list([side.value for side in SIDES]),
        scope.today,
        scope.today,
        scope.person or 0,
    )
    if not seats:
        return []
    condition = sql(
        "a.withdrawn_at IS NULL AND c.phase <> 'closed' AND COALESCE(v.id, s.id) IS NOT NULL AND a.committee IN {} "
        "AND (SELECT COUNT(DISTINCT y.side) FROM approval_answers y WHERE y.approval = a.id "
        "AND y.hash = COALESCE(v.hash, s.hash)) < 2",
        in_list(sorted({each.committee for each in seats})),
    )
    waiting = []
    for found in await _found(scope, condition, MOST):
        sides = [each.side for each in seats if each.committee == found.row.committee and each.side]
        own = any(side in found.missing for side in sides) and not _has_answered(scope, found)
        asked_in_vain = found.row.by == scope.person and found.status(scope.today) is ApprovalStatus.SILENT
        if own or asked_in_vain:
            waiting.append(Waiting(found, own))
    return sorted(waiting, key=lambda each: each.found.due_on or date.max)[:limit]


class _Seat(msgspec.Struct, frozen=True):
    committee: int
    side: str


def _has_answered(scope: Scope, found: Found) -> bool:
    return any(each.person == scope.person and each.meeting is None for each in found.now.values())


async def list_meetings_to_answer_at(scope: Scope, forum: Forum, found: Found) -> list[MeetingRow]:
    """Meetings of the committee that have been since the version that stands now was made, the latest first."""
    since = danish_day(found.row.now_at) if found.row.now_at else scope.today
    return [
        each
        for each in await list_meetings(scope, forum)
        if since <= each.held_on <= scope.today and each.is_minuted(scope.today)
    ][:_MOST_MEETINGS]
