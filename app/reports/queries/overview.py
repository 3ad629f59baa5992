"""The open cases of a unit's tree with what is due, late, blocked and left, in a constant number of queries."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Tier
from app.access.policy import Scope
from app.access.queries import at_unit_in
from app.cases.enums import CasePhase
from app.cases.labels import CASE_PHASE, NOTICE_KIND
from app.cases.queries import CaseFilter, CaseLine, list_cases
from app.cases.rules import CaseFacts, inform_blocker
from app.core.calendar import long_date
from app.core.errors import RuleViolation
from app.db.sql import fetch_all, fetch_value, in_list, sql
from app.involvement.enums import InvolvementKind, Party
from app.involvement.rules import InvolvementFact, opening_record, whom_to_inform
from app.organisation.queries import UnitDetail
from app.reports.content import PROFILES, Author, Count, Overview, OverviewCase
from app.reports.enums import Profile, ReportType
from app.reports.labels import PROFILE, REPORT_TYPE
from app.reports.queries.status_report import NO_NUMBER

MOST_CASES = 3000
# Units of the tree of one unit, as they stand now.
_TREE = "SELECT k.descendant FROM unit_closure k WHERE k.ancestor = {}"
_CASES = f'SELECT cu."case" FROM case_units cu WHERE cu.unit IN ({_TREE})'


class _Items(msgspec.Struct, frozen=True):
    case_id: int
    items: int
    items_open: int
    items_overdue: int
    items_unjudged: int
    orphans: int


class _Case(msgspec.Struct, frozen=True):
    id: int
    has_employee_body: bool
    is_owned: bool


class _Told(msgspec.Struct, frozen=True):
    case_id: int
    party: Party
    kind: InvolvementKind
    on_date: date
    who: str


async def sees_whole_tree(scope: Scope, unit: int, tiers: Iterable[Tier]) -> bool:
    """Whether the reader reads rows of all `tiers` in a unit and in everything below it: an overview holds them all."""
    seen = await fetch_value(
        int, "SELECT COUNT(*) AS n FROM units u WHERE u.id = {} AND {}", unit, tree_in(scope, "u.id", tiers)
    )
    return bool(seen)


def tree_in(scope: Scope, unit_column: str, tiers: Iterable[Tier]) -> QueryString:
    """True where the reader reads rows of all `tiers` in the unit of `unit_column` and in everything below it."""
    return sql(
        f"NOT EXISTS (SELECT 1 FROM unit_closure k WHERE k.ancestor = {unit_column} AND NOT ({{}}))",
        at_unit_in(scope, tiers, "k.descendant"),
    )


async def overview_of(
    scope: Scope,
    unit: UnitDetail,
    profile: Profile,
    *,
    author: Author,
    now: datetime,
    number: int | None,
    replaces: int | None,
) -> Overview:
    """The overview of `unit` for `profile` on the scope's day: every open case with a unit in the tree, and of its
    items those that lie in the tree and that the receiver may read.

    The caller has asked `sees_whole_tree`. Raises `RuleViolation` for more cases than one overview holds.
    """
    found = await list_cases(scope, CaseFilter(unit=unit.public_id), limit=MOST_CASES + 1)
    if len(found.cases) > MOST_CASES:
        raise RuleViolation(
            "report.too_many_cases", f"Der er mere end {MOST_CASES} sager her. Vælg en enhed længere nede."
        )
    items = {row.case_id: row for row in await _items(scope, unit.id, PROFILES[profile].tiers)}
    facts = {row.id: row for row in await _facts(unit.id)}
    informed = await _informed(unit.id)
    lines = [line for line in found.cases if line.phase is not CasePhase.CLOSED]
    cases = tuple(
        _case(line, items.get(line.id), facts[line.id], informed.get(line.id, [])) for line in lines if line.id in facts
    )
    return Overview(
        report_no=NO_NUMBER if number is None else str(number),
        heading=REPORT_TYPE[ReportType.OVERVIEW],
        receiver=PROFILE[profile],
        replaces="" if replaces is None else str(replaces),
        as_of=scope.today,
        created_at=now,
        author=author,
        municipality=unit.path[0].name if unit.path else unit.name,
        unit=unit.name,
        units=await fetch_value(int, f"SELECT COUNT(*) AS n FROM ({_TREE}) x", unit.id) or 1,
        counts=_counts(cases, len(found.cases) - len(lines)),
        cases=cases,
    )


def _counts(cases: tuple[OverviewCase, ...], closed: int) -> tuple[Count, ...]:
    late = sum(case.is_overdue for case in cases)
    undated = sum(case.next_on is None and bool(case.next_text) for case in cases)
    overdue = sum(case.items_overdue for case in cases)
    return (
        Count(label="Åbne sager", number=len(cases)),
        Count(label="Sager over frist", number=late, of=len(cases), tone="bad" if late else "neutral"),
        Count(label="Sager uden kendt frist", number=undated, of=len(cases), tone="unknown" if undated else "neutral"),
        Count(label="Tiltag over frist", number=overdue, tone="bad" if overdue else "neutral"),
        Count(label="Lukkede sager", number=closed),
    )


async def _items(scope: Scope, unit: int, tiers: frozenset[Tier]) -> list[_Items]:
    is_open = "i.status IN ('planned', 'in_progress')"
    return await fetch_all(
        _Items,
        'SELECT i."case" AS case_id, COUNT(*) AS items, '
        f"SUM(CASE WHEN {is_open} THEN 1 ELSE 0 END) AS items_open, "
        f"SUM(CASE WHEN {is_open} AND i.due_on < {{}} THEN 1 ELSE 0 END) AS items_overdue, "
        "SUM(CASE WHEN i.status = 'done' THEN 1 ELSE 0 END) AS items_unjudged, "
        f"SUM(CASE WHEN {is_open} AND NOT p.is_active THEN 1 ELSE 0 END) AS orphans "
        "FROM action_items i JOIN persons p ON p.id = i.owner "
        f"WHERE i.\"case\" IS NOT NULL AND i.status <> 'cancelled' AND i.tier IN {{}} AND i.unit IN ({_TREE}) "
        'GROUP BY i."case"',
        scope.today,
        in_list(sorted(tiers)),
        unit,
    )


async def _facts(unit: int) -> list[_Case]:
    return await fetch_all(
        _Case,
        "SELECT c.id, c.has_employee_body, COALESCE(p.is_active, 1 = 0) AS is_owned FROM cases c "
        f"LEFT JOIN persons p ON p.id = c.owner WHERE c.phase <> 'closed' AND c.id IN ({_CASES})",
        unit,
    )


async def _informed(unit: int) -> dict[int, list[InvolvementFact]]:
    rows = await fetch_all(
        _Told,
        'SELECT i."case" AS case_id, i.party, i.kind, i.on_date, i.forum_text || i.participants AS who '
        f'FROM involvements i WHERE NOT i.is_withdrawn AND i."case" IN ({_CASES}) ORDER BY i.on_date, i.id',
        unit,
    )
    found: dict[int, list[InvolvementFact]] = {}
    for row in rows:
        fact = InvolvementFact(party=row.party, kind=row.kind, on_date=row.on_date, who=row.who)
        found.setdefault(row.case_id, []).append(fact)
    return found


def _case(line: CaseLine, items: _Items | None, facts: _Case, told: list[InvolvementFact]) -> OverviewCase:
    items = items or _Items(line.id, 0, 0, 0, 0, 0)
    return OverviewCase(
        reference=line.reference,
        title=line.title,
        units=line.units,
        kind=NOTICE_KIND[line.kind],
        status=CASE_PHASE[line.phase],
        tone="bad" if line.is_overdue else "unknown" if line.is_unknown else "neutral",
        next_label=line.due_label,
        next_on=line.due_on,
        next_text="" if line.due_on else line.due_text,
        is_overdue=line.is_overdue,
        items=items.items,
        items_open=items.items_open,
        items_overdue=items.items_overdue,
        items_unjudged=items.items_unjudged,
        blocked=tuple(_blocked(line, items, facts, told)),
        remaining=_remaining(items),
    )


def _blocked(line: CaseLine, items: _Items, facts: _Case, told: list[InvolvementFact]) -> list[str]:
    """What stands in the way, the authority's first."""
    opening = opening_record(told, facts.has_employee_body)
    known = CaseFacts(
        kind=line.kind,
        phase=line.phase,
        has_employee_body=facts.has_employee_body,
        body_informed_on=opening.on_date if opening else None,
    )
    whom = whom_to_inform(facts.has_employee_body)
    return [
        *(["Klagen er ikke afgjort"] if line.has_open_complaint else []),
        *(["Afventer ny dato fra Arbejdstilsynet"] if line.awaited_since else []),
        *([f"Over frist siden {long_date(line.late_since)}"] if line.late_since else []),
        *([f"{whom[:1].upper()}{whom[1:]} er ikke orienteret"] if inform_blocker(known) else []),
        *(["Sagen mangler en ansvarlig"] if not facts.is_owned else []),
        *([f"{items.orphans} tiltag mangler ny ansvarlig"] if items.orphans else []),
    ]


def _remaining(items: _Items) -> str:
    if not items.items:
        return "Ingen tiltag endnu"
    parts = [f"{items.items_open} af {items.items} tiltag åbne"]
    if items.items_overdue:
        parts.append(f"{items.items_overdue} over frist")
    if items.items_unjudged:
        parts.append(f"effekt ikke vurderet på {items.items_unjudged}")
    return ", ".join(parts)
