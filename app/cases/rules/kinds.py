"""What each kind of reaction allows and demands."""

from datetime import date

from app.cases.enums import CaseOutcome, CasePhase, NoticeKind, RulingKind
from app.core.errors import Blocker
from app.deadlines.enums import DeadlineKind

REFORM = date(2024, 2, 1)  # act 1540/2023: fewer kinds of reaction

_ALWAYS = frozenset(
    {
        NoticeKind.IMPROVEMENT,
        NoticeKind.IMMEDIATE,
        NoticeKind.INVESTIGATION,
        NoticeKind.AGREEMENT,
        NoticeKind.GUIDANCE,
    }
)
_SINCE_REFORM = frozenset({NoticeKind.REPRIMAND})
_UNTIL_REFORM = frozenset({NoticeKind.PROHIBITION, NoticeKind.COMPETENCE, NoticeKind.NO_DUTY_TO_ACT})

_DUTY = frozenset(
    {
        NoticeKind.IMPROVEMENT,
        NoticeKind.IMMEDIATE,
        NoticeKind.INVESTIGATION,
        NoticeKind.PROHIBITION,
        NoticeKind.COMPETENCE,
    }
)
# A complaint does not suspend these (rule 17). A prohibition was what an immediate order is now.
AT_ONCE = frozenset({NoticeKind.IMMEDIATE, NoticeKind.PROHIBITION})
_HEARD = frozenset(
    {
        NoticeKind.IMPROVEMENT,
        NoticeKind.INVESTIGATION,
        NoticeKind.REPRIMAND,
        NoticeKind.COMPETENCE,
        NoticeKind.NO_DUTY_TO_ACT,
    }
)

_WITH_DATE = (DeadlineKind.COMPLAINT, DeadlineKind.COMPLIANCE, DeadlineKind.REPORT_BACK)
_DEADLINES: dict[NoticeKind, tuple[DeadlineKind, ...]] = {
    NoticeKind.IMPROVEMENT: _WITH_DATE,
    NoticeKind.COMPETENCE: _WITH_DATE,
    # "At once" is no date that could be unknown; only the report has one.
    NoticeKind.IMMEDIATE: (DeadlineKind.COMPLAINT, DeadlineKind.REPORT_BACK),
    NoticeKind.PROHIBITION: (DeadlineKind.COMPLAINT, DeadlineKind.REPORT_BACK),
    NoticeKind.INVESTIGATION: (
        DeadlineKind.COMPLAINT,
        DeadlineKind.ADVISER_CHOSEN,
        DeadlineKind.ADVISER_REPORT,
        DeadlineKind.INVESTIGATION_ACCOUNT,
    ),
    # A decision without a duty to act (rule 4): it can be complained about, nothing else is due.
    NoticeKind.REPRIMAND: (DeadlineKind.COMPLAINT,),
    NoticeKind.NO_DUTY_TO_ACT: (DeadlineKind.COMPLAINT,),
    NoticeKind.AGREEMENT: (DeadlineKind.AGREEMENT_ACCEPTANCE, DeadlineKind.AGREEMENT_END),
    NoticeKind.GUIDANCE: (),
    NoticeKind.OWN_PLAN: (),
}

_ENDED = (CaseOutcome.REVOKED, CaseOutcome.REPLACED)
_AGREEMENT_OUTCOMES = (
    CaseOutcome.AGREEMENT_COMPLETED,
    CaseOutcome.AGREEMENT_DECLINED,
    CaseOutcome.AGREEMENT_EXPIRED,
    CaseOutcome.AGREEMENT_TERMINATED,
    CaseOutcome.REPLACED,
)


def selectable_kinds(decision_date: date | None, visit_date: date | None, today: date) -> list[NoticeKind]:
    """The kinds of reaction there are (rule 1): by the ruling's date, else the visit's, else today."""
    is_new = (decision_date or visit_date or today) >= REFORM
    allowed = _ALWAYS | (_SINCE_REFORM if is_new else _UNTIL_REFORM)
    return [kind for kind in NoticeKind if kind in allowed]


