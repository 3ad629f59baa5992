from enum import StrEnum


class DeadlineKind(StrEnum):
    """The dates of rule 7: things due first, dated facts after."""

    HEARING = "hearing"
    COMPLAINT = "complaint"
    COMPLIANCE = "compliance"
    REPORT_BACK = "report_back"
    AGREEMENT_ACCEPTANCE = "agreement_acceptance"
    AGREEMENT_END = "agreement_end"
    ADVISER_CHOSEN = "adviser_chosen"
    ADVISER_REPORT = "adviser_report"
    INVESTIGATION_ACCOUNT = "investigation_account"
    HEARING_SENT = "hearing_sent"
    HEARING_ANSWERED = "hearing_answered"
    RULED = "ruled"
    AVAILABLE = "available"
    AGREEMENT_OFFERED = "agreement_offered"
    AGREEMENT_ACCEPTED = "agreement_accepted"
    ADVISER_AGREED = "adviser_agreed"
    ADVISER_AMO_INVOLVED = "adviser_amo_involved"
    CONTROL_VISIT = "control_visit"


class DeadlineState(StrEnum):
    """AWAITING: held by a complaint that was decided; its date is the one from before, and no longer binds as a known
    one. VOID: no longer applies (withdrawn, replaced); kept with its history."""

    UNKNOWN = "unknown"
    SET = "set"
    AWAITING = "awaiting"
    VOID = "void"


class DateSource(StrEnum):
    LETTER = "letter"
    COMPUTED = "computed"
    INTERNAL = "internal"


class ClockState(StrEnum):
    """How a deadline stands today; computed, never stored."""

    UNKNOWN = "unknown"
    AWAITING = "awaiting"
    UPCOMING = "upcoming"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    MET = "met"
    MET_LATE = "met_late"
    ENDED = "ended"  # the authority says that the order is complied with; when this was met is not known
    VOID = "void"
