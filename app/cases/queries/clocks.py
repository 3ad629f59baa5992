"""The dates of a case as they stand on a day, and the timeline they make."""

from datetime import date
from typing import Literal

import msgspec

from app.cases.enums import CasePhase, ExtensionState
from app.cases.labels import COMPLAINT_STATE, EXTENSION_STATE, RULING_KIND
from app.cases.queries.rows import CaseRows, DeadlineRow
from app.cases.queries.words import ClockWords
from app.cases.rules import (
    CaseFacts,
    case_clocks,
    case_suspension,
    complained_on,
    extension_effect,
    is_awaited,
    met_dates,
)
from app.cases.rules.dates import COUNTED_FROM, applicable_dates, counted, shown
from app.core.calendar import long_date
from app.deadlines.enums import ClockState, DateSource, DeadlineKind, DeadlineState
from app.deadlines.labels import CLOCK_STATE, DATE_SOURCE, DEADLINE_KIND
from app.deadlines.rules import FACT_KINDS, clock_state, days_text
from app.deadlines.rules.slugs import SLUG

TimelineState = Literal["passed", "next", "upcoming", "overdue", "unknown", "suspended", "void"]
UNDATED = (ClockState.UNKNOWN, ClockState.AWAITING)  # somebody has to find out
RUNNING = (ClockState.UPCOMING, ClockState.DUE_SOON, ClockState.DUE_TODAY, ClockState.OVERDUE)


class ClockView(msgspec.Struct, frozen=True, kw_only=True):
    """One date as it stands today. `text` says it in words ("om 3 dage", "Frist ukendt"); `note` what else to know.

    `stored_on` is the date there is, also where it only stood before a complaint and a new one is awaited.
    """

    kind: DeadlineKind
    label: str
    on_date: date | None
    stored_on: date | None
    state: ClockState
    state_label: str
    text: str
    is_deadline: bool  # False: something that happened
    source: DateSource | None
    source_label: str
    is_confirmed: bool
    history_count: int
    version: int
    met_on: date | None
    send_by: date | None  # rule 9: the safe day where the roll is uncertain
    note: str
    href: str


class TimelineEntry(msgspec.Struct, frozen=True):
    """For the timeline macro."""

    on: date | None
    label: str
    state: TimelineState
    note: str = ""
    href: str = ""


