"""What a report leaves out because it is not open to everybody who sees the case (decision 0014)."""

from app.access.enums import Tier
from app.access.policy import Scope
from app.db.sql import fetch_one
from app.documents.queries import document_in_scope
from app.evidence.queries import evidence_in_scope
from app.plans.queries.visible import item_in_scope, update_in_scope
from app.reports.rules import Confidential


async def count_confidential(scope: Scope, case_id: int) -> Confidential:
    """The confidential rows of a case that its reader reads themselves: of others they are told nothing here.

    The caller has resolved `case_id` inside the scope.
    """
    found = await fetch_one(
        Confidential,
        "SELECT "
        '(SELECT COUNT(*) FROM action_items i WHERE i."case" = {} AND i.tier <> {} AND {}) AS items, '
        "(SELECT COUNT(*) FROM item_updates n JOIN action_items i ON i.id = n.item "
        'WHERE i."case" = {} AND n.tier <> {} AND n.note <> {} AND {}) AS notes, '
        '(SELECT COUNT(*) FROM evidence e WHERE e."case" = {} AND e.tier <> {} AND {}) AS evidence, '
        '(SELECT COUNT(*) FROM documents d WHERE d."case" = {} AND d.tier <> {} AND {}) AS letters',
        case_id,
        Tier.OPEN,
        item_in_scope(scope),
        case_id,
        Tier.OPEN,
        "",
        update_in_scope(scope),
        case_id,
        Tier.OPEN,
        evidence_in_scope(scope),
        case_id,
        Tier.OPEN,
        document_in_scope(scope),
    )
    return found or Confidential()
