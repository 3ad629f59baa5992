"""Minutes that were sent: answered by both sides, frozen, and corrected beside the frozen text."""

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.committees.enums import CommitteeSide
from app.committees.labels import COMMITTEE_SIDE
from app.core.errors import Denied, Invalid, RuleViolation
from app.core.text import clean_text, verbatim_text
from app.db.sql import insert, update_version
from app.db.transaction import transaction
from app.meetings.policy import Forum, may_write
from app.meetings.queries import MeetingRow, get_forum, get_meeting
from app.minutes.actions.writing import make_draft
from app.minutes.content import Approval, decode, freeze
from app.minutes.enums import MinutesReply, MinutesState
from app.minutes.labels import MINUTES_REPLY, MINUTES_STATE
from app.minutes.policy import sides_at_unit
from app.minutes.queries import MinutesDetail, get_minutes, list_own_sides
from app.minutes.rules import SIDES, approved_by, require_in, side_to_answer_for, subject_of
from app.minutes.tables import Minutes, MinutesAddendum, MinutesAnswer, MinutesSnapshot


async def answer_minutes(
    actor: Actor, meeting_id: str, *, hash: str, reply: MinutesReply, remark: str = ""
) -> MinutesState:
    """Answers for one's side the text with the fingerprint `hash`; gives how the minutes stand after it.

    A remark is kept word for word. When one of each side has approved, the minutes are frozen with both answers, for
    good. Who asks for a correction makes them a draft again. Raises `Invalid` for asking without saying what,
    `RuleViolation` for a text that was changed meanwhile, for who sits on neither side, and for a second answer,
    `Stale` when somebody answers at the same moment, `NotFound`.
    """
    remark = verbatim_text(remark)
    async with transaction():
        meeting, forum = await meeting_to_answer(actor, meeting_id)
        minutes = require_in(await get_minutes(actor.scope, meeting), MinutesState.SENT)
        if minutes.hash != hash:
            raise RuleViolation("minutes.changed", "Referatet er rettet, siden du læste det. Læs det igen.")
        person = actor.require_person()
        side = side_to_answer_for(await _sides(actor, forum), minutes.answers, minutes.hash, person)
        if reply is MinutesReply.ASKS and not remark.strip():
            text = "Skriv, hvad der skal rettes."
            raise Invalid("minutes.remark", text, {"remark": text})
        await update_version(Minutes, minutes.id, minutes.version)  # one answer at a time: the second side freezes
        await insert(
            MinutesAnswer(
                minutes=minutes.id, hash=hash, side=side, person=person, reply=reply, remark=remark, at=actor.now
            )
        )
        record(
            actor,
            AuditAction.APPROVED if reply is MinutesReply.APPROVES else AuditAction.RECORDED,
            EntityKind.MINUTES,
            meeting.id,
            subject=subject_of(forum.name, meeting.held_on),
            after={
                "svar": MINUTES_REPLY[reply],
                "side": COMMITTEE_SIDE[side],
                "bemærkning": remark,
                "fingeraftryk": hash,
            },
        )
        if reply is MinutesReply.ASKS:
            returned = msgspec.structs.replace(minutes, version=minutes.version + 1)
            await make_draft(actor, meeting, forum, returned, reason=remark)
            return MinutesState.DRAFT
        answered = await get_minutes(actor.scope, meeting)
        if answered is None or approved_by(answered.answers, hash) != frozenset(SIDES):
            return MinutesState.SENT
        await _freeze(actor, meeting, forum, answered)
        return MinutesState.APPROVED


async def add_addendum(actor: Actor, meeting_id: str, text: str) -> None:
    """A correction of approved minutes: it stands beside them, with who wrote it and when. Nothing of it changes later.

    Who may: who writes at the meeting. Raises `Invalid` without a text, `RuleViolation` for minutes that are not
    approved, `NotFound`, `Denied`.
    """
    text = clean_text(text)
    async with transaction():
        meeting = await get_meeting(actor.scope, meeting_id)
        forum = await get_forum(actor.scope, meeting.committee, meeting.unit)
        may_write(actor, forum).require()
        minutes = require_in(await get_minutes(actor.scope, meeting), MinutesState.APPROVED)
        if not text:
            raise Invalid("minutes.addendum", "Skriv tillægget.", {"text": "Skriv tillægget."})
        await insert(MinutesAddendum(minutes=minutes.id, text=text, by=actor.require_person(), at=actor.now))
        record(
            actor,
            AuditAction.ADDED,
            EntityKind.MINUTES,
            meeting.id,
            subject=subject_of(forum.name, meeting.held_on),
            after={"tillæg": text},
        )


async def record_minutes_export(actor: Actor, meeting_id: str) -> None:
    """Logs, in its own short transaction, that approved minutes are about to leave the house (rule 40). Call it before
    the first byte. Raises `RuleViolation` for minutes that are not approved, `NotFound`."""
    async with transaction():
        meeting = await get_meeting(actor.scope, meeting_id)
        forum = await get_forum(actor.scope, meeting.committee, meeting.unit)
        minutes = require_in(await get_minutes(actor.scope, meeting), MinutesState.APPROVED)
        record(
            actor,
            AuditAction.EXPORTED,
            EntityKind.MINUTES,
            meeting.id,
            subject=subject_of(forum.name, meeting.held_on),
            after={"fingeraftryk": minutes.frozen_hash, "fil": "PDF"},
        )


async def meeting_to_answer(actor: Actor, meeting_id: str) -> tuple[MeetingRow, Forum]:
    """For who sits on one of the two sides today. Raises `NotFound`, `Denied`."""
    meeting = await get_meeting(actor.scope, meeting_id)
    forum = await get_forum(actor.scope, meeting.committee, meeting.unit)
    if not await _sides(actor, forum) & set(SIDES):
        raise Denied("minutes.no_side", "Kun medlemmer af de to sider godkender referatet.")
    return meeting, forum


async def _sides(actor: Actor, forum: Forum) -> frozenset[CommitteeSide]:
    return sides_at_unit(actor, forum) | await list_own_sides(actor.scope, forum)


async def _freeze(actor: Actor, meeting: MeetingRow, forum: Forum, minutes: MinutesDetail) -> None:
    """The text that was sent, with what the two sides answered."""
    approvals = tuple(
        Approval(side=COMMITTEE_SIDE[each.side], name=each.name, at=each.at, remark=each.remark)
        for each in minutes.answers
        if each.hash == minutes.hash and each.reply is MinutesReply.APPROVES
    )
    content, digest = freeze(msgspec.structs.replace(decode(minutes.content.encode()), approvals=approvals))
    await insert(MinutesSnapshot(minutes=minutes.id, content=content, hash=digest, at=actor.now))
    await update_version(Minutes, minutes.id, minutes.version, state=MinutesState.APPROVED)
    record(
        actor,
        AuditAction.RELEASED,
        EntityKind.MINUTES,
        meeting.id,
        subject=subject_of(forum.name, meeting.held_on),
        before={"status": MINUTES_STATE[minutes.state]},
        after={"status": MINUTES_STATE[MinutesState.APPROVED], "fingeraftryk": digest},
    )