class CaseClocks:
    """Every date of a case as a `ClockView`, in the order they happen; those of further rulings after."""

    def __init__(self, rows: CaseRows, facts: CaseFacts, today: date) -> None:
        self.rows, self.facts, self.today = rows, facts, today
        self.soon = rows.settings.deadline_due_soon_days
        self.states = case_clocks(facts, today, soon_days=self.soon)
        self.met = met_dates(facts)
        self.pause = case_suspension(facts)
        self.words = ClockWords(facts)

    def views(self) -> list[ClockView]:
        kinds = [kind for kind in applicable_dates(self.facts.kind) if kind in self.facts.dates]
        kinds += [kind for kind in self.facts.dates if kind not in kinds]
        shown = [kind for kind in kinds if is_awaited(self.facts, kind) or self.facts.on(kind)]
        own = [
            self._view(row, self.states[kind], self.met.get(kind))
            for kind in shown
            if (row := self.rows.deadline(kind)) is not None
        ]
        return own + self._of_further_rulings({view.kind: view for view in own})

    def _of_further_rulings(self, own: dict[DeadlineKind, ClockView]) -> list[ClockView]:
        found = []
        for row in self.rows.deadlines:
            ruling = next((each for each in self.rows.rulings if each.id == row.ruling), None)
            standing = self.rows.deadline(row.kind)
            is_own = standing is None or standing.id == row.id or row.kind not in own
            if ruling is None or is_own or row.state is DeadlineState.VOID or row.kind is DeadlineKind.COMPLIANCE:
                continue
            met_on = complained_on(self.facts, ruling.id) if row.kind is DeadlineKind.COMPLAINT else None
            state = clock_state(
                row.kind,
                row.on_date,
                row.state,
                self.today,
                met_on=met_on,
                is_duty=self.facts.phase is not CasePhase.CLOSED,
                soon_days=self.soon,
            )
            suffix = f" ({RULING_KIND[ruling.kind].lower()})"
            found.append(self._view(row, state, met_on, suffix, ruling.public_id))
        return found

    def _view(
        self, row: DeadlineRow, state: ClockState, met_on: date | None, suffix: str = "", ruling: str = ""
    ) -> ClockView:
        where = f"/sager/{self.rows.case.public_id}/frister/{SLUG[row.kind]}"
        return ClockView(
            kind=row.kind,
            label=DEADLINE_KIND[row.kind] + suffix,
            on_date=row.known_on,
            stored_on=row.on_date,
            state=state,
            state_label=self.words.of(row.kind, state),
            text=self._text(row, state),
            is_deadline=row.kind not in FACT_KINDS,
            source=row.source if row.known_on else None,
            source_label=_source_label(row),
            is_confirmed=row.is_confirmed,
            history_count=row.version_count,
            version=row.version,
            met_on=met_on,
            send_by=self._send_by(row),
            note=self._note(row, state),
            href=f"{where}?afgoerelse={ruling}" if ruling else where,
        )

    def _text(self, row: DeadlineRow, state: ClockState) -> str:
        if state is ClockState.AWAITING:
            return CLOCK_STATE[state]
        if state is ClockState.UNKNOWN or row.on_date is None:
            return "Dato ukendt" if row.kind in FACT_KINDS else "Frist ukendt"
        words = self.words.of(row.kind, state)
        return days_text(row.on_date, self.today) if state in RUNNING else words

    def _send_by(self, row: DeadlineRow) -> date | None:
        start = COUNTED_FROM.get(row.kind)
        from_on = self.rows.deadline(start, row.ruling) if start else None
        if from_on is None or from_on.on_date is None or row.source is not DateSource.COMPUTED:
            return None
        result = counted(row.kind, from_on.on_date, self.rows.settings)
        return result.send_by if result else None

    def _note(self, row: DeadlineRow, state: ClockState) -> str:
        if state is ClockState.SUSPENDED:
            return self.pause.reason
        if state is ClockState.AWAITING:
            return f"Før klagen var datoen {shown(row.on_date)}. Skriv datoen fra brevet, også hvis den er den samme."
        if row.kind is DeadlineKind.COMPLIANCE:
            asked = [each for each in self.rows.extensions if each.state is ExtensionState.REQUESTED]
            if asked:
                return extension_effect(self.facts.extensions[self.rows.extensions.index(asked[-1])]).text
        return ""

    def timeline(self) -> tuple[TimelineEntry, ...]:
        """Everything with a date in its order; what is unknown stands between what has been and what comes."""
        entries = [_clock_entry(clock) for clock in self.views()]
        entries += [
            TimelineEntry(row.on_date, DEADLINE_KIND[row.kind], "void", "Gælder ikke længere.")
            for row in self.rows.deadlines
            if row.state is DeadlineState.VOID and row.on_date
        ]
        entries += self.happened()
        report = f"/sager/{self.rows.case.public_id}/rapport"
        told = [(sent, "Tilbagemelding sendt") for sent in self.facts.report_backs]
        told += [(reply.replied_on, "Svar fra Arbejdstilsynet") for reply in self.facts.replies]
        entries += [TimelineEntry(on, label, "passed", "", report) for on, label in told]
        today = self.today
        past = sorted((e for e in entries if e.on and e.on <= today), key=lambda e: e.on or today)
        ahead = sorted((e for e in entries if e.on and e.on > today), key=lambda e: e.on or today)
        unknown = [e for e in entries if e.on is None]
        if not any(entry.state == "next" for entry in past):
            first = next((at for at, entry in enumerate(ahead) if entry.state == "upcoming"), None)
            ahead = [msgspec.structs.replace(e, state="next") if at == first else e for at, e in enumerate(ahead)]
        return (*past, *unknown, *ahead)

    def happened(self) -> list[TimelineEntry]:
        """What happened that is not a row of dates, as far as this slice knows it."""
        rows = self.rows
        here = f"/sager/{rows.case.public_id}"
        found = []
        if rows.case.visit is not None:
            is_known = rows.case.visited_on is not None
            visit = f"/tilsynsbesoeg/{rows.case.visit_public_id}"
            found.append(
                TimelineEntry(rows.case.visited_on, "Tilsynsbesøg", "passed" if is_known else "unknown", "", visit)
            )
        for complaint in rows.complaints:
            found.append(TimelineEntry(complaint.filed_on, "Klage sendt", "passed", "", f"{here}/klager"))
            if complaint.decided_on:
                label = f"Klage afsluttet: {COMPLAINT_STATE[complaint.state].lower()}"
                found.append(TimelineEntry(complaint.decided_on, label, "passed", "", f"{here}/klager"))
        for request in rows.extensions:
            page = f"{here}/fristforlaengelse"
            found.append(TimelineEntry(request.requested_on, "Længere frist ønsket", "passed", "", page))
            if request.answered_on:
                label = f"Længere frist: {EXTENSION_STATE[request.state].lower()}"
                found.append(TimelineEntry(request.answered_on, label, "passed", "", page))
        if rows.case.closed_on:
            found.append(TimelineEntry(rows.case.closed_on, "Sagen lukket", "passed"))
        return found


def _source_label(row: DeadlineRow) -> str:
    if row.known_on is None:
        return ""
    if row.source is DateSource.COMPUTED and not row.is_confirmed:
        is_default = row.kind is DeadlineKind.HEARING  # rule 8
        return "Beregnet efter en standard, ikke lov. Ikke bekræftet" if is_default else "Beregnet, ikke bekræftet"
    return DATE_SOURCE[row.source]


_PLACE: dict[ClockState, TimelineState] = {
    ClockState.UNKNOWN: "unknown",
    ClockState.AWAITING: "unknown",
    ClockState.OVERDUE: "overdue",
    ClockState.EXPIRED: "passed",
    ClockState.SUSPENDED: "suspended",
    ClockState.MET: "passed",
    ClockState.MET_LATE: "passed",
    ClockState.ENDED: "passed",
    ClockState.VOID: "void",
}


def _clock_entry(clock: ClockView) -> TimelineEntry:
    state = _PLACE.get(clock.state, "next" if clock.state is ClockState.DUE_TODAY else "upcoming")
    words = []
    if clock.is_deadline:
        text = "Skriv datoen fra brevet" if clock.state is ClockState.UNKNOWN else clock.text
        words.append(text[:1].upper() + text[1:])
    if clock.source_label and clock.is_deadline:
        words.append(clock.source_label)
    if clock.send_by:
        words.append(f"Send senest {long_date(clock.send_by)}")
    if clock.note:
        words.append(clock.note.rstrip("."))
    return TimelineEntry(clock.on_date, clock.label, state, ". ".join(words) + "." if words else "", clock.href)
