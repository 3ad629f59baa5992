"""Who acts, what they may see, and what they may do. Deny by default.

The tables below are the whole policy of roles; docs/permissions.md is made from them.
The same `may` decides whether a button is drawn and whether the action runs.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

import msgspec

from app.access.enums import Permission as P
from app.access.enums import Role as R
from app.access.enums import Tier
from app.core.clock import danish_day
from app.core.errors import Denied, SecondPerson

# Who reads cases at all. HR sees survey rounds, the secretariat its inquiries, the administrator accounts: no cases.
_AMO = frozenset({R.HEALTH_SAFETY_REP, R.UNION_REP, R.COMMITTEE_MEMBER, R.COMMITTEE_SECRETARY})
_MANAGEMENT = frozenset({R.MANAGER, R.CONSULTANT, R.AUDITOR})
_LEADS = frozenset({R.MANAGER, R.CONSULTANT})
_WORKS = _LEADS | {R.HEALTH_SAFETY_REP}
_ADMINISTERS = frozenset({R.ADMINISTRATOR})

ALLOWED: dict[P, frozenset[R]] = {
    P.CASE_READ: _AMO | _MANAGEMENT | {R.READER, R.EXTERNAL_ADVISER},
    P.CASE_WRITE: _LEADS,
    P.CASE_CLOSE: _WORKS,
    P.CASE_SHARE: _LEADS,
    P.PLAN_WRITE: _WORKS,
    P.PLAN_APPROVE: _LEADS,
    P.ITEM_COMMENT: _WORKS | {R.EXTERNAL_ADVISER},
    P.ITEM_UPDATE: _WORKS,
    P.ITEM_HAND_OVER: _LEADS,
    P.EFFECT_EVALUATE: _WORKS,
    P.EVIDENCE_ADD: _WORKS | {R.EXTERNAL_ADVISER},
    P.EVIDENCE_WITHDRAW: _WORKS,
    P.EVIDENCE_REQUEST: _WORKS,
    P.CONTENT_ERASE: _WORKS,
    P.INVOLVEMENT_ADD: _WORKS | {R.COMMITTEE_MEMBER, R.COMMITTEE_SECRETARY},
    P.REPORT_CREATE: _WORKS,
    P.REPORT_RELEASE: _LEADS,
    P.REPORT_BACK: _LEADS,
    P.REPORT_EXPORT: _AMO | _MANAGEMENT | {R.READER},
    P.LOG_READ: frozenset({R.AUDITOR}),
    P.ORGANISATION_WRITE: _ADMINISTERS,
    P.ACCOUNT_WRITE: _ADMINISTERS,
    P.COMMITTEE_WRITE: _ADMINISTERS,
    P.PERSON_EXPORT: _ADMINISTERS,
    P.SURVEY_READ: _AMO | _MANAGEMENT | {R.HR_SURVEYS},
    P.SURVEY_WRITE: frozenset({R.HR_SURVEYS}),
    P.MATERIAL_SEND: _LEADS | {R.HR_SURVEYS},
    P.MATERIAL_ANSWER: _WORKS | {R.HR_SURVEYS},
    P.CYCLE_READ: _AMO | _MANAGEMENT | {R.HR_SURVEYS},
    P.CYCLE_WRITE: frozenset({R.MANAGER, R.HEALTH_SAFETY_REP, R.HR_SURVEYS}),
    P.INDICATOR_WRITE: _LEADS | {R.HR_SURVEYS},
    P.INDICATOR_DEFINE: frozenset({R.CONSULTANT, R.HR_SURVEYS}),
    P.MEETING_READ: _AMO | _MANAGEMENT,
    P.MEETING_WRITE: _WORKS,
    P.INQUIRY_READ: _MANAGEMENT | {R.SECRETARIAT},
    P.INQUIRY_WRITE: frozenset({R.SECRETARIAT, R.CONSULTANT}),
    P.INQUIRY_APPROVE: _LEADS | {R.SECRETARIAT},
}

# Meetings of committees follow from the place in the committee; besides, these read those of every committee whose
# units they cover, all of them.
ALL_MEETINGS = frozenset({R.CONSULTANT, R.AUDITOR})

# Who reads rows of a tier; restricted rows have their readers by name.
READS: dict[Tier, frozenset[R]] = {
    Tier.OPEN: ALLOWED[P.CASE_READ],
    Tier.AMO: _AMO | _MANAGEMENT,
    Tier.MANAGEMENT: _MANAGEMENT,
    Tier.RESTRICTED: frozenset(),
}


class Above(msgspec.Struct, frozen=True):
    """Where a thing lies: the ids of each of its units and of every unit above it, and the case it belongs to."""

    units: tuple[frozenset[int], ...]
    case: int | None = None

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]], *, case: int | None = None) -> "Above":
        """From pairs of a unit and one at or above it."""
        found: dict[int, set[int]] = {}
        for unit, ancestor in pairs:
            found.setdefault(unit, set()).add(ancestor)
        return cls(tuple(frozenset(each) for each in found.values()), case)


class Grant(msgspec.Struct, frozen=True):
    """A role on a unit and everything below it, or on one case.

    `but` are units below `unit` that the role does not reach: what a lower committee of the same kind covers.
    """

    role: R
    unit: int | None
    municipality: int
    but: frozenset[int] = frozenset()
    case: int | None = None

    def covers(self, above: Above) -> bool:
        """Whether the role holds there: on one of the thing's units is enough, whatever holds on the others."""
        if self.case is not None:
            return self.case == above.case
        return any(self.unit in each and self.but.isdisjoint(each) for each in above.units)


