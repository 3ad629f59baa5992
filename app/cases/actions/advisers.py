"""Sharing one case with an external adviser, until a day."""

from datetime import date, timedelta

from app.access.enums import Permission, Role
from app.access.labels import ROLE
from app.access.policy import Actor
from app.access.tables import RoleGrant
from app.accounts.actions import Adviser, adviser_for
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin
from app.cases.queries.advisers import get_share, shared_with
from app.cases.rules.advisers import until_problem
from app.cases.rules.fields import required_text
from app.core import ids
from app.core.errors import Invalid, RuleViolation
from app.core.text import clean_text
from app.db.sql import execute, insert
from app.db.transaction import transaction
from app.organisation.actions import end_sessions


async def share_case(
    actor: Actor, case_id: int, *, name: str, email: str, company: str = "", until: date, reason: str
) -> Adviser:
    """Lets an external adviser read the open part of the case, comment and add evidence, to the end of `until`.

    Nothing needs to run for it to end. Raises `Invalid` naming the field: no reason, a day that has passed or lies more
    than a year ahead, one's own address, or one that has the case already; `RuleViolation`, `NotFound`, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        case = await begin(actor, case_id, Permission.CASE_SHARE)
        if problem := until_problem(until, actor.today):
            raise Invalid("share.until", problem, {"until": problem})
        required_text(reason, "reason", "Skriv, hvorfor rådgiveren får adgang. Det står i historikken.")
        if holder := await shared_with(actor.scope, case_id, email):
            text = f"{holder} har allerede adgang til sagen. Stop den adgang først, hvis datoen skal være en anden."
            raise Invalid("share.twice", text, {"email": text})
        adviser = await adviser_for(actor, case.municipality, name=name, email=email, company=company)
        grant = await insert(
            RoleGrant(
                public_id=ids.new_public_id(),
                person=adviser.person,
                role=Role.EXTERNAL_ADVISER,
                unit=None,
                case=case_id,
                valid_from=actor.today,
                valid_to=until + timedelta(days=1),
                source="manual",
            )
        )
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.ROLE_GRANT,
            grant,
            case=case_id,
            subject=f"{adviser.name}: {ROLE[Role.EXTERNAL_ADVISER]}",
            after={"rådgiver": adviser.name, "fra": actor.today, "til og med": until},
            reason=reason,
        )
        await end_sessions(actor, adviser.person)
    return adviser


async def end_share(actor: Actor, case_id: int, share: str, *, reason: str) -> None:
    """Ends an adviser's access to the case at once; what they wrote and added stays.

    Raises `Invalid` without a reason, `RuleViolation` for one that has ended, `NotFound` for another case's, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        await begin(actor, case_id, Permission.CASE_SHARE)
        found = await get_share(actor.scope, case_id, share)
        required_text(reason, "reason", "Skriv, hvorfor adgangen stopper. Det står i historikken.")
        if found.has_ended(actor.today):
            raise RuleViolation("share.ended", "Adgangen er allerede stoppet.")
        await execute("UPDATE role_grants SET valid_to = {} WHERE id = {}", actor.today, found.id)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.ROLE_GRANT,
            found.id,
            case=case_id,
            subject=f"{found.name}: {ROLE[Role.EXTERNAL_ADVISER]}",
            before={"til og med": found.until},
            after={"stoppet": actor.today},
            reason=reason,
        )
        await end_sessions(actor, found.person)
