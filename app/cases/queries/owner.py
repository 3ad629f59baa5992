"""Who is accountable for a case, and who else can close it."""

from app.access.enums import Permission
from app.access.labels import ask_text
from app.access.policy import Actor, may
from app.accounts.queries.near import list_holders
from app.cases.policy import may_close
from app.cases.queries.refs import CaseRef


async def second_person(actor: Actor, case: CaseRef) -> str:
    """Why `actor`, who has the right to close cases there, may not close this one, and whom to ask; "" if they may,
    and for who has no such right at all."""
    verdict = may_close(actor, case)
    if verdict.ok or not may(actor, Permission.CASE_CLOSE, case.ancestors).ok:
        return ""
    if case.owner is None:
        return verdict.reason
    but = (case.owner, case.handed_on_by)
    found = await list_holders(actor.scope, Permission.CASE_CLOSE, case.units, but=but)
    return f"{verdict.reason} {ask_text((each.name, each.role) for each in found)}"
