"""Who was at a meeting: kept with function and side as they were that day."""

from collections.abc import Mapping

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import NotFound
from app.db.sql import execute, insert_many, update_version
from app.db.transaction import transaction
from app.meetings.actions.locks import lock_meeting
from app.meetings.actions.meetings import meeting_to_plan
from app.meetings.enums import Presence
from app.meetings.labels import PRESENCE
from app.meetings.policy import require_unlocked
from app.meetings.queries import Expected, ParticipantRow, list_expected, list_participants
from app.meetings.tables import Meeting, MeetingParticipant


async def save_participants(
    actor: Actor, public_id: str, *, seen: int, presence: Mapping[str, Presence | None]
) -> None:
    """Who came, by public ids of people. Those of whom nothing is said stand there as unknown.

    Only people who were to be there are taken: members in office that day and their substitutes, and whoever was
    written down before. Raises `NotFound` for anybody else, `RuleViolation` for a cancelled meeting, `Stale`, `Denied`.
    """
    async with transaction():
        await lock_meeting(actor, public_id)
        meeting, _ = await meeting_to_plan(actor, public_id)
        require_unlocked(meeting.is_locked)
        before = await list_participants(actor.scope, meeting)
        rows = [each for each in before if each.public_id in presence]
        known = {each.person for each in rows}
        added = [
            each
            for each in await list_expected(actor.scope, meeting)
            if each.person not in known and each.public_id in presence
        ]
        everybody: list[ParticipantRow | Expected] = [*rows, *added]
        names = {each.public_id: each.name for each in everybody}
        if presence.keys() - names.keys():
            raise NotFound
        await update_version(Meeting, meeting.id, seen)
        await execute("DELETE FROM meeting_participants WHERE meeting = {}", meeting.id)
        await insert_many(
            [
                MeetingParticipant(
                    meeting=meeting.id,
                    person=each.person,
                    function=each.function,
                    side=each.side,
                    presence=presence[each.public_id],
                    stands_in_for=each.stands_in_for,
                )
                for each in everybody
            ]
        )
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.MEETING,
            meeting.id,
            subject=f"{meeting.forum_name}: deltagere",
            before={each.name: PRESENCE[each.presence] if each.presence else "ukendt" for each in before},
            after={
                names[key]: PRESENCE[value] if value else "ukendt" for key, value in presence.items() if key in names
            },
        )
