"""The page that leads through a report-back: where one is, what is done and by whom, and the one next step."""

from datetime import date
from typing import ClassVar

from app.access.policy import Actor
from app.cases.enums import CasePhase, NoticeKind
from app.cases.labels import CASE_OUTCOME
from app.cases.pages import CaseHeader, case_header, case_href
from app.cases.queries import CaseRef
from app.cases.rules import NOT_FROM_HERE, CaseFacts, complied_on, has_duty_to_act, must_inform, standing_report_back
from app.deadlines.enums import DeadlineKind
from app.involvement.queries import InvolvementRow
from app.reports.content import PROFILES
from app.reports.enums import ReplyOutcome, RoadStep, SnapshotState
from app.reports.labels import REPLY_OUTCOME
from app.reports.pages.common import completeness
from app.reports.pages.road_steps import Round, StepLine, Steps, Way
from app.reports.queries import Material, SnapshotRow
from app.reports.road import RoadFacts, current_step, step_states
from app.reports.standing import chosen
from app.web.pages import Page

LABEL = "Meld tilbage"


def road_href(case: CaseRef) -> str:
    return case_href(case.public_id, "/meld-tilbage")


class RoadPage(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/road.html"
    case: CaseHeader
    notice: str
    needs_report: bool
    has_ruling: bool
    has_hidden_items: bool
    outcome: str | None
    due_on: date | None
    asked_since: date | None  # a longer deadline is asked for; the old date binds
    before: str  # what the authority asked for since the last report-back
    steps: tuple[StepLine, ...]
    beside: tuple[Way, ...]


def snapshot_of_round(material: Material, snapshots: list[SnapshotRow]) -> SnapshotRow | None:
    """The report to the authority that this round is about: the one released last, unless a newer draft is on its way;
    None before the first. Reports for others, as the management's, are never what is sent."""
    refused = [row.at for row in material.own_replies if row.outcome in (ReplyOutcome.ASKS, ReplyOutcome.NOT_COMPLIED)]
    since = max(refused, default=None)
    final = [row for row in snapshots if PROFILES[row.profile].is_final and row.state is not SnapshotState.WITHDRAWN]
    own = [row for row in final if since is None or row.at > since]
    return max(own, key=lambda row: row.no, default=None)


def told_of(
    draft: SnapshotRow,
    snapshots: list[SnapshotRow],
    records: tuple[InvolvementRow, ...],
    *,
    has_employee_body: bool,
) -> tuple[InvolvementRow, ...]:
    """Who was informed of the report that counts for `draft`, as its release asks: of itself, else of an earlier one
    that it says the same as, but for spelling. After its release what was told until then counts."""
    final = {row.id for row in snapshots if PROFILES[row.profile].is_final}
    rows = [row for row in records if row.snapshot in final and row.opens_gate(has_employee_body=has_employee_body)]
    if draft.released_at is not None:
        rows = [row for row in rows if row.at <= draft.released_at]
    counts = chosen(draft.no, [row.about for row in rows if row.about])
    return tuple(row for row in rows if row.about == counts)


def road_facts(facts: CaseFacts, found: Round, *, is_complete: bool) -> RoadFacts:
    """The facts of the road; of a report that is out, how the case has moved on since says nothing any more."""
    state = found.draft.state if found.draft else None
    is_out = state is SnapshotState.RELEASED
    codes = {each.code for each in found.blockers}
    return RoadFacts(
        is_complete=is_complete,
        has_draft=found.draft is not None,
        is_draft_current=is_out or "report.case_changed" not in codes,
        must_inform=must_inform(facts.kind),
        is_informed=bool(found.told) if is_out else found.standing.told is not None and not codes & _ANEW,
        is_released=is_out,
        is_sent=standing_report_back(facts) is not None,
        is_answered=complied_on(facts) is not None,
        is_closed=facts.phase is CasePhase.CLOSED,
    )


_ANEW = {"case.body_not_informed", "report.changed_since_told"}


def road_page(
    actor: Actor,
    case: CaseRef,
    material: Material,
    found: Round,
    *,
    known: CaseFacts,
    close_note: str,
) -> RoadPage:
    """The road of `case`, as far as the reader may walk it."""
    facts = material.facts
    checks = completeness(case, known)
    road = road_facts(facts, found, is_complete=all(check.is_done for check in checks))
    now, states = current_step(road), step_states(road)
    asked = [each.requested_on for each in material.rows.extensions if each.state == "requested"]
    makers = Steps(actor, case, material, found, checks, close_note)
    is_ordered = has_duty_to_act(case.kind) or case.kind is NoticeKind.AGREEMENT
    return RoadPage(
        title=LABEL,
        case=case_header(case, "report", LABEL),
        notice=NOT_FROM_HERE,
        needs_report=is_ordered,
        has_ruling=case.phase is not CasePhase.HEARING,
        has_hidden_items=bool(material.plan.hidden_items),
        outcome=CASE_OUTCOME[case.outcome] if case.outcome else None,
        due_on=facts.on(DeadlineKind.REPORT_BACK) or facts.on(DeadlineKind.INVESTIGATION_ACCOUNT),
        asked_since=max(asked, default=None),
        before=_before(material, is_open=facts.phase is CasePhase.OPEN),
        steps=tuple(
            makers.line(no, step, state, is_now=step is now)
            for no, (step, state) in enumerate(states.items(), 1)
            if step is not RoadStep.END or case.phase is CasePhase.CLOSED or now is RoadStep.END
        ),
        beside=makers.beside(),
    )


def _before(material: Material, *, is_open: bool) -> str:
    """Why a new round has begun."""
    asked = [row for row in material.own_replies if row.outcome in (ReplyOutcome.ASKS, ReplyOutcome.NOT_COMPLIED)]
    return REPLY_OUTCOME[asked[-1].outcome] if asked and is_open else ""
