"""One at a time at a meeting: what both sides are asked to approve is what stands there, with nothing in between."""

from app.access.policy import Actor
from app.db.sql import execute


async def lock_meeting(actor: Actor, public_id: str) -> None:
    """Until the caller's transaction ends, nobody else changes the meeting, its agenda or outcomes, or sends its
    minutes. Called before anything is read that the change rests on; of no meeting it does nothing."""
    await execute("UPDATE meetings SET version = version WHERE public_id = {}", public_id)


async def lock_meeting_of(actor: Actor, item: str) -> None:
    """`lock_meeting` of the meeting that an item stands on, if any."""
    await execute(
        "UPDATE meetings SET version = version WHERE id = (SELECT meeting FROM agenda_items WHERE public_id = {})", item
    )
