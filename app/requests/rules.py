"""Where a request stands, from what has happened to it. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from app.core.errors import Invalid, RuleViolation
from app.requests.enums import RequestStatus, StepKind

OPEN = frozenset({RequestStatus.OPEN, RequestStatus.PART})
_SAYS = {
    StepKind.PART: RequestStatus.PART,
    StepKind.ANSWER: RequestStatus.ANSWERED,
    StepKind.IMPOSSIBLE: RequestStatus.IMPOSSIBLE,
    StepKind.WITHDRAWN: RequestStatus.WITHDRAWN,
}


def status_of(steps: Sequence[StepKind]) -> RequestStatus:
    """In the order in which they were written. An answer that was not enough is a part of one; "cannot be answered"
    that was not enough leaves the request as it was before."""
    status, held = RequestStatus.OPEN, RequestStatus.OPEN
    for step in steps:
        if step is StepKind.NOT_ENOUGH:
            status = held
        elif step in _SAYS:
            status = _SAYS[step]
            if step in (StepKind.PART, StepKind.ANSWER):
                held = RequestStatus.PART
    return status


def is_overdue(status: RequestStatus, due_on: date | None, today: date) -> bool:
    """From the day after (rule 12). Without a day nothing is overdue: it is unknown."""
    return status in OPEN and due_on is not None and due_on < today


class Standing(Protocol):
    @property
    def status(self) -> RequestStatus: ...

    @property
    def due_on(self) -> date | None: ...


S = TypeVar("S", bound=Standing)


def late_first(found: Sequence[S], today: date) -> list[S]:
    """Overdue first, then what is open, then the rest; each in the order it came."""

    def rank(each: S) -> int:
        if is_overdue(each.status, each.due_on, today):
            return 0
        return 1 if each.status in OPEN else 2

    return sorted(found, key=rank)


def require_open(status: RequestStatus) -> None:
    """Raises `RuleViolation` for a request that is answered, cannot be, or was taken back."""
    if status not in OPEN:
        raise RuleViolation("request.over", "Anmodningen er afsluttet. Kun udvalget kan åbne den igen.")


def require_answered(status: RequestStatus) -> None:
    """Raises `RuleViolation` for a request that nobody has closed with an answer."""
    if status not in (RequestStatus.ANSWERED, RequestStatus.IMPOSSIBLE):
        raise RuleViolation("request.not_answered", "Der er ikke noget afsluttende svar at sige nej til.")


def check_due(asked_on: date, due_on: date | None) -> None:
    """Raises `Invalid` for a day before it was asked."""
    if due_on is not None and due_on < asked_on:
        text = "Fristen ligger før den dag, der blev spurgt. Ret den ene af dem."
        raise Invalid("request.due", text, {"due_on": text})
