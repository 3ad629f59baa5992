"""Items of agendas: proposed, put on, corrected, ordered, taken off."""

from collections.abc import Sequence
from typing import Any

import msgspec

from app.access.policy import Actor, Verdict
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.queries import CaseRef, get_case_ref
from app.core import ids
from app.core.errors import Invalid, NotFound, RuleViolation, Stale, conflicts_between
from app.core.text import clean_line, clean_text
from app.db.sql import execute, insert, insert_many, update_version
from app.db.transaction import transaction
from app.meetings.actions.locks import lock_meeting, lock_meeting_of
from app.meetings.enums import AgendaState
from app.meetings.policy import Forum, may_plan, may_write, require_open, require_unlocked
from app.meetings.queries import (
    ItemRow,
    MeetingRow,
    covers,
    get_forum,
    get_item,
    get_meeting,
    last_position,
    list_items,
    list_link_keys,
    list_points,
    next_meeting,
)
from app.meetings.tables import AgendaItem, AgendaLink
from app.organisation.actions import Created
from app.surveys.queries import get_round


class ItemFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a form says of an item. Cases, focus points and rounds by their public ids; `meeting` "" means the next one
    planned, or waiting for it."""

    title: str
    text: str = ""
    cases: tuple[str, ...] = ()
    focus_points: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    meeting: str = ""


class _Link(msgspec.Struct, frozen=True):
    case: int | None = None
    focus_point: int | None = None
    round: int | None = None


async def add_item(actor: Actor, forum: Forum, facts: ItemFacts) -> Created:
    """An item for the forum. Who plans its meetings puts it on the agenda; of others it is a proposal.

    Raises `Invalid` naming the field (no title, a case that the committee does not cover: it is sent there by the one
    that does), `NotFound` for what the actor does not see, `RuleViolation` for a closed forum or a meeting that is
    over, `Denied`.
    """
    async with transaction():
        await lock_meeting(actor, facts.meeting)
        may_write(actor, forum).require()
        require_open(forum)
        title, text = _words(facts)
        links = await _links(actor, forum, facts)
        meeting = await _meeting(actor, forum, facts.meeting)
        state = AgendaState.ON_AGENDA if may_plan(actor, forum).ok else AgendaState.PROPOSED
        key, public_id = await insert_item(
            actor, forum.committee, forum.unit, forum.municipality, meeting.id if meeting else None, title, text, state
        )
        await insert_many([_row(key, link) for link in links])
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.AGENDA_ITEM,
            key,
            subject=f"{forum.name}: {title}",
            after={"titel": title, "tekst": text, "møde": meeting.held_on if meeting else None},
        )
    return Created(key, public_id)


async def insert_item(
    actor: Actor,
    committee: int | None,
    unit: int | None,
    municipality: int,
    meeting: int | None,
    title: str,
    text: str,
    state: AgendaState,
    *,
    origin: int | None = None,
    proposed_by: int | None = None,
) -> tuple[int, str]:
    """Last on the agenda. Part of the caller's change."""
    public_id = ids.new_public_id()
    key = await insert(
        AgendaItem(
            public_id=public_id,
            municipality=municipality,
            committee=committee,
            unit=unit,
            meeting=meeting,
            position=(await last_position(actor.scope, meeting) if meeting is not None else 0) + 1,
            title=title,
            text=text,
            state=state,
            proposed_by=proposed_by or actor.require_person(),
            proposed_at=actor.now,
            origin=origin,
            note="",
            outcome=None,
            decision="",
            remark="",
            outcome_by=None,
            outcome_at=None,
            outcome_withdrawn="",
            version=1,
        )
    )
    return key, public_id


async def change_item(actor: Actor, public_id: str, *, seen: int, facts: ItemFacts) -> None:
    """Corrects an item that nothing has come of yet: who planned the meeting, and who proposed it while it is a
    proposal. Raises as `add_item`, and `Stale` with both versions."""
    async with transaction():
        await lock_meeting_of(actor, public_id)
        old, forum = await item_to_change(actor, public_id)
        title, text = _words(facts)
        if old.version != seen:
            before = {"Titel": old.title, "Tekst": old.text}
            raise Stale(conflicts=conflicts_between({"Titel": title, "Tekst": text}, before))
        links = await _links(actor, forum, facts)
        await _keep_unseen(actor, old, links)
        values: dict[str, Any] = {"title": title, "text": text}
        if facts.meeting and facts.meeting != old.meeting_public_id:
            meeting = await _meeting(actor, forum, facts.meeting)
            if meeting is not None:
                values |= {"meeting": meeting.id, "position": await last_position(actor.scope, meeting.id) + 1}
        await update_version(AgendaItem, old.id, seen, **values)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.AGENDA_ITEM,
            old.id,
            subject=f"{forum.name}: {title}",
            before={"titel": old.title, "tekst": old.text},
            after={"titel": title, "tekst": text},
        )


async def accept_item(actor: Actor, public_id: str, *, seen: int) -> None:
    """A proposal is put on the agenda. Raises `RuleViolation` where it is none, `Stale`, `NotFound`, `Denied`."""
    async with transaction():
        await lock_meeting_of(actor, public_id)
        old, forum = await item_to_plan(actor, public_id)
        if old.state is not AgendaState.PROPOSED:
            raise RuleViolation("item.no_proposal", "Punktet er allerede på dagsordenen.")
        await update_version(AgendaItem, old.id, seen, state=AgendaState.ON_AGENDA)
        subject = f"{forum.name}: {old.title}"
        record(actor, AuditAction.ACCEPTED, EntityKind.AGENDA_ITEM, old.id, subject=subject)


