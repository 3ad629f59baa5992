"""Freezing, releasing and withdrawing reports. What a frozen report says of the case never changes."""

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.cases.rules import report_release_blockers
from app.committees.queries import list_roles
from app.core.errors import Invalid, NotFound, RuleViolation
from app.core.ids import new_public_id
from app.core.text import clean_text
from app.db.sql import execute, fetch_value, in_list, insert
from app.db.transaction import transaction
from app.reports.content import Author, canonical_json, decode, sha256
from app.reports.enums import ReportType, SnapshotState
from app.reports.labels import SNAPSHOT_STATE
from app.reports.queries import WholeReport, collect_facts, get_snapshot, load_material, sees_whole_case
from app.reports.queries.snapshots import SnapshotDetail
from app.reports.rules import linked
from app.reports.tables import ReportSnapshot

PROFILE = "authority"


class Snapshot(msgspec.Struct, frozen=True):
    """A new frozen report: its keys, its number within the case, and its hash."""

    id: int
    public_id: str
    no: int
    hash: str


async def create_snapshot(actor: Actor, case_id: int, *, show_names: bool = False) -> Snapshot:
    """Freezes the case as it stands into a draft report: canonical JSON, its hash, number, time and author (rule 39).

    Raises `NotFound`, `Denied`, and `RuleViolation` where the case has items in units the actor may not see: half a
    report would go out as a whole one.
    """
    async with transaction():
        case = await begin(actor, case_id, Permission.REPORT_CREATE)
        if not await sees_whole_case(actor.scope, case.id):
            raise RuleViolation(
                "report.hidden_items",
                "Sagen har tiltag på enheder, du ikke har adgang til. "
                "Bed en leder for hele området om at lave rapporten.",
            )
        last = await fetch_value(int, 'SELECT MAX(no) AS n FROM report_snapshots WHERE "case" = {}', case.id)
        no = (last or 0) + 1
        material = await load_material(actor.scope, case)
        report = WholeReport(material).report(
            author=Author(name=actor.name, role=await _author_role(actor)),
            show_names=show_names,
            now=actor.now,
            number=no,
        )
        canonical = canonical_json(report)
        public_id, digest = new_public_id(), sha256(canonical)
        key = await insert(
            ReportSnapshot(
                public_id=public_id,
                unit=await _smallest_unit(case),
                case=case.id,
                type=ReportType.STATUS,
                profile=PROFILE,
                state=SnapshotState.DRAFT,
                no=no,
                content=canonical.decode(),
                hash=digest,
                by=actor.person,
                at=actor.now,
                released_at=None,
                withdrawn_reason="",
                replaces=None,
            )
        )
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.REPORT,
            key,
            case=case.id,
            subject=_subject(no),
            after={"nummer": no, "fingeraftryk": digest, "med navne": show_names},
        )
    return Snapshot(key, public_id, no, digest)


def _subject(no: int) -> str:
    return f"Statusrapport nr. {no}"


async def _author_role(actor: Actor) -> str:
    return "" if actor.person is None else (await list_roles(actor.scope, (actor.person,)))[actor.person]


async def _smallest_unit(case: CaseRef) -> int:
    """The lowest unit at or above all units of the case."""
    found = await fetch_value(
        int,
        "SELECT ancestor FROM unit_closure WHERE descendant IN {} GROUP BY ancestor "
        "HAVING COUNT(*) = {} ORDER BY SUM(depth), ancestor LIMIT 1",
        in_list(case.units),
        len(case.units),
    )
    return found if found is not None else case.units[0]


