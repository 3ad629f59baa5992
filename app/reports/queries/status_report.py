"""The status report of a case, put together from what was read."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from app.cases.enums import CasePhase, FocusPointState
from app.cases.labels import FINDING_KIND, NOTICE_KIND, TOPIC
from app.cases.rules import report_completeness
from app.plans.enums import EffectResult, ItemStatus
from app.plans.labels import item_words
from app.plans.queries import ItemRow
from app.plans.rules import item_is_overdue, progress
from app.reports import content
from app.reports.changes.fields import LATE
from app.reports.content.profiles import PROFILES
from app.reports.enums import Profile, ReportType
from app.reports.labels import PROFILE, REPORT_TYPE
from app.reports.queries.case_part import CasePart
from app.reports.queries.dates_part import DatesPart
from app.reports.queries.material import Material
from app.reports.queries.plan_part import PlanPart
from app.reports.queries.surveys_part import SurveysPart
from app.reports.rules import evidence_numbers

NO_NUMBER = "ikke givet endnu"
# What the case as a whole still lacks; what single items lack stands with them.
_MISSING_OF_CASE = {
    "report.measures_missing": "Der er endnu ikke registreret tiltag.",
    "report.evidence_missing": "Der er endnu ikke registreret dokumentation.",
}


class WholeReport(msgspec.Struct, frozen=True):
    """The report that `material` makes."""

    material: Material

    def report(
        self,
        *,
        author: content.Author,
        show_names: bool,
        now: datetime,
        number: int | None,
        profile: Profile = Profile.AUTHORITY,
        replaces: int | None = None,
    ) -> content.StatusReport:
        """Everything the report of a case says on the day `material` was read (rules 13, 22, 39), for `profile`.

        A date nobody knows stays None and nothing is guessed; owners stand with their role, with names only where
        `show_names` and the profile lets it; where it does not, the author has no name either. What `material` left
        out is not in it. `number` None: it has none yet.
        """
        rule = PROFILES[profile]
        material = self.material
        case, dates, plan = (
            CasePart(material),
            DatesPart(material),
            PlanPart(material, show_names and rule.may_name, evidence_numbers(row.id for row in material.evidence)),
        )
        status, status_note, status_tone = case.status()
        row = material.rows.case
        whole = content.StatusReport(
            report_no=NO_NUMBER if number is None else str(number),
            heading=REPORT_TYPE[rule.of_case or ReportType.STATUS],
            receiver=PROFILE[profile],
            replaces="" if replaces is None else str(replaces),
            is_attachment=rule.is_final,
            as_of=material.today,
            created_at=now,
            author=author if rule.may_name else msgspec.structs.replace(author, name=""),
            case_reference=row.reference,
            title=row.title,
            municipality=row.municipality_name,
            units=case.units(),
            kind=NOTICE_KIND[row.kind],
            status=status,
            status_note=status_note,
            status_tone=status_tone,
            at_case_no=row.authority_case_no,
            esdh_case_no=row.esdh_case_no,
            kle=row.kle,
            visited_on=row.visited_on,
            order_summary=row.summary,
            topics=tuple(TOPIC[topic] for topic in material.rows.topics),
            rulings=case.rulings(),
            counts=_counts(material),
            next_dates=dates.next_dates(),
            warnings=case.warnings(),
            clocks=dates.clocks(),
            events=dates.events(),
            findings=case.findings(),
            plan=case.plan(),
            focus_points=plan.focus_points(),
            other_items=plan.other_items(),
            surveys=SurveysPart(material).results(),
            indicators=SurveysPart(material).indicators(),
            prior_measures=plan.prior_measures(),
            permanent_conditions=plan.permanent_conditions(),
            involvement=case.involvement(),
            remaining=(*_open_focus_points(material), *_remaining_items(material)),
            also_missing=_also_missing(material),
            report_backs=case.report_backs(),
            replies=case.replies(),
            contacts=case.contacts(),
            evidence=plan.evidence(),
        )
        return content.limited(whole, rule.sections)


def _counts(material: Material) -> tuple[content.Count, ...]:
    """Figures, no percentage: everything done is not complied with."""
    items = material.plan.items
    if not items and not material.plan.focus_points:
        return ()
    facts = progress((item.status, item.effect_result) for item in items)
    overdue = sum(item_is_overdue(item.due_on, item.status, material.today) for item in items)
    closed = len({row.id for row in material.rows.focus_points if row.state is FocusPointState.CLOSED})
    of = facts.total
    return (
        content.Count(label="Fokuspunkter lukket", number=closed, of=len(material.plan.focus_points)),
        content.Count(label="Tiltag i gang", number=facts.in_progress, of=of),
        content.Count(label="Tiltag gennemført", number=facts.carried_out, of=of),
        content.Count(label="Effekt tilstrækkelig", number=facts.sufficient, of=of),
        content.Count(label="Tiltag over frist", number=overdue, of=of, tone="bad" if overdue else "neutral"),
    )


def _also_missing(material: Material) -> tuple[str, ...]:
    """Findings without an answer, and what the case as a whole lacks; a closed case lacks nothing."""
    if material.facts.phase is CasePhase.CLOSED:
        return ()
    unanswered = {row.id: row for row in material.rows.findings if row.focus_point is None}
    found = [
        f"{FINDING_KIND[row.kind]} {row.position} er endnu ikke besvaret af et fokuspunkt."
        for row in unanswered.values()
    ]
    lacking = [each.code for each in report_completeness(material.facts)]
    found += [_MISSING_OF_CASE[code] for code in lacking if code in _MISSING_OF_CASE]
    found += [CasePart(material).not_informed()] if "case.body_not_informed" in lacking else []
    return tuple(found)


def _open_focus_points(material: Material) -> Iterator[content.RemainingWork]:
    """A focus point has no owner and no date of its own."""
    for point in material.plan.focus_points:
        if not point.is_closed:
            yield content.RemainingWork(
                item=f"Fokuspunkt {point.position}: {point.title}", missing="Fokuspunktet er åbent"
            )


def _remaining_items(material: Material) -> Iterator[content.RemainingWork]:
    return (_remaining_item(material, item) for item in material.plan.items if _is_remaining(item))


def _is_remaining(item: ItemRow) -> bool:
    if item.status is ItemStatus.EFFECT_EVALUATED:
        return item.effect_result is EffectResult.INSUFFICIENT and not item.follow_ups
    return item.status is not ItemStatus.CANCELLED


def _remaining_item(material: Material, item: ItemRow) -> content.RemainingWork:
    title = f"Tiltag {item.no}: {item.title}"
    role = material.owner_role(item)
    if item.status is ItemStatus.DONE:
        return content.RemainingWork(
            item=title, missing="Effekten er ikke vurderet", owner_role=role, due_on=item.effect_check_on
        )
    if item.status is ItemStatus.EFFECT_EVALUATED:
        return content.RemainingWork(item=title, missing="Effekten er ikke tilstrækkelig", owner_role=role)
    missing = item_words(item.status, item.effect_result)
    if item_is_overdue(item.due_on, item.status, material.today):
        missing += LATE
    due = item.next_review_on if item.ongoing_interval_months is not None else item.due_on
    if item.ongoing_interval_months is not None:
        missing += ", følges løbende"
    return content.RemainingWork(item=title, missing=missing, owner_role=role, due_on=due)
