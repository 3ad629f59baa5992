"""Who keeps surveys: a role with `survey:write`, on the unit that a round covers, or anywhere for instruments."""

from app.access.enums import Permission
from app.access.policy import ALLOWED, YES, Actor, Verdict


def keeps_surveys_of(actor: Actor) -> frozenset[int]:
    """The municipalities in which the actor keeps surveys of some unit."""
    if not actor.permits(Permission.SURVEY_WRITE):
        return frozenset()
    return frozenset(grant.municipality for grant in actor.grants if grant.role in ALLOWED[Permission.SURVEY_WRITE])


def may_keep_instruments(actor: Actor, municipality: int) -> Verdict:
    """Instruments belong to the whole municipality: whoever keeps surveys of some unit there may write them."""
    if actor.is_system or municipality in keeps_surveys_of(actor):
        return YES
    return Verdict(False, "Kun HR (trivselsmålinger) kan rette spørgeskemaer.")
