"""The files that a report may take along."""

import msgspec

from app.access.enums import Tier
from app.access.policy import Scope
from app.db.sql import fetch_all
from app.documents.queries import IN_QUARANTINE
from app.evidence.queries import evidence_in_scope
from app.reports.package import FileState


class _File(msgspec.Struct, frozen=True):
    sha256: str
    is_kept: bool


async def list_file_states(scope: Scope, case_id: int, tiers: frozenset[Tier]) -> dict[str, FileState]:
    """Every version's file of the case's evidence that somebody who reads `tiers` is to have today, by SHA-256.

    Evidence that has got another tier since is not among them, nor a file in quarantine. The caller has resolved the
    case.
    """
    rows = await fetch_all(
        _File,
        "SELECT b.sha256, v.erased_at IS NULL AS is_kept FROM evidence e JOIN evidence_versions v ON v.evidence = e.id "
        'JOIN blobs b ON b.id = v.blob WHERE e."case" = {} AND {} '
        f"AND NOT {IN_QUARANTINE}",
        case_id,
        evidence_in_scope(scope.limited_to(tiers)),
    )
    found = {row.sha256: FileState.ERASED for row in rows}
    return found | {row.sha256: FileState.KEPT for row in rows if row.is_kept}
