"""Measures from before the order: those that were written in, and the items of the workplace's own plans."""

from datetime import date

import msgspec

from app.access.enums import Tier
from app.access.policy import Scope
from app.cases.enums import NoticeKind
from app.core.errors import NotFound
from app.db.sql import fetch_all
from app.plans.enums import EffectResult, ItemStatus, Judgement
from app.plans.labels import interval_text, when_words
from app.plans.queries.visible import item_in_scope
from app.plans.rules.items import OPEN


class PriorMeasureRow(msgspec.Struct, frozen=True):
    """A measure from before the order. `ruling` is the key of the ruling that judges it, `item` of the item that
    carries it on, `own` of the item of a plan of the workplace's own that it is.

    `own_item`: the public id of that item where nobody has written a judgement of it, `tied_item` where somebody has.
    Both are "" where the reader does not see it. `own_title` and `own_label` (plan and number) are as it stands there.
    """

    id: int
    public_id: str
    title: str
    description: str
    taken_text: str
    judgement: Judgement
    ruling: int | None
    item: int | None
    item_public_id: str | None
    item_title: str | None
    item_no: int | None
    own: int | None
    own_item: str = ""
    tied_item: str = ""
    own_title: str | None = None
    own_label: str | None = None
    version: int = 0

    @property
    def item_label(self) -> str | None:
        return None if self.item_no is None else f"tiltag {self.item_no}"

    @property
    def hides_item(self) -> bool:
        return self.item is not None and self.item_public_id is None

    @property
    def hides_own(self) -> bool:
        return self.own is not None and not self.own_label


async def list_prior_measures(scope: Scope, case_id: int) -> list[PriorMeasureRow]:
    """Measures from before the order, in the order they were entered. The caller has resolved the case."""
    return await fetch_all(
        PriorMeasureRow,
        "SELECT m.id, m.public_id, m.title, m.description, m.taken_text, m.judgement, m.ruling, m.version, "
        "m.item, i.public_id AS item_public_id, i.title AS item_title, i.no AS item_no, "
        "m.own_item AS own, '' AS own_item, COALESCE(t.public_id, '') AS tied_item, t.title AS own_title, "
        f"{_label('o', 't')} AS own_label FROM prior_measures m "
        "LEFT JOIN action_items i ON i.id = m.item AND {} "
        "LEFT JOIN action_items t ON t.id = m.own_item AND {} "
        'LEFT JOIN cases o ON o.id = t."case" '
        'WHERE m."case" = {} ORDER BY m.id',
        item_in_scope(scope),
        item_in_scope(scope, "t"),
        case_id,
    )


async def get_prior_measure(scope: Scope, case_id: int, public_id: str) -> PriorMeasureRow:
    """One that was written in, of a case that the caller has resolved; `NotFound` for any other."""
    for row in await list_prior_measures(scope, case_id):
        if row.public_id == public_id:
            return row
    raise NotFound


def _label(case: str, item: str) -> str:
    """What an item of an own plan is called beside a measure: "AAK-2025-0007, tiltag 2"."""
    return f"{case}.reference || ', tiltag ' || CAST({item}.no AS TEXT)"


class _Own(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    title: str
    measure: str
    status: ItemStatus
    effect_result: EffectResult | None
    due_on: date | None
    done_on: date | None
    every_months: int | None
    reference: str
    label: str


async def list_own_measures(scope: Scope, case_id: int) -> list[PriorMeasureRow]:
    """The open items of the workplace's own plans that count as measures from before the case, by plan and number.

    Plans of the case's units and of those above and below; begun or done by the day of the ruling (of what has none: by
    the day the case was registered); not those given up, and not those that are written in with a judgement. Only rows
    that everybody reads: what stands here stands in the report. The caller has resolved the case.
    """
    rows = await fetch_all(
        _Own,
        "SELECT i.id, i.public_id, i.title, i.measure, i.status, i.effect_result, i.due_on, i.done_on, "
        "i.ongoing_interval_months AS every_months, o.reference, "
        f"{_label('o', 'i')} AS label "
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
            item=None,
            item_public_id=None,
            item_title=None,
            item_no=None,
            own=row.id,
            own_item=row.public_id,
            own_title=row.title,
            own_label=row.label,
        )
        for row in rows
    ]


def _taken(row: _Own) -> str:
    if row.every_months and row.status in OPEN:
        when = f"løbende, gennemgås {interval_text(row.every_months)}"
    else:
        when = when_words(row.status, row.effect_result, row.due_on, row.done_on)
    return f"Egen handleplan {row.reference}: {when}"
