"""The part of a report about deadlines and events: from rows to words."""

from datetime import date

import msgspec

from app.cases.enums import CasePhase, RulingKind
from app.cases.labels import (
    COMPLAINT_STATE,
    EXTENSION_STATE,
    RULING_KIND,
)
from app.cases.queries.rows import DeadlineRow
from app.cases.rules import case_clocks, case_suspension, is_awaited
from app.cases.rules.dates import COUNTED_FROM, counted
from app.core.calendar import long_date
from app.core.clock import danish_day
from app.deadlines.enums import ClockState, DateSource, DeadlineKind, DeadlineState
from app.deadlines.labels import CLOCK_STATE, DATE_SOURCE, DEADLINE_KIND
from app.deadlines.rules import DUTY_KINDS, FACT_KINDS
from app.involvement.labels import INVOLVEMENT_KIND, PARTY_SHORT
from app.plans.enums import PlanState
from app.reports import content
from app.reports.content import Tone
from app.reports.labels import REPLY_OUTCOME
from app.reports.queries.material import DateVersionRow, Material

_CLOCK_TONE: dict[ClockState, Tone] = {
    ClockState.UNKNOWN: "unknown",
    ClockState.AWAITING: "unknown",
    ClockState.DUE_SOON: "attention",
    ClockState.DUE_TODAY: "attention",
    ClockState.OVERDUE: "bad",
    ClockState.SUSPENDED: "attention",
    ClockState.MET: "good",
    ClockState.MET_LATE: "attention",
}
# What has happened is not "fixed" by us, only written down.
_FACT_SOURCE = DATE_SOURCE | {DateSource.INTERNAL: "Egen registrering"}
_FINISHED = {ClockState.MET, ClockState.MET_LATE, ClockState.ENDED, ClockState.VOID, ClockState.EXPIRED}