def kind_problem(kind: NoticeKind, decision_date: date | None, visit_date: date | None, today: date) -> Blocker | None:
    """Why `kind` does not fit the dates (rule 1), or None. Ask again when the ruling's date is entered."""
    if is_own(kind) or kind in selectable_kinds(decision_date, visit_date, today):
        return None
    if kind in _SINCE_REFORM:
        text = "Påtaler findes først fra 1. februar 2024. Vælg »Afgørelse uden handlepligt«, eller ret datoen."
    else:
        text = (
            "Forbud, kompetencepåbud og afgørelse uden handlepligt findes kun til og med 31. januar 2024. "
            "Vælg en anden slags, eller ret datoen."
        )
    return Blocker("case.kind_not_of_that_time", text)


def has_duty_to_act(kind: NoticeKind) -> bool:
    """Whether the kind carries a duty to act (handlepligt). An agreement binds by contract, not by order."""
    return kind in _DUTY


def is_decision(kind: NoticeKind) -> bool:
    """Whether the kind is a ruling that can be complained about (§ 81)."""
    return kind not in (NoticeKind.AGREEMENT, NoticeKind.GUIDANCE, NoticeKind.OWN_PLAN)


def is_own(kind: NoticeKind) -> bool:
    """Whether the authority has no part in it: a plan that the workplace made by itself."""
    return kind is NoticeKind.OWN_PLAN


KLE_SURVEY = "87.05.10"  # rule 38: a survey or an APV


def suggested_kle(kind: NoticeKind, order: str) -> str:
    """The KLE number to suggest (rule 38): `order` for what the authority wrote, that of surveys for an own plan."""
    return KLE_SURVEY if is_own(kind) else order


def must_inform(kind: NoticeKind) -> bool:
    """Whether the employees' body has to be told (rules 19, 20): of decisions and agreements, not of guidance."""
    return is_decision(kind) or kind is NoticeKind.AGREEMENT


def can_be_complained_about(ruling: RulingKind) -> bool:
    """Whether § 81 gives a deadline to complain about such a ruling: it does for the authority's own decisions.

    The board that decides complaints is another authority, and no source gives a complaint about its decision. A new
    date in an answer to a report-back is none by itself: who has got a decision registers it as one.
    """
    return ruling not in (RulingKind.APPEAL, RulingKind.NEW_DATE)


def initial_deadlines(kind: NoticeKind, phase: CasePhase) -> tuple[DeadlineKind, ...]:
    """The deadlines a case begins with, all unknown (rules 4, 13). In hearing only the hearing's own."""
    return (DeadlineKind.HEARING,) if phase is CasePhase.HEARING else _DEADLINES[kind]


def permitted_phases(kind: NoticeKind) -> tuple[CasePhase, ...]:
    """The phases a case of this kind can be in; what is heard first has a hearing (procedure G-205)."""
    allowed = {CasePhase.OPEN, CasePhase.CLOSED}
    if kind in _HEARD:
        allowed.add(CasePhase.HEARING)
    if has_duty_to_act(kind) or kind is NoticeKind.AGREEMENT:
        allowed.add(CasePhase.REPORTED)
    return tuple(phase for phase in CasePhase if phase in allowed)


def permitted_outcomes(kind: NoticeKind) -> tuple[CaseOutcome, ...]:
    """How a case of this kind can end. An agreement is never complied with (rule 5)."""
    if kind is NoticeKind.AGREEMENT:
        return _AGREEMENT_OUTCOMES
    if is_own(kind):
        return (CaseOutcome.PLAN_ENDED, CaseOutcome.REPLACED)
    if kind is NoticeKind.GUIDANCE:
        return (CaseOutcome.CONCLUDED, CaseOutcome.REPLACED)
    ended = (*_ENDED, CaseOutcome.NO_RULING) if kind in _HEARD else _ENDED
    if has_duty_to_act(kind):
        return (CaseOutcome.COMPLIED, CaseOutcome.NOT_COMPLIED, *ended)
    return (CaseOutcome.CONCLUDED, *ended)
