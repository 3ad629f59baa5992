"""Freezing, releasing, withdrawing and replacing reports. What is frozen never changes: the database refuses it."""

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.cases.rules import is_own
from app.committees.queries import list_roles
from app.core.errors import RuleViolation
from app.core.text import clean_text
from app.db.sql import execute, fetch_value, in_list, sql
from app.db.transaction import transaction
from app.indicators.queries import sees_every_series
from app.reports.actions.frozen import Snapshot, freeze, mark_withdrawn
from app.reports.actions.numbers import next_no
from app.reports.changes import Change
from app.reports.content import PROFILES, Author, StatusReport
from app.reports.enums import Profile, SnapshotState
from app.reports.labels import SNAPSHOT_STATE, subject_of
from app.reports.policy import may_withdraw
from app.reports.queries import (
    WholeReport,
    collect_facts,
    get_snapshot,
    load_material,
    read_standing,
    sees_whole_case,
    with_news,
)
from app.reports.queries.snapshots import SnapshotDetail
from app.reports.rules import linked
from app.reports.standing import Standing, release_blockers
from app.surveys.queries import sees_every_result


async def create_snapshot(
    actor: Actor, case_id: int, *, show_names: bool = False, profile: Profile = Profile.AUTHORITY
) -> Snapshot:
    """Freezes the case as it stands into a draft report for the receiver of `profile`: canonical JSON, its hash,
    number, time and author (rule 39). The hash holds from now on, also when the report is released or withdrawn.

    Raises `NotFound`, `Denied`, and `RuleViolation` where the actor does not read all that the receiver is to get:
    half a report would go out as a whole one.
    """
    async with transaction():
        case = await begin(actor, case_id, Permission.REPORT_CREATE)
        return await _freeze(actor, case, show_names=show_names, profile=profile)


async def replace_snapshot(actor: Actor, case_id: int, no: int, *, reason: str, show_names: bool = False) -> Snapshot:
    """Withdraws a report with its reason and freezes the case as it stands now as a new draft, for the same receiver,
    that names the number it replaces. Raises as `withdraw_snapshot` and `create_snapshot` do.
    """
    async with transaction():
        await withdraw_snapshot(actor, case_id, no, reason=reason)
        case = await get_case_ref_by_id(actor.scope, case_id)
        old = await get_snapshot(actor.scope, case.id, no)
        return await _freeze(actor, case, show_names=show_names, profile=old.profile, replaces=old)


async def preview_report(
    actor: Actor, case: CaseRef, *, show_names: bool, profile: Profile, replaces: int | None = None
) -> StatusReport:
    """What `create_snapshot` would freeze now, without a number: nothing is stored. Raises as it does."""
    may(actor, Permission.REPORT_CREATE, case.ancestors).require()
    return await _report(actor, case, None, show_names=show_names, profile=profile, replaces=replaces)


async def _report(
    actor: Actor, case: CaseRef, no: int | None, *, show_names: bool, profile: Profile, replaces: int | None
) -> StatusReport:
    rule = PROFILES[profile]
    if rule.is_final and is_own(case.kind):
        raise RuleViolation("report.own_plan", "En egen handleplan sendes ikke til Arbejdstilsynet.")
    sees_all = await sees_whole_case(actor.scope, case.id, rule.tiers)
    if sees_all and "surveys" in rule.sections:
        sees_all = await sees_every_result(actor.scope, case.id) and await sees_every_series(actor.scope, case.id)
    if not sees_all:
        raise RuleViolation(
            "report.hidden_items",
            "Sagen har tiltag eller målinger på enheder, du ikke har adgang til, eller du læser ikke alt det, "
            "modtageren skal have. Bed en leder for hele området om at lave rapporten.",
        )
    made = WholeReport(await load_material(actor.scope, case, rule.tiers)).report(
        author=Author(name=actor.name, role=await author_role(actor)),
        show_names=show_names,
        now=actor.now,
        number=no,
        profile=profile,
        replaces=replaces,
    )
    return await with_news(actor.scope, case, profile, made)


