"""What nobody may do to a committee, whatever their role."""

from datetime import date

from app.access.policy import Actor
from app.core.errors import Denied, RuleViolation


def require_open(closed_on: date | None) -> None:
    """Raises `RuleViolation` for a committee that is closed."""
    if closed_on is not None:
        raise RuleViolation("committee.closed", "Udvalget er nedlagt og kan ikke ændres.")


def require_another(actor: Actor, person: int) -> None:
    """Raises `Denied` where the place is the actor's own: another administrator gives and ends it."""
    if actor.person == person:
        raise Denied("member.own", "Du kan ikke ændre din egen plads i et udvalg. Bed en anden administrator om det.")
