"""Who acts, what they may see, and what they may do. Deny by default.

The table below is the whole policy of roles; the access issue refines it (tiers, committees, two persons).
The same `may` decides whether a button is drawn and whether the action runs.
"""

from collections.abc import Collection
from datetime import date, datetime

import msgspec

from app.access.enums import Permission as P
from app.access.enums import Role as R
from app.access.enums import Tier
from app.core.clock import danish_day
from app.core.errors import Denied

# Who reads cases at all. HR sees survey rounds, the secretariat its inquiries, the administrator accounts: no cases.
_AMO = frozenset({R.HEALTH_SAFETY_REP, R.UNION_REP, R.COMMITTEE_MEMBER, R.COMMITTEE_SECRETARY})
_MANAGEMENT = frozenset({R.MANAGER, R.CONSULTANT, R.AUDITOR})
_LEADS = frozenset({R.MANAGER, R.CONSULTANT})
_WORKS = _LEADS | {R.HEALTH_SAFETY_REP}
_ADMINISTERS = frozenset({R.ADMINISTRATOR})

ALLOWED: dict[P, frozenset[R]] = {
    P.CASE_READ: _AMO | _MANAGEMENT | {R.READER, R.EXTERNAL_ADVISER},
    P.CASE_WRITE: _LEADS,
    P.CASE_CLOSE: _LEADS,
    P.CASE_SHARE: _LEADS,
    P.PLAN_WRITE: _WORKS,
    P.PLAN_APPROVE: _LEADS,
    P.ITEM_UPDATE: _WORKS,
    P.EFFECT_EVALUATE: _WORKS,
    P.EVIDENCE_ADD: _WORKS,
    P.EVIDENCE_WITHDRAW: _WORKS,
    P.INVOLVEMENT_ADD: _WORKS | {R.COMMITTEE_MEMBER, R.COMMITTEE_SECRETARY},
    P.REPORT_CREATE: _WORKS,
    P.REPORT_RELEASE: _LEADS,
    P.REPORT_BACK: _LEADS,
    P.LOG_READ: frozenset({R.AUDITOR}),
    P.ORGANISATION_WRITE: _ADMINISTERS,
    P.ACCOUNT_WRITE: _ADMINISTERS,
    P.COMMITTEE_WRITE: _ADMINISTERS,
    P.PERSON_EXPORT: _ADMINISTERS,
}

# Who reads rows of a tier; restricted rows have their readers by name.
READS: dict[Tier, frozenset[R]] = {
    Tier.OPEN: ALLOWED[P.CASE_READ],
    Tier.AMO: _AMO | _MANAGEMENT,
    Tier.MANAGEMENT: _MANAGEMENT,
    Tier.RESTRICTED: frozenset(),
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
