"""Who says what is followed: a consultant or HR somewhere in the municipality, for it belongs to all of it."""

from app.access.enums import Permission
from app.access.policy import ALLOWED, YES, Actor, Verdict


def defines_in(actor: Actor) -> frozenset[int]:
    """The municipalities in which the actor makes indicators."""
    if not actor.permits(Permission.INDICATOR_DEFINE):
        return frozenset()
    return frozenset(grant.municipality for grant in actor.grants if grant.role in ALLOWED[Permission.INDICATOR_DEFINE])


def may_define(actor: Actor, municipality: int) -> Verdict:
    if actor.is_system or municipality in defines_in(actor):
        return YES
    return Verdict(False, "Kun konsulenter og HR kan oprette og rette indikatorer.")
