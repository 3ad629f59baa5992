"""The part of a report about the order, its dates, who was involved and the authority: from rows to words."""

from datetime import date

import msgspec

from app.cases.enums import CasePhase, CaseState, RulingKind
from app.cases.labels import (
    CASE_OUTCOME,
    CASE_STATE,
    COMPLAINT_STATE,
    EXTENSION_STATE,
    FINDING_KIND,
    RULING_KIND,
)
from app.cases.queries.rows import DeadlineRow
from app.cases.rules import case_clocks, case_state, case_suspension, is_awaited, report_back_warnings
from app.core.clock import danish_day
from app.deadlines.enums import ClockState, DateSource, DeadlineKind, DeadlineState
from app.deadlines.labels import CLOCK_STATE, DATE_SOURCE, DEADLINE_KIND
from app.deadlines.rules import DUTY_KINDS, FACT_KINDS
from app.involvement.enums import InvolvementKind
from app.involvement.labels import CHANNEL, INVOLVEMENT_KIND, PARTY, PARTY_SHORT
from app.involvement.queries import InvolvementRow
from app.plans.enums import PlanState
from app.plans.labels import PLAN_STATE
from app.plans.rules import item_is_overdue
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
_STATE_TONE: dict[CaseState, Tone] = {CaseState.SUSPENDED: "attention"}
# What has happened is not "fixed" by us, only written down.
_FACT_SOURCE = DATE_SOURCE | {DateSource.INTERNAL: "Egen registrering"}
_FINISHED = {ClockState.MET, ClockState.MET_LATE, ClockState.VOID, ClockState.EXPIRED}
UNINFORMED = "Uden registreret orientering af {}"


