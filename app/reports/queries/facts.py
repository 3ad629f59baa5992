"""The case as its rules see it, with what only the later slices know."""

from collections.abc import Iterable
from datetime import date

import msgspec

from app.access.enums import Tier
from app.access.policy import Scope
from app.access.queries import at_case_in, at_unit_in
from app.cases.enums import CaseOutcome
from app.cases.queries import get_case_facts, get_case_ref_by_id
from app.cases.rules import CaseFacts, ReplyFact
from app.db.sql import fetch_all, fetch_one, fetch_value
from app.documents.queries import IN_QUARANTINE
from app.evidence.queries import LATEST, evidence_in_scope, evidence_withheld
from app.involvement.queries import InvolvementRow, list_involvements
from app.involvement.rules import opening_record
from app.plans.queries import known_plan_facts, plan_facts
from app.reports.enums import ReplyOutcome

# What it says of the order. A visit or another reaction says nothing of it: the report-back still waits.
_OUTCOME = {
    ReplyOutcome.COMPLIED: CaseOutcome.COMPLIED,
    ReplyOutcome.NOT_COMPLIED: CaseOutcome.NOT_COMPLIED,
    ReplyOutcome.ASKS: None,
}


class _Evidence(msgspec.Struct, frozen=True):
    """What is in use, by whether anybody can fetch it as it stands."""

    evidence_count: int = 0
    evidence_waiting: int = 0
    evidence_infected: int = 0

    def counted(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in _Evidence.__struct_fields__}


class _Papers(_Evidence, frozen=True):
    closures_with_document: int = 0


_EVIDENCE = (
    f"SELECT COALESCE(SUM(CASE WHEN {IN_QUARANTINE} THEN 0 ELSE 1 END), 0) AS evidence_count, "
    "COALESCE(SUM(CASE WHEN b.scan = 'waiting' THEN 1 ELSE 0 END), 0) AS evidence_waiting, "
    "COALESCE(SUM(CASE WHEN b.scan = 'infected' THEN 1 ELSE 0 END), 0) AS evidence_infected"
)
_EVIDENCE_OF = (
    f"FROM evidence e JOIN evidence_versions v ON v.evidence = e.id AND {LATEST} "
    'LEFT JOIN blobs b ON b.id = v.blob WHERE e."case" = {} AND e.withdrawn_at IS NULL'
)


class Told(msgspec.Struct, frozen=True):
    """A report-back (no outcome) or a reply of the authority."""

    on_date: date
    outcome: ReplyOutcome | None


async def collect_facts(scope: Scope, case_id: int) -> CaseFacts:
    """Everything the rules of the case ask for, in a constant number of queries.

    It covers the whole case, units outside the scope too: a gate that saw half a case would be wrong.
    Raises `NotFound` for a case outside the scope.
    """
    ref = await get_case_ref_by_id(scope, case_id)
    return await complete_facts(scope, ref.id, await get_case_facts(scope, ref.id))


async def complete_facts(
    scope: Scope,
    case_id: int,
    known: CaseFacts,
    involvements: list[InvolvementRow] | None = None,
    told: list[Told] | None = None,
) -> CaseFacts:
    """`known` (from `cases.queries`) with the facts of plan, evidence, involvement and report-backs: four queries.

    The caller has resolved `case_id` inside the scope, and gives its `involvements` and what was `told` where they
    are read already.
    """
    if involvements is None:
        involvements = await list_involvements(scope, case_id)
    if told is None:
        told = await _told(case_id)
    plan = await plan_facts(scope, case_id)
    papers = await fetch_one(
        _Papers,
        f"{_EVIDENCE}, "
        '(SELECT COUNT(*) FROM case_closures k WHERE k."case" = {} AND k.document IS NOT NULL) '
        f"AS closures_with_document {_EVIDENCE_OF}",
        case_id,
        case_id,
    )
    informed = opening_record([row.fact for row in involvements], has_employee_body=known.has_employee_body)
    return msgspec.structs.replace(
        known,
        **msgspec.structs.asdict(plan),
        **(papers.counted() if papers else {}),
        has_outcome_document=bool(papers and papers.closures_with_document),
        report_backs=tuple(each.on_date for each in told if each.outcome is None),
        replies=tuple(ReplyFact(each.on_date, _OUTCOME[each.outcome]) for each in told if each.outcome in _OUTCOME),
        body_informed_on=informed.on_date if informed else None,
    )


async def as_known(scope: Scope, case_id: int, facts: CaseFacts) -> CaseFacts:
    """`facts` with the numbers of what the reader may know of: for a page that says them, never for a gate.

    Two queries. The caller has resolved `case_id` inside the scope.
    """
    plan = await known_plan_facts(scope, case_id)
    evidence = await fetch_one(
        _Evidence,
        f"{_EVIDENCE} {_EVIDENCE_OF} AND ({{}} OR {{}})",
        case_id,
        evidence_in_scope(scope),
        evidence_withheld(scope),
    )
    counted = evidence.counted() if evidence else {}
    return msgspec.structs.replace(facts, **msgspec.structs.asdict(plan), **counted)


async def _told(case_id: int) -> list[Told]:
    return await fetch_all(
        Told,
        "SELECT on_date, outcome FROM (SELECT sent_on AS on_date, NULL AS outcome, id FROM report_backs "
        'WHERE "case" = {} UNION ALL SELECT replied_on AS on_date, outcome, id FROM authority_replies '
        'WHERE "case" = {}) x ORDER BY on_date, id',
        case_id,
        case_id,
    )


async def sees_whole_case(scope: Scope, case_id: int, tiers: Iterable[Tier] = (Tier.OPEN,)) -> bool:
    """Whether the case, and every action item of it, lies where the reader reads rows of all `tiers`.

    A report holds them all, of every unit.
    """
    seen = await fetch_value(
        int,
        "SELECT COUNT(*) AS n FROM cases c WHERE c.id = {} AND {} "
        'AND NOT EXISTS (SELECT 1 FROM action_items i WHERE i."case" = c.id AND NOT ({}))',
        case_id,
        at_case_in(scope, tiers, "c.id"),
        at_unit_in(scope, tiers, "i.unit", 'i."case"'),
    )
    return bool(seen)
