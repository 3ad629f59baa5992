"""A frozen report, be it of a case or of a unit: put away, and taken back. What is frozen never changes."""

from collections.abc import Mapping
from typing import Any

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import Invalid, RuleViolation
from app.core.ids import new_public_id
from app.core.text import clean_text
from app.db.sql import execute, insert
from app.reports.content import AnyReport, canonical_json, sha256
from app.reports.enums import Profile, ReportType, SnapshotState
from app.reports.labels import PROFILE, SNAPSHOT_STATE
from app.reports.queries.snapshots import SnapshotDetail
from app.reports.tables import ReportSnapshot


class Snapshot(msgspec.Struct, frozen=True):
    """A new frozen report: its keys, its number within the case or the unit, and its hash."""

    id: int
    public_id: str
    no: int
    hash: str


async def freeze(
    actor: Actor,
    report: AnyReport,
    *,
    unit: int,
    case: int | None,
    kind: ReportType,
    profile: Profile,
    state: SnapshotState,
    no: int,
    replaces: SnapshotDetail | None,
    subject: str,
    notes: Mapping[str, Any],
) -> Snapshot:
    """Puts `report` away as canonical JSON under its hash, in the caller's transaction, which has locked whose number
    `no` is, and has asked whether the actor may. `notes` are told by the log besides."""
    canonical = canonical_json(report)
    public_id, digest = new_public_id(), sha256(canonical)
    is_released = state is SnapshotState.RELEASED
    key = await insert(
        ReportSnapshot(
            public_id=public_id,
            unit=unit,
            case=case,
            type=kind,
            profile=profile,
            state=state,
            no=no,
            content=canonical.decode(),
            hash=digest,
            by=actor.person,
            at=actor.now,
            released_at=actor.now if is_released else None,
            released_by=actor.person if is_released else None,
            release_reason="",
            withdrawn_reason="",
            replaces=replaces.id if replaces else None,
        )
    )
    after = {"nummer": no, "lavet til": PROFILE[profile], "fingeraftryk": digest, **notes}
    after |= {"erstatter nr.": replaces.no if replaces else None}
    record(actor, AuditAction.CREATED, EntityKind.REPORT, key, case=case, subject=subject, after=after)
    return Snapshot(key, public_id, no, digest)


async def mark_withdrawn(
    actor: Actor, snapshot: SnapshotDetail, *, reason: str, called: str, subject: str, case: int | None
) -> None:
    """Takes a report back, in the caller's transaction, which has locked it and asked whether the actor may; it stays
    readable with its reason. `called` is the Danish word for it.

    Raises `RuleViolation` when withdrawn already, `Invalid` without a reason.
    """
    reason = clean_text(reason)
    if snapshot.state is SnapshotState.WITHDRAWN:
        raise RuleViolation("report.state", f"{called} nr. {snapshot.no} er allerede trukket tilbage.")
    if not reason:
        text = f"Skriv, hvorfor {called.lower()}en trækkes tilbage."
        raise Invalid("report.reason_missing", text, {"reason": text})
    await execute(
        "UPDATE report_snapshots SET state = {}, withdrawn_reason = {} WHERE id = {}",
        SnapshotState.WITHDRAWN,
        reason,
        snapshot.id,
    )
    record(
        actor,
        AuditAction.WITHDRAWN,
        EntityKind.REPORT,
        snapshot.id,
        case=case,
        subject=subject,
        before={"status": SNAPSHOT_STATE[snapshot.state]},
        after={"status": SNAPSHOT_STATE[SnapshotState.WITHDRAWN]},
        reason=reason,
    )
