"""Filing letters in a case."""

from datetime import date

from app.access.enums import Tier
from app.access.policy import Actor
from app.cases.actions.steps import begin, refresh_next_due
from app.db.transaction import transaction
from app.documents.actions import add_document
from app.documents.blobs import StagedFile
from app.documents.enums import Direction, DocumentKind
from app.organisation.actions import Created


async def file_letter(
    actor: Actor,
    case_id: int,
    *,
    kind: DocumentKind,
    direction: Direction,
    title: str,
    dated_on: date | None,
    esdh_document_no: str,
    file: StagedFile,
    tier: Tier = Tier.OPEN,
) -> Created:
    """Files a letter in a case, as it came; the adviser's report meets its deadline from the day it is dated.

    Raises `NotFound` for a case out of scope, `Denied` without the right, `Invalid` for a date in the future.
    """
    async with transaction():
        await begin(actor, case_id)
        made = await add_document(
            actor,
            case_id=case_id,
            kind=kind,
            direction=direction,
            title=title,
            dated_on=dated_on,
            esdh_document_no=esdh_document_no,
            file=file,
            tier=tier,
        )
        await refresh_next_due(actor, case_id)
    return made
