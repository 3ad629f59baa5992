"""A report and its files on their way out of the house."""

from collections.abc import Awaitable, Callable

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.queries import get_case_ref_by_id
from app.core.errors import Blocker, NotFound, RuleViolation
from app.db.sql import fetch_value
from app.db.transaction import reading
from app.documents.blobs import BlobStore
from app.reports.actions.leaving import record_export
from app.reports.content import PROFILES, decode
from app.reports.content.stamp import stamp_of
from app.reports.enums import Profile
from app.reports.package import Listed, Package, Paper, not_kept, package_file_name, packed, papers, report_file_name
from app.reports.queries import SnapshotDetail, get_snapshot, list_files_today, list_snapshots

_NAMED = 20  # files that a message names


async def open_package(
    actor: Actor,
    store: BlobStore,
    case_id: int,
    no: int,
    draw: Callable[[SnapshotDetail], Awaitable[bytes]],
    *,
    originals: bool = False,
) -> Package:
    """The package of a released report, ready for `app.reports.package.zipped`; `draw` makes its PDF.

    It holds what the report names and its receiver may have today: a file that was erased, or is confidential now,
    stays out. Every other is there, as large as it was; photos as copies that tell neither place nor time, unless
    somebody has chosen the `originals`. That it goes out is logged (rule 40).

    Raises `RuleViolation` for a report that never was released, and naming the files that are gone or changed;
    `NotFound`, `Denied`, `StoreDown`.
    """
    async with reading():
        case = await get_case_ref_by_id(actor.scope, case_id)
        may(actor, Permission.REPORT_EXPORT, case.ancestors).require()
        snapshot = await get_snapshot(actor.scope, case.id, no)
        files = await list_files_today(actor.scope, case.id, PROFILES[snapshot.profile].tiers)
    if snapshot.released_at is None:
        raise RuleViolation("report.not_released", "Pakken kan hentes, når rapporten er frigivet.")
    report = decode(snapshot.canonical)
    evidence = packed(report, files, originals=originals)
    await _require_files(store, [each for each in evidence if each.name])
    await record_export(actor, case.id, no, form="ZIP med originale billeder" if originals else "ZIP")
    pdf = Paper(report_file_name(case.reference, no, snapshot.type), await draw(snapshot))
    made = papers(report, pdf, evidence, snapshot.hash, stamp_of(snapshot.state))
    file_name = package_file_name(case.reference, no, snapshot.type, originals=originals)
    return Package(file_name, made, evidence, report.created_at)


async def _require_files(store: BlobStore, files: list[Listed]) -> None:
    """Raises `RuleViolation` naming those that are not there, or of another size. Reads none of them."""
    missing = await not_kept(files, store.find)
    if missing:
        blockers = [Blocker("report.file_missing", f"{each.entry.no} {each.entry.title}") for each in missing[:_NAMED]]
        if len(missing) > _NAMED:
            blockers.append(Blocker("report.file_missing", f"og {len(missing) - _NAMED} til"))
        text = "Pakken kan ikke laves: disse filer mangler i arkivet eller er ændret. Sig det til administratoren."
        raise RuleViolation("report.files_missing", text, tuple(blockers))


async def find_released(actor: Actor, reference: str, no: int | None = None) -> tuple[int, int]:
    """The case with this reference and the number of its report `no`; None: the one for Arbejdstilsynet that was
    released last. For the command line. Raises `NotFound`, and `RuleViolation` where none was released."""
    reference = reference.strip().upper()
    case_id = await fetch_value(int, "SELECT id FROM cases WHERE reference = {}", reference)
    if case_id is None:
        raise NotFound("report.case_unknown", f"Der er ingen sag med nummeret {reference}.")
    rows = [row for row in await list_snapshots(actor.scope, case_id) if row.released_at is not None]
    if no is None:
        rows = [row for row in rows if row.profile is Profile.AUTHORITY and row.replaced_by_no is None]
    else:
        rows = [row for row in rows if row.no == no]
    if not rows:
        text = "Ingen rapport om sagen er frigivet." if no is None else f"Rapport nr. {no} er ikke frigivet."
        raise RuleViolation("report.not_released", text)
    return case_id, max(row.no for row in rows)
