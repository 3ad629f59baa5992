"""Why somebody need not be told of the rulings of a case (rule 20)."""

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.core.errors import Invalid, RuleViolation
from app.core.ids import new_public_id
from app.core.text import clean_text
from app.db.sql import execute, insert
from app.db.transaction import transaction
from app.involvement.enums import Party
from app.involvement.labels import PARTY
from app.involvement.queries import get_waiver, list_waivers
from app.involvement.rules import whom_to_tell
from app.involvement.tables import InformWaiver


async def waive_informing(actor: Actor, case_id: int, *, party: Party, reason: str) -> None:
    """Somebody need not be told of the rulings of a case, and why; it holds until `end_waiver`.

    Raises `Invalid` for one who is not to be told here anyway, and without a reason, `RuleViolation` where it holds
    already, `Denied`, `NotFound`.
    """
    reason = clean_text(reason)
    by = actor.require_person()
    async with transaction():
        case = await get_case_ref_by_id(actor.scope, case_id)
        may(actor, Permission.INVOLVEMENT_ADD, case.ancestors).require()
        if party not in whom_to_tell(case.has_employee_body):
            text = "Vælg en af dem, der skal vide det i denne sag."
            raise Invalid("waiver.party", text, {"party": text})
        if not reason:
            text = "Skriv, hvorfor det ikke er relevant her."
            raise Invalid("waiver.reason", text, {"reason": text})
        if any(each.party is party for each in await list_waivers(actor.scope, case.id)):
            raise RuleViolation("waiver.already", "Det er allerede skrevet, at det ikke er relevant.")
        row = InformWaiver(
            public_id=new_public_id(),
            case=case.id,
            party=party,
            reason=reason,
            by=by,
            at=actor.now,
            ended_at=None,
            ended_reason="",
            ended_by=None,
        )
        after = {"skal orienteres": False}
        _record_waiver(actor, AuditAction.RECORDED, await insert(row), case, party, after=after, reason=reason)


async def end_waiver(actor: Actor, case_id: int, public_id: str, *, reason: str) -> None:
    """They are to be told after all. The waiver stays with both reasons. Raises `Invalid` without one, `NotFound`,
    `Denied`."""
    reason = clean_text(reason)
    by = actor.require_person()
    async with transaction():
        case = await get_case_ref_by_id(actor.scope, case_id)
        may(actor, Permission.INVOLVEMENT_ADD, case.ancestors).require()
        row = await get_waiver(actor.scope, case.id, public_id)
        if not reason:
            text = "Skriv, hvorfor de alligevel skal orienteres."
            raise Invalid("waiver.reason", text, {"reason": text})
        await execute(
            "UPDATE inform_waivers SET ended_at = {}, ended_reason = {}, ended_by = {} WHERE id = {}",
            actor.now,
            reason,
            by,
            row.id,
        )
        after = {"skal orienteres": True}
        _record_waiver(actor, AuditAction.WITHDRAWN, row.id, case, row.party, after=after, reason=reason)


def _record_waiver(
    actor: Actor, action: AuditAction, key: int, case: CaseRef, party: Party, *, after: dict[str, bool], reason: str
) -> None:
    subject = f"Orientering ikke relevant: {PARTY[party]}"
    record(actor, action, EntityKind.INFORM_WAIVER, key, case=case.id, subject=subject, after=after, reason=reason)
