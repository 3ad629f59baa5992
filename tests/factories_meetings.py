"""Makers for meetings of committees and units."""

from datetime import date

import msgspec

from app.access.policy import Actor
from app.involvement.enums import InvolvementKind
from app.meetings.actions import ItemFacts, MeetingFacts, add_item, create_meeting, record_outcome
from app.meetings.enums import MeetingKind
from app.meetings.policy import Forum
from app.meetings.queries import get_committee_forum, get_unit_forum
from tests.factories import Member

ORDINARY = MeetingFacts(kind=MeetingKind.ORDINARY, held_on=date(2025, 8, 20))


class Met(msgspec.Struct, frozen=True):
    """The ids of a meeting, of its last item, which is a proposal, and of the next meeting."""

    meeting: str
    item: str
    coming: str


async def forum_for(actor: Actor, committee: str) -> Forum:
    """The committee as `actor` meets it."""
    return await get_committee_forum(actor.scope, committee)


async def make_meeting(planner: Actor, writer: Member, committee: str, word: str) -> Met:
    """A meeting of today with an item that was treated and a proposal, with `word` in all they say."""
    facts = msgspec.structs.replace(
        ORDINARY, title=f"Møde {word}", place=f"Lokale {word}", minutes_reference=f"Nr. {word}"
    )
    made = await create_meeting(planner, await forum_for(planner, committee), facts)
    forum = await forum_for(writer.actor, committee)
    first = await add_item(writer.actor, forum, ItemFacts(title=f"Først {word}", text=f"Om {word}"))
    await record_outcome(
        writer.actor,
        first.public_id,
        seen=1,
        outcome=InvolvementKind.DISSENTED,
        decision=f"Aftalt {word}",
        remark=f"Uenig om {word}",
    )
    proposal = ItemFacts(title=f"Dernæst {word}", text=f"Mere {word}", meeting=made.public_id)
    second = await add_item(writer.actor, forum, proposal)
    later = msgspec.structs.replace(facts, held_on=date(2025, 11, 5))
    coming = await create_meeting(planner, await forum_for(planner, committee), later)
    return Met(made.public_id, second.public_id, coming.public_id)


async def make_unit_meeting(planner: Actor, unit: str, word: str) -> str:
    """A unit's own meeting in September."""
    facts = MeetingFacts(kind=MeetingKind.STANDING, held_on=date(2025, 9, 10), title=f"Sparring {word}")
    return (await create_meeting(planner, await get_unit_forum(planner.scope, unit), facts)).public_id
