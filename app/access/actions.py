"""Who may read one row: its tier, and for a restricted row its readers by name."""

from collections.abc import Collection
from typing import Any, Literal

from app.access.enums import Tier
from app.access.policy import Actor, tiers_to_give
from app.access.tables import NamedReader
from app.core.errors import Invalid
from app.db.sql import execute, insert

Row = Literal["item", "item_update", "document", "evidence"]


def check_tier(actor: Actor, tier: Tier, ancestors: Collection[int], *, case: int | None = None) -> None:
    """Raises `Invalid` for a tier that would hide the row from the one who gives it."""
    if tier not in tiers_to_give(actor, ancestors, case=case):
        text = "Vælg en fortrolighed, som du selv har adgang til."
        raise Invalid("tier.own", text, {"tier": text})


async def set_readers(actor: Actor, row: Row, key: int, tier: Tier, readers: Collection[int]) -> None:
    """Names the readers of a restricted row, the actor among them; a row of another tier has none.

    In the caller's transaction, which has resolved the row and the people, and writes the tier and the log.
    """
    await execute(f"DELETE FROM named_readers WHERE {row} = {{}}", key)
    if tier is not Tier.RESTRICTED:
        return
    mine = {actor.person} if actor.person is not None else set()
    for person in sorted({*readers, *mine}):
        keys: dict[str, Any] = dict.fromkeys(("item", "item_update", "document", "evidence")) | {row: key}
        await insert(NamedReader(person=person, **keys))
