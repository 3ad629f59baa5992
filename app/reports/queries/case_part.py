"""The part of a report about the order, who was involved and the authority: from rows to words."""

from datetime import date

import msgspec

from app.cases.enums import CasePhase, CaseState
from app.cases.labels import (
    CASE_OUTCOME,
    CASE_STATE,
    FINDING_KIND,
    RULING_KIND,
)
from app.cases.queries.rows import DeadlineRow
from app.cases.rules import case_state, case_suspension, inform_blocker, report_back_warnings
from app.core.clock import danish_day
from app.deadlines.enums import DeadlineKind
from app.involvement.enums import InvolvementKind
from app.involvement.labels import CHANNEL, INVOLVEMENT_KIND, PARTY
from app.involvement.queries import InvolvementRow
from app.involvement.rules import whom_to_inform
from app.plans.enums import PlanState
from app.plans.labels import PLAN_STATE
from app.plans.rules import item_is_overdue
from app.reports import content
from app.reports.content import Tone
from app.reports.labels import REPLY_OUTCOME
from app.reports.queries.dates_part import DatesPart
from app.reports.queries.material import Material
from app.reports.rules import uninformed_mark

_STATE_TONE: dict[CaseState, Tone] = {CaseState.SUSPENDED: "attention"}


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
        """The units with the names and numbers they had; of one unit the case's own numbers count, as on its page."""
        case, rows = self.material.rows.case, self.material.units
        production_unit_no, cvr_no = (case.production_unit_no, case.cvr_no) if len(rows) == 1 else (None, None)
        return tuple(
            content.UnitFacts(
                name=row.name,
                production_unit_no=production_unit_no or row.production_unit_no,
                cvr_no=cvr_no or row.cvr_no or case.cvr_no,
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
            str(row.about or ""),
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
            about_report=str(row.about or ""),
        )

    def report_backs(self) -> tuple[content.ReportBack, ...]:
        return tuple(
            content.ReportBack(
                sent_on=row.sent_on,
                receipt=", ".join(text for text in (row.receipt, row.receipt_title) if text),
                by_role=row.by_role,
                note=row.note,
                mark="" if row.was_body_informed else uninformed_mark(self.material.facts.has_employee_body),
            )
            for row in self.material.report_backs
        )

    def replies(self) -> tuple[content.AuthorityReply, ...]:
        return tuple(
            content.AuthorityReply(
                on=row.replied_on, outcome=REPLY_OUTCOME[row.outcome], document=row.document_title or "", note=row.note
            )
            for row in self.material.replies
        )

    def contacts(self) -> tuple[content.Contact, ...]:
        return tuple(
            content.Contact(
                on=row.on_date,
                kind=f"{row.how}, dokument: {row.document_title}" if row.document_title else row.how,
                text=row.note,
            )
            for row in self.material.contacts
            if row.is_in_report and not row.is_corrected
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

    def not_informed(self) -> str:
        """That nobody who opens the gate of rule 19 is known to have been informed, in the words of the page."""
        whom = whom_to_inform(self.material.facts.has_employee_body)
        return f"Der er endnu ikke registreret orientering af {whom}."

    def warnings(self) -> tuple[str, ...]:
        """What a reader outside should know before trusting the rest."""
        facts = self.material.facts
        found = []
        if unknown := [
            next_date.label.lower() for next_date in DatesPart(self.material).next_dates() if next_date.on is None
        ]:
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
                mark = uninformed_mark(facts.has_employee_body)
                found.append(f"Tilbagemeldingen er sendt {mark[:1].lower()}{mark[1:]}.")
        elif inform_blocker(facts) is not None:
            found.append(self.not_informed())
        return tuple(found)
