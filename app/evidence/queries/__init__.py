"""Reading evidence, and what it is linked to."""

from app.evidence.queries.evidence import (
    EvidenceRow,
    EvidenceVersionRow,
    LinkedEvidence,
    Withheld,
    count_withheld,
    evidence_in_scope,
    evidence_withheld,
    get_evidence,
    get_evidence_version,
    list_case_evidence,
    list_evidence_versions,
    list_item_evidence,
)
from app.evidence.queries.targets import (
    Place,
    Target,
    get_target,
    list_links,
    list_targets,
    place_of,
    standing_to_target,
    units_linked,
)

__all__ = [
    "EvidenceRow",
    "EvidenceVersionRow",
    "LinkedEvidence",
    "Place",
    "Target",
    "Withheld",
    "count_withheld",
    "evidence_in_scope",
    "evidence_withheld",
    "get_evidence",
    "get_evidence_version",
    "get_target",
    "list_case_evidence",
    "list_evidence_versions",
    "list_item_evidence",
    "list_links",
    "list_targets",
    "place_of",
    "standing_to_target",
    "units_linked",
]
