"""The life of a case: which phase may follow which, what the reader sees, and how its clocks stand."""

from datetime import date
from typing import Literal

import msgspec

from app.cases.enums import CaseOutcome, CasePhase, CaseState
from app.cases.rules.complaints import Suspension, suspension
from app.cases.rules.facts import CaseFacts, complained_on, complied_on, latest_reply, standing_report_back
from app.cases.rules.gates import close_blockers
from app.cases.rules.kinds import has_duty_to_act, is_own, permitted_phases
from app.core.errors import Blocker
from app.deadlines.enums import ClockState, DeadlineKind, DeadlineState
from app.deadlines.rules import FACT_KINDS, NOTHING_DUE, DueClock, clock_state, next_due_key
from app.organisation.rules import DEFAULT_SETTINGS


class Transition(msgspec.Struct, frozen=True):
    """One permitted step between phases, and what it means."""

    source: CasePhase
    target: CasePhase
    name: Literal["rule", "report_back", "resume", "close", "reopen"]


TRANSITIONS = (
    Transition(CasePhase.HEARING, CasePhase.OPEN, "rule"),
    Transition(CasePhase.HEARING, CasePhase.CLOSED, "close"),
    Transition(CasePhase.OPEN, CasePhase.REPORTED, "report_back"),
    Transition(CasePhase.OPEN, CasePhase.CLOSED, "close"),
    Transition(CasePhase.REPORTED, CasePhase.OPEN, "resume"),  # the authority asks or refuses
    Transition(CasePhase.REPORTED, CasePhase.CLOSED, "close"),
    Transition(CasePhase.CLOSED, CasePhase.HEARING, "reopen"),
    Transition(CasePhase.CLOSED, CasePhase.OPEN, "reopen"),
    Transition(CasePhase.CLOSED, CasePhase.REPORTED, "reopen"),
)
_BY_STEP = {(each.source, each.target): each for each in TRANSITIONS}

# With these nothing is due any more; with any other outcome an unmet deadline stays visible as expired.
_VOIDING = frozenset(
    {
        CaseOutcome.REVOKED,
        CaseOutcome.REPLACED,
        CaseOutcome.NO_RULING,
        CaseOutcome.AGREEMENT_DECLINED,
        CaseOutcome.AGREEMENT_EXPIRED,
        CaseOutcome.AGREEMENT_TERMINATED,
    }
)


def transition_blockers(
    facts: CaseFacts,
    to: CasePhase,
    outcome: CaseOutcome | None = None,
    *,
    reason: str = "",
    today: date | None = None,
) -> list[Blocker]:
    """What is missing before the case may go to phase `to`; empty when it may.

    Closing needs an `outcome`; reopening, and resuming without a reply, a `reason`.
    """
    step = _BY_STEP.get((facts.phase, to))
    if step is None or to not in permitted_phases(facts.kind):
        return [Blocker("case.step_not_permitted", "Sagen kan ikke gå til det trin nu. Vælg et andet.")]
    if step.name == "close":
        return _closing(facts, outcome, reason, today)
    if step.name == "rule" and not facts.has_ruling:
        return [_RULING_MISSING]
    if step.name == "report_back" and standing_report_back(facts) is None:
        return [_REPORT_BACK_MISSING]
    if step.name == "resume" and not _is_refused(facts) and not reason.strip():
        return [Blocker("case.resume_reason_missing", "Registrér Arbejdstilsynets svar, eller skriv en begrundelse.")]
    return _reopening(facts, to, reason) if step.name == "reopen" else []


_RULING_MISSING = Blocker("case.ruling_missing", "Registrér Arbejdstilsynets afgørelse først.")
_REPORT_BACK_MISSING = Blocker(
    "case.report_back_missing",
    "Indsend tilbagemeldingen i Arbejdstilsynets selvbetjening, og registrér dato og kvittering her.",
)


def _is_refused(facts: CaseFacts) -> bool:
    reply = latest_reply(facts)
    return reply is not None and reply.outcome is not CaseOutcome.COMPLIED


