"""Who sits in a committee, and how long. Nobody gives or ends their own place; who gets or loses one is logged out."""

from datetime import date

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.committees.actions.common import own_committee
from app.committees.enums import CommitteeFunction, CommitteeSide
from app.committees.labels import COMMITTEE_FUNCTION, COMMITTEE_SIDE
from app.committees.policy import require_another
from app.committees.tables import CommitteeMember
from app.core import ids
from app.core.errors import Invalid, NotFound, RuleViolation
from app.db.sql import execute, fetch_one, fetch_rows, insert
from app.db.transaction import transaction
from app.organisation.actions import Created, end_sessions
from app.organisation.actions.common import lock_person, lock_tree


class _Member(msgspec.Struct, frozen=True):
    id: int
    committee: int
    person: int
    person_name: str
    function: CommitteeFunction
    valid_from: date
    valid_to: date | None


class _Person(msgspec.Struct, frozen=True):
    name: str
    is_active: bool


async def add_member(
    actor: Actor,
    committee: int,
    person: int,
    *,
    side: CommitteeSide,
    function: CommitteeFunction,
    valid_from: date | None = None,
    valid_to: date | None = None,
    stands_in_for: int | None = None,
) -> Created:
    """Gives `person` a place in the committee from `valid_from` (today) until before `valid_to`, with its access.

    `stands_in_for` is the place that a substitute steps in for; a substitute reads what the other one does. An
    administrator of all its units may, but nobody adds themselves. Raises `NotFound` (also for a person of another
    municipality), `Denied`, `Invalid` naming the field, `RuleViolation` for a closed committee, somebody who has
    left, or who has this function already.
    """
    start = valid_from or actor.today
    if valid_to is not None and valid_to <= start:
        text = "Slutdatoen skal ligge efter startdatoen."
        raise Invalid("member.dates", text, {"valid_to": text})
    public_id = ids.new_public_id()
    async with transaction():
        found = await own_committee(actor, committee)
        await lock_tree(found.municipality)
        await lock_person(actor, person)
        target = await fetch_one(
            _Person,
            "SELECT name, is_active FROM persons WHERE id = {} AND municipality = {}",
            person,
            found.municipality,
        )
        if target is None:
            raise NotFound
        require_another(actor, person)
        if not target.is_active:
            raise RuleViolation("member.left", "Personen er fratrådt og kan ikke sidde i et udvalg.")
        instead = await _instead_of(committee, person, stands_in_for)
        await _check_once(committee, person, side, function, start, valid_to)
        key = await insert(
            CommitteeMember(
                public_id=public_id,
                committee=committee,
                person=person,
                side=side,
                function=function,
                valid_from=start,
                valid_to=valid_to,
                stands_in_for=stands_in_for,
            )
        )
        after = {
            "udvalg": found.name,
            "side": COMMITTEE_SIDE[side],
            "funktion": COMMITTEE_FUNCTION[function],
            "fra": start,
            "til": valid_to,
            **({"suppleant for": instead} if instead else {}),
        }
        record(actor, AuditAction.CREATED, EntityKind.COMMITTEE_MEMBER, key, subject=target.name, after=after)
        await end_sessions(actor, person)
    return Created(key, public_id)


async def _instead_of(committee: int, person: int, member: int | None) -> str:
    """The name of who has the place `member`. Raises `NotFound` for another committee's, `Invalid` for one's own."""
    if member is None:
        return ""
    found = await fetch_one(
        _Member,
        "SELECT m.id, m.committee, m.person, p.name AS person_name, m.function, m.valid_from, m.valid_to "
        "FROM committee_members m JOIN persons p ON p.id = m.person WHERE m.id = {} AND m.committee = {}",
        member,
        committee,
    )
    if found is None:
        raise NotFound
    if found.person == person:
        text = "Vælg en anden. Ingen er suppleant for sig selv."
        raise Invalid("member.substitute", text, {"stands_in_for": text})
    return found.person_name


async def _check_once(
    committee: int, person: int, side: CommitteeSide, function: CommitteeFunction, start: date, end: date | None
) -> None:
    overlapping = await fetch_rows(
        "SELECT id FROM committee_members WHERE committee = {} AND person = {} AND side = {} AND function = {} "
        "AND (valid_to IS NULL OR valid_to > {}) AND valid_from < {}",
        committee,
        person,
        side,
        function,
        start,
        end or date.max,
    )
    if overlapping:
        raise RuleViolation(
            "member.twice", f"Personen er allerede {COMMITTEE_FUNCTION[function].lower()} i udvalget i perioden."
        )


async def end_member(actor: Actor, member: int, *, valid_to: date | None = None) -> None:
    """The place is empty from `valid_to` (today) on, and its access ends with it; what was done stays.

    An administrator of all the committee's units may, but nobody ends their own. A day before the term began means
    that it never did. Raises `NotFound`, `Denied`, `RuleViolation` for a place that has ended or a closed committee.
    """
    day = valid_to or actor.today
    async with transaction():
        found = await fetch_one(
            _Member,
            "SELECT m.id, m.committee, m.person, p.name AS person_name, m.function, m.valid_from, m.valid_to "
            "FROM committee_members m JOIN persons p ON p.id = m.person WHERE m.id = {}",
            member,
        )
        if found is None:
            raise NotFound
        committee = await own_committee(actor, found.committee)
        require_another(actor, found.person)
        if found.valid_to is not None and found.valid_to <= actor.today:
            raise RuleViolation("member.ended", "Pladsen er allerede ophørt.")
        end = max(day, found.valid_from)
        if end == found.valid_to:
            return
        await execute("UPDATE committee_members SET valid_to = {} WHERE id = {}", end, found.id)
        await end_sessions(actor, found.person)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.COMMITTEE_MEMBER,
            found.id,
            subject=f"{found.person_name}: {COMMITTEE_FUNCTION[found.function]}, {committee.name}",
            before={"til": found.valid_to},
            after={"til": end},
        )