async def _freeze(
    actor: Actor, case: CaseRef, *, show_names: bool, profile: Profile, replaces: SnapshotDetail | None = None
) -> Snapshot:
    """A new row of the case, which the caller has locked: that is why no two get one number."""
    kind = PROFILES[profile].of_case
    if kind is None:
        raise RuleViolation("report.profile", "Der er ingen rapport om én sag til denne modtager.")
    no = await next_no(actor, profile, sql('"case" = {}', case.id))
    report = await _report(
        actor, case, no, show_names=show_names, profile=profile, replaces=replaces.no if replaces else None
    )
    return await freeze(
        actor,
        report,
        unit=await _smallest_unit(case),
        case=case.id,
        kind=kind,
        profile=profile,
        state=SnapshotState.DRAFT,
        no=no,
        replaces=replaces,
        subject=subject_of(kind, no),
        notes={"med navne": show_names},
    )


async def author_role(actor: Actor) -> str:
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


async def release_snapshot(actor: Actor, case_id: int, no: int, *, reason: str = "") -> None:
    """Makes a draft the report that may go out, in place of the one released before for the same receiver.

    Only its state changes: content and hash are what was frozen, and what people were informed of (decision 0015).

    Raises `RuleViolation` with what is missing and where it is done, where it goes to the authority: AMO or AMR not
    informed of this draft, or of what changed since (rule 19), adviser facts (rule 6); also for one that is no draft.
    Where what changed may be spelling only, `reason` says so, and the log keeps what it was. `NotFound`, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        case = await begin(actor, case_id, Permission.REPORT_RELEASE)
        snapshot = await get_snapshot(actor.scope, case.id, no)
        if snapshot.state is not SnapshotState.DRAFT:
            state = SNAPSHOT_STATE[snapshot.state].lower()
            raise RuleViolation("report.state", f"Rapport nr. {no} er allerede {state}.")
        standing = Standing()
        if PROFILES[snapshot.profile].is_final:
            standing = await read_standing(actor.scope, case, snapshot, actor.now)
            facts = await collect_facts(actor.scope, case.id)
            here = f"/sager/{case.public_id}/rapport"
            blockers = linked(release_blockers(facts, standing, no, here, reason=reason), case.public_id)
            if blockers:
                raise RuleViolation("report.release_blocked", "Rapporten kan ikke frigives endnu.", blockers)
        earlier = await fetch_value(
            int,
            'SELECT id FROM report_snapshots WHERE "case" = {} AND type = {} AND profile = {} AND state = {} '
            "ORDER BY no DESC LIMIT 1",
            case.id,
            snapshot.type,
            snapshot.profile,
            SnapshotState.RELEASED,
        )
        await execute(
            "UPDATE report_snapshots SET state = {}, released_at = {}, released_by = {}, release_reason = {}, "
            "replaces = COALESCE(replaces, {}) WHERE id = {}",
            SnapshotState.RELEASED,
            actor.now,
            actor.person,
            reason if standing.differs else "",
            earlier,
            snapshot.id,
        )
        record(
            actor,
            AuditAction.RELEASED,
            EntityKind.REPORT,
            snapshot.id,
            case=case.id,
            subject=subject_of(snapshot.type, no),
            before={"status": SNAPSHOT_STATE[snapshot.state]},
            after={
                "status": SNAPSHOT_STATE[SnapshotState.RELEASED],
                "fingeraftryk": snapshot.hash,
                "orienteret om": str(standing.told or ""),
                "rettet siden orienteringen": "; ".join(_corrected(each) for each in standing.differs),
            },
            reason=reason if standing.differs else "",
        )


def _corrected(change: Change) -> str:
    return f"{change.subject}, {change.label.lower()}: »{change.before}« blev til »{change.after}«"


async def withdraw_snapshot(actor: Actor, case_id: int, no: int, *, reason: str) -> None:
    """Marks a report as withdrawn; it stays readable with its reason. A draft its maker's roles may, a released one
    only who may release. Raises `Invalid` without a reason, `RuleViolation` when withdrawn already.
    """
    async with transaction():
        case = await begin(actor, case_id, Permission.REPORT_CREATE)
        snapshot = await get_snapshot(actor.scope, case.id, no)
        may_withdraw(actor, snapshot.state, case.ancestors).require()
        subject = subject_of(snapshot.type, no)
        await mark_withdrawn(actor, snapshot, reason=reason, called="Rapport", subject=subject, case=case.id)
