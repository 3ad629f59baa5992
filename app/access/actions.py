"""Who may read one row: its tier, and for a restricted row its readers by name."""

from collections.abc import Collection
from typing import Any

import msgspec

from app.access.enums import Tier
from app.access.labels import TIER
from app.access.policy import Above, Actor, may_change_tier, tiers_to_give
from app.access.queries import Named, Row, list_named_readers
from app.access.tables import NamedReader
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import Conflict, Invalid, Stale
from app.core.text import clean_text
from app.db.sql import execute, insert

_KINDS: dict[Row, EntityKind] = {
    "item": EntityKind.ACTION_ITEM,
    "item_update": EntityKind.ITEM_UPDATE,
    "evidence": EntityKind.EVIDENCE,
    "document": EntityKind.DOCUMENT,
    "paper": EntityKind.PAPER,
    "round_unit": EntityKind.SURVEY_ROUND,
}


def check_tier(actor: Actor, tier: Tier, above: Above) -> None:
    """Raises `Invalid` for a tier that would hide the row from the one who gives it."""
    _require_given(tier, tiers_to_give(actor, above))


def _require_given(tier: Tier, gives: Collection[Tier]) -> None:
    if tier not in gives:
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
        keys: dict[str, Any] = {**dict.fromkeys(_KINDS), row: key}
        await insert(NamedReader(person=person, **keys))


async def add_reader(
    actor: Actor, row: Row, key: int, reader: int, *, name: str, case: int, subject: str, reason: str
) -> None:
    """Names one reader more of a restricted row, and writes the log; in the caller's transaction, which has resolved
    the row and the person."""
    keys: dict[str, Any] = {**dict.fromkeys(_KINDS), row: key}
    await insert(NamedReader(person=reader, **keys))
    record(
        actor,
        AuditAction.CHANGED,
        _KINDS[row],
        key,
        case=case,
        subject=subject,
        before={"ny læser": None},
        after={"ny læser": name},
        reason=reason,
    )


class TierChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Who shall read a row. `readers` count where it is restricted; the caller has resolved them in the scope."""

    tier: Tier
    readers: tuple[Named, ...] = ()
    reason: str = ""

    def conflict(self, tier: Tier, readers: Collection[Named]) -> Stale:
        """What is raised when somebody else chose first."""
        return Stale(
            conflicts=(Conflict("Fortrolighed", _words(self.tier, self.readers), _words(tier, readers)),),
        )


class Tiered(msgspec.Struct, frozen=True, kw_only=True):
    """A row as far as who reads it goes."""

    row: Row
    key: int
    tier: Tier
    ancestors: Above
    subject: str


async def change_tier(actor: Actor, it: Tiered, wanted: TierChoice, *, gives: Collection[Tier] | None = None) -> None:
    """Checks the choice, names the readers and writes the log: in the caller's transaction, which has locked the row,
    asked whether the actor may change it, and writes its tier.

    `gives` are the tiers that the actor, who reads the row, may give it, where another slice than this one knows.
    Raises `Denied` for who reads the row neither by role nor by name, and `Invalid` for a tier the actor does not
    read, without a reason, and where nothing would change.
    """
    before = await list_named_readers(actor.scope, it.row, it.key)
    is_named = actor.person in {reader.id for reader in before}
    if gives is None:
        may_change_tier(actor, it.tier, it.ancestors, is_named=is_named).require()
        gives = tiers_to_give(actor, it.ancestors)
    _require_given(wanted.tier, gives)
    reason = clean_text(wanted.reason)
    if not reason:
        raise Invalid("tier.reason", "Skriv hvorfor.", {"reason": "Skriv, hvorfor du ændrer, hvem der kan se det."})
    await set_readers(actor, it.row, it.key, wanted.tier, [reader.id for reader in wanted.readers])
    after = await list_named_readers(actor.scope, it.row, it.key)
    if (it.tier, before) == (wanted.tier, after):
        text = "Sådan er det allerede. Vælg noget andet, eller annullér."
        raise Invalid("tier.same", text, {"tier": text})
    record(
        actor,
        AuditAction.CHANGED,
        _KINDS[it.row],
        it.key,
        case=it.ancestors.case,
        subject=it.subject,
        before={"fortrolighed": TIER[it.tier], "navngivne": [reader.name for reader in before]},
        after={"fortrolighed": TIER[wanted.tier], "navngivne": [reader.name for reader in after]},
        reason=reason,
    )


def _words(tier: Tier, readers: Collection[Named]) -> str:
    names = ", ".join(reader.name for reader in readers) if tier is Tier.RESTRICTED else ""
    return f"{TIER[tier]}: {names}" if names else TIER[tier]
