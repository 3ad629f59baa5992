"""Everything that a status report is made of, read at one moment."""

from collections import Counter
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from app.access.enums import Tier
from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.cases.queries import CaseRef, ContactView, UnitThen, list_contacts, load_case_rows
from app.cases.queries.rows import CaseRows
from app.cases.rules import CaseFacts
from app.committees.queries import HeldRole, list_roles
from app.db.sql import fetch_all
from app.deadlines.enums import DateSource, DeadlineKind, DeadlineState
from app.documents.queries import IN_QUARANTINE, document_in_scope
from app.evidence.enums import EvidenceKind
from app.evidence.queries import evidence_in_scope
from app.indicators.queries import LinkedSeries, list_linked_series
from app.involvement.queries import InvolvementRow, list_involvements
from app.plans.enums import ItemStatus
from app.plans.queries import ItemRow, PlanDetail, list_plan
from app.plans.queries.visible import item_in_scope, update_in_scope
from app.reports.enums import ReplyOutcome
from app.reports.queries.facts import Told, complete_facts
from app.surveys.queries import RestsOn, list_linked_results, list_rests
from app.surveys.rules.links import LinkedResult


class DateVersionRow(msgspec.Struct, frozen=True):
    """One value that a date of the case has had."""

    kind: DeadlineKind
    on_date: date | None
    state: DeadlineState
    source: DateSource
    is_confirmed: bool
    reason: str


class HelperRow(msgspec.Struct, frozen=True):
    item: int
    person: int
    name: str


class MoveRow(msgspec.Struct, frozen=True):
    item: int
    old_on: date | None
    new_on: date | None
    reason: str
    at: datetime


class NoteRow(msgspec.Struct, frozen=True):
    item: int
    at: datetime
    old_status: ItemStatus
    new_status: ItemStatus
    note: str


class EvidenceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence with its latest version, once per link."""

    id: int
    title: str
    kind: EvidenceKind
    dated_on: date | None
    withdrawn_at: datetime | None
    withdrawn_reason: str
    no: int | None
    file_name: str | None
    esdh_reference: str | None
    sha256: str | None
    size: int | None
    erased_at: datetime | None
    link_case: int | None
    link_focus_point: int | None
    link_item: int | None


class ReportBackRow(HeldRole, frozen=True, kw_only=True):
    """A report-back, with the receipt where the reader reads it, and as what it was recorded."""

    public_id: str
    sent_on: date
    receipt: str
    receipt_title: str | None
    receipt_document: str | None
    receipt_file: str | None
    receipt_tier: Tier | None
    snapshot_no: int | None
    was_body_informed: bool
    note: str
    by_name: str

    def within(self, tiers: frozenset[Tier]) -> "ReportBackRow":
        """As those read it who read rows of `tiers`."""
        if self.receipt_tier is None or self.receipt_tier in tiers:
            return self
        return msgspec.structs.replace(self, receipt_title=None, receipt_document=None, receipt_file=None)


class ReplyRow(msgspec.Struct, frozen=True, kw_only=True):
    public_id: str
    outcome: ReplyOutcome
    replied_on: date
    document: str | None  # None: a letter that the reader may not see
    document_title: str | None
    document_file: str | None
    document_tier: Tier | None
    note: str
    at: datetime
    by_name: str
    new_case: str | None  # the public id of the case that it led to, as far as the reader sees it
    new_case_reference: str | None

    def within(self, tiers: frozenset[Tier]) -> "ReplyRow":
        """As those read it who read rows of `tiers`."""
        if self.document_tier is None or self.document_tier in tiers:
            return self
        return msgspec.structs.replace(self, document=None, document_title=None, document_file=None)


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What those may read whom the report is for; `own_report_backs` and `own_replies` as the reader sees them."""

    rows: CaseRows
    facts: CaseFacts
    units: tuple[UnitThen, ...]
    date_versions: tuple[DateVersionRow, ...]
    plan: PlanDetail
    helpers: tuple[HelperRow, ...]
    moves: tuple[MoveRow, ...]
    notes: tuple[NoteRow, ...]
    evidence: tuple[EvidenceRow, ...]
    involvements: tuple[InvolvementRow, ...]
    report_backs: tuple[ReportBackRow, ...]
    replies: tuple[ReplyRow, ...]
    own_report_backs: tuple[ReportBackRow, ...]
    own_replies: tuple[ReplyRow, ...]
    contacts: tuple[ContactView, ...]  # the oldest first
    results: tuple[LinkedResult, ...]  # of surveys, as they may be shown today
    series: tuple[LinkedSeries, ...]  # of indicators, as they may be shown today
    rests: tuple[RestsOn, ...]  # which judgements of the effect rest on which of them
    roles: dict[int, str]  # of owners and helpers: how a person is named in a report
    today: date

    def owner_role(self, item: ItemRow) -> str:
        """The role text of an item's owner, and whether the owner has left open work behind (rule 26)."""
        role = self.roles[item.owner]
        return f"{role}, fratrådt" if item.needs_owner else role


