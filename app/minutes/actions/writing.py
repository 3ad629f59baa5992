"""Minutes on their way: written, sent to both sides, taken back."""

from collections.abc import Mapping
from datetime import UTC

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.committees.labels import COMMITTEE_FUNCTION, COMMITTEE_SIDE
from app.core.dates import UNKNOWN
from app.core.errors import Invalid, RuleViolation, Stale, conflicts_between
from app.core.text import clean_text
from app.db.sql import execute, insert, insert_many, update_version
from app.db.transaction import transaction
from app.involvement.labels import INVOLVEMENT_KIND
from app.meetings.actions import lock_meeting, meeting_to_plan
from app.meetings.labels import AGENDA_STATE, PRESENCE
from app.meetings.policy import Forum
from app.meetings.queries import ItemRow, MeetingRow, ParticipantRow, list_items, list_participants
from app.minutes.content import Attendant, MinutesContent, Point, freeze
from app.minutes.enums import MinutesState
from app.minutes.labels import MINUTES_STATE
from app.minutes.queries import MinutesDetail, get_minutes, has_file_in_use, municipality_name
from app.minutes.rules import require_in, require_no_file, subject_of
from app.minutes.tables import Minutes, MinutesText


async def write_minutes(actor: Actor, meeting_id: str, *, seen: int, text: str, texts: Mapping[str, str]) -> None:
    """Writes or corrects the draft: `text` in common, `texts` by the public ids of the items. `seen` 0: the first.

    Who may: chair, deputy chair, secretary, consultant; at a unit's own meeting its leaders, AMR and consultants.
    Raises `RuleViolation` for a meeting to come and for minutes that are sent or approved, `Stale`, `NotFound`,
    `Denied`.
    """
    text = clean_text(text)
    async with transaction():
        await lock_meeting(actor, meeting_id)
        meeting, forum, old = await meeting_to_minute(actor, meeting_id)
        require_no_file(await has_file_in_use(actor.scope, meeting.id))
        if old is not None:
            require_in(old, MinutesState.DRAFT)
        items = await list_items(actor.scope, meeting)
        said = {item.id: clean_text(texts.get(item.public_id, "")) for item in items}
        before = _told(items, old.text, old.texts) if old else {}
        after = _told(items, text, said)
        if (old.version if old else 0) != seen:
            theirs = {name: before.get(name, "") for name in after}
            raise Stale(conflicts=conflicts_between(after, theirs))
        if old is None:
            key = await insert(
                Minutes(
                    meeting=meeting.id,
                    state=MinutesState.DRAFT,
                    text=text,
                    written_by=actor.require_person(),
                    content="",
                    hash="",
                    sent_by=None,
                    sent_at=None,
                    version=1,
                )
            )
        else:
            key = old.id
            await update_version(Minutes, key, old.version, text=text, written_by=actor.require_person())
            await execute("DELETE FROM minutes_texts WHERE minutes = {}", key)
        await insert_many([MinutesText(minutes=key, item=item, text=each) for item, each in said.items() if each])
        action = AuditAction.CREATED if old is None else AuditAction.CHANGED
        record(
            actor,
            action,
            EntityKind.MINUTES,
            meeting.id,
            subject=subject_of(forum.name, meeting.held_on),
            before=before or None,
            after=after,
        )


async def send_minutes(actor: Actor, meeting_id: str, *, seen: int) -> None:
    """Sends the minutes to both sides, exactly as they stand: with the agenda, its outcomes and who was there. Until
    both have approved, or somebody takes the minutes back, none of that can be changed.

    Raises `RuleViolation` for minutes that are no draft, `Stale`, `NotFound`, `Denied`.
    """
    async with transaction():
        await lock_meeting(actor, meeting_id)
        meeting, forum, old = await meeting_to_minute(actor, meeting_id)
        old = require_in(old, MinutesState.DRAFT)
        content, digest = freeze(await content_of(actor, forum, meeting, old))
        await update_version(
            Minutes,
            old.id,
            seen,
            state=MinutesState.SENT,
            content=content,
            hash=digest,
            sent_by=actor.require_person(),
            sent_at=actor.now,
        )
        record(
            actor,
            AuditAction.SENT_ON,
            EntityKind.MINUTES,
            meeting.id,
            subject=subject_of(forum.name, meeting.held_on),
            before={"status": MINUTES_STATE[old.state]},
            after={"status": MINUTES_STATE[MinutesState.SENT], "fingeraftryk": digest},
        )


