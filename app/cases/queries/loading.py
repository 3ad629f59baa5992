"""The rows of a case, in seven queries."""

from typing import TypeVar

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.cases.queries.rows import (
    CaseRow,
    CaseRows,
    ComplaintRow,
    DeadlineRow,
    ExtensionRow,
    FindingRow,
    FocusPointRow,
    RulingRow,
)
from app.cases.rules import CaseFacts
from app.db.sql import fetch_all
from app.documents.queries import document_in_scope
from app.organisation.rules import decode_settings

R = TypeVar("R", bound=msgspec.Struct)

# When the authority's last word on case `c` is that the order is complied with. Replies are rows of a later slice, but
# what they end must not come back in lists the next time a date is set.
COMPLIED_ON = (
    "(SELECT y.replied_on FROM authority_replies y WHERE y.\"case\" = c.id AND y.outcome = 'complied' AND NOT EXISTS "
    '(SELECT 1 FROM authority_replies z WHERE z."case" = c.id '
    "AND z.outcome IN ('complied', 'asks', 'not_complied') AND (z.replied_on > y.replied_on "
    "OR (z.replied_on = y.replied_on AND z.id > y.id))))"
)
# How many measures of case `c` are open although it is reported: they keep its compliance date running (rules 11, 21).
# Rows of a later slice, too.
OPEN_ITEMS = (
    "CASE WHEN c.phase = 'reported' THEN (SELECT COUNT(*) FROM action_items w WHERE w.\"case\" = c.id "
    "AND w.status IN ('planned', 'in_progress') AND w.ongoing_interval_months IS NULL) ELSE 0 END"
)


async def load_case_rows(scope: Scope, case_id: int) -> CaseRows:
    """All rows of a case. The caller has resolved `case_id` inside the scope (`get_case_ref`)."""
    cases = await fetch_all(
        CaseRow,
        "SELECT c.id, c.public_id, c.reference, c.municipality, c.kind, c.phase, c.outcome, c.title, c.cvr_no, "
        "c.production_unit_no, c.authority_case_no, c.esdh_case_no, c.kle, c.summary, c.has_employee_body, "
        "c.adviser_name, c.adviser_cvr_no, c.created_at, c.closed_on, c.version, c.visit, "
        "v.public_id AS visit_public_id, v.visited_on, m.name AS municipality_name, m.settings, t.topic, "
        "(SELECT MIN(d.dated_on) FROM documents d WHERE d.\"case\" = c.id AND d.kind = 'adviser_report') "
        f"AS adviser_reported_on, {COMPLIED_ON} AS complied_on, {OPEN_ITEMS} AS items_open "
        "FROM cases c JOIN municipalities m ON m.id = c.municipality LEFT JOIN visits v ON v.id = c.visit "
        'LEFT JOIN case_topics t ON t."case" = c.id WHERE c.id = {} ORDER BY t.id',
        case_id,
    )
    return CaseRows(
        case=cases[0],
        settings=decode_settings(cases[0].settings),
        topics=tuple(row.topic for row in cases if row.topic is not None),
        deadlines=await _of_case(
            case_id,
            DeadlineRow,
            "SELECT d.id, d.public_id, d.ruling, d.kind, d.state, d.on_date, d.source, d.is_confirmed, d.version, "
            "(SELECT COUNT(*) FROM deadline_versions v WHERE v.deadline = d.id) AS version_count "
            'FROM deadlines d WHERE d."case" = {} ORDER BY d.id',
        ),
        rulings=await _of_case(
            case_id,
            RulingRow,
            "SELECT r.id, r.public_id, r.kind, r.no, r.note, d.public_id AS document, d.title AS document_title "
            'FROM rulings r LEFT JOIN documents d ON d.id = r.document AND {} WHERE r."case" = {} ORDER BY r.no',
            document_in_scope(scope),
        ),
        complaints=await _of_case(
            case_id,
            ComplaintRow,
            "SELECT k.id, k.public_id, k.ruling, k.filed_on, k.state, k.decided_on, k.note, d.public_id AS document, "
            'k.version FROM complaints k LEFT JOIN documents d ON d.id = k.document AND {} WHERE k."case" = {} '
            "ORDER BY k.id",
            document_in_scope(scope),
        ),
        extensions=await _of_case(
            case_id,
            ExtensionRow,
            "SELECT x.id, x.public_id, x.requested_on, x.wished_compliance_on, x.wished_report_back_on, x.reason, "
            "x.state, x.answered_on, x.answer_ruling, x.answer_note, d.public_id AS document, "
            "d.title AS document_title, d.file_name AS document_file, x.version FROM extension_requests x "
            'LEFT JOIN documents d ON d.id = x.answer_document AND {} WHERE x."case" = {} ORDER BY x.id',
            document_in_scope(scope),
        ),
        findings=await _of_case(
            case_id,
            FindingRow,
            "SELECT f.id, public_id, f.position, kind, f.text, source_text, version, l.focus_point FROM findings f "
            'LEFT JOIN finding_focus_points l ON l.finding = f.id WHERE f."case" = {} ORDER BY f.position, l.id',
        ),
        focus_points=await _of_case(
            case_id,
            FocusPointRow,
            "SELECT p.id, p.public_id, p.position, p.title, p.description, p.remeasure_on, p.state, p.closure, "
            "p.closed_reason, p.closed_on, p.version, t.topic FROM focus_points p "
            'LEFT JOIN focus_point_topics t ON t.focus_point = p.id WHERE p."case" = {} ORDER BY p.position, t.id',
        ),
    )


async def _of_case(case_id: int, row: type[R], select: str, *before: QueryString) -> tuple[R, ...]:
    return tuple(await fetch_all(row, select, *before, case_id))


async def get_case_facts(scope: Scope, case_id: int) -> CaseFacts:
    """The case as its rules see it; later slices add what they know with `msgspec.structs.replace`."""
    return (await load_case_rows(scope, case_id)).facts()
