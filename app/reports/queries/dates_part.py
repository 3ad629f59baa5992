"""The part of a report about deadlines and events: from rows to words."""

from datetime import date

import msgspec

from app.cases.enums import CasePhase, RulingKind
from app.cases.labels import RULING_KIND
from app.cases.queries import CaseClocks, ClockView
from app.cases.rules import is_awaited
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
    """What `material` says about dates: those to be met and those that were. Words and dates are those of the page."""

    material: Material

    def clocks(self) -> tuple[content.Clock, ...]:
        """Each deadline once, as it stands; where it was moved, paused or is awaited anew, with the date before."""
        shown = self._views()
        known = {clock.kind for clock in shown}
        return (*(self._clock(clock) for clock in shown), *self._void(known))

    def _views(self) -> list[ClockView]:
        return [clock for clock in self._on_page().views() if clock.is_deadline]

    def _on_page(self) -> CaseClocks:
        return CaseClocks(self.material.rows, self.material.facts, self.material.today)

    def _void(self, known: set[DeadlineKind]) -> list[content.Clock]:
        found = []
        for kind in DeadlineKind:
            if kind in FACT_KINDS or kind in known or not is_awaited(self.material.facts, kind):
                continue
            dates = [version.on_date for version in self._versions(kind) if version.on_date is not None]
            if dates:
                found.append(content.Clock(label=DEADLINE_KIND[kind], on=dates[-1], state=CLOCK_STATE[ClockState.VOID]))
        return found

    def _clock(self, clock: ClockView) -> content.Clock:
        notes = []
        if clock.send_by is not None:  # rule 9: what the roll over closed days rests on
            notes.append(f"Standard, ikke lov. Send senest {long_date(clock.send_by)}.")
        versions = self._versions(clock.kind)
        original = self._original(clock, versions)
        if original is not None and versions[-1].reason:
            notes.append(f"Ændret: {versions[-1].reason}")
        if clock.state is ClockState.SUSPENDED or clock.on_date is None:
            original = clock.stored_on
        if clock.state is not ClockState.AWAITING:  # then the page asks its reader to write the new date
            notes.append(clock.note)
        return content.Clock(
            label=clock.label,
            on=clock.on_date,
            state=clock.state_label,
            tone=_CLOCK_TONE.get(clock.state, "neutral"),
            source=clock.source_label,
            note=" ".join(note for note in notes if note),
            original_on=original,
        )

    def _versions(self, kind: DeadlineKind) -> list[DateVersionRow]:
        return [version for version in self.material.date_versions if version.kind is kind]

    def _original(self, clock: ClockView, versions: list[DateVersionRow]) -> date | None:
        """The first date the authority set, where another stands now. A computed one was only a suggestion."""
        if clock.kind not in DUTY_KINDS or clock.on_date is None:
            return None
        known = (v.on_date for v in versions if v.on_date is not None and v.source is not DateSource.COMPUTED)
        first = next(known, None)
        return first if first != clock.on_date else None

    def events(self) -> tuple[content.Event, ...]:
        """What has happened, as far as it is known; a date that is missing is shown as unknown."""
        happened = [content.Event(label=entry.label, on=entry.on) for entry in self._on_page().happened()]
        found = [*happened, *self._dated_facts(), *self._steps()]
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
        found = [
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
        if self.material.facts.phase is CasePhase.CLOSED:
            return ()
        ahead = [self._clock(clock) for clock in self._views() if clock.state not in _FINISHED]
        ahead.sort(key=lambda clock: (clock.on is not None, clock.on or date.max))
        return tuple(
            content.NextDate(label=clock.label, on=clock.on, state=clock.state, tone=clock.tone) for clock in ahead
        )
