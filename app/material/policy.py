"""Who keeps a material: whoever registered it, or may send to all its units."""

from collections.abc import Iterable

from app.access.enums import Permission
from app.access.policy import YES, Above, Actor, Verdict, may, may_anywhere


def may_keep(actor: Actor, sender: int, units: Iterable[Above]) -> Verdict:
    """Whether `actor` may add files to a material and take them back; `sender` registered it, `units` have it."""
    if actor.person == sender and may_anywhere(actor, Permission.MATERIAL_SEND):
        return YES
    verdicts = [may(actor, Permission.MATERIAL_SEND, each) for each in units]
    return next((verdict for verdict in verdicts if not verdict.ok), YES)
