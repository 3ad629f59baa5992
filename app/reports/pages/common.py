"""What several pages on reports show: a frozen report in one line, and what is done and what is missing."""

from datetime import datetime

import msgspec

from app.cases.enums import NoticeKind
from app.cases.pages import case_href
from app.cases.queries import CaseRef
from app.cases.rules import CaseFacts, adviser_blockers, report_completeness
from app.involvement.rules import whom_to_inform
from app.reports.content import StatusReport, parts_like_cpr
from app.reports.enums import ReportType, SnapshotState
from app.reports.labels import PROFILE, REPORT_TYPE, SNAPSHOT_STATE
from app.reports.package import report_file_name
from app.reports.queries import SnapshotRow
from app.reports.rules import linked

_TAGS = {SnapshotState.DRAFT: "info", SnapshotState.RELEASED: "success", SnapshotState.WITHDRAWN: "neutral"}


def report_href(case: CaseRef, *parts: object) -> str:
    return "/".join([case_href(case.public_id, "/rapport"), *(str(part) for part in parts)])


def file_name(case: CaseRef, no: int, kind: ReportType = ReportType.STATUS, ending: str = "pdf") -> str:
    """As `report_file_name`."""
    return report_file_name(case.reference, no, kind, ending)


class SnapshotLine(msgspec.Struct, frozen=True, kw_only=True):
    """One frozen report in the list. The hrefs are None for who may not see every unit of the case."""

    no: int
    at: datetime
    by_name: str
    state: str
    state_tag: str
    hash: str
    released_at: datetime | None
    withdrawn_reason: str
    replaced_by_no: int | None
    href: str | None
    name: str
    receiver: str
    pdf_href: str | None
    csv_href: str | None
    xlsx_href: str | None
    package_href: str | None  # of what was released, with its files


def snapshot_line(case: CaseRef, row: SnapshotRow, *, sees_whole: bool, may_export: bool) -> SnapshotLine:
    def file(ending: str) -> str | None:
        name = file_name(case, row.no, row.type, ending)
        return report_href(case, row.no, name) if sees_whole and may_export else None

    return SnapshotLine(
        no=row.no,
        at=row.at,
        by_name=row.by_name or "Systemet",
        state=SNAPSHOT_STATE[row.state],
        state_tag=_TAGS[row.state],
        hash=row.hash,
        released_at=row.released_at,
        withdrawn_reason=row.withdrawn_reason,
        replaced_by_no=row.replaced_by_no,
        href=report_href(case, row.no) if sees_whole else None,
        name=f"{REPORT_TYPE[row.type]} nr. {row.no}",
        receiver=PROFILE[row.profile],
        pdf_href=file("pdf"),
        csv_href=file("csv"),
        xlsx_href=file("xlsx"),
        package_href=file("zip") if row.released_at else None,
    )


class Check(msgspec.Struct, frozen=True):
    """One line of the completeness list. `href` leads to where it is done."""

    text: str
    is_done: bool
    href: str | None
    is_required: bool = False


# Where the parts of a report are written. What stands in none of them is the case's own: its title, its numbers.
_WRITTEN = {
    **dict.fromkeys(("rulings", "clocks", "events"), ("blandt sagens datoer og afgørelser", "")),
    "findings": ("i krav og konklusioner", "/fund"),
    **dict.fromkeys(
        ("plan", "focus_points", "other_items", "prior_measures", "permanent_conditions", "remaining"),
        ("i handleplanen", "/handleplan"),
    ),
    "involvement": ("i inddragelsen", "/inddragelse"),
    **dict.fromkeys(("report_backs", "replies"), ("i tilbagemeldingen eller svaret", "/rapport")),
    "contacts": ("i kontakten med Arbejdstilsynet", "/kontakt"),
    "evidence": ("i dokumentationens titler og filnavne", "/dokumentation"),
}


def cpr_checks(case: CaseRef, report: StatusReport) -> tuple[Check, ...]:
    """A line for each place where the report's text looks like a CPR number (rule 44). It stops nothing."""
    places = dict.fromkeys(_WRITTEN.get(part, ("i sagens oplysninger", "/ret")) for part in parts_like_cpr(report))
    return tuple(
        Check(f"Noget ligner et CPR-nummer {where}", False, case_href(case.public_id, path)) for where, path in places
    )


def completeness(case: CaseRef, facts: CaseFacts) -> tuple[Check, ...]:
    """Every line of rule 22 and the gate of rule 19, done or with what is missing."""
    missing = {each.code: each for each in linked(report_completeness(facts), case.public_id)}
    whom = whom_to_inform(case.has_employee_body)
    lines = [
        ("report.measures_missing", f"{facts.item_count} tiltag er beskrevet", "/handleplan"),
        ("report.items_open", "Alle tiltag med frist er gennemført", "/handleplan"),
        ("report.solution_missing", "Det står, hvordan tiltagene løser problemet", "/handleplan"),
        ("report.focus_points_open", "Alle fokuspunkter er lukket", "/handleplan"),
        ("report.findings_missing", f"{facts.findings} krav og konklusioner er skrevet ind", "/fund"),
        ("report.findings_unanswered", "Alle registrerede krav og konklusioner er besvaret", "/handleplan"),
        ("report.evidence_missing", f"Dokumentation er lagt på sagen ({facts.evidence_count})", "/dokumentation"),
        ("report.evidence_waiting", "", ""),
        ("report.evidence_infected", "", ""),
        ("case.body_not_informed", f"{whom[:1].upper()}{whom[1:]} er orienteret", "/inddragelse"),
    ]
    found = []
    for code, text, path in lines:
        blocker = missing.get(code)
        if blocker is None and not text:
            continue  # a line for what is wrong alone
        if blocker is None and facts.evidence_count == 0 and code == "report.evidence_missing":
            continue  # it waits for the virus scanner
        if blocker is None and facts.item_count == 0 and code in ("report.items_open", "report.solution_missing"):
            continue  # nothing to say about items that do not exist
        if blocker is None and facts.focus_points == 0 and code == "report.focus_points_open":
            continue
        if blocker is None and facts.findings == 0 and code == "report.findings_unanswered":
            continue
        if blocker is None and facts.body_informed_on is None and code == "case.body_not_informed":
            continue  # nobody has been informed, and in a case of this kind nobody must be
        href = blocker.href if blocker else case_href(case.public_id, path)
        found.append(Check(blocker.text if blocker else text, blocker is None, href))
    advisers = linked(adviser_blockers(facts), case.public_id)
    if case.kind is NoticeKind.INVESTIGATION and not advisers:
        found.append(Check("Oplysningerne om rådgiveren er udfyldt", True, case_href(case.public_id, "/ret"), True))
    return (*found, *(Check(each.text, False, each.href, True) for each in advisers))
