"""Cases that want somebody's eye: late, soon, or without a date."""

from datetime import date

import msgspec

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.db.sql import fetch_all
from app.deadlines.enums import DeadlineKind
from app.deadlines.rules import complaint_deadline
from app.organisation.rules import decode_settings


class UndatedCase(msgspec.Struct, frozen=True):
    """An open case in which a date that should be known is not; `kind` is the first such date.

    `awaited_since` is what it was before a complaint, where the authority is to set it anew.
    """

    public_id: str
    reference: str
    title: str
    kind: DeadlineKind | None
    awaited_since: date | None


class OpenRight(msgspec.Struct, frozen=True):
    """A chance that lapses by itself: to complain, or to answer a hearing."""

    public_id: str
    reference: str
    title: str
    kind: DeadlineKind
    on_date: date
    available_on: date | None  # what a computed date is counted from
    settings: str

    @property
    def send_by(self) -> date | None:
        """The safe day, where `on_date` rests on days closed by analogy or setting only (rule 9)."""
        if self.available_on is None:
            return None
        return complaint_deadline(self.available_on, decode_settings(self.settings)).send_by


async def list_undated_cases(scope: Scope, *, limit: int) -> list[UndatedCase]:
    """Open cases in which a date is unknown, the oldest first (rule 13); one query. Their known dates run on."""
    return await fetch_all(
        UndatedCase,
        "SELECT c.public_id, c.reference, c.title, c.next_due_kind AS kind, "
        '(SELECT MIN(w.on_date) FROM deadlines w WHERE w."case" = c.id AND w.kind = c.next_due_kind '
        "AND w.state = 'awaiting') AS awaited_since FROM cases c "
        "WHERE c.phase <> 'closed' AND c.next_due_key = '' AND {} ORDER BY c.id LIMIT {}",
        case_in_scope(scope, "c.id"),
        limit,
    )


async def list_open_complaint_rights(scope: Scope, until: date, *, limit: int) -> list[OpenRight]:
    """Complaint deadlines from today to `until` of open cases, where nobody has complained; one query."""
    return await fetch_all(
        OpenRight,
        "SELECT c.public_id, c.reference, c.title, d.kind, d.on_date, a.on_date AS available_on, m.settings "
        'FROM deadlines d JOIN cases c ON c.id = d."case" JOIN municipalities m ON m.id = c.municipality '
        "LEFT JOIN deadlines a ON a.ruling = d.ruling AND a.kind = 'available' AND a.state = 'set' "
        "AND d.source = 'computed' WHERE d.kind = 'complaint' AND d.state = 'set' AND d.on_date >= {} "
        "AND d.on_date <= {} AND c.phase <> 'closed' "
        "AND NOT EXISTS (SELECT 1 FROM complaints k LEFT JOIN deadlines w ON w.ruling = k.ruling AND w.kind = 'ruled' "
        "AND w.state = 'set' WHERE k.ruling = d.ruling AND (w.on_date IS NULL OR k.filed_on >= w.on_date)) AND {} "
        "ORDER BY d.on_date, d.id LIMIT {}",
        scope.today,
        until,
        case_in_scope(scope, "c.id"),
        limit,
    )