def _closing(facts: CaseFacts, outcome: CaseOutcome | None, reason: str, today: date | None) -> list[Blocker]:
    if outcome is None:
        return [Blocker("case.outcome_missing", "Vælg, hvordan sagen er endt.")]
    if facts.phase is CasePhase.HEARING and outcome not in (CaseOutcome.NO_RULING, CaseOutcome.REPLACED):
        return [_RULING_MISSING]
    return close_blockers(facts, outcome, reason=reason, today=today)


def _reopening(facts: CaseFacts, to: CasePhase, reason: str) -> list[Blocker]:
    found = []
    if not reason.strip():
        found.append(Blocker("case.reopen_reason_missing", "Skriv, hvorfor sagen åbnes igen."))
    is_heard = CasePhase.HEARING in permitted_phases(facts.kind)
    if to is CasePhase.HEARING and facts.has_ruling:
        found.append(Blocker("case.has_ruling", "Sagen har en afgørelse. Åbn den som åben sag."))
    if to is CasePhase.OPEN and is_heard and not facts.has_ruling:
        found.append(_RULING_MISSING)
    if to is CasePhase.REPORTED and standing_report_back(facts) is None:
        found.append(_REPORT_BACK_MISSING)
    return found


def reopen_phase(facts: CaseFacts) -> CasePhase:
    """The phase a closed case goes back to: where its facts say it was."""
    phases = permitted_phases(facts.kind)
    if CasePhase.HEARING in phases and not facts.has_ruling:
        return CasePhase.HEARING
    if CasePhase.REPORTED in phases and standing_report_back(facts) is not None:
        return CasePhase.REPORTED
    return CasePhase.OPEN


def case_suspension(facts: CaseFacts) -> Suspension:
    """`suspension` of this case (rule 17); none once it is closed."""
    if facts.phase is CasePhase.CLOSED:
        return Suspension(False)
    due = facts.on(DeadlineKind.COMPLAINT)
    return suspension(facts.kind, facts.complaints, due, is_awaiting=bool(facts.awaiting))


def case_held(facts: CaseFacts) -> bool:
    """Whether a complaint holds the dates of the case, be it closed or not."""
    return suspension(facts.kind, facts.complaints, facts.on(DeadlineKind.COMPLAINT)).is_suspended


def case_state(facts: CaseFacts, today: date) -> CaseState:
    """What the reader sees, from dated facts up to `today`.

    All items done is at most "ready to report"; complied only when the authority says so (rule 21).
    """
    if facts.phase in (CasePhase.HEARING, CasePhase.CLOSED):
        return CaseState(facts.phase.value)
    if complied_on(facts) is not None:
        return CaseState.COMPLIED
    if facts.phase is CasePhase.REPORTED:
        return CaseState.REPORTED
    pause = case_suspension(facts)
    if pause.is_suspended and pause.since is not None and pause.since <= today:
        return CaseState.SUSPENDED
    if is_ready_to_report(facts):
        return CaseState.READY_TO_REPORT
    if facts.items_started:
        return CaseState.IN_PROGRESS
    if facts.item_count or is_own(facts.kind):
        return CaseState.PLANNING
    is_informed = facts.body_informed_on is not None and facts.body_informed_on <= today
    return CaseState.INFORMED if is_informed else CaseState.RECEIVED


def is_ready_to_report(facts: CaseFacts) -> bool:
    """Whether there are items, all are done, and every finding is answered; only where a report is due."""
    return (
        has_duty_to_act(facts.kind)
        and facts.item_count > 0
        and facts.items_started > 0
        and facts.items_open == 0
        and facts.findings_unanswered == 0
    )


