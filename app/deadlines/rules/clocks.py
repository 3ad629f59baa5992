"""How a deadline stands on a given day, and which one comes first."""

from collections.abc import Iterable
from datetime import date

import msgspec

from app.deadlines.enums import ClockState, DeadlineKind, DeadlineState
from app.organisation.rules import DEFAULT_SETTINGS

# Missing one is a breach: it becomes overdue.
DUTY_KINDS = frozenset(
    {
        DeadlineKind.COMPLIANCE,
        DeadlineKind.REPORT_BACK,
        DeadlineKind.AGREEMENT_END,
        DeadlineKind.ADVISER_CHOSEN,
        DeadlineKind.ADVISER_REPORT,
        DeadlineKind.INVESTIGATION_ACCOUNT,
    }
)
# A chance that one may leave unused: it expires.
RIGHT_KINDS = frozenset({DeadlineKind.HEARING, DeadlineKind.COMPLAINT, DeadlineKind.AGREEMENT_ACCEPTANCE})
# Something that happened; nothing is due.
FACT_KINDS = frozenset(DeadlineKind) - DUTY_KINDS - RIGHT_KINDS
# What the workplace itself does; no letter tells it.
OWN_ACTS = frozenset(
    {
        DeadlineKind.HEARING_ANSWERED,
        DeadlineKind.AGREEMENT_ACCEPTED,
        DeadlineKind.ADVISER_AGREED,
        DeadlineKind.ADVISER_AMO_INVOLVED,
    }
)
# Registered once it is done, for it meets or starts a deadline. A control visit can be announced; the dates of a ruling
# are printed on its letter, and warn when they lie ahead.
DONE_ACTS = OWN_ACTS | {DeadlineKind.HEARING_SENT, DeadlineKind.AGREEMENT_OFFERED}


def clock_state(
    kind: DeadlineKind,
    on_date: date | None,
    state: DeadlineState,
    today: date,
    *,
    met_on: date | None = None,
    is_suspended: bool = False,
    is_duty: bool = True,
    soon_days: int = DEFAULT_SETTINGS.deadline_due_soon_days,
) -> ClockState:
    """How a deadline stands on `today`, the day in Denmark (rules 11, 12, 13, 17).

    Overdue begins the day after the date. A right (hearing, complaint, offer) expires instead, and so
    does any deadline of a case without a duty to act (`is_duty`). Suspension holds duties only. A fact
    (ruling, control visit) is MET from its day on. Once the complaint is decided, the date from before it
    says nothing any more: AWAITING until the authority's new one is known, whatever `on_date` is.
    """
    if state is DeadlineState.VOID:
        return ClockState.VOID
    if state is DeadlineState.AWAITING:
        if met_on is not None:
            return ClockState.MET
        return ClockState.SUSPENDED if is_suspended else ClockState.AWAITING
    if met_on is not None:
        return ClockState.MET_LATE if on_date is not None and met_on > on_date else ClockState.MET
    if state is DeadlineState.UNKNOWN or on_date is None:
        return ClockState.UNKNOWN
    if kind in FACT_KINDS and on_date <= today:
        return ClockState.MET
    if is_suspended and kind in DUTY_KINDS:
        return ClockState.SUSPENDED
    if today > on_date:
        return ClockState.OVERDUE if is_duty and kind in DUTY_KINDS else ClockState.EXPIRED
    if today == on_date:
        return ClockState.DUE_TODAY
    return ClockState.DUE_SOON if (on_date - today).days <= soon_days else ClockState.UPCOMING


class DueClock(msgspec.Struct, frozen=True):
    """What `next_due_key` needs of one deadline."""

    kind: DeadlineKind
    on_date: date | None
    state: DeadlineState = DeadlineState.SET
    is_met: bool = False
    is_suspended: bool = False


NOTHING_DUE = "9999-12-31"  # after every date in any collation, which "~" is not


def next_due_key(clocks: Iterable[DueClock], *, in_hearing: bool = False) -> tuple[str, DeadlineKind | None]:
    """The sort key of lists and the deadline it comes from.

    "" (first of all) where a relevant date is unknown, else the earliest ISO date, else `NOTHING_DUE` (rule 13).
    A hearing counts while the case is in hearing; a complaint deadline, met, void and suspended
    ones never do.
    """
    relevant = sorted(
        (clock for clock in clocks if _is_relevant(clock, in_hearing)),
        key=lambda clock: (_sort_key(clock), list(DeadlineKind).index(clock.kind)),
    )
    return (_sort_key(relevant[0]), relevant[0].kind) if relevant else (NOTHING_DUE, None)


def _is_relevant(clock: DueClock, in_hearing: bool) -> bool:
    if clock.is_met or clock.is_suspended or clock.state is DeadlineState.VOID:
        return False
    if clock.kind is DeadlineKind.HEARING:
        return in_hearing
    return clock.kind in DUTY_KINDS or clock.kind is DeadlineKind.AGREEMENT_ACCEPTANCE


def _sort_key(clock: DueClock) -> str:
    is_known = clock.state is DeadlineState.SET and clock.on_date is not None
    return clock.on_date.isoformat() if is_known and clock.on_date else ""
