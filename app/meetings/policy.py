"""Who may write at a meeting, and who plans it. Reading is a condition of the queries."""

import msgspec

from app.access.enums import Permission, Role
from app.access.policy import YES, Above, Actor, Verdict, may
from app.committees.enums import CommitteeFunction, CommitteeKind
from app.core.errors import RuleViolation
from app.involvement.enums import Party

_PLANS = frozenset({CommitteeFunction.CHAIR, CommitteeFunction.DEPUTY_CHAIR, CommitteeFunction.SECRETARY})


class Forum(msgspec.Struct, frozen=True, kw_only=True):
    """Who meets: a committee, or a unit (`kind` None). `functions` are the reader's own there today."""

    id: int
    public_id: str
    municipality: int
    name: str
    kind: CommitteeKind | None
    is_work_environment: bool
    is_closed: bool
    functions: tuple[CommitteeFunction, ...]
    places: tuple[Above, ...]  # each unit that it covers, with those above

    @property
    def column(self) -> str:
        """Of the tables that belong to a committee or to a unit."""
        return "unit" if self.kind is None else "committee"

    @property
    def committee(self) -> int | None:
        return self.id if self.kind is not None else None

    @property
    def unit(self) -> int | None:
        return self.id if self.kind is None else None


def _follows_all(actor: Actor, forum: Forum) -> bool:
    """Whether the actor is a consultant everywhere that the committee covers."""
    grants = [grant for grant in actor.grants if grant.role is Role.CONSULTANT]
    return bool(forum.places) and all(any(grant.covers(each) for grant in grants) for each in forum.places)


def may_write(actor: Actor, forum: Forum) -> Verdict:
    """Whether `actor` may propose items and write down what came of them: members, secretaries, and consultants of all
    the units; at a unit's own meeting its leaders, AMR and consultants."""
    if forum.kind is None:
        return _of_unit(actor, forum)
    if actor.is_system or (actor.permits(Permission.MEETING_WRITE) and (forum.functions or _follows_all(actor, forum))):
        return YES
    return Verdict(False, "Kun udvalgets medlemmer, sekretæren og konsulenten kan skrive her.")


def may_plan(actor: Actor, forum: Forum) -> Verdict:
    """Whether `actor` may set dates, order the agenda and keep the list of participants."""
    if forum.kind is None:
        return _of_unit(actor, forum)
    plans = not _PLANS.isdisjoint(forum.functions) or _follows_all(actor, forum)
    if actor.is_system or (actor.permits(Permission.MEETING_WRITE) and plans):
        return YES
    return Verdict(False, "Kun formand, næstformand, sekretær og konsulent planlægger udvalgets møder.")


def _of_unit(actor: Actor, forum: Forum) -> Verdict:
    (place,) = forum.places
    return may(actor, Permission.MEETING_WRITE, place)


def require_unlocked(is_locked: bool) -> None:
    """Raises `RuleViolation` where the minutes of the meeting are with both sides, or approved (decision 0034)."""
    if is_locked:
        raise RuleViolation(
            "meeting.locked",
            "Mødets referat er sendt til godkendelse eller godkendt, så dagsorden og udfald ikke kan ændres. "
            "Et godkendt referat får et tillæg.",
        )


def require_open(forum: Forum) -> None:
    """Raises `RuleViolation` for a committee that is closed, or a unit that is."""
    if forum.is_closed:
        what = "Enheden er lukket" if forum.kind is None else "Udvalget er nedlagt"
        raise RuleViolation("meeting.closed", f"{what} og holder ikke flere møder.")


def party_of(forum: Forum) -> Party:
    """On whose behalf a forum was involved. A MED committee is the AMO of rule 19 only where it is marked as the
    work-environment committee, too; a unit's own meeting is its employees'."""
    if forum.kind is None:
        return Party.EMPLOYEES
    return Party.MED if forum.kind is CommitteeKind.MED and not forum.is_work_environment else Party.AMO