class Reach(msgspec.Struct, frozen=True):
    """Where somebody may read: units with all below them, the same without some parts, and single cases."""

    units: tuple[int, ...] = ()
    partly: tuple[tuple[int, tuple[int, ...]], ...] = ()
    cases: tuple[int, ...] = ()


class Scope(msgspec.Struct, frozen=True):
    """What a reader may see. What lies outside does not exist.

    `reaches` has an entry per tier: open rows, rows of the work-environment organisation, rows of the management.
    """

    reaches: dict[Tier, Reach]
    admin_units: tuple[int, ...]
    log_units: tuple[int, ...]
    other_units: tuple[int, ...]  # of roles that read no cases: whose units and people they see
    municipalities: tuple[int, ...]
    person: int | None
    today: date
    sees_all: bool = False
    surveys: Reach = Reach()  # where the reader reads surveys
    kept_surveys: Reach = Reach()  # where they keep them, and see those that are not published
    sends_material: Reach = Reach()  # where they send material to units
    answers_material: Reach = Reach()  # where they answer for a unit
    cycles: Reach = Reach()  # where they read workplace assessments and annual discussions
    kept_cycles: Reach = Reach()  # where they record them
    kept_indicators: Reach = Reach()  # where they enter figures of indicators
    unit_meetings: Reach = Reach()  # where they read the meetings of a unit
    all_meetings: Reach = Reach()  # where they read those of committees that they do not sit in
    inquiries: Reach = Reach()  # where they read what the council asks
    only: frozenset[Tier] | None = None  # the tiers asked for, of those the reader reads; None: all of them

    def open_only(self) -> "Scope":
        """The same, without rows of any tier but the open one: for what leaves the house or is kept for everybody."""
        return self.limited_to(frozenset({Tier.OPEN}))

    def limited_to(self, tiers: frozenset[Tier]) -> "Scope":
        """The same, without rows of other tiers than `tiers`: nobody reads a row because it is theirs, or by name."""
        return msgspec.structs.replace(self, only=tiers)

    def reach(self, tier: Tier) -> Reach:
        return self.reaches.get(tier, Reach())

    @property
    def units(self) -> tuple[int, ...]:
        """The units the reader has a reading role on, also where it does not reach everything below."""
        reach = self.reach(Tier.OPEN)
        return tuple(dict.fromkeys((*reach.units, *(unit for unit, _ in reach.partly))))

    @property
    def sees_one_by_one(self) -> bool:
        """Whether all the reader sees are single cases, as an external adviser does."""
        reach = self.reach(Tier.OPEN)
        has_place = reach.units or reach.partly or self.admin_units or self.log_units or self.other_units
        return bool(reach.cases) and not has_place and not self.sees_all

    @property
    def sees_cases(self) -> bool:
        return self.sees_all or self.reach(Tier.OPEN) != Reach()

    @property
    def reads_surveys(self) -> bool:
        return self.sees_all or self.surveys != Reach()


def reach_of(grants: Collection[Grant], roles: Collection[R]) -> Reach:
    """Where those of `grants` reach that are one of `roles`; each place once, in a fixed order."""
    held = [grant for grant in grants if grant.role in roles]
    return Reach(
        units=tuple(sorted({g.unit for g in held if g.unit is not None and not g.but})),
        partly=tuple(sorted({(g.unit, tuple(sorted(g.but))) for g in held if g.unit is not None and g.but})),
        cases=tuple(sorted({g.case for g in held if g.case is not None})),
    )


