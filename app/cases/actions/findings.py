"""What the authority demanded or concluded, in its order."""

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin, next_position, own_ids
from app.cases.enums import FindingKind
from app.cases.labels import FINDING_KIND
from app.cases.tables import Finding, FindingFocusPoint
from app.core import ids
from app.core.errors import Invalid
from app.core.text import clean_line, clean_text
from app.db.sql import insert
from app.db.transaction import transaction
from app.organisation.actions import Created


async def add_finding(
    actor: Actor,
    case_id: int,
    *,
    kind: FindingKind,
    text: str,
    source_text: str = "",
    focus_points: tuple[int, ...] = (),
) -> Created:
    """A demand or conclusion, last in its order, answered by `focus_points` of the same case.

    Raises `Invalid` for an empty text or a focus point of another case, `NotFound`, `Denied`.
    """
    async with transaction():
        ref = await begin(actor, case_id)
        text = _text(text)
        points = await own_ids(actor, ref, "focus_points", focus_points)
        public_id = ids.new_public_id()
        key = await insert(
            Finding(
                public_id=public_id,
                case=case_id,
                position=await next_position(actor, "findings", case_id),
                kind=kind,
                text=text,
                source_text=clean_line(source_text),
                source_document=None,
            )
        )
        for point in points:
            await insert(FindingFocusPoint(finding=key, focus_point=point))
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.FINDING,
            key,
            case=case_id,
            subject=FINDING_KIND[kind],
            after={"slags": FINDING_KIND[kind], "tekst": text, "kilde": clean_line(source_text)},
        )
    return Created(key, public_id)


def _text(text: str) -> str:
    text = clean_text(text)
    if not text:
        message = "Skriv kravet eller konklusionen."
        raise Invalid("finding.text_missing", message, {"text": message})
    return text
