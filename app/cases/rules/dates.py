"""Which dates a case of a kind has, which are known from the start, which follow from others, and which stand."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from app.cases.enums import CasePhase, NoticeKind
from app.cases.rules.kinds import has_duty_to_act, initial_deadlines, is_decision, permitted_phases
from app.core.calendar import long_date
from app.deadlines.enums import DeadlineKind, DeadlineState
from app.deadlines.rules import Calculation, agreement_acceptance, complaint_deadline, hearing_deadline
from app.organisation.rules import DEFAULT_SETTINGS, MunicipalitySettings

# The deadline that is counted from a date; the authority's own dates are never counted.
FOLLOWS = {
    DeadlineKind.AVAILABLE: DeadlineKind.COMPLAINT,
    DeadlineKind.HEARING_SENT: DeadlineKind.HEARING,
    DeadlineKind.AGREEMENT_OFFERED: DeadlineKind.AGREEMENT_ACCEPTANCE,
}
COUNTED_FROM = {deadline: start for start, deadline in FOLLOWS.items()}
_COUNT = {
    DeadlineKind.COMPLAINT: complaint_deadline,
    DeadlineKind.HEARING: hearing_deadline,
    DeadlineKind.AGREEMENT_ACCEPTANCE: agreement_acceptance,
}
_HEARING = (DeadlineKind.HEARING_SENT, DeadlineKind.HEARING, DeadlineKind.HEARING_ANSWERED)
_RULING = (DeadlineKind.RULED, DeadlineKind.AVAILABLE)
_AGREEMENT = (DeadlineKind.AGREEMENT_OFFERED, DeadlineKind.AGREEMENT_ACCEPTED)
_ADVISER = (DeadlineKind.ADVISER_AGREED, DeadlineKind.ADVISER_AMO_INVOLVED)


def applicable_dates(kind: NoticeKind) -> tuple[DeadlineKind, ...]:
    """Every date that a case of this kind may have, in the order they happen (rules 4, 7)."""
    found: list[DeadlineKind] = []
    if CasePhase.HEARING in permitted_phases(kind):
        found += _HEARING
    if is_decision(kind):
        found += _RULING
    if kind is NoticeKind.AGREEMENT:
        found += _AGREEMENT
    found += initial_deadlines(kind, CasePhase.OPEN)
    if kind is NoticeKind.INVESTIGATION:
        found += _ADVISER
    if has_duty_to_act(kind) or kind is NoticeKind.AGREEMENT:
        found.append(DeadlineKind.CONTROL_VISIT)
    return tuple(found)


def first_dates(kind: NoticeKind, phase: CasePhase) -> tuple[DeadlineKind, ...]:
    """The dates a case begins with, unknown until somebody writes them (rule 13)."""
    if phase is CasePhase.HEARING:
        return (DeadlineKind.HEARING_SENT, *initial_deadlines(kind, phase))
    starts = _RULING if is_decision(kind) else (DeadlineKind.AGREEMENT_OFFERED,) * (kind is NoticeKind.AGREEMENT)
    return (*starts, *initial_deadlines(kind, phase))


def counted(
    deadline: DeadlineKind, start: date, settings: MunicipalitySettings = DEFAULT_SETTINGS
) -> Calculation | None:
    """How `deadline` follows from the date it is counted from; None for one that the authority sets."""
    count = _COUNT.get(deadline)
    return count(start, settings) if count else None


class Dated(Protocol):
    """A stored date, as far as it decides which of several of its kind stands."""

    @property
    def kind(self) -> DeadlineKind: ...
    @property
    def state(self) -> DeadlineState: ...
    @property
    def ruling(self) -> int | None: ...


R = TypeVar("R", bound=Dated)
_OF_THE_ORDER = (DeadlineKind.RULED, DeadlineKind.AVAILABLE, DeadlineKind.COMPLAINT)


def standing_date(rows: Iterable[R], kind: DeadlineKind, order: int | None) -> R | None:
    """The row of `kind` that stands in a case, of `rows` in the order they were made; None where none does.

    Each ruling has its own day, letter and complaint deadline: of those, the row of the `order` stands where it has
    one. A duty stands once: the last ruling that set it binds.
    """
    standing = [row for row in rows if row.kind is kind and row.state is not DeadlineState.VOID]
    mine = [row for row in standing if order is not None and row.ruling == order]
    if kind in _OF_THE_ORDER and mine:
        return mine[-1]
    return standing[-1] if standing else None


def shown(day: date | None) -> str:
    """A date in a sentence; "ukendt" where there is none."""
    return long_date(day) if day else "ukendt"


def stored(state: DeadlineState, day: date | None) -> str:
    """A stored value in a sentence, with what has become of it."""
    if state is DeadlineState.VOID:
        return "bortfaldet"
    if state is DeadlineState.AWAITING:
        return f"afventer ny dato fra Arbejdstilsynet (før klagen {shown(day)})"
    return shown(day)
