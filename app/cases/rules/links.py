"""Where each thing that is missing or worth a look is put right."""

import msgspec

from app.core.errors import Blocker
from app.deadlines.enums import DeadlineKind
from app.deadlines.rules.slugs import SLUG

_PAGE = {
    "case.kind_not_of_that_time": "/ret",
    "case.cvr_missing": "/ret",
    "case.adviser_name_missing": "/ret",
    "case.adviser_cvr_missing": "/ret",
    "case.adviser_is_own_unit": "/ret",
    "case.adviser_agreement_missing": f"/frister/{SLUG[DeadlineKind.ADVISER_AGREED]}",
    "case.adviser_involvement_missing": f"/frister/{SLUG[DeadlineKind.ADVISER_AMO_INVOLVED]}",
    "case.ruling_missing": "/afgoerelser/ny",
    "case.ruled_before_visit": f"/frister/{SLUG[DeadlineKind.RULED]}",
    "case.ruled_in_future": f"/frister/{SLUG[DeadlineKind.RULED]}",
    "case.available_in_future": f"/frister/{SLUG[DeadlineKind.AVAILABLE]}",
    "case.available_before_ruled": f"/frister/{SLUG[DeadlineKind.AVAILABLE]}",
    "case.report_back_before_compliance": f"/frister/{SLUG[DeadlineKind.REPORT_BACK]}",
    "case.acceptance_unknown": f"/frister/{SLUG[DeadlineKind.AGREEMENT_ACCEPTANCE]}",
    "case.agreement_not_accepted": f"/frister/{SLUG[DeadlineKind.AGREEMENT_ACCEPTED]}",
    "case.second_person": "/ansvarlig",
    "case.owner_has_left": "/ansvarlig",
    "case.not_suspended": "/klager",
    "case.act_at_once": "/handleplan",
    "case.items_after_compliance": "/handleplan",
    "case.items_without_owner": "/handleplan",
    "case.reported_with_open_items": "/handleplan",
    "case.open_actions_remain": "/handleplan",
    "case.open_focus_points_remain": "/handleplan",
    "case.findings_unanswered": "/fund",
    "case.body_not_informed": "/inddragelse",
    "case.reported_without_information": "/inddragelse",
    "case.reported_late": "/rapport",
    "case.report_back_missing": "/rapport",
    "case.reply_missing": "/rapport",
    "case.outcome_document_missing": "/dokumentation",
    "extension.compliance_unknown": f"/frister/{SLUG[DeadlineKind.COMPLIANCE]}",
    "extension.new_date_missing": f"/frister/{SLUG[DeadlineKind.COMPLIANCE]}",
    "extension.requested_late": "/fristforlaengelse",
    "report.measures_missing": "/handleplan",
    "report.items_open": "/handleplan",
    "report.solution_missing": "/handleplan",
    "report.focus_points_open": "/handleplan",
    "report.findings_missing": "/fund",
    "report.findings_unanswered": "/fund",
    "report.evidence_missing": "/dokumentation",
    "report.evidence_waiting": "/dokumentation",
    "report.evidence_infected": "/dokumentation",
    "focus_point.effect_missing": "/handleplan",
    "focus_point.effect_insufficient": "/handleplan",
}


def linked(blockers: list[Blocker], public_id: str) -> tuple[Blocker, ...]:
    """`blockers` of the case with this public id, each with the page where it is put right, where there is one."""
    return tuple(_linked(each, public_id) for each in blockers)


def _linked(blocker: Blocker, public_id: str) -> Blocker:
    page = _PAGE.get(blocker.code) or _deadline_page(blocker.code)
    if blocker.href is not None or page is None:
        return blocker
    return msgspec.structs.replace(blocker, href=f"/sager/{public_id}{page}")


def _deadline_page(code: str) -> str | None:
    """Codes of dates are `deadline.<kind>_<what>`. An unknown complaint deadline follows from another date."""
    if not code.startswith("deadline."):
        return None
    if code == "deadline.complaint_unknown":
        return f"/frister/{SLUG[DeadlineKind.AVAILABLE]}"
    named = [kind for kind in DeadlineKind if code.startswith(f"deadline.{kind.value}_")]
    return f"/frister/{SLUG[max(named, key=lambda kind: len(kind.value))]}" if named else None