class DatesPart(msgspec.Struct, frozen=True):
    """What `material` says about dates: those to be met and those that were."""

    material: Material

    def clocks(self) -> tuple[content.Clock, ...]:
        """Each deadline once, as it stands; where it was moved, paused or is awaited anew, with the date before."""
        states = case_clocks(self.material.facts, self.material.today)
        found = []
        for kind in DeadlineKind:
            if kind in FACT_KINDS or not is_awaited(self.material.facts, kind):
                continue
            row = self.material.rows.deadline(kind)
            if row is not None and kind in states:
                found.append(self._clock(kind, row, states[kind]))
            elif versions := self._versions(kind):
                known = [version.on_date for version in versions if version.on_date is not None]
                if known:
                    found.append(
                        content.Clock(label=DEADLINE_KIND[kind], on=known[-1], state=CLOCK_STATE[ClockState.VOID])
                    )
        return tuple(found)

    def _clock(self, kind: DeadlineKind, row: DeadlineRow, state: ClockState) -> content.Clock:
        is_unknown = row.known_on is None
        notes = []
        if not is_unknown:
            notes += self._basis(kind, row)
        versions = self._versions(kind)
        original = self._original(kind, row, versions)
        if original is not None and versions[-1].reason:
            notes.append(f"Ændret: {versions[-1].reason}")
        if state is ClockState.SUSPENDED:
            original = row.on_date
            notes.append(case_suspension(self.material.facts).reason)
        if not row.known_on:
            original = row.on_date
        return content.Clock(
            label=DEADLINE_KIND[kind],
            on=row.known_on,
            state=CLOCK_STATE[state],
            tone=_CLOCK_TONE.get(state, "neutral"),
            source="" if is_unknown else DATE_SOURCE[row.source],
            note=" ".join(notes),
            original_on=original,
        )

    def _basis(self, kind: DeadlineKind, row: DeadlineRow) -> list[str]:
        """What a computed date rests on where that is not law alone, and the safe day then (rules 8, 9)."""
        if kind is DeadlineKind.HEARING:
            return [] if row.is_confirmed else ["Standard, ikke lov. Ikke bekræftet i brevet."]
        start = COUNTED_FROM.get(kind)
        known = self.material.rows.deadline(start, row.ruling) if start else None
        if row.source is not DateSource.COMPUTED or known is None or known.on_date is None:
            return []
        result = counted(kind, known.on_date, self.material.rows.settings)
        if result is None or result.send_by is None:
            return []
        return [f"Standard, ikke lov. Send senest {long_date(result.send_by)}."]

    def _versions(self, kind: DeadlineKind) -> list[DateVersionRow]:
        return [version for version in self.material.date_versions if version.kind is kind]

    def _original(self, kind: DeadlineKind, row: DeadlineRow, versions: list[DateVersionRow]) -> date | None:
        """The first date the authority set, where another stands now. A computed one was only a suggestion."""
        if kind not in DUTY_KINDS or row.known_on is None:
            return None
        known = (v.on_date for v in versions if v.on_date is not None and v.source is not DateSource.COMPUTED)
        first = next(known, None)
        return first if first != row.on_date else None

    def events(self) -> tuple[content.Event, ...]:
        """What has happened, as far as it is known; a date that is missing is shown as unknown."""
        found: list[content.Event] = []
        if self.material.rows.case.visit is not None:
            found.append(content.Event(label="Tilsynsbesøg", on=self.material.rows.case.visited_on))
        found += [*self._dated_facts(), *self._steps()]
        return tuple(sorted(found, key=lambda event: (event.on is not None, event.on or date.min)))

    def _dated_facts(self) -> list[content.Event]:
        kinds = {ruling.id: ruling.kind for ruling in self.material.rows.rulings}
        found = []
        for row in self.material.rows.deadlines:
            if row.kind not in FACT_KINDS or row.state is DeadlineState.VOID:
                continue
            label = DEADLINE_KIND[row.kind]
            ruling = kinds.get(row.ruling) if row.ruling is not None else None
            if row.kind is DeadlineKind.RULED:
                label = RULING_KIND[ruling or RulingKind.ORIGINAL]
            elif ruling is not None and ruling is not RulingKind.ORIGINAL:
                label = f"{RULING_KIND[ruling]}: {label[:1].lower()}{label[1:]}"
            source = "" if row.on_date is None else _FACT_SOURCE[row.source]
            found.append(content.Event(label=label, on=row.on_date, source=source))
        return found

    def _steps(self) -> list[content.Event]:
        rows = self.material.rows
        found = [
            content.Event(label="Klage sendt til Arbejdstilsynet", on=row.filed_on, note=COMPLAINT_STATE[row.state])
            for row in rows.complaints
        ]
        found += [
            content.Event(label="Anmodet om længere frist", on=row.requested_on, note=EXTENSION_STATE[row.state])
            for row in rows.extensions
        ]
        found += [
            content.Event(label=f"Handleplan godkendt, version {version.no}", on=danish_day(version.at))
            for version in self.material.plan.versions
            if version.state is PlanState.APPROVED
        ]
        found += [
            content.Event(label=f"{INVOLVEMENT_KIND[row.kind]}: {PARTY_SHORT[row.party]}", on=row.on_date)
            for row in self.material.involvements
            if not row.is_withdrawn
        ]
        found += [content.Event(label="Tilbagemelding sendt", on=row.sent_on) for row in self.material.report_backs]
        found += [
            content.Event(label="Svar fra Arbejdstilsynet", on=row.replied_on, note=REPLY_OUTCOME[row.outcome])
            for row in self.material.replies
        ]
        return found

    def next_dates(self) -> tuple[content.NextDate, ...]:
        """The deadlines that are still to be met, unknown ones first (rule 13)."""
        labels = {CLOCK_STATE[state] for state in _FINISHED}
        ahead = [clock for clock in self.clocks() if clock.state not in labels]
        if self.material.facts.phase is CasePhase.CLOSED:
            return ()
        ahead.sort(key=lambda clock: (clock.on is not None, clock.on or date.max))
        return tuple(
            content.NextDate(label=clock.label, on=clock.on, state=clock.state, tone=clock.tone) for clock in ahead
        )
