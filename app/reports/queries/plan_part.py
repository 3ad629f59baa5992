"""The part of a report about focus points, items and evidence: from rows to words."""

import msgspec

from app.cases.enums import FocusPointClosure, FocusPointState
from app.cases.labels import FINDING_KIND, FOCUS_POINT_STATE, TOPIC
from app.cases.queries.rows import FocusPointRow
from app.core.calendar import long_date
from app.core.clock import danish_day
from app.evidence.labels import EVIDENCE_KIND
from app.plans.enums import EffectResult, ItemStatus
from app.plans.labels import EFFECT_RESULT, JUDGEMENT, PREVENTION_LEVEL, interval_text, item_words
from app.plans.queries import Evaluation, ItemRow
from app.plans.rules import item_is_overdue
from app.reports import content
from app.reports.changes.fields import LATE
from app.reports.content import Tone
from app.reports.queries.material import EvidenceRow, Material, NoteRow
from app.reports.queries.surveys_part import SurveysPart

_CARRIED_OUT = (ItemStatus.DONE, ItemStatus.EFFECT_EVALUATED)


class PlanPart(msgspec.Struct, frozen=True):
    """What `material` says about the plan. Names of persons stand only where `show_names`."""

    material: Material
    show_names: bool
    numbers: dict[int, str]  # of the evidence, by key

    def focus_points(self) -> tuple[content.FocusPoint, ...]:
        """Every focus point with its items; an item of several stands under the first."""
        rows: dict[int, FocusPointRow] = {row.id: row for row in self.material.rows.focus_points}
        items = {item.id: item for item in self.material.plan.items}
        placed: set[int] = set()
        found = []
        for point in self.material.plan.focus_points:
            own = [items[key] for key in point.item_ids if key in items]
            first = [item for item in own if item.id not in placed]
            also = [item for item in own if item.id in placed]
            placed.update(item.id for item in first)
            found.append(self._focus_point(rows[point.id], first, also))
        return tuple(found)

    def other_items(self) -> tuple[content.Item, ...]:
        """The items that belong to no focus point."""
        return tuple(self.item(row) for row in self.material.plan.items_without_focus_point)

    def _focus_point(self, row: FocusPointRow, items: list[ItemRow], also: list[ItemRow]) -> content.FocusPoint:
        is_closed = row.state is FocusPointState.CLOSED
        evaluation = next((each for each in self.material.plan.evaluations if each.focus_point == row.id), None)
        decision = ""
        if row.closure is FocusPointClosure.REASONED:
            decision = f"{row.closed_reason} ({long_date(row.closed_on) if row.closed_on else 'dato ukendt'})"
        return content.FocusPoint(
            no=str(row.position),
            title=row.title,
            status=FOCUS_POINT_STATE[row.state],
            tone="good" if is_closed else "neutral",
            description=row.description,
            topics=tuple(
                TOPIC[each.topic]
                for each in self.material.rows.focus_points
                if each.id == row.id and each.topic is not None
            ),
            answers=tuple(
                f"{FINDING_KIND[finding.kind]} {finding.position}"
                for finding in self.material.rows.findings
                if finding.focus_point == row.id
            ),
            items=tuple(self.item(item) for item in items),
            also_items=tuple(f"{item.no} {item.title}" for item in also),
            effect_result=EFFECT_RESULT[evaluation.result] if evaluation else "",
            effect_evaluated_by=self._judge(evaluation),
            effect_basis=evaluation.basis if evaluation else "",
            effect_surveys=SurveysPart(self.material).quotes(evaluation.public_id) if evaluation else (),
            remeasure_on=row.remeasure_on,
            closing_decision=decision,
            evidence=self._evidence_nos(focus_point=row.id),
        )

    def item(self, row: ItemRow) -> content.Item:
        """One item with everything of rule 23. Done is not solved: the effect has its own words (rule 24)."""
        evaluation = next((each for each in self.material.plan.evaluations if each.item == row.id), None)
        return content.Item(
            id=row.public_id,
            no=str(row.no),
            title=row.title,
            status=item_words(row.status, row.effect_result) + (LATE if self._is_overdue(row) else ""),
            tone=self._tone(row, evaluation),
            unit=row.unit_name,
            problem=row.problem,
            cause=row.cause,
            severity=row.severity,
            measure=row.measure,
            what_was_done=self.done_text(row),
            how_it_solves=row.solves_how,
            prevention_level=PREVENTION_LEVEL[row.prevention_level] if row.prevention_level else "",
            owner_role=self.material.owner_role(row),
            owner_name=row.owner_name if self.show_names else "",
            helpers=tuple(
                self._helper(each.person, each.name) for each in self.material.helpers if each.item == row.id
            ),
            due_on=row.due_on,
            late_reason=row.late_reason,
            date_moves=tuple(
                content.DateMove(
                    from_on=move.old_on, to_on=move.new_on, reason=move.reason, moved_on=danish_day(move.at)
                )
                for move in self.material.moves
                if move.item == row.id
            ),
            review_interval=interval_text(row.ongoing_interval_months) if row.ongoing_interval_months else "",
            next_review_on=row.next_review_on,
            is_done=row.status in _CARRIED_OUT,
            done_on=row.done_on if row.status in _CARRIED_OUT else None,
            effect_criterion=row.effect_criterion,
            effect_check_on=row.effect_check_on,
            effect_result=EFFECT_RESULT[evaluation.result] if evaluation else "",
            effect_evaluated_by=self._judge(evaluation),
            effect_evaluated_on=evaluation.evaluated_on if evaluation else None,
            effect_basis=evaluation.basis if evaluation else "",
            effect_surveys=SurveysPart(self.material).quotes(evaluation.public_id) if evaluation else (),
            follow_up=tuple(
                f"{each.no} {each.title}" for each in self.material.plan.items if each.follow_up_of == row.id
            ),
            evidence=self._evidence_nos(item=row.id),
        )

    def _judge(self, evaluation: Evaluation | None) -> str:
        return self._helper(evaluation.evaluator, evaluation.evaluator_name) if evaluation else ""

    def _helper(self, person: int, name: str) -> str:
        role = self.material.roles[person]
        return f"{role} ({name})" if self.show_names else role

    def _tone(self, row: ItemRow, evaluation: Evaluation | None) -> Tone:
        if row.status is ItemStatus.EFFECT_EVALUATED and evaluation is not None:
            return "good" if evaluation.result is EffectResult.SUFFICIENT else "bad"
        return "bad" if self._is_overdue(row) else "neutral"

    def _is_overdue(self, row: ItemRow) -> bool:
        return item_is_overdue(row.due_on, row.status, self.material.today)

    def done_text(self, row: ItemRow) -> str:
        """What was written when the item was marked as done; what is written on the way is not for the authority."""
        if row.status not in _CARRIED_OUT:
            return ""
        return next((note.note for note in reversed(self.material.notes) if self._tells_done(note, row)), "")

    def _tells_done(self, note: NoteRow, row: ItemRow) -> bool:
        is_step = note.new_status is ItemStatus.DONE and note.old_status is not ItemStatus.DONE
        return note.item == row.id and is_step and bool(note.note)

    def permanent_conditions(self) -> tuple[content.PermanentCondition, ...]:
        """The ongoing items, followed at an interval instead of ending (rule 27)."""
        return tuple(
            content.PermanentCondition(
                id=row.public_id,
                title=f"Tiltag {row.no}: {row.title}",
                review_interval=interval_text(row.ongoing_interval_months),
                next_review_on=row.next_review_on,
                last_reviewed_on=next(
                    (danish_day(note.at) for note in reversed(self.material.notes) if note.item == row.id), None
                ),
                owner_role=self.material.owner_role(row),
            )
            for row in self.material.plan.items
            if row.ongoing_interval_months is not None and row.status is not ItemStatus.CANCELLED
        )

    def prior_measures(self) -> tuple[content.PriorMeasure, ...]:
        """Measures from before the order, with the authority's judgement; when they were taken is as it is known."""
        rulings = {ruling.id: ruling.document_title or "Afgørelsen" for ruling in self.material.rows.rulings}
        return tuple(
            content.PriorMeasure(
                title=row.title,
                description=row.description,
                since_text=row.taken_text,
                judgement=JUDGEMENT[row.judgement],
                source=rulings.get(row.ruling, "") if row.ruling is not None else "",
            )
            for row in self.material.plan.prior_measures
        )

    # Evidence

    def evidence(self) -> tuple[content.EvidenceEntry, ...]:
        """Every piece once, with its latest version; a withdrawn one stays and says so."""
        points = {row.id: row.position for row in self.material.rows.focus_points}
        items = {row.id: row.no for row in self.material.plan.items}
        found = []
        for key, no in self.numbers.items():
            links = [row for row in self.material.evidence if row.id == key]
            found.append(
                content.EvidenceEntry(
                    no=no,
                    title=links[0].title,
                    kind=EVIDENCE_KIND[links[0].kind],
                    on=links[0].dated_on,
                    version=links[0].no or 1,
                    file_name=links[0].file_name or "",
                    size=links[0].size,
                    sha256=links[0].sha256 or "",
                    esdh_ref=links[0].esdh_reference or "",
                    belongs_to=tuple(text for row in links if (text := self._place(row, points, items))),
                    note=self._evidence_note(links[0]),
                    is_withdrawn=links[0].withdrawn_at is not None,
                )
            )
        return tuple(found)

    def _place(self, row: EvidenceRow, points: dict[int, int], items: dict[int, int]) -> str:
        if row.link_item in items:
            return f"Tiltag {items[row.link_item]}"
        if row.link_focus_point in points:
            return f"Fokuspunkt {points[row.link_focus_point]}"
        return "Sagen" if row.link_case is not None else ""

    def _evidence_note(self, row: EvidenceRow) -> str:
        if row.withdrawn_at is not None:
            day = long_date(danish_day(row.withdrawn_at))
            return f"Trukket tilbage {day}: {row.withdrawn_reason or 'begrundelse ikke oplyst'}"
        return "Filen er slettet efter reglerne om sletning." if row.erased_at is not None else ""

    def _evidence_nos(self, *, item: int | None = None, focus_point: int | None = None) -> tuple[str, ...]:
        return tuple(
            self.numbers[row.id] + (" (trukket tilbage)" if row.withdrawn_at is not None else "")
            for row in self.material.evidence
            if (item is not None and row.link_item == item)
            or (focus_point is not None and row.link_focus_point == focus_point)
        )
