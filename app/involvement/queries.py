"""Reading who was involved, inside a scope."""

from datetime import date, datetime

import msgspec

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.committees.queries import is_read
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_value
from app.evidence.queries import evidence_in_scope
from app.involvement.enums import Channel, InvolvementKind, Party
from app.involvement.rules import AboutReport, InvolvementFact, opening_record


class InvolvementRow(msgspec.Struct, frozen=True, kw_only=True):
    """One record as it was made. The remark is word for word what was said."""

    id: int
    public_id: str
    kind: InvolvementKind
    party: Party
    channel: Channel
    on_date: date
    until_on: date | None
    forum_text: str
    participants: str
    minutes_reference: str
    subject: str
    remark: str
    plan_version_no: int | None
    snapshot: int | None
    snapshot_no: int | None
    snapshot_hash: str
    meeting: int | None
    meeting_public_id: str | None  # None also where the reader does not read that meeting
    evidence: str | None  # the public id of what shows it, where the reader sees that
    evidence_title: str | None
    is_withdrawn: bool
    withdrawn_reason: str
    by: int
    by_name: str
    at: datetime

    @property
    def about(self) -> AboutReport | None:
        """The report that the record informed of; None for any other record."""
        if self.snapshot is None or self.snapshot_no is None:
            return None
        return AboutReport(self.snapshot, self.snapshot_no, self.snapshot_hash)

    def opens_gate(self, *, has_employee_body: bool) -> bool:
        """Whether this record alone would do for rule 19."""
        return opening_record([self.fact], has_employee_body=has_employee_body) is not None

    @property
    def fact(self) -> InvolvementFact:
        """The record as the gate of rule 19 sees it."""
        return InvolvementFact(
            party=self.party,
            kind=self.kind,
            on_date=self.on_date,
            who=self.forum_text or self.participants,
            is_withdrawn=self.is_withdrawn,
        )


_SELECT = (
    "SELECT i.id, i.public_id, i.kind, i.party, i.channel, i.on_date, i.until_on, i.forum_text, i.participants, "
    "i.minutes_reference, i.subject, i.remark, v.no AS plan_version_no, i.snapshot, i.snapshot_no, "
    "i.snapshot_hash, i.meeting, mt.public_id AS meeting_public_id, x.public_id AS evidence, "
    "x.title AS evidence_title, i.is_withdrawn, i.withdrawn_reason, "
    'i."by", p.name AS by_name, i.at FROM involvements i JOIN persons p ON p.id = i."by" '
    "LEFT JOIN evidence x ON x.id = i.evidence AND {} "
    "LEFT JOIN plan_versions v ON v.id = i.plan_version LEFT JOIN meetings mt ON mt.id = i.meeting AND {} "
    'WHERE i."case" = {} AND {} '
)


async def list_involvements(scope: Scope, case_id: int) -> list[InvolvementRow]:
    """All records of a case by date, withdrawn ones among them; none for a case outside the scope."""
    return await fetch_all(
        InvolvementRow,
        _SELECT + "ORDER BY i.on_date, i.id",
        evidence_in_scope(scope, "x"),
        is_read(scope, "mt"),
        case_id,
        case_in_scope(scope, 'i."case"'),
    )


async def get_involvement(scope: Scope, case_id: int, public_id: str) -> InvolvementRow:
    """One record of a case. Raises `NotFound` for another case's, and outside the scope."""
    row = await fetch_one(
        InvolvementRow,
        _SELECT + "AND i.public_id = {}",
        evidence_in_scope(scope, "x"),
        is_read(scope, "mt"),
        case_id,
        case_in_scope(scope, 'i."case"'),
        public_id,
    )
    if row is None:
        raise NotFound
    return row


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """Why somebody need not be told, as long as it holds."""

    id: int
    public_id: str
    party: Party
    reason: str
    by_name: str
    at: datetime


_WAIVER = (
    "SELECT w.id, w.public_id, w.party, w.reason, p.name AS by_name, w.at FROM inform_waivers w "
    'JOIN persons p ON p.id = w."by" WHERE w."case" = {} AND w.ended_at IS NULL AND {} '
)


async def list_waivers(scope: Scope, case_id: int) -> list[Waiver]:
    """Those that hold, the oldest first; none for a case outside the scope."""
    return await fetch_all(Waiver, _WAIVER + "ORDER BY w.id", case_id, case_in_scope(scope, 'w."case"'))


async def get_waiver(scope: Scope, case_id: int, public_id: str) -> Waiver:
    """One that holds. Raises `NotFound` for another case's, for an ended one, and outside the scope."""
    condition = case_in_scope(scope, 'w."case"')
    row = await fetch_one(Waiver, _WAIVER + "AND w.public_id = {}", case_id, condition, public_id)
    if row is None:
        raise NotFound
    return row


# The latest day of a ruling after the first one: who was told before it does not know of it. Of the first ruling people
# may know before its letter comes, and a new date in an answer is no ruling. NULL where there is none, or no day.
TOLD_SINCE = (
    "(SELECT MAX(d.on_date) FROM rulings r JOIN deadlines d ON d.ruling = r.id AND d.kind = 'ruled' "
    "AND d.state = 'set' WHERE r.\"case\" = {case} AND r.kind NOT IN ('original', 'new_date'))"
)


async def told_since(scope: Scope, case_id: int) -> date | None:
    """The day since which telling counts for a case that the caller has resolved; None: any day does."""
    return await fetch_value(date, f"SELECT {TOLD_SINCE.format(case='{}')} AS since", case_id)
