"""Cases that want somebody's eye: late, soon, or without a date."""

from datetime import date

import msgspec

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.cases.enums import CasePhase, NoticeKind
from app.db.sql import fetch_all
from app.deadlines.enums import DeadlineKind


class WaitingCase(msgspec.Struct, frozen=True):
    """A case and the duty that comes first. `on_date` None: the date is unknown."""

    public_id: str
    reference: str
    title: str
    kind: NoticeKind
    phase: CasePhase
    next_due_key: str
    next_due_kind: DeadlineKind | None

    @property
    def on_date(self) -> date | None:
        return date.fromisoformat(self.next_due_key) if self.next_due_key else None


class OpenRight(msgspec.Struct, frozen=True):
    """A chance that lapses by itself: to complain, or to answer a hearing."""

    public_id: str
    reference: str
    title: str
    kind: DeadlineKind
    on_date: date


async def list_waiting_cases(scope: Scope, until: date, *, limit: int) -> list[WaitingCase]:
    """Open cases whose first duty is unknown (those first), overdue, or due by `until`; one query."""
    return await fetch_all(
        WaitingCase,
        "SELECT c.public_id, c.reference, c.title, c.kind, c.phase, c.next_due_key, c.next_due_kind FROM cases c "
        "WHERE c.phase <> 'closed' AND c.next_due_key <= {} AND {} ORDER BY c.next_due_key, c.id LIMIT {}",
        until.isoformat(),
        case_in_scope(scope, "c.id"),
        limit,
    )


async def list_open_complaint_rights(scope: Scope, until: date, *, limit: int) -> list[OpenRight]:
    """Complaint deadlines from today to `until` of open cases, where nobody has complained; one query."""
    return await fetch_all(
        OpenRight,
        "SELECT c.public_id, c.reference, c.title, d.kind, d.on_date FROM deadlines d "
        "JOIN cases c ON c.id = d.\"case\" WHERE d.kind = 'complaint' AND d.state = 'set' AND d.on_date >= {} "
        "AND d.on_date <= {} AND c.phase <> 'closed' "
        "AND NOT EXISTS (SELECT 1 FROM complaints k WHERE k.ruling = d.ruling) AND {} "
        "ORDER BY d.on_date, d.id LIMIT {}",
        scope.today,
        until,
        case_in_scope(scope, "c.id"),
        limit,
    )
