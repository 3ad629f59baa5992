"""Series by which a case, or a focus point, sees whether it works."""

from collections.abc import Collection, Sequence

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_value, in_list, sql
from app.indicators.enums import Better
from app.indicators.queries.values import list_values
from app.indicators.rules import ShownValue
from app.surveys.queries.figures import is_readable


class LinkedSeries(msgspec.Struct, frozen=True, kw_only=True):
    """A series that a case or a focus point is tied to, with its figures from the oldest to the newest."""

    public_id: str
    focus_point: int | None
    indicator: int
    indicator_public_id: str
    name: str
    measured_in: str
    better: Better | None
    definition: str
    unit_public_id: str
    unit_name: str
    is_readable: bool  # False: it lies above what the reader reads, who is shown its figure and not its page
    note: str
    values: tuple[ShownValue, ...]

    @property
    def latest(self) -> ShownValue | None:
        return self.values[-1] if self.values else None

    @property
    def before(self) -> ShownValue | None:
        return self.values[-2] if len(self.values) > 1 else None


class _Link(msgspec.Struct, frozen=True):
    case_id: int
    public_id: str
    focus_point: int | None
    indicator: int
    indicator_public_id: str
    name: str
    measured_in: str
    better: Better | None
    definition: str
    unit: int
    unit_public_id: str
    unit_name: str
    is_readable: bool
    note: str


def _is_shown(scope: Scope) -> QueryString:
    """True for links `l` whose unit lies at, below or above a unit whose surveys the reader reads."""
    if scope.sees_all:
        return sql("1 = 1")
    return sql(
        "EXISTS (SELECT 1 FROM unit_closure h WHERE h.ancestor = l.unit AND {})", is_readable(scope, "h.descendant")
    )


async def sees_every_series(scope: Scope, case_id: int) -> bool:
    """Whether the reader is shown all series that the case is followed by: a report holds them all."""
    return not await fetch_value(
        int, 'SELECT COUNT(*) AS n FROM indicator_links l WHERE l."case" = {} AND NOT {}', case_id, _is_shown(scope)
    )


async def list_linked_series(scope: Scope, case_id: int) -> list[LinkedSeries]:
    """`list_series_of` one case. One query where there are none."""
    return (await list_series_of(scope, (case_id,))).get(case_id, [])


async def list_series_of(scope: Scope, cases: Collection[int]) -> dict[int, list[LinkedSeries]]:
    """By case, of cases that the caller has resolved, as far as the reader is shown them: what lies at, below or above
    a unit whose surveys they read. In the order in which they were tied."""
    if not scope.reads_surveys:
        return {}
    links = await fetch_all(
        _Link,
        'SELECT l."case" AS case_id, l.public_id, l.focus_point, l.indicator, i.public_id AS indicator_public_id, '
        "i.name, i.measured_in, i.better, i.definition, l.unit, u.public_id AS unit_public_id, n.name AS unit_name, "
        "CASE WHEN {} THEN 1 ELSE 0 END AS is_readable, l.note FROM indicator_links l "
        "JOIN indicators i ON i.id = l.indicator JOIN units u ON u.id = l.unit "
        "JOIN unit_versions n ON n.unit = u.id AND n.valid_to IS NULL "
        'WHERE l."case" IN {} AND {} ORDER BY l.id',
        is_readable(scope, "l.unit"),
        in_list(cases),
        _is_shown(scope),
    )
    if not links:
        return {}
    values = await list_values(scope, sorted({each.indicator for each in links}), everywhere=True)
    found: dict[int, list[LinkedSeries]] = {}
    for each in links:
        found.setdefault(each.case_id, []).append(_series(each, values))
    return found


def _series(link: _Link, values: Sequence[ShownValue]) -> LinkedSeries:
    own = [each for each in values if each.counts and (each.indicator, each.unit) == (link.indicator, link.unit)]
    same = {name: getattr(link, name) for name in _Link.__struct_fields__ if name not in ("unit", "case_id")}
    return LinkedSeries(**same, values=tuple(sorted(own, key=lambda each: each.moment)))


async def get_linked_series(scope: Scope, case_id: int, public_id: str) -> LinkedSeries:
    """One of `list_linked_series`. Raises `NotFound`."""
    for found in await list_linked_series(scope, case_id):
        if found.public_id == public_id:
            return found
    raise NotFound
