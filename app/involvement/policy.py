"""Who may take back what was recorded about who was involved."""

from app.access.enums import Permission
from app.access.policy import Above, Actor, Verdict, may


def may_withdraw(actor: Actor, ancestors: Above, recorded_by: int) -> Verdict:
    """Whether `actor` may withdraw a record: whoever made it may, and whoever may change the case."""
    permission = Permission.INVOLVEMENT_ADD if recorded_by == actor.person else Permission.CASE_WRITE
    return may(actor, permission, ancestors)
