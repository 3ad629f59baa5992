"""What nobody may do to a login or a role, whatever their own role."""

from app.access.policy import Actor
from app.core.errors import Denied


def require_another(actor: Actor, person: int) -> None:
    """Raises `Denied` where the roles are the actor's own: another administrator gives and ends them."""
    if actor.person == person:
        raise Denied("role.own", "Du kan ikke ændre dine egne roller. Bed en anden administrator om det.")
