"""What came of an item. On a case it is the involvement record itself, written in the same transaction."""

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.committees.labels import COMMITTEE_FUNCTION
from app.core.dates import require_past
from app.core.errors import Invalid, RuleViolation, Stale, conflicts_between
from app.core.text import clean_text, verbatim_text
from app.db.sql import execute, update_version
from app.db.transaction import transaction
from app.involvement.actions import Facts, record_in_meeting, withdraw_in_meeting
from app.involvement.enums import Channel, InvolvementKind
from app.involvement.labels import INVOLVEMENT_KIND
from app.meetings.actions.locks import lock_meeting_of
from app.meetings.enums import AgendaState, MeetingState, Presence
from app.meetings.policy import Forum, may_write, party_of, require_unlocked
from app.meetings.queries import (
    ItemRow,
    MeetingRow,
    get_forum,
    get_item,
    get_meeting,
    list_link_keys,
    list_participants,
)
from app.meetings.tables import AgendaItem

_CORRECTED = "Udfaldet er rettet i mødets referat."


async def record_outcome(
    actor: Actor,
    public_id: str,
    *,
    seen: int,
    outcome: InvolvementKind | None,
    decision: str = "",
    remark: str = "",
) -> None:
    """What the meeting did with an item, or a correction of it. Each case of the item gets a record of involvement.

    The remark is kept word for word. Who may: whoever writes at the meeting. Raises `Invalid` naming the field
    (nothing said, a dissent without its words, a meeting to come), `RuleViolation` for an item that waits, was moved
    or taken off, `Stale` with both versions, `NotFound`, `Denied`.
    """
    decision, remark = clean_text(decision), verbatim_text(remark)
    async with transaction():
        await lock_meeting_of(actor, public_id)
        old, forum, meeting = await item_to_treat(actor, public_id)
        _check(outcome, decision, remark)
        require_past(meeting.held_on, actor.today, "outcome")
        before, after = _told(old.outcome, old.decision, old.remark), _told(outcome, decision, remark)
        if old.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        if old.state is AgendaState.TREATED and before == after:
            return
        await update_version(
            AgendaItem,
            old.id,
            seen,
            state=AgendaState.TREATED,
            outcome=outcome,
            decision=decision,
            remark=remark,
            outcome_by=actor.require_person(),
            outcome_at=actor.now,
            outcome_withdrawn="",
        )
        await _withdraw_records(actor, old, _CORRECTED)
        if outcome is not None:
            await _write_records(actor, old, forum, meeting, outcome, decision, remark)
        await execute(
            "UPDATE meetings SET state = {} WHERE id = {} AND state = {}",
            MeetingState.HELD,
            meeting.id,
            MeetingState.PLANNED,
        )
        record(
            actor,
            AuditAction.RECORDED,
            EntityKind.AGENDA_ITEM,
            old.id,
            subject=f"{forum.name}: {old.title}",
            before=before,
            after=after,
        )


async def withdraw_outcome(actor: Actor, public_id: str, *, seen: int, reason: str) -> None:
    """The outcome is taken back, and with it the records on the cases; the item stands open on its agenda again.

    Raises `Invalid` without a reason, `RuleViolation` where there is no outcome, `Stale`, `NotFound`, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        await lock_meeting_of(actor, public_id)
        old, forum, _ = await item_to_treat(actor, public_id)
        if old.state is not AgendaState.TREATED:
            raise RuleViolation("item.no_outcome", "Der er ikke skrevet noget udfald.")
        if not reason:
            text = "Skriv, hvorfor udfaldet trækkes tilbage."
            raise Invalid("item.reason", text, {"reason": text})
        await update_version(
            AgendaItem,
            old.id,
            seen,
            state=AgendaState.ON_AGENDA,
            outcome=None,
            decision="",
            remark="",
            outcome_by=None,
            outcome_at=None,
            outcome_withdrawn=reason,
        )
        await _withdraw_records(actor, old, reason)
        record(
            actor,
            AuditAction.WITHDRAWN,
            EntityKind.AGENDA_ITEM,
            old.id,
            subject=f"{forum.name}: {old.title}",
            before=_told(old.outcome, old.decision, old.remark),
            reason=reason,
        )


async def item_to_treat(actor: Actor, public_id: str) -> tuple[ItemRow, Forum, MeetingRow]:
    """For who writes at the meeting. Raises `RuleViolation` for an item that waits, was moved or taken off, `NotFound`,
    `Denied`."""
    found = await get_item(actor.scope, public_id)
    forum = await get_forum(actor.scope, found.committee, found.unit)
    may_write(actor, forum).require()
    require_unlocked(found.is_locked)
    if found.meeting_public_id is None:
        raise RuleViolation("item.waits", "Punktet venter på det næste møde. Planlæg mødet først.")
    if not found.is_open and found.state is not AgendaState.TREATED:
        raise RuleViolation("item.over", "Punktet er flyttet, sendt videre eller taget af.")
    return found, forum, await get_meeting(actor.scope, found.meeting_public_id)


def _check(outcome: InvolvementKind | None, decision: str, remark: str) -> None:
    if outcome is None and not decision:
        text = "Vælg et udfald, eller skriv en beslutning."
        raise Invalid("item.nothing", text, {"outcome": text})
    if outcome is InvolvementKind.DISSENTED and not remark.strip():
        text = "Skriv ordret, hvad uenigheden går ud på."
        raise Invalid("item.dissent", text, {"remark": text})


async def _write_records(
    actor: Actor,
    item: ItemRow,
    forum: Forum,
    meeting: MeetingRow,
    outcome: InvolvementKind,
    decision: str,
    remark: str,
) -> None:
    present = await list_participants(actor.scope, meeting)
    roles = dict.fromkeys(
        COMMITTEE_FUNCTION[each.function]
        for each in present
        if each.presence is Presence.PRESENT and each.function is not None
    )
    made: dict[int, int] = {}
    for link in await list_link_keys(actor.scope, item.id):
        if link.case is None:
            continue
        if link.case not in made:
            created = await record_in_meeting(
                actor,
                link.case,
                Facts(
                    meeting=meeting.id,
                    kind=outcome,
                    party=party_of(forum),
                    channel=Channel.MEETING,
                    on_date=meeting.held_on,
                    forum_text=forum.name,
                    participants=", ".join(roles)[:500],
                    minutes_reference=meeting.minutes_reference,
                    subject="\n".join(
                        each for each in (item.title, f"Beslutning: {decision}" if decision else "") if each
                    ),
                    remark=remark,
                ),
            )
            made[link.case] = created.id
        await execute("UPDATE agenda_links SET involvement = {} WHERE id = {}", made[link.case], link.id)


async def _withdraw_records(actor: Actor, item: ItemRow, reason: str) -> None:
    links = await list_link_keys(actor.scope, item.id)
    for key in dict.fromkeys(link.involvement for link in links if link.involvement is not None):
        await withdraw_in_meeting(actor, key, reason)


def _told(outcome: InvolvementKind | None, decision: str, remark: str) -> dict[str, str]:
    return {
        "udfald": INVOLVEMENT_KIND[outcome] if outcome else "",
        "beslutning": decision,
        "bemærkning": remark,
    }