async def raise_item(actor: Actor, public_id: str) -> None:
    """The item changes places with the one before it; the first one stays. Raises `NotFound`, `Denied`."""
    async with transaction():
        await lock_meeting_of(actor, public_id)
        old, forum = await item_to_plan(actor, public_id)
        if old.meeting_public_id is None:
            return
        meeting = await get_meeting(actor.scope, old.meeting_public_id)
        order = [each.id for each in await list_items(actor.scope, meeting)]
        place = order.index(old.id)
        if not place:
            return
        order[place - 1], order[place] = order[place], order[place - 1]
        for position, key in enumerate(order, 1):
            await execute("UPDATE agenda_items SET position = {} WHERE id = {}", position, key)
        subject = f"{forum.name}: {old.title}"
        record(actor, AuditAction.MOVED, EntityKind.AGENDA_ITEM, old.id, subject=subject, after={"punkt": place})


async def withdraw_item(actor: Actor, public_id: str, *, seen: int, reason: str) -> None:
    """The item is taken off; it stays to be read, with the reason. Raises `Invalid` without one, `Stale`, as
    `item_to_change`."""
    reason = clean_text(reason)
    async with transaction():
        await lock_meeting_of(actor, public_id)
        old, forum = await item_to_change(actor, public_id)
        if not reason:
            text = "Skriv, hvorfor punktet tages af."
            raise Invalid("item.reason", text, {"reason": text})
        await update_version(AgendaItem, old.id, seen, state=AgendaState.WITHDRAWN, note=reason)
        subject = f"{forum.name}: {old.title}"
        record(actor, AuditAction.WITHDRAWN, EntityKind.AGENDA_ITEM, old.id, subject=subject, reason=reason)


async def item_to_change(actor: Actor, public_id: str) -> tuple[ItemRow, Forum]:
    """For who plans the meeting, and for who proposed it while it is a proposal. Raises `RuleViolation` for an item
    that something has come of, `NotFound`, `Denied`."""
    found = await get_item(actor.scope, public_id)
    forum = await get_forum(actor.scope, found.committee, found.unit)
    is_own = found.state is AgendaState.PROPOSED and found.proposed_by == actor.person
    _require_of_open(found, may_write(actor, forum) if is_own else may_plan(actor, forum))
    return found, forum


async def item_to_plan(actor: Actor, public_id: str) -> tuple[ItemRow, Forum]:
    """As `item_to_change`, for who plans the meeting alone."""
    found = await get_item(actor.scope, public_id)
    forum = await get_forum(actor.scope, found.committee, found.unit)
    _require_of_open(found, may_plan(actor, forum))
    return found, forum


def _require_of_open(found: ItemRow, verdict: Verdict) -> None:
    verdict.require()
    require_unlocked(found.is_locked)
    if not found.is_open:
        raise RuleViolation("item.over", "Punktet er behandlet, flyttet eller taget af og kan ikke ændres.")


def _words(facts: ItemFacts) -> tuple[str, str]:
    title = clean_line(facts.title)[:200]
    if not title:
        raise Invalid("item.title", "Skriv en titel.", {"title": "Skriv en titel."})
    return title, clean_text(facts.text)


async def _meeting(actor: Actor, forum: Forum, chosen: str) -> MeetingRow | None:
    """The chosen meeting of the forum, else the next one planned. Raises `RuleViolation` for one that is over."""
    if not chosen:
        return await next_meeting(actor.scope, forum)
    found = await get_meeting(actor.scope, chosen)
    if (found.committee, found.unit) != (forum.committee, forum.unit):
        raise NotFound
    if not found.takes_items(actor.today):
        raise RuleViolation("item.meeting_over", "Mødet er holdt eller aflyst. Vælg et andet.")
    return found


async def _links(actor: Actor, forum: Forum, facts: ItemFacts) -> list[_Link]:
    """Each once; a focus point stands for its case, too."""
    cases: dict[str, CaseRef] = {}
    for chosen in facts.cases:
        case = await get_case_ref(actor.scope, chosen)
        if not await covers(actor.scope, forum, case):
            text = (
                f"{forum.name} dækker ikke sag {case.reference}. Sæt den på i det udvalg, der gør, og send punktet "
                "videre derfra."
            )
            raise Invalid("item.not_covered", text, {"cases": text})
        cases[chosen] = case
    points = {each.public_id: each for each in await list_points(actor.scope, [each.id for each in cases.values()])}
    if missing := [each for each in facts.focus_points if each not in points]:
        raise NotFound(missing[0])
    found = [_Link(case=points[each].case, focus_point=points[each].id) for each in facts.focus_points]
    pointed = {each.case for each in found}
    found += [_Link(case=each.id) for each in cases.values() if each.id not in pointed]
    for chosen in facts.rounds:
        found.append(_Link(round=(await get_round(actor.scope, chosen)).row.id))
    return list(dict.fromkeys(found))


async def _keep_unseen(actor: Actor, old: ItemRow, links: Sequence[_Link]) -> None:
    """Writes the links anew; those that came with an item from another committee stay, whoever corrects it."""
    kept = [key for key in await list_link_keys(actor.scope, old.id) if key.is_told]
    await execute("DELETE FROM agenda_links WHERE item = {} AND NOT is_told", old.id)
    told = {key.case for key in kept}
    await insert_many([_row(old.id, link) for link in links if link.case is None or link.case not in told])


def _row(item: int, link: _Link) -> AgendaLink:
    return AgendaLink(item=item, is_told=False, involvement=None, **msgspec.structs.asdict(link))