class CasePart(msgspec.Struct, frozen=True):
    """What `material` says about the case itself."""

    material: Material

    def status(self) -> tuple[str, str, Tone]:
        """The status words of the screen, a note to them, and their tone. Only a recorded reply says complied."""
        facts, today = self.material.facts, self.material.today
        state = case_state(facts, today)
        note = ""
        if facts.phase is CasePhase.CLOSED and facts.outcome is not None:
            note = CASE_OUTCOME[facts.outcome]
        elif state is CaseState.SUSPENDED:
            note = case_suspension(facts).reason
        elif state is CaseState.READY_TO_REPORT:
            note = "Alle tiltag er gennemført. Kun Arbejdstilsynet afgør, om påbuddet er efterkommet."
        return CASE_STATE[state], note, _STATE_TONE.get(state, "neutral")

    def units(self) -> tuple[content.UnitFacts, ...]:
        """The units with the names and numbers they had; the case's own numbers fill what is not known of a unit."""
        case, rows = self.material.rows.case, self.material.units
        alone = case.production_unit_no if len(rows) == 1 else None
        return tuple(
            content.UnitFacts(
                name=row.name, production_unit_no=row.production_unit_no or alone, cvr_no=row.cvr_no or case.cvr_no
            )
            for row in rows
        )

    def rulings(self) -> tuple[content.Ruling, ...]:
        rows = self.material.rows
        return tuple(
            content.Ruling(
                label=RULING_KIND[ruling.kind],
                ruled_on=self._on(rows.deadline(DeadlineKind.RULED, ruling.id)),
                available_on=self._on(rows.deadline(DeadlineKind.AVAILABLE, ruling.id)),
                summary=ruling.note,
                document=ruling.document_title or "",
            )
            for ruling in rows.rulings
        )

    def _on(self, row: DeadlineRow | None) -> date | None:
        return row.on_date if row else None

    def findings(self) -> tuple[content.Finding, ...]:
        """The authority's demands and conclusions in its order; () in `answered_by` is unanswered."""
        rows = self.material.rows
        points = {row.id: f"{row.position}. {row.title}" for row in rows.focus_points}
        answers: dict[int, tuple[str, ...]] = {}
        for row in rows.findings:
            answered = (points[row.focus_point],) if row.focus_point in points else ()
            answers[row.id] = answers.get(row.id, ()) + answered
        first = {row.id: row for row in reversed(rows.findings)}
        return tuple(
            content.Finding(
                no=str(first[key].position),
                kind=FINDING_KIND[first[key].kind],
                text=first[key].text,
                source=first[key].source_text,
                answered_by=answered,
            )
            for key, answered in answers.items()
        )

    # Dates

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
        if kind is DeadlineKind.HEARING and not row.is_confirmed and not is_unknown:
            notes.append("Standard, ikke lov. Ikke bekræftet i brevet.")
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

    # Involvement and the authority

    def involvement(self) -> tuple[content.Involvement, ...]:
        """Every record with its words; a withdrawn one stays and says so, dissent included."""
        return tuple(self._involvement(row) for row in self.material.involvements)

    def _involvement(self, row: InvolvementRow) -> content.Involvement:
        kind = INVOLVEMENT_KIND[row.kind]
        if row.is_withdrawn:
            kind += f" (trukket tilbage: {row.withdrawn_reason})"
        facts = (
            CHANNEL[row.channel],
            row.participants,
            f"om: {row.subject}" if row.subject else "",
            f"handleplan version {row.plan_version_no}" if row.plan_version_no is not None else "",
        )
        return content.Involvement(
            on=row.on_date,
            kind=kind,
            forum=f"{PARTY[row.party]}, {row.forum_text}" if row.forum_text else PARTY[row.party],
            roles=tuple(text for text in facts if text),
            minutes_ref=row.minutes_reference,
            remark=row.remark,
            is_dissent=row.kind is InvolvementKind.DISSENTED,
            is_withdrawn=row.is_withdrawn,
        )

    def _whom(self) -> str:
        return "AMO" if self.material.facts.has_employee_body else "medarbejdernes repræsentant"

    def report_backs(self) -> tuple[content.ReportBack, ...]:
        return tuple(
            content.ReportBack(
                sent_on=row.sent_on,
                receipt=", ".join(text for text in (row.receipt, row.receipt_title) if text),
                by_role=self.material.role(row.by),
                note=row.note,
                mark="" if row.was_body_informed else UNINFORMED.format(self._whom()),
            )
            for row in self.material.report_backs
        )

    def replies(self) -> tuple[content.AuthorityReply, ...]:
        return tuple(
            content.AuthorityReply(
                on=row.replied_on, outcome=REPLY_OUTCOME[row.outcome], document=row.document_title, note=row.note
            )
            for row in self.material.replies
        )

    def contacts(self) -> tuple[content.Contact, ...]:
        return tuple(
            content.Contact(on=row.on_date, kind="Kontakt med Arbejdstilsynet", text=row.note)
            for row in self.material.contacts
        )

    def plan(self) -> content.Plan | None:
        """The plan as it stands, with its last version and when it was last approved; None before the first item."""
        if self.material.plan.plan is None:
            return None
        versions = self.material.plan.versions
        approved = next((version for version in versions if version.state is PlanState.APPROVED), None)
        return content.Plan(
            state=PLAN_STATE[self.material.plan.state],
            version=versions[0].no if versions else None,
            approved_on=danish_day(approved.at) if approved else None,
        )

    def warnings(self) -> tuple[str, ...]:
        """What a reader outside should know before trusting the rest."""
        facts = self.material.facts
        found = []
        if unknown := [next_date.label.lower() for next_date in self.next_dates() if next_date.on is None]:
            found.append(f"Ukendt dato: {', '.join(unknown)}. Ukendte datoer er ikke gættet.")
        if facts.findings_unanswered:
            of = len({row.id for row in self.material.rows.findings})
            found.append(
                f"{facts.findings_unanswered} af Arbejdstilsynets {of} krav og konklusioner har endnu intet fokuspunkt."
            )
        overdue = sum(item_is_overdue(row.due_on, row.status, self.material.today) for row in self.material.plan.items)
        if overdue:
            found.append(f"{overdue} tiltag er over fristen.")
        if facts.report_backs:
            marks = report_back_warnings(facts)
            if any(mark.code == "case.reported_without_information" for mark in marks):
                found.append(f"Tilbagemeldingen er sendt uden registreret orientering af {self._whom()}.")
        elif facts.body_informed_on is None:
            found.append(f"Der er endnu ikke registreret orientering af {self._whom()}.")
        return tuple(found)
