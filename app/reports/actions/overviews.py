"""Freezing, withdrawing and replacing overviews of a unit's cases. They go to no authority: frozen is released."""

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import RuleViolation
from app.db.sql import execute, sql
from app.db.transaction import transaction
from app.organisation.queries import UnitDetail, get_unit
from app.reports.actions.frozen import Snapshot, freeze, mark_withdrawn
from app.reports.actions.numbers import next_no
from app.reports.actions.snapshots import author_role
from app.reports.content import PROFILES, Author, Overview
from app.reports.enums import Profile, ReportType, SnapshotState
from app.reports.queries import get_overview, overview_of, sees_whole_tree
from app.reports.queries.snapshots import SnapshotDetail


async def create_overview(
    actor: Actor, unit: str, *, profile: Profile, replaces: SnapshotDetail | None = None
) -> Snapshot:
    """Freezes the cases of the unit with this public id, and of everything below it, for the receiver of `profile`.

    Raises `NotFound`, `Denied`, and `RuleViolation` where the actor does not read all that the receiver is to get, or
    there are more cases than one overview holds.
    """
    async with transaction():
        found = await get_unit(actor.scope, unit)
        may(actor, Permission.REPORT_CREATE, found.ancestors).require()
        await execute("UPDATE units SET version = version WHERE id = {}", found.id)  # a lock on both engines
        no = await next_no(actor, profile, sql('"case" IS NULL AND unit = {}', found.id))
        report = await preview_overview(actor, found, profile=profile, number=no, replaces=replaces)
        return await freeze(
            actor,
            report,
            unit=found.id,
            case=None,
            kind=ReportType.OVERVIEW,
            profile=profile,
            state=SnapshotState.RELEASED,
            no=no,
            replaces=replaces,
            subject=_subject(found, no),
            notes={"sager": len(report.cases)},
        )


async def preview_overview(
    actor: Actor,
    unit: UnitDetail,
    *,
    profile: Profile,
    number: int | None = None,
    replaces: SnapshotDetail | None = None,
) -> Overview:
    """What `create_overview` would freeze now: nothing is stored. Raises as it does."""
    rule = PROFILES[profile]
    if rule.of_unit is None or not await sees_whole_tree(actor.scope, unit.id, rule.tiers):
        raise RuleViolation(
            "report.hidden_units",
            "Du læser ikke alt det på enhederne her, som modtageren skal have. Vælg en enhed længere nede.",
        )
    return await overview_of(
        actor.scope,
        unit,
        profile,
        author=Author(name=actor.name, role=await author_role(actor)),
        now=actor.now,
        number=number,
        replaces=replaces.no if replaces else None,
    )


async def withdraw_overview(actor: Actor, unit: str, no: int, *, reason: str, is_replaced: bool) -> Snapshot | None:
    """Marks an overview as withdrawn; it stays readable with its reason. With `is_replaced` the cases as they stand now
    are frozen in its place, under a new number that names it.

    Raises `Invalid` without a reason, `RuleViolation` when withdrawn already, and as `create_overview` does.
    """
    async with transaction():
        found = await get_unit(actor.scope, unit)
        may(actor, Permission.REPORT_CREATE, found.ancestors).require()
        await execute("UPDATE units SET version = version WHERE id = {}", found.id)
        snapshot = await get_overview(actor.scope, found.id, no)
        subject = _subject(found, no)
        await mark_withdrawn(actor, snapshot, reason=reason, called="Oversigt", subject=subject, case=None)
        if not is_replaced:
            return None
        return await create_overview(actor, unit, profile=snapshot.profile, replaces=snapshot)


async def record_overview_export(actor: Actor, unit: str, no: int | None, *, form: str) -> None:
    """Logs, in its own short transaction, that an overview (None: a preview) is about to leave the house (rule 40)."""
    async with transaction():
        found = await get_unit(actor.scope, unit)
        snapshot = await get_overview(actor.scope, found.id, no) if no is not None else None
        record(
            actor,
            AuditAction.EXPORTED,
            EntityKind.REPORT if snapshot else EntityKind.UNIT,
            snapshot.id if snapshot else found.id,
            subject=_subject(found, no),
            after={"fingeraftryk": snapshot.hash if snapshot else None, "fil": form},
        )


def _subject(unit: UnitDetail, no: int | None) -> str:
    return f"Oversigt over sager, {unit.name}" + ("" if no is None else f", nr. {no}")
