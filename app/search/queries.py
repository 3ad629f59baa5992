"""Search inside the reader's scope: cases, action items and units. The same stems on both engines."""

import msgspec

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.cases.enums import CasePhase
from app.core.text import search_key, search_words
from app.db.search import has_words
from app.db.sql import fetch_all
from app.organisation.queries.visible import is_visible
from app.plans.enums import ItemStatus
from app.plans.queries.visible import item_in_scope

MOST = 20
MOST_WORDS = 10


class CaseHit(msgspec.Struct, frozen=True):
    public_id: str
    reference: str
    title: str
    phase: CasePhase


class ItemHit(msgspec.Struct, frozen=True):
    public_id: str
    title: str
    status: ItemStatus
    unit_name: str
    reference: str | None


class UnitHit(msgspec.Struct, frozen=True):
    public_id: str
    name: str


class Hits(msgspec.Struct, frozen=True):
    """At most 20 of each kind; `is_cut` when there were more of one."""

    cases: tuple[CaseHit, ...]
    items: tuple[ItemHit, ...]
    units: tuple[UnitHit, ...]
    is_cut: bool


async def search(scope: Scope, text: str) -> Hits:
    """What holds every word of `text` (stemmed, at most 10 of them) and the reader may see; three queries.

    Nothing is found for text without a letter or digit.
    """
    words = search_words(text)[:MOST_WORDS]
    if not words:
        return Hits((), (), (), is_cut=False)
    cases = await fetch_all(
        CaseHit,
        "SELECT c.public_id, c.reference, c.title, c.phase FROM cases c WHERE {} AND {} ORDER BY c.id DESC LIMIT {}",
        has_words("cases", "c", words),
        case_in_scope(scope, "c.id"),
        MOST + 1,
    )
    items = await fetch_all(
        ItemHit,
        "SELECT i.public_id, i.title, i.status, v.name AS unit_name, c.reference FROM action_items i "
        "JOIN unit_versions v ON v.unit = i.unit AND v.valid_to IS NULL "
        'LEFT JOIN cases c ON c.id = i."case" AND {} WHERE {} AND {} ORDER BY i.id DESC LIMIT {}',
        case_in_scope(scope, "c.id"),
        has_words("action_items", "i", words),
        item_in_scope(scope),
        MOST + 1,
    )
    units = await fetch_all(
        UnitHit,
        "SELECT u.public_id, v.name FROM units u JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "WHERE v.search_key LIKE {} ESCAPE '!' AND {} ORDER BY v.sort_key, u.id LIMIT {}",
        f"%{_literal(search_key(text))}%",
        is_visible(scope, "u.id"),
        MOST + 1,
    )
    return Hits(
        cases=tuple(cases[:MOST]),
        items=tuple(items[:MOST]),
        units=tuple(units[:MOST]),
        is_cut=max(len(cases), len(items), len(units)) > MOST,
    )


def _literal(text: str) -> str:
    """`text` with LIKE's own characters made ordinary."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