async def load_material(scope: Scope, case: CaseRef, tiers: frozenset[Tier] = frozenset({Tier.OPEN})) -> Material:
    """All of it in a constant number of queries; items of units outside the scope are left out.

    A report is read by everybody whom it is made for: it holds what is open to all of them, rows of `tiers`.
    """
    everybody, case_id = scope.limited_to(tiers), case.id
    rows = await load_case_rows(everybody, case_id)
    plan = _numbered(await list_plan(everybody, case_id))
    helpers = await _helpers(case_id)
    involvements = await list_involvements(everybody, case_id)
    report_backs = await list_report_backs(scope, case_id)
    replies = await list_replies(scope, case_id)
    results = await list_linked_results(everybody, case_id, is_for_others=True)
    told = [Told(row.sent_on, None) for row in report_backs] + [Told(row.replied_on, row.outcome) for row in replies]
    people = {item.owner for item in plan.items} | {each.person for each in helpers}
    people |= {each.evaluator for each in plan.evaluations}
    return Material(
        rows=rows,
        facts=await complete_facts(everybody, case_id, rows.facts(), involvements, told),
        units=case.units_then,
        date_versions=tuple(await _date_versions(case_id)),
        plan=plan,
        helpers=tuple(helpers),
        moves=tuple(await _moves(case_id)),
        notes=tuple(await _notes(everybody, case_id)),
        evidence=tuple(await _evidence(everybody, case_id)),
        involvements=tuple(involvements),
        report_backs=tuple(row.within(tiers) for row in report_backs),
        replies=tuple(row.within(tiers) for row in replies),
        own_report_backs=tuple(report_backs),
        own_replies=tuple(replies),
        contacts=tuple(reversed(await list_contacts(everybody, case_id))),
        results=tuple(results),
        series=tuple(await list_linked_series(everybody, case_id)),
        rests=tuple(await list_rests(everybody, case_id)) if results else (),
        roles=await list_roles(everybody, people),
        today=scope.today,
    )


def _numbered(plan: PlanDetail) -> PlanDetail:
    """The plan with its items numbered from 1 without gaps, and followed up by those that are in it alone.

    The numbers are those of the plan where nothing is left out of it. Where something is, a gap would tell.
    """
    follow_ups = Counter(item.follow_up_of for item in plan.items)
    items = (replace(item, no=no, follow_ups=follow_ups[item.id]) for no, item in enumerate(plan.items, 1))
    return replace(plan, items=tuple(items))


async def list_report_backs(scope: Scope, case_id: int) -> list[ReportBackRow]:
    """What was sent in the authority's self-service, oldest first. The caller has resolved the case."""
    return await fetch_all(
        ReportBackRow,
        "SELECT r.public_id, r.sent_on, r.receipt, d.title AS receipt_title, d.public_id AS receipt_document, "
        "d.file_name AS receipt_file, d.tier AS receipt_tier, "
        f"s.no AS snapshot_no, r.was_body_informed, r.note, p.name AS by_name, {HeldRole.COLUMNS} FROM report_backs r "
        f'JOIN persons p ON p.id = r."by" {HeldRole.joins("danish_day(r.at)")}'
        "LEFT JOIN documents d ON d.id = r.receipt_document AND {} "
        'LEFT JOIN report_snapshots s ON s.id = r.snapshot WHERE r."case" = {} ORDER BY r.sent_on, r.id',
        document_in_scope(scope),
        case_id,
    )


