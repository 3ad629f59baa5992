"""An item that goes on: to the next meeting, or to the committee above or below. What was stays as it was."""

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.dates import short_date
from app.core.errors import Invalid, NotFound, RuleViolation
from app.core.text import clean_text
from app.db.sql import fetch_value, insert_many, update_version
from app.db.transaction import transaction
from app.meetings.actions.items import insert_item, item_to_plan
from app.meetings.actions.locks import lock_meeting_of
from app.meetings.enums import AgendaState
from app.meetings.policy import Forum, may_plan, require_unlocked
from app.meetings.queries import (
    ItemRow,
    get_forum,
    get_item,
    get_meeting,
    list_link_keys,
    list_targets,
    next_meeting,
)
from app.meetings.tables import AgendaItem, AgendaLink
from app.organisation.actions import Created


async def move_item(actor: Actor, public_id: str, *, seen: int, reason: str = "") -> Created:
    """The item goes on at the next meeting planned after its own, or waits for it. On the old agenda it stays, marked.

    Raises `RuleViolation` for one that waits anyhow or that something has come of, `Stale`, `NotFound`, `Denied`.
    """
    async with transaction():
        await lock_meeting_of(actor, public_id)
        old, forum = await item_to_plan(actor, public_id)
        if old.meeting_public_id is None:
            raise RuleViolation("item.waits", "Punktet venter allerede på det næste møde.")
        after = await get_meeting(actor.scope, old.meeting_public_id)
        coming = await next_meeting(actor.scope, forum, after=after)
        key, made = await insert_item(
            actor,
            forum.committee,
            forum.unit,
            forum.municipality,
            coming.id if coming else None,
            old.title,
            old.text,
            old.state,
            origin=old.id,
            proposed_by=old.proposed_by,
        )
        await insert_many(
            [
                AgendaLink(
                    item=key,
                    case=link.case,
                    focus_point=link.focus_point,
                    round=link.round,
                    is_told=link.is_told,
                    involvement=None,
                )
                for link in await list_link_keys(actor.scope, old.id)
            ]
        )
        await update_version(AgendaItem, old.id, seen, state=AgendaState.MOVED, note=clean_text(reason))
        record(
            actor,
            AuditAction.MOVED,
            EntityKind.AGENDA_ITEM,
            old.id,
            subject=f"{forum.name}: {old.title}",
            after={"til møde": coming.held_on if coming else "det næste, der bliver planlagt"},
            reason=clean_text(reason),
        )
    return Created(key, made)


async def send_item(actor: Actor, public_id: str, *, seen: int, to: str, note: str = "") -> Created:
    """The committee `to` (its public id), next above or below, gets the item on its next agenda; of linked cases it is
    told number, title, state and next date (rule 41). What has come of the item here stays.

    Who may: who plans the meetings here. Raises `Invalid` for another committee, `RuleViolation` for an item that was
    moved or taken off, or sent there before, `Stale`, `NotFound`, `Denied`.
    """
    note = clean_text(note)
    async with transaction():
        await lock_meeting_of(actor, public_id)
        old, forum = await item_to_send(actor, public_id)
        target = next((each for each in await list_targets(actor.scope, forum) if each.public_id == to), None)
        if target is None:
            text = "Vælg udvalget lige over eller under."
            raise Invalid("item.target", text, {"to": text})
        if await fetch_value(
            int, "SELECT COUNT(*) FROM agenda_items WHERE origin = {} AND committee = {}", old.id, target.id
        ):
            raise RuleViolation("item.sent_already", f"Punktet er allerede sendt til {target.name}.")
        coming = await _coming(actor, target.id)
        said = f"Sendt fra {forum.name}{f', mødet {short_date(old.held_on)}' if old.held_on else ''}."
        key, made = await insert_item(
            actor,
            target.id,
            None,
            forum.municipality,
            coming,
            old.title,
            "\n\n".join(each for each in (said, note, old.text) if each),
            AgendaState.ON_AGENDA,
            origin=old.id,
        )
        cases = dict.fromkeys(link.case for link in await list_link_keys(actor.scope, old.id) if link.case is not None)
        await insert_many(
            [
                AgendaLink(item=key, case=case, focus_point=None, round=None, is_told=True, involvement=None)
                for case in cases
            ]
        )
        state = AgendaState.SENT if old.is_open else old.state
        await update_version(
            AgendaItem, old.id, seen, state=state, note=old.note if old.is_locked else note or old.note
        )
        record(
            actor,
            AuditAction.SENT_ON,
            EntityKind.AGENDA_ITEM,
            old.id,
            subject=f"{forum.name}: {old.title}",
            after={"til": target.name},
            reason=note,
        )
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.AGENDA_ITEM,
            key,
            subject=f"{target.name}: {old.title}",
            after={"titel": old.title, "fra": forum.name},
        )
    return Created(key, made)


async def item_to_send(actor: Actor, public_id: str) -> tuple[ItemRow, Forum]:
    """For who plans the meeting: an item that is open, treated, or sent to another one before. Raises
    `RuleViolation` for another, `NotFound`, `Denied`."""
    found = await get_item(actor.scope, public_id)
    forum = await get_forum(actor.scope, found.committee, found.unit)
    may_plan(actor, forum).require()
    if found.committee is None:
        raise NotFound
    if found.state in (AgendaState.MOVED, AgendaState.WITHDRAWN):
        raise RuleViolation("item.over", "Punktet er udsat eller taget af. Send det, hvor det står nu.")
    if found.is_open:  # it would stand as sent on an agenda that both sides are asked to approve
        require_unlocked(found.is_locked)
    return found, forum


async def _coming(actor: Actor, committee: int) -> int | None:
    """The next meeting of a committee that the sender may not read."""
    return await fetch_value(
        int,
        "SELECT id FROM meetings WHERE committee = {} AND state = 'planned' AND held_on >= {} "
        "ORDER BY held_on, starts, id LIMIT 1",
        committee,
        actor.today,
    )
