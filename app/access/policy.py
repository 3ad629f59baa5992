"""Who acts, what they may see, and what they may do. Deny by default.

The table below is the whole policy of roles; the access issue refines it (tiers, committees, two persons).
The same `may` decides whether a button is drawn and whether the action runs.
"""

from collections.abc import Collection
from datetime import date, datetime

import msgspec

from app.access.enums import Permission as P
from app.access.enums import Role as R
from app.core.clock import danish_day
from app.core.errors import Denied

ALLOWED: dict[P, frozenset[R]] = {
    P.CASE_READ: frozenset({R.MANAGER, R.HEALTH_SAFETY_REP, R.COMMITTEE_MEMBER, R.CONSULTANT, R.READER}),
    P.CASE_WRITE: frozenset({R.MANAGER, R.CONSULTANT}),
    P.CASE_CLOSE: frozenset({R.MANAGER, R.CONSULTANT}),
    P.PLAN_WRITE: frozenset({R.MANAGER, R.HEALTH_SAFETY_REP, R.CONSULTANT}),
    P.PLAN_APPROVE: frozenset({R.MANAGER, R.CONSULTANT}),
    P.ITEM_UPDATE: frozenset({R.MANAGER, R.HEALTH_SAFETY_REP, R.CONSULTANT}),
    P.EFFECT_EVALUATE: frozenset({R.MANAGER, R.HEALTH_SAFETY_REP, R.CONSULTANT}),
    P.EVIDENCE_ADD: frozenset({R.MANAGER, R.HEALTH_SAFETY_REP, R.CONSULTANT}),
    P.EVIDENCE_WITHDRAW: frozenset({R.MANAGER, R.HEALTH_SAFETY_REP, R.CONSULTANT}),
    P.INVOLVEMENT_ADD: frozenset({R.MANAGER, R.HEALTH_SAFETY_REP, R.COMMITTEE_MEMBER, R.CONSULTANT}),
    P.REPORT_CREATE: frozenset({R.MANAGER, R.HEALTH_SAFETY_REP, R.CONSULTANT}),
    P.REPORT_RELEASE: frozenset({R.MANAGER, R.CONSULTANT}),
    P.REPORT_BACK: frozenset({R.MANAGER, R.CONSULTANT}),
    P.ORGANISATION_WRITE: frozenset({R.ADMINISTRATOR}),
    P.ACCOUNT_WRITE: frozenset({R.ADMINISTRATOR}),
}


class Grant(msgspec.Struct, frozen=True):
    """A role on a unit and everything below it."""

    role: R
    unit: int
    municipality: int


class Scope(msgspec.Struct, frozen=True):
    """What a reader may see: cases and items of the units in `units` and below. What lies outside does not exist."""

    units: tuple[int, ...]
    admin_units: tuple[int, ...]
    municipalities: tuple[int, ...]
    person: int | None
    today: date
    sees_all: bool = False


class Actor(msgspec.Struct, frozen=True):
    """Who does something, with the clock's instant and the request it happens in."""

    person: int | None
    name: str
    grants: tuple[Grant, ...]
    now: datetime
    request_id: str
    account: int | None = None
    is_system: bool = False

    @property
    def today(self) -> date:
        """The calendar day in Denmark."""
        return danish_day(self.now)

    @property
    def scope(self) -> Scope:
        readers = ALLOWED[P.CASE_READ]
        return Scope(
            units=tuple(dict.fromkeys(g.unit for g in self.grants if g.role in readers)),
            admin_units=tuple(dict.fromkeys(g.unit for g in self.grants if g.role is R.ADMINISTRATOR)),
            municipalities=tuple(dict.fromkeys(g.municipality for g in self.grants)),
            person=self.person,
            today=self.today,
            sees_all=self.is_system,
        )


class Verdict(msgspec.Struct, frozen=True):
    """Whether something is allowed, and in Danish why not."""

    ok: bool
    reason: str = ""

    def require(self) -> None:
        """Raises `Denied` with the reason unless allowed."""
        if not self.ok:
            raise Denied("denied", self.reason)


YES = Verdict(ok=True)


def system_actor(now: datetime, request_id: str = "system") -> Actor:
    """The application itself: the command line, the demo, computed dates. Sees and may do everything."""
    return Actor(person=None, name="Systemet", grants=(), now=now, request_id=request_id, is_system=True)


def anonymous(now: datetime, request_id: str) -> Actor:
    """Somebody who has not logged in: sees nothing, may do nothing."""
    return Actor(person=None, name="", grants=(), now=now, request_id=request_id)


def may(actor: Actor, permission: P, ancestors: Collection[int]) -> Verdict:
    """Whether `actor` holds a role with `permission` on one of `ancestors`.

    `ancestors` are the ids of the thing's units and every unit above them.
    """
    if actor.is_system:
        return YES
    allowed = ALLOWED[permission]
    if any(grant.role in allowed and grant.unit in ancestors for grant in actor.grants):
        return YES
    return Verdict(False, "Din rolle på enheden giver ikke ret til det. Spørg lederen eller administratoren.")


def may_anywhere(actor: Actor, permission: P) -> bool:
    """Whether some grant of `actor` carries `permission`: for what is offered before a unit is chosen."""
    return actor.is_system or any(grant.role in ALLOWED[permission] for grant in actor.grants)
