"""Adding evidence, its versions and links, and withdrawing it. Nothing is overwritten, and nothing is deleted."""

from app.evidence.actions.adding import Link, add_delivered, add_evidence, update_item_with_files
from app.evidence.actions.keeping import add_evidence_version, link_delivered, link_evidence, withdraw_evidence

__all__ = [
    "Link",
    "add_delivered",
    "add_evidence",
    "add_evidence_version",
    "link_delivered",
    "link_evidence",
    "update_item_with_files",
    "withdraw_evidence",
]