async def list_replies(scope: Scope, case_id: int) -> list[ReplyRow]:
    """The authority's answers, oldest first. The caller has resolved the case."""
    return await fetch_all(
        ReplyRow,
        "SELECT r.public_id, r.outcome, r.replied_on, d.public_id AS document, d.title AS document_title, "
        "d.file_name AS document_file, d.tier AS document_tier, r.note, r.at, p.name AS by_name, "
        "c.public_id AS new_case, c.reference AS new_case_reference FROM authority_replies r "
        'JOIN persons p ON p.id = r."by" LEFT JOIN cases c ON c.id = r.new_case AND {} '
        'LEFT JOIN documents d ON d.id = r.document AND {} WHERE r."case" = {} ORDER BY r.replied_on, r.id',
        case_in_scope(scope, "c.id"),
        document_in_scope(scope),
        case_id,
    )


async def _date_versions(case_id: int) -> list[DateVersionRow]:
    return await fetch_all(
        DateVersionRow,
        "SELECT d.kind, v.on_date, v.state, v.source, v.is_confirmed, v.reason FROM deadline_versions v "
        'JOIN deadlines d ON d.id = v.deadline WHERE d."case" = {} ORDER BY v.id',
        case_id,
    )


async def _helpers(case_id: int) -> list[HelperRow]:
    return await fetch_all(
        HelperRow,
        "SELECT h.item, h.person, p.name FROM item_helpers h JOIN action_items i ON i.id = h.item "
        'JOIN persons p ON p.id = h.person WHERE i."case" = {} ORDER BY p.sort_key, p.id',
        case_id,
    )


async def _moves(case_id: int) -> list[MoveRow]:
    return await fetch_all(
        MoveRow,
        "SELECT m.item, m.old_on, m.new_on, m.reason, m.at FROM date_moves m "
        'JOIN action_items i ON i.id = m.item WHERE i."case" = {} ORDER BY m.id',
        case_id,
    )


async def _notes(scope: Scope, case_id: int) -> list[NoteRow]:
    return await fetch_all(
        NoteRow,
        "SELECT x.item, x.at, x.old_status, x.new_status, x.note FROM item_updates x "
        'JOIN action_items i ON i.id = x.item WHERE i."case" = {} AND {} ORDER BY x.id',
        case_id,
        update_in_scope(scope, "x"),
    )


async def _evidence(scope: Scope, case_id: int) -> list[EvidenceRow]:
    """One row per link; what hangs only on items outside the scope is left out, and files in quarantine."""
    return await fetch_all(
        EvidenceRow,
        "SELECT e.id, e.title, e.kind, e.dated_on, e.withdrawn_at, e.withdrawn_reason, v.no, v.file_name, "
        'v.esdh_reference, b.sha256, b.size, v.erased_at, l."case" AS link_case, l.focus_point AS link_focus_point, '
        "l.item AS link_item FROM evidence e LEFT JOIN evidence_links l ON l.evidence = e.id "
        "LEFT JOIN action_items i ON i.id = l.item LEFT JOIN evidence_versions v ON v.evidence = e.id "
        "AND v.no = (SELECT MAX(w.no) FROM evidence_versions w WHERE w.evidence = e.id) "
        'LEFT JOIN blobs b ON b.id = v.blob WHERE e."case" = {} AND {} AND (l.item IS NULL OR {}) '
        f"AND NOT {IN_QUARANTINE} "
        "ORDER BY e.id, l.id",
        case_id,
        evidence_in_scope(scope),
        item_in_scope(scope),
    )
