"""A report of a case on its way out of the house, as a file. Each is logged before its first byte (rule 40)."""

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.queries import get_case_ref_by_id
from app.core.errors import NotFound
from app.db.sql import fetch_value
from app.db.transaction import transaction
from app.reports.actions.snapshots import create_snapshot
from app.reports.enums import Profile
from app.reports.labels import PROFILE, subject_of
from app.reports.queries import get_snapshot


async def record_export(actor: Actor, case_id: int, no: int, *, form: str = "PDF") -> None:
    """Logs, in its own short transaction, that a report is about to leave the house (rule 40), as a file of `form`.
    Call it before the first byte: where it fails, nothing is served. Raises `NotFound` as `get_snapshot` does.
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
            subject=subject_of(snapshot.type, no),
            after={"fingeraftryk": snapshot.hash, "fil": form},
        )


async def record_preview(actor: Actor, case_id: int, profile: Profile) -> None:
    """Logs, as `record_export` does, that a report which is not stored is about to leave the house as a file."""
    async with transaction():
        case = await get_case_ref_by_id(actor.scope, case_id)
        record(
            actor,
            AuditAction.EXPORTED,
            EntityKind.CASE,
            case.id,
            case=case.id,
            subject=f"{case.reference} {case.title}",
            after={"fil": "Forhåndsvisning af en rapport, som ikke er gemt", "til": PROFILE[profile]},
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
    return render_status_report(snapshot.canonical, snapshot.hash, snapshot.state)
