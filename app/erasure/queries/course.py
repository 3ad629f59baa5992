"""How far an erasure is, and what waits for somebody to decide."""

from datetime import datetime

import msgspec

from app.access.enums import Permission
from app.access.policy import ALLOWED, Actor, Scope
from app.access.queries import case_in_scope
from app.db.sql import fetch_all, fetch_one, fetch_rows
from app.documents.queries import document_in_scope
from app.erasure.enums import ErasedKind, ErasureState
from app.erasure.queries.content import Subject
from app.evidence.queries import evidence_in_scope

_MOST = 200


class ErasureRow(msgspec.Struct, frozen=True, kw_only=True):
    """How far an erasure is. `asked_by` None: it follows one elsewhere, which `first_asked_by` asked for."""

    id: int
    public_id: str
    follows: int | None
    state: ErasureState
    reason: str
    hides_name: bool
    asked_by: int | None
    asked_by_name: str | None
    first_asked_by: int | None
    asked_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    note: str

    @property
    def askers(self) -> tuple[int | None, ...]:
        return (self.asked_by, self.first_asked_by)


async def find_erasure(scope: Scope, subject: Subject) -> ErasureRow | None:
    """The latest erasure of what the caller has resolved in the scope; None where nobody has asked."""
    return await fetch_one(
        ErasureRow,
        "SELECT x.id, x.public_id, x.follows, x.state, x.reason, x.hides_name, x.asked_by, a.name AS asked_by_name, "
        "o.asked_by AS first_asked_by, x.asked_at, d.name AS decided_by_name, x.decided_at, x.note FROM erasures x "
        "LEFT JOIN persons a ON a.id = x.asked_by LEFT JOIN persons d ON d.id = x.decided_by "
        f"LEFT JOIN erasures o ON o.id = x.follows WHERE x.{subject.kind.value} = {{}} ORDER BY x.id DESC LIMIT 1",
        subject.id,
    )


async def files_to_erase(scope: Scope, subject: Subject, erasure: ErasureRow) -> Subject:
    """`subject` with the files that `erasure` is about: all of them, or those that were erased elsewhere."""
    if erasure.follows is None:
        return subject
    rows = await fetch_rows(
        "SELECT v.blob, v.derived_blob FROM erasures x JOIN evidence_versions v ON v.evidence = x.evidence "
        "WHERE x.id = {} AND v.erased_at IS NOT NULL "
        "UNION SELECT d.blob, NULL FROM erasures x JOIN documents d ON d.id = x.document WHERE x.id = {}",
        erasure.follows,
        erasure.follows,
    )
    return subject.of({int(blob) for row in rows for blob in row.values() if blob is not None})


async def count_asked_elsewhere(scope: Scope, erasure: ErasureRow) -> int:
    """How many places besides were asked because they use the same bytes and have not said yes."""
    rows = await fetch_rows(
        "SELECT COUNT(*) AS n FROM erasures WHERE follows = {} AND state <> {}", erasure.id, ErasureState.DONE
    )
    return int(rows[0]["n"])


class Waiting(msgspec.Struct, frozen=True):
    """Content that somebody asked to have erased, and that the reader may decide about. It names nothing of it."""

    kind: ErasedKind
    public_id: str
    case_reference: str | None
    asked_at: datetime

    @property
    def href(self) -> str:
        base = "dokumentation" if self.kind is ErasedKind.EVIDENCE else "dokumenter"
        return f"/{base}/{self.public_id}/slet-indhold"


async def list_waiting(actor: Actor, *, limit: int = _MOST) -> list[Waiting]:
    """What waits for the actor as the second person, the oldest first. One query."""
    held = tuple(grant for grant in actor.grants if grant.role in ALLOWED[Permission.CONTENT_ERASE])
    scope = msgspec.structs.replace(actor, grants=held).scope
    if not scope.sees_cases:
        return []
    return await fetch_all(
        Waiting,
        "SELECT CASE WHEN x.evidence IS NULL THEN 'document' ELSE 'evidence' END AS kind, "
        "COALESCE(e.public_id, d.public_id) AS public_id, c.reference AS case_reference, x.asked_at FROM erasures x "
        "LEFT JOIN erasures o ON o.id = x.follows "
        "LEFT JOIN evidence e ON e.id = x.evidence LEFT JOIN documents d ON d.id = x.document "
        'LEFT JOIN cases c ON c.id = COALESCE(e."case", d."case") AND {} '
        "WHERE x.state = {} AND COALESCE(x.asked_by, o.asked_by, 0) <> {} "
        "AND ((x.evidence IS NOT NULL AND {}) OR (x.document IS NOT NULL AND {})) ORDER BY x.id LIMIT {}",
        case_in_scope(scope, "c.id"),
        ErasureState.ASKED,
        actor.person or 0,
        evidence_in_scope(scope),
        document_in_scope(scope),
        limit,
    )
