"""Planning meetings: made one by one or for a year, corrected, cancelled."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.dates import short_date
from app.core.errors import Invalid, RuleViolation, Stale, conflicts_between
from app.core.text import clean_line, clean_text
from app.db.sql import execute, fetch_value, insert, update_version
from app.db.transaction import transaction
from app.involvement.actions import note_minutes
from app.meetings.actions.locks import lock_meeting
from app.meetings.enums import MeetingKind, MeetingState
from app.meetings.labels import MEETING_KIND
from app.meetings.policy import Forum, may_plan, require_open, require_unlocked
from app.meetings.queries import MeetingRow, get_forum, get_meeting, last_position, next_meeting
from app.meetings.rules import MOST_DATES, clean_time
from app.meetings.tables import Meeting
from app.organisation.actions import Created


class MeetingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a form says of a meeting; what nobody said is ""."""

    kind: MeetingKind
    title: str = ""
    held_on: date
    starts: str = ""
    ends: str = ""
    place: str = ""
    minutes_reference: str = ""


async def create_meeting(actor: Actor, forum: Forum, facts: MeetingFacts) -> Created:
    """A meeting of the forum. What waited for its next one is put on the agenda.

    Who may: chair, deputy chair, secretary, consultant; at a unit's own meeting its leaders, AMR and consultants.
    Raises `Invalid` naming the field (a time that is none), `RuleViolation` for a closed forum, `Denied`.
    """
    (made,) = await create_meetings(actor, forum, facts, [facts.held_on])
    return made


async def create_meetings(actor: Actor, forum: Forum, facts: MeetingFacts, days: Sequence[date]) -> list[Created]:
    """A meeting on each of `days`, all or none, otherwise alike. Raises as `create_meeting`, and `Invalid` without a
    day, for more than `MOST_DATES`, or for a day on which the forum meets already."""
    days = sorted(set(days))
    async with transaction():
        may_plan(actor, forum).require()
        require_open(forum)
        if not days or len(days) > MOST_DATES:
            text = f"Skriv mellem 1 og {MOST_DATES} datoer."
            raise Invalid("meeting.days", text, {"days": text})
        columns = _columns(forum, facts)
        found = []
        for day in days:
            if len(days) > 1:
                await _refuse_twice(forum, day)
            public_id = ids.new_public_id()
            key = await insert(
                Meeting(
                    public_id=public_id,
                    municipality=forum.municipality,
                    committee=forum.committee,
                    unit=forum.unit,
                    state=MeetingState.PLANNED,
                    cancelled_reason="",
                    version=1,
                    **{**columns, "held_on": day},
                )
            )
            after = _told({**columns, "held_on": day})
            record(actor, AuditAction.CREATED, EntityKind.MEETING, key, subject=_subject(forum, day), after=after)
            found.append(Created(key, public_id))
        await _place_waiting(actor, forum)
    return found


async def change_meeting(actor: Actor, public_id: str, *, seen: int, facts: MeetingFacts) -> None:
    """Corrects a meeting. Its day stays where outcomes are recorded, as they are dated by it. Raises as
    `create_meeting`, `RuleViolation` for a cancelled one, and `Stale` with both versions."""
    async with transaction():
        await lock_meeting(actor, public_id)
        old, forum = await meeting_to_plan(actor, public_id)
        columns = _columns(forum, facts)
        before = _told({name: getattr(old, name) for name in columns})
        after = _told(columns)
        if old.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        if old.held_on != facts.held_on and old.treated:
            text = "Der er skrevet udfald fra mødet, så datoen kan ikke ændres. Træk udfaldene tilbage først."
            raise Invalid("meeting.day_fixed", text, {"held_on": text})
        if before == after:
            return
        if {**before, "Referat": ""} != {**after, "Referat": ""}:  # where approved minutes lie is found out later
            require_unlocked(old.is_locked)
        await update_version(Meeting, old.id, seen, **columns)
        await note_minutes(actor, old.id, columns["minutes_reference"])
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.MEETING,
            old.id,
            subject=_subject(forum, facts.held_on),
            before=before,
            after=after,
        )


