"""Who asks a committee, and who takes that back. Who answers is a member of one of its two sides (`rules`)."""

from app.access.enums import Permission
from app.access.policy import Above, Actor, Verdict, may


def may_ask(actor: Actor, ancestors: Above) -> Verdict:
    return may(actor, Permission.INVOLVEMENT_ADD, ancestors)


def may_take_back(actor: Actor, ancestors: Above, asked_by: int) -> Verdict:
    """Whoever asked, and whoever may change the case."""
    return may(actor, Permission.INVOLVEMENT_ADD if asked_by == actor.person else Permission.CASE_WRITE, ancestors)