class Actor(msgspec.Struct, frozen=True):
    """Who does something, with the clock's instant and the request it happens in."""

    person: int | None
    name: str
    grants: tuple[Grant, ...]
    now: datetime
    request_id: str
    account: int | None = None
    is_system: bool = False
    only: frozenset[P] | None = None  # what an API token lets its owner do, of all they may; None: everything

    @property
    def today(self) -> date:
        """The calendar day in Denmark."""
        return danish_day(self.now)

    def require_person(self) -> int:
        """The key of the person who acts. Raises `Denied` for the application itself: a record needs somebody."""
        if self.person is None:
            raise Denied("actor.person", "Log ind som en person for at gøre det.")
        return self.person

    def permits(self, permission: P) -> bool:
        """Whether the way in leaves `permission` to the actor at all; their roles say the rest."""
        return self.only is None or permission in self.only

    @property
    def scope(self) -> Scope:
        """What the actor may see today. A new object each time: take it once where a loop needs it."""
        return Scope(
            reaches={tier: reach_of(self.grants, roles) for tier, roles in READS.items() if roles},
            admin_units=reach_of(self.grants, (R.ADMINISTRATOR,)).units,
            log_units=reach_of(self.grants, ALLOWED[P.LOG_READ]).units if self.permits(P.LOG_READ) else (),
            other_units=reach_of(self.grants, (R.HR_SURVEYS, R.SECRETARIAT)).units,
            municipalities=tuple(dict.fromkeys(g.municipality for g in self.grants)),
            person=self.person,
            today=self.today,
            sees_all=self.is_system,
            surveys=self._reach(P.SURVEY_READ),
            kept_surveys=self._reach(P.SURVEY_WRITE),
            sends_material=self._reach(P.MATERIAL_SEND),
            answers_material=self._reach(P.MATERIAL_ANSWER),
            cycles=self._reach(P.CYCLE_READ),
            kept_cycles=self._reach(P.CYCLE_WRITE),
            kept_indicators=self._reach(P.INDICATOR_WRITE),
            unit_meetings=self._reach(P.MEETING_READ),
            all_meetings=reach_of(self.grants, ALL_MEETINGS) if self.permits(P.MEETING_READ) else Reach(),
            inquiries=self._reach(P.INQUIRY_READ),
        )

    def _reach(self, permission: P) -> Reach:
        return reach_of(self.grants, ALLOWED[permission]) if self.permits(permission) else Reach()


class Verdict(msgspec.Struct, frozen=True):
    """Whether something is allowed, and in Danish why not."""

    ok: bool
    reason: str = ""
    asks_another: bool = False  # the role would do, but somebody else must

    def require(self) -> None:
        """Raises `Denied` with the reason unless allowed, `SecondPerson` where another must do it."""
        if not self.ok:
            raise SecondPerson(self.reason) if self.asks_another else Denied("denied", self.reason)


YES = Verdict(ok=True)


def second_person(reason: str) -> Verdict:
    """No to whoever may not be the second person; `reason` says who may."""
    return Verdict(False, reason, asks_another=True)


def system_actor(now: datetime, request_id: str = "system") -> Actor:
    """The application itself: the command line, the demo, computed dates. Sees and may do everything."""
    return Actor(person=None, name="Systemet", grants=(), now=now, request_id=request_id, is_system=True)


def anonymous(now: datetime, request_id: str) -> Actor:
    """Somebody who has not logged in: sees nothing, may do nothing."""
    return Actor(person=None, name="", grants=(), now=now, request_id=request_id)


def may(actor: Actor, permission: P, above: Above) -> Verdict:
    """Whether `actor` holds a role with `permission` on one of the thing's units, or above it, or on its case."""
    if actor.is_system:
        return YES
    if not actor.permits(permission):
        return Verdict(False, "Nøglen giver ikke ret til det. Lav en nøgle, der må det, hvis du selv må.")
    allowed = ALLOWED[permission]
    if any(grant.role in allowed and grant.covers(above) for grant in actor.grants):
        return YES
    return Verdict(False, "Din rolle på enheden giver ikke ret til det. Spørg lederen eller administratoren.")


def narrowed(actor: Actor, permission: P) -> Actor:
    """`actor` with those of their roles alone that give `permission`: to ask what lies where they work."""
    grants = tuple(grant for grant in actor.grants if grant.role in ALLOWED[permission])
    return msgspec.structs.replace(actor, grants=grants)


def by_another(actor: Actor, verdict: Verdict, answerable: Collection[int | None], reason: str) -> Verdict:
    """`verdict`, but no to those who answer for the work themselves: what is judged or ended needs a second person.

    `reason` says so, and who else may.
    """
    is_own = actor.person is not None and actor.person in answerable
    return second_person(reason) if verdict.ok and is_own else verdict


def may_read(actor: Actor, tier: Tier, above: Above) -> bool:
    """Whether `actor` reads rows of `tier` there. Of restricted rows only the row itself knows: see named readers."""
    return actor.is_system or any(g.role in READS[tier] and g.covers(above) for g in actor.grants)


def tiers_to_give(actor: Actor, above: Above) -> tuple[Tier, ...]:
    """The tiers that `actor` may give a row there: those they read themselves, and named readers, who include them.

    An adviser, who reads the one case alone, hides nothing from the others.
    """
    reads_unit = may_read(actor, Tier.OPEN, msgspec.structs.replace(above, case=None))
    return tuple(tier for tier in Tier if (tier is Tier.RESTRICTED and reads_unit) or may_read(actor, tier, above))


def may_change_tier(actor: Actor, tier: Tier, above: Above, *, is_named: bool) -> Verdict:
    """Whether `actor`, who may change the row, may change who reads it: only who reads its tier by role or by name.

    Who reads it because it is their own work may not lay it open to others.
    """
    if actor.is_system or is_named or may_read(actor, tier, above):
        return YES
    return Verdict(False, "Kun de, der har adgang til fortroligheden gennem deres rolle eller ved navn, kan ændre den.")


def may_anywhere(actor: Actor, permission: P) -> bool:
    """Whether some grant of `actor` carries `permission`: for what is offered before a unit is chosen."""
    holds = any(grant.role in ALLOWED[permission] for grant in actor.grants)
    return actor.is_system or (holds and actor.permits(permission))