async def release_snapshot(actor: Actor, case_id: int, no: int) -> None:
    """Makes a draft the report that may go out, in place of the one released before.

    The content is frozen anew with one change, that it is no draft any more: it gets a hash of its own, and the log
    keeps both (decision 0015).

    Raises `RuleViolation` with what is missing and where it is done: AMO or AMR not informed (rule 19), adviser facts
    (rule 6); also for one that is no draft. `NotFound`, `Denied`.
    """
    async with transaction():
        case = await begin(actor, case_id, Permission.REPORT_RELEASE)
        snapshot = await get_snapshot(actor.scope, case.id, no)
        _require_state(snapshot, SnapshotState.DRAFT)
        blockers = linked(report_release_blockers(await collect_facts(actor.scope, case.id)), case.public_id)
        if blockers:
            raise RuleViolation("report.release_blocked", "Rapporten kan ikke frigives endnu.", blockers)
        earlier = await fetch_value(
            int,
            'SELECT id FROM report_snapshots WHERE "case" = {} AND state = {} ORDER BY no DESC LIMIT 1',
            case.id,
            SnapshotState.RELEASED,
        )
        canonical = canonical_json(msgspec.structs.replace(decode(snapshot.canonical), is_draft=False))
        digest = sha256(canonical)
        await execute(
            "UPDATE report_snapshots SET state = {}, released_at = {}, replaces = {}, content = {}, hash = {} "
            "WHERE id = {}",
            SnapshotState.RELEASED,
            actor.now,
            earlier,
            canonical.decode(),
            digest,
            snapshot.id,
        )
        record(
            actor,
            AuditAction.RELEASED,
            EntityKind.REPORT,
            snapshot.id,
            case=case.id,
            subject=_subject(no),
            before={"status": SNAPSHOT_STATE[snapshot.state], "fingeraftryk": snapshot.hash},
            after={"status": SNAPSHOT_STATE[SnapshotState.RELEASED], "fingeraftryk": digest},
        )


def _require_state(snapshot: SnapshotDetail, *states: SnapshotState) -> None:
    if snapshot.state not in states:
        state = SNAPSHOT_STATE[snapshot.state].lower()
        raise RuleViolation("report.state", f"Rapport nr. {snapshot.no} er allerede {state}.")


async def withdraw_snapshot(actor: Actor, case_id: int, no: int, *, reason: str) -> None:
    """Marks a report as withdrawn; it stays readable with its reason. A draft its maker's roles may, a released one
    only who may release. Raises `Invalid` without a reason, `RuleViolation` when withdrawn already.
    """
    reason = clean_text(reason)
    async with transaction():
        case = await begin(actor, case_id, Permission.REPORT_CREATE)
        snapshot = await get_snapshot(actor.scope, case.id, no)
        if snapshot.state is SnapshotState.RELEASED:
            may(actor, Permission.REPORT_RELEASE, case.ancestors).require()
        _require_state(snapshot, SnapshotState.DRAFT, SnapshotState.RELEASED)
        if not reason:
            text = "Skriv, hvorfor rapporten trækkes tilbage."
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
            case=case.id,
            subject=_subject(no),
            before={"status": SNAPSHOT_STATE[snapshot.state]},
            after={"status": SNAPSHOT_STATE[SnapshotState.WITHDRAWN]},
            reason=reason,
        )


async def record_export(actor: Actor, case_id: int, no: int) -> None:
    """Logs, in its own short transaction, that a report is about to leave the house (rule 40). Call it before the
    first byte: where it fails, nothing is served. Raises `NotFound` as `get_snapshot` does.
    """
    async with transaction():
        case = await get_case_ref_by_id(actor.scope, case_id)
        snapshot = await get_snapshot(actor.scope, case.id, no)
        record(
            actor,
            AuditAction.EXPORTED,
            EntityKind.REPORT,
            snapshot.id,
            case=case.id,
            subject=_subject(no),
            after={"fingeraftryk": snapshot.hash},
        )


async def build_report_file(actor: Actor, reference: str) -> bytes:
    """A new draft report of the case with this reference, as a PDF made in this process: for the command line.

    Raises `NotFound` for an unknown reference.
    """
    from app.reports.pdf.render import render_status_report  # only the command line draws in its own process

    case_id = await fetch_value(int, "SELECT id FROM cases WHERE reference = {}", reference.strip().upper())
    if case_id is None:
        raise NotFound("report.case_unknown", f"Der er ingen sag med nummeret {reference}.")
    made = await create_snapshot(actor, case_id)
    await record_export(actor, case_id, made.no)
    snapshot = await get_snapshot(actor.scope, case_id, made.no)
    return render_status_report(snapshot.canonical, snapshot.hash)