async def cancel_meeting(actor: Actor, public_id: str, *, seen: int, reason: str) -> None:
    """The meeting is not held. What stood on its agenda waits, or goes to the next one planned.

    Raises `Invalid` without a reason, `RuleViolation` where an outcome is recorded, `Stale`, `NotFound`, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        await lock_meeting(actor, public_id)
        old, forum = await meeting_to_plan(actor, public_id)
        require_unlocked(old.is_locked)
        if not reason:
            text = "Skriv, hvorfor mødet er aflyst."
            raise Invalid("meeting.reason", text, {"reason": text})
        if old.treated:
            raise RuleViolation("meeting.has_outcomes", "Der er skrevet udfald fra mødet. Det er altså holdt.")
        await update_version(Meeting, old.id, seen, state=MeetingState.CANCELLED, cancelled_reason=reason)
        await execute(
            "UPDATE agenda_items SET meeting = NULL, version = version + 1 "
            "WHERE meeting = {} AND state IN ('proposed', 'on_agenda')",
            old.id,
        )
        await _place_waiting(actor, forum)
        record(
            actor,
            AuditAction.CANCELLED,
            EntityKind.MEETING,
            old.id,
            subject=_subject(forum, old.held_on),
            reason=reason,
        )


async def meeting_to_plan(actor: Actor, public_id: str) -> tuple[MeetingRow, Forum]:
    """The meeting and who meets, for who may plan it. Raises `RuleViolation` for a cancelled one, `NotFound`,
    `Denied`."""
    found = await get_meeting(actor.scope, public_id)
    forum = await get_forum(actor.scope, found.committee, found.unit)
    may_plan(actor, forum).require()
    if found.state is MeetingState.CANCELLED:
        raise RuleViolation("meeting.cancelled", "Mødet er aflyst og kan ikke ændres.")
    return found, forum


async def _place_waiting(actor: Actor, forum: Forum) -> None:
    """What waits is put last on the agenda of the next meeting planned, in the order in which it came."""
    coming = await next_meeting(actor.scope, forum)
    if coming is None:
        return
    column = forum.column
    last = await last_position(actor.scope, coming.id)
    await execute(
        "UPDATE agenda_items SET meeting = {}, version = version + 1, position = {} + (SELECT COUNT(*) "
        f"FROM agenda_items w WHERE w.{column} = {{}} AND w.meeting IS NULL AND w.id < agenda_items.id) "
        f"WHERE {column} = {{}} AND meeting IS NULL AND state IN ('proposed', 'on_agenda')",
        coming.id,
        last + 1,
        forum.id,
        forum.id,
    )


async def _refuse_twice(forum: Forum, day: date) -> None:
    if await fetch_value(
        int,
        f"SELECT COUNT(*) FROM meetings WHERE {forum.column} = {{}} AND held_on = {{}} AND state <> 'cancelled'",
        forum.id,
        day,
    ):
        text = f"Der er allerede et møde {short_date(day)}. Fjern datoen fra listen."
        raise Invalid("meeting.twice", text, {"days": text})


def _columns(forum: Forum, facts: MeetingFacts) -> dict[str, Any]:
    starts, ends = clean_time(facts.starts, "starts"), clean_time(facts.ends, "ends")
    if ends and ends <= starts:
        text = "Mødet skal slutte, efter at det er begyndt."
        raise Invalid("meeting.ends", text, {"ends": text})
    return {
        "kind": facts.kind,
        "title": clean_line(facts.title)[:200] or f"{MEETING_KIND[facts.kind]}",
        "held_on": facts.held_on,
        "starts": starts,
        "ends": ends,
        "place": clean_line(facts.place)[:200],
        "minutes_reference": clean_line(facts.minutes_reference)[:200],
    }


def _told(columns: dict[str, Any]) -> dict[str, Any]:
    """By Danish labels."""
    return {
        "Slags": MEETING_KIND[columns["kind"]],
        "Titel": columns["title"],
        "Dato": columns["held_on"],
        "Fra": columns["starts"],
        "Til": columns["ends"],
        "Sted": columns["place"],
        "Referat": columns["minutes_reference"],
    }


def _subject(forum: Forum, day: date) -> str:
    return f"{forum.name}: møde {short_date(day)}"
