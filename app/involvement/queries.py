"""Reading who was involved, inside a scope."""

from datetime import date, datetime

import msgspec

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one
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
    forum_text: str
    participants: str
    minutes_reference: str
    subject: str
    remark: str
    plan_version_no: int | None
    snapshot: int | None
    snapshot_no: int | None
    snapshot_hash: str
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
    "SELECT i.id, i.public_id, i.kind, i.party, i.channel, i.on_date, i.forum_text, i.participants, "
    "i.minutes_reference, i.subject, i.remark, v.no AS plan_version_no, i.snapshot, i.snapshot_no, "
    "i.snapshot_hash, i.is_withdrawn, i.withdrawn_reason, "
    'i."by", p.name AS by_name, i.at FROM involvements i JOIN persons p ON p.id = i."by" '
    'LEFT JOIN plan_versions v ON v.id = i.plan_version WHERE i."case" = {} AND {} '
)


async def list_involvements(scope: Scope, case_id: int) -> list[InvolvementRow]:
    """All records of a case by date, withdrawn ones among them; none for a case outside the scope."""
    return await fetch_all(
        InvolvementRow, _SELECT + "ORDER BY i.on_date, i.id", case_id, case_in_scope(scope, 'i."case"')
    )


async def get_involvement(scope: Scope, case_id: int, public_id: str) -> InvolvementRow:
    """One record of a case. Raises `NotFound` for another case's, and outside the scope."""
    row = await fetch_one(
        InvolvementRow, _SELECT + "AND i.public_id = {}", case_id, case_in_scope(scope, 'i."case"'), public_id
    )
    if row is None:
        raise NotFound
    return row