async def take_back_minutes(actor: Actor, meeting_id: str, *, seen: int, reason: str) -> None:
    """What was sent is a draft again, and answers to it count no more; they stay as answers to that text.

    Raises `Invalid` without a reason, `RuleViolation` for minutes that are not sent, `Stale`, `NotFound`, `Denied`.
    """
    async with transaction():
        meeting, forum, old = await meeting_to_minute(actor, meeting_id)
        old = require_in(old, MinutesState.SENT)
        if old.version != seen:
            raise Stale
        await make_draft(actor, meeting, forum, old, reason=reason)


async def make_draft(actor: Actor, meeting: MeetingRow, forum: Forum, old: MinutesDetail, *, reason: str) -> None:
    """Part of the caller's change. Raises `Invalid` without a reason."""
    reason = clean_text(reason)
    if not reason:
        text = "Skriv, hvad der skal rettes."
        raise Invalid("minutes.reason", text, {"reason": text})
    await update_version(
        Minutes, old.id, old.version, state=MinutesState.DRAFT, content="", hash="", sent_by=None, sent_at=None
    )
    record(
        actor,
        AuditAction.RETURNED,
        EntityKind.MINUTES,
        meeting.id,
        subject=subject_of(forum.name, meeting.held_on),
        before={"status": MINUTES_STATE[old.state]},
        after={"status": MINUTES_STATE[MinutesState.DRAFT]},
        reason=reason,
    )


async def meeting_to_minute(actor: Actor, meeting_id: str) -> tuple[MeetingRow, Forum, MinutesDetail | None]:
    """A meeting that has been, for who may write its minutes. Raises `RuleViolation` for one to come or cancelled,
    `NotFound`, `Denied`."""
    meeting, forum = await meeting_to_plan(actor, meeting_id)
    if not meeting.is_minuted(actor.today):
        raise RuleViolation("minutes.to_come", "Mødet er ikke holdt endnu.")
    return meeting, forum, await get_minutes(actor.scope, meeting)


async def content_of(actor: Actor, forum: Forum, meeting: MeetingRow, minutes: MinutesDetail) -> MinutesContent:
    """What is sent if the actor sends it now."""
    items = await list_items(actor.scope, meeting)
    return MinutesContent(
        municipality=await municipality_name(actor.scope, forum),
        forum=forum.name,
        title=meeting.title,
        held_on=meeting.held_on,
        starts=meeting.starts,
        ends=meeting.ends,
        place=meeting.place,
        attendants=tuple(_attendant(each) for each in await list_participants(actor.scope, meeting)),
        points=tuple(_point(no, item, minutes.texts.get(item.id, "")) for no, item in enumerate(items, 1)),
        text=minutes.text,
        sent_by=actor.name,
        sent_at=actor.now.astimezone(UTC),
    )


def _attendant(row: ParticipantRow) -> Attendant:
    return Attendant(
        name=row.name,
        function=COMMITTEE_FUNCTION[row.function] if row.function else "",
        side=COMMITTEE_SIDE[row.side] if row.side else "",
        presence=PRESENCE[row.presence] if row.presence else UNKNOWN,
        stands_in_for=row.stands_in_for_name or "",
    )


def _point(no: int, item: ItemRow, text: str) -> Point:
    return Point(
        no=no,
        title=item.title,
        text=item.text,
        state=AGENDA_STATE[item.state],
        note=item.note,
        outcome=INVOLVEMENT_KIND[item.outcome] if item.outcome else "",
        decision=item.decision,
        remark=item.remark,
        minutes=text,
    )


def _told(items: list[ItemRow], text: str, texts: Mapping[int, str]) -> dict[str, str]:
    """By Danish labels, for the log and for who saved at the same time."""
    named = {f"Punkt {no}: {item.title}": texts.get(item.id, "") for no, item in enumerate(items, 1)}
    return {"Fælles tekst": text, **named}