def met_dates(facts: CaseFacts) -> dict[DeadlineKind, date]:
    """When each deadline was met, of those that were.

    Reporting back states that the order is complied with, so the compliance date counts as met on the day the last
    item was done, until the authority asks again; not while items are open, for then the work is not done (rules 11,
    21). Once the authority says that the order is complied with, nothing of it is due any more, whatever is open here.
    """
    answered = complied_on(facts)
    standing = standing_report_back(facts)
    sent = standing or (answered and max(facts.report_backs, default=answered))
    done = answered
    if standing is not None and (facts.items_open == 0 or answered):
        finished = facts.items_done_on if facts.items_open == 0 else None
        done = min(standing, finished or standing)
    met = {
        DeadlineKind.HEARING: facts.on(DeadlineKind.HEARING_ANSWERED),
        DeadlineKind.COMPLAINT: complained_on(facts, facts.complaint_ruling),
        DeadlineKind.COMPLIANCE: done,
        DeadlineKind.REPORT_BACK: sent,
        DeadlineKind.AGREEMENT_ACCEPTANCE: facts.on(DeadlineKind.AGREEMENT_ACCEPTED),
        DeadlineKind.ADVISER_CHOSEN: facts.on(DeadlineKind.ADVISER_AGREED),
        DeadlineKind.ADVISER_REPORT: facts.adviser_reported_on or sent,
        DeadlineKind.INVESTIGATION_ACCOUNT: sent,
    }
    return {kind: day for kind, day in met.items() if day is not None}


def _ended_by_reply(facts: CaseFacts) -> frozenset[DeadlineKind]:
    """The deadlines that nothing but the authority's "complied" ends: when they were met is unknown, so none
    of them is called late (rule 21)."""
    if complied_on(facts) is None or standing_report_back(facts) is not None:
        return frozenset()
    if facts.report_backs:
        return frozenset({DeadlineKind.COMPLIANCE})
    reports = {DeadlineKind.REPORT_BACK, DeadlineKind.INVESTIGATION_ACCOUNT}
    adviser = set() if facts.adviser_reported_on else {DeadlineKind.ADVISER_REPORT}
    return frozenset({DeadlineKind.COMPLIANCE, *reports, *adviser})


def case_clocks(
    facts: CaseFacts, today: date, *, soon_days: int = DEFAULT_SETTINGS.deadline_due_soon_days
) -> dict[DeadlineKind, ClockState]:
    """How every deadline of the case stands on `today` (rules 11, 12, 13, 17)."""
    met = met_dates(facts)
    ended = _ended_by_reply(facts)
    is_suspended = case_suspension(facts).is_suspended
    is_void = facts.phase is CasePhase.CLOSED and facts.outcome in _VOIDING
    return {
        kind: ClockState.ENDED
        if kind in ended
        else clock_state(
            kind,
            day,
            DeadlineState.VOID if is_void and kind not in met and kind not in FACT_KINDS else _state(facts, kind),
            today,
            met_on=met.get(kind),
            is_suspended=is_suspended,
            is_duty=facts.phase is not CasePhase.CLOSED,
            soon_days=soon_days,
        )
        for kind, day in facts.dates.items()
    }


def _state(facts: CaseFacts, kind: DeadlineKind) -> DeadlineState:
    if kind in facts.awaiting:
        return DeadlineState.AWAITING
    return DeadlineState.UNKNOWN if facts.on(kind) is None else DeadlineState.SET


def is_awaited(facts: CaseFacts, kind: DeadlineKind) -> bool:
    """Whether a date of this kind can be known by now: an agreement ends only once it is accepted."""
    if kind is DeadlineKind.AGREEMENT_END:
        return facts.on(DeadlineKind.AGREEMENT_ACCEPTED) is not None or facts.on(kind) is not None
    return kind is not DeadlineKind.HEARING or facts.phase is CasePhase.HEARING


def case_next_due(facts: CaseFacts) -> tuple[str, DeadlineKind | None]:
    """The sort key of lists and its kind (rule 13): see `next_due_key`. A closed case has nothing due."""
    if facts.phase is CasePhase.CLOSED:
        return NOTHING_DUE, None
    met = met_dates(facts)
    is_suspended = case_suspension(facts).is_suspended
    clocks = [
        DueClock(kind, day, _state(facts, kind), is_met=kind in met, is_suspended=is_suspended)
        for kind, day in facts.dates.items()
        if is_awaited(facts, kind)
    ]
    return next_due_key(clocks, in_hearing=facts.phase is CasePhase.HEARING)
