"""What the rules of a case need to know, with defaults for everything that is usually not so."""

from datetime import date

import msgspec

from app.cases.enums import CaseOutcome, CasePhase, ComplaintState, ExtensionState, NoticeKind, RulingKind
from app.deadlines.enums import DeadlineKind


class ComplaintFact(msgspec.Struct, frozen=True):
    """One complaint, the kind of ruling it is about, and that ruling's own deadline (None: the order's).

    `about`: that ruling's key, compared with `CaseFacts.complaint_ruling`.
    `ruled_on`: that ruling's date, which no complaint can be older than.
    `is_followed`: a later ruling, on the complaint or in place of the order, says which dates hold now.
    """

    filed_on: date
    state: ComplaintState = ComplaintState.FILED
    ruling: RulingKind = RulingKind.ORIGINAL
    due_on: date | None = None
    is_followed: bool = False
    ruled_on: date | None = None
    about: int | None = None

    @property
    def is_too_early(self) -> bool:
        """Whether it is dated before there was anything to complain about: a slip of the pen."""
        return self.ruled_on is not None and self.filed_on < self.ruled_on


class ExtensionFact(msgspec.Struct, frozen=True, kw_only=True):
    """One request for a longer deadline. `compliance_on` is the date that was binding when it was sent."""

    requested_on: date
    compliance_on: date | None = None
    state: ExtensionState = ExtensionState.REQUESTED
    granted_on: date | None = None  # the new date, when granted


class ReplyFact(msgspec.Struct, frozen=True):
    """The authority's answer to a report-back; `outcome` None: it asks for more."""

    replied_on: date
    outcome: CaseOutcome | None
    has_document: bool = True


class CaseFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A case as its rules see it.

    `dates` holds every deadline and dated fact that is not void; None means that it is unknown. One that waits for a
    new date after a complaint is unknown, too; `awaiting` holds what it was before (decision 0007).
    """

    kind: NoticeKind
    phase: CasePhase = CasePhase.OPEN
    outcome: CaseOutcome | None = None
    has_outcome_document: bool = False
    visit_on: date | None = None
    has_ruling: bool = False
    dates: dict[DeadlineKind, date | None] = {}
    awaiting: dict[DeadlineKind, date] = {}
    complaints: tuple[ComplaintFact, ...] = ()
    complaint_ruling: int | None = None  # the ruling whose complaint deadline stands in `dates`
    extensions: tuple[ExtensionFact, ...] = ()
    report_backs: tuple[date, ...] = ()
    replies: tuple[ReplyFact, ...] = ()

    has_employee_body: bool = True  # False: no AMO here
    body_informed_on: date | None = None  # the first record that opens the gate of rule 19

    cvr_no: str | None = None
    adviser_name: str = ""
    adviser_cvr_no: str | None = None
    adviser_reported_on: date | None = None

    item_count: int = 0  # without the cancelled ones
    items_started: int = 0  # in progress, done or evaluated
    items_open: int = 0  # planned or in progress; ongoing ones do not count
    items_done_on: date | None = None  # when the last one was done
    owner_has_left: bool = False  # rule 26: who is accountable for the case
    items_breaking_date: int = 0  # rule 18
    items_without_active_owner: int = 0  # rule 26
    items_without_solution: int = 0  # done, but not said how it solves the problem (rule 22)
    evidence_count: int = 0  # of what can be fetched
    evidence_waiting: int = 0  # for the virus scanner: in no report yet
    evidence_infected: int = 0  # kept back for good
    findings: int = 0
    findings_unanswered: int = 0
    focus_points: int = 0
    focus_points_open: int = 0

    def on(self, kind: DeadlineKind) -> date | None:
        """The date of one kind; None when it is unknown or does not apply."""
        return self.dates.get(kind)


def complained_on(facts: CaseFacts, ruling: int | None) -> date | None:
    """When the first complaint about this one ruling was sent, which meets the deadline of no other (rules 7, 9).

    One that is dated before its ruling says nothing: a slip of the pen meets no deadline.
    """
    own = (each.filed_on for each in facts.complaints if each.about == ruling and not each.is_too_early)
    return min(own, default=None)


def standing_report_back(facts: CaseFacts) -> date | None:
    """When the report-back was sent that the authority has not answered with a question or a refusal.

    None when there is none. Of several in one round the first counts: it met the deadline or not.
    """
    refused = [reply.replied_on for reply in facts.replies if reply.outcome is not CaseOutcome.COMPLIED]
    if not refused:
        return min(facts.report_backs, default=None)
    last = max(refused)
    is_answered_again = facts.phase is not CasePhase.OPEN
    return min(
        (sent for sent in facts.report_backs if sent > last or (sent == last and is_answered_again)),
        default=None,
    )


def latest_reply(facts: CaseFacts) -> ReplyFact | None:
    """The authority's last answer; of several on one day the one recorded last."""
    ordered = sorted(facts.replies, key=lambda reply: reply.replied_on)
    return ordered[-1] if ordered else None


def complied_on(facts: CaseFacts) -> date | None:
    """When the authority said that the order is complied with; None unless that is its last word (rule 21)."""
    reply = latest_reply(facts)
    return reply.replied_on if reply and reply.outcome is CaseOutcome.COMPLIED else None
