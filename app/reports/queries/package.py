"""The files that a report may take along."""

import msgspec

from app.access.enums import Tier
from app.access.policy import Scope
from app.db.sql import fetch_all
from app.documents.queries import IN_QUARANTINE
from app.documents.rules import is_photo
from app.evidence.queries import evidence_in_scope
from app.reports.package import CopyFile, FileToday


class _File(msgspec.Struct, frozen=True):
    sha256: str
    media_type: str
    is_kept: bool
    copy_sha256: str | None
    copy_size: int | None


async def list_files_today(scope: Scope, case_id: int, tiers: frozenset[Tier]) -> dict[str, FileToday]:
    """Every version's file of the case's evidence that somebody who reads `tiers` is to have today, by SHA-256.

    Evidence that has got another tier since is not among them, nor a file in quarantine. Of several versions with the
    same bytes the first that is kept counts. The caller has resolved the case.
    """
    rows = await fetch_all(
        _File,
        "SELECT b.sha256, b.media_type, v.erased_at IS NULL AS is_kept, d.sha256 AS copy_sha256, d.size AS copy_size "
        "FROM evidence e JOIN evidence_versions v ON v.evidence = e.id JOIN blobs b ON b.id = v.blob "
        'LEFT JOIN blobs d ON d.id = v.derived_blob WHERE e."case" = {} AND {} '
        f"AND NOT {IN_QUARANTINE} ORDER BY v.erased_at IS NULL, d.id IS NOT NULL, v.id DESC",
        case_id,
        evidence_in_scope(scope.limited_to(tiers)),
    )
    return {row.sha256: _today(row) for row in rows}  # the last of each counts


def _today(row: _File) -> FileToday:
    if not row.is_kept:
        return FileToday(is_kept=False)
    copy = CopyFile(row.copy_sha256, row.copy_size) if row.copy_sha256 and row.copy_size else None
    return FileToday(is_photo=is_photo(row.media_type), copy=copy)
