"""The words for how a clock stands, the same on the page, in lists and in the report (rule 39)."""

import msgspec

from app.cases.rules import CaseFacts, complied_on
from app.core.dates import short_date
from app.deadlines.enums import ClockState, DeadlineKind
from app.deadlines.labels import CLOCK_STATE
from app.deadlines.rules import FACT_KINDS

# What the workplace has told; whether the order is complied with, only the authority says (rule 21).
_SAID = {ClockState.MET: "Meldt løst", ClockState.MET_LATE: "Meldt løst efter fristen"}


class ClockWords(msgspec.Struct, frozen=True):
    """How the dates of one case stand, as a reader is told it."""

    facts: CaseFacts

    def of(self, kind: DeadlineKind, state: ClockState) -> str:
        if kind in FACT_KINDS and state in (ClockState.MET, ClockState.UNKNOWN):
            return "Registreret" if state is ClockState.MET else "Dato ukendt"
        answered = complied_on(self.facts)
        if state is ClockState.ENDED and answered is not None:
            return f"{CLOCK_STATE[state]} {short_date(answered)}"
        if kind is DeadlineKind.COMPLIANCE and answered is None and state in _SAID:
            return _SAID[state]
        return CLOCK_STATE[state]
