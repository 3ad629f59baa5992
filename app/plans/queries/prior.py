"""Measures from before the order: those that were written in, and the items of the workplace's own plans."""

from datetime import date

import msgspec

from app.access.enums import Tier
from app.access.policy import Scope
from app.cases.enums import NoticeKind
from app.core.dates import short_date
from app.db.sql import fetch_all
from app.plans.enums import EffectResult, ItemStatus, Judgement
from app.plans.labels import item_words
from app.plans.queries.visible import item_in_scope


class PriorMeasureRow(msgspec.Struct, frozen=True):
    """A measure from before the order. `ruling` is the key of the ruling that judges it.

    `own_item`: the public id of an item of a plan of the workplace's own, which nobody has written a judgement of.
    """

    id: int
    public_id: str
    title: str
    description: str
    taken_text: str
    judgement: Judgement
    ruling: int | None
    item_public_id: str | None
    item_title: str | None
    own_item: str = ""


async def list_prior_measures(scope: Scope, case_id: int) -> list[PriorMeasureRow]:
    """Measures from before the order, in the order they were entered. The caller has resolved the case."""
    return await fetch_all(
        PriorMeasureRow,
        "SELECT m.id, m.public_id, m.title, m.description, m.taken_text, m.judgement, m.ruling, "
        "i.public_id AS item_public_id, i.title AS item_title FROM prior_measures m "
        "LEFT JOIN action_items i ON i.id = m.item AND {} "
        'WHERE m."case" = {} ORDER BY m.id',
        item_in_scope(scope),
        case_id,
    )


class _Own(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    title: str
    measure: str
    status: ItemStatus
    effect_result: EffectResult | None
    done_on: date | None
    reference: str


async def list_own_measures(scope: Scope, case_id: int) -> list[PriorMeasureRow]:
    """The open items of the workplace's own plans that count as measures from before the case, by plan and number.

    Plans of the case's units and of those above and below; begun or done by the day of the ruling (of what has none: by
    the day the case was registered); not those given up, and not those that are written in with a judgement. Only rows
    that everybody reads: what stands here stands in the report. The caller has resolved the case.
    """
    rows = await fetch_all(
        _Own,
        "SELECT i.id, i.public_id, i.title, i.measure, i.status, i.effect_result, i.done_on, o.reference "
        "FROM cases c JOIN cases o ON o.kind = {} AND o.municipality = c.municipality AND c.kind <> {} "
        'JOIN action_items i ON i."case" = o.id WHERE c.id = {} AND i.status <> {} AND i.tier = {} AND {} '
        "AND EXISTS (SELECT 1 FROM case_units e JOIN unit_closure h ON (h.descendant = e.unit AND h.ancestor = i.unit) "
        'OR (h.ancestor = e.unit AND h.descendant = i.unit) WHERE e."case" = c.id) '
        "AND COALESCE(i.starts_on, i.done_on, danish_day(i.created_at)) <= COALESCE((SELECT d.on_date FROM deadlines d "
        "JOIN rulings r ON r.id = d.ruling WHERE d.\"case\" = c.id AND d.kind = 'ruled' AND d.state = 'set' "
        "ORDER BY r.no LIMIT 1), danish_day(c.created_at)) "
        'AND NOT EXISTS (SELECT 1 FROM prior_measures m WHERE m."case" = c.id AND m.own_item = i.id) '
        "ORDER BY o.id, i.no",
        NoticeKind.OWN_PLAN,
        NoticeKind.OWN_PLAN,
        case_id,
        ItemStatus.CANCELLED,
        Tier.OPEN,
        item_in_scope(scope),
    )
    return [
        PriorMeasureRow(
            id=row.id,
            public_id=row.public_id,
            title=row.title,
            description=row.measure,
            taken_text=_taken(row),
            judgement=Judgement.NOT_JUDGED,
            ruling=None,
            item_public_id=None,
            item_title=None,
            own_item=row.public_id,
        )
        for row in rows
    ]


def _taken(row: _Own) -> str:
    day = f" {short_date(row.done_on)}" if row.done_on else ""
    return f"Egen handleplan {row.reference}: {item_words(row.status, row.effect_result).lower()}{day}"
