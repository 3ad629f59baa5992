"""Cases: the list, one of them, its dates and what it is about."""

from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from app.access.policy import Actor
from app.api.v1.case_shapes import (
    Case,
    CaseList,
    CaseSummary,
    Deadline,
    DeadlineList,
    Finding,
    FocusPoint,
    FocusPointList,
    NextDeadline,
    Ruling,
    TopicBody,
    Warning,
)
from app.api.v1.common import (
    BASE,
    ETAG,
    NEXT_LINK,
    READ,
    READS,
    After,
    AnyRequest,
    filled,
    next_of,
    page_of,
    tag_text,
)
from app.cases.enums import (
    CasePhase,
    NoticeKind,
    Topic,
)
from app.cases.labels import CASE_OUTCOME, CASE_PHASE, FOCUS_POINT_CLOSURE, FOCUS_POINT_STATE, NOTICE_KIND, TOPIC
from app.cases.queries import CaseDetail, CaseFilter, CaseLine, ClockView, get_case, get_case_ref, list_cases
from app.core.text import clean_line
from app.db.transaction import reading
from app.reports.queries.facts import complete_facts

_TAGS = ["Sager"]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="Hvor mange på siden.")]


@get(
    f"{BASE}/cases",
    name="api.cases",
    opt=READ,
    tags=_TAGS,
    summary="Sager",
    responses=READS,
    response_headers=[NEXT_LINK],
)
async def show_cases(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    unit: Annotated[str, QueryParameter(description="Id på en enhed. Enhederne under den er med.")] = "",
    kind: Annotated[NoticeKind | None, QueryParameter(description="Slags.")] = None,
    phase: Annotated[CasePhase | None, QueryParameter(description="Fase.")] = None,
    topic: Annotated[Topic | None, QueryParameter(description="Emne.")] = None,
    q: Annotated[str, QueryParameter(description="Ord, der skal stå i sagen.")] = "",
    after: After = None,
    limit: Limit = 25,
) -> Response[CaseList]:
    """De sager, du ser. Dem uden kendt frist først, så efter den nærmeste frist."""
    filters = CaseFilter(unit=unit[:12], kind=kind, phase=phase, topic=topic, text=clean_line(q)[:200])
    async with reading():
        found = await list_cases(actor.scope, filters, after, limit=limit)
    following = next_of(request, found.after)
    return page_of(CaseList(tuple(_summary(case) for case in found.cases), following), following)


def _summary(case: CaseLine) -> CaseSummary:
    return filled(
        CaseSummary,
        case,
        kind_label=NOTICE_KIND[case.kind],
        phase_label=CASE_PHASE[case.phase],
        outcome_label=CASE_OUTCOME[case.outcome] if case.outcome else None,
        next_deadline=filled(NextDeadline, case, label=case.due_label, on=case.due_on, text=case.due_text),
    )


async def _detail(actor: Actor, case_id: str) -> CaseDetail:
    """The case as its page shows it, with what the later slices know."""
    ref = await get_case_ref(actor.scope, case_id)
    detail = await get_case(actor.scope, ref)
    return detail.with_facts(await complete_facts(actor.scope, ref.id, detail.facts))


@get(
    f"{BASE}/cases/{{case_id:str}}",
    name="api.case",
    opt=READ,
    tags=_TAGS,
    summary="Én sag",
    responses=READS,
    response_headers=[ETAG],
)
async def show_case(actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Case]:
    """Sagen med afgørelser, krav og det, der kræver opmærksomhed."""
    async with reading():
        detail = await _detail(actor, case_id)
    return Response(_case(detail), headers={"ETag": tag_text(detail.case.version)})


def _topics(topics: tuple[Topic, ...]) -> tuple[TopicBody, ...]:
    return tuple(TopicBody(topic, TOPIC[topic]) for topic in topics)


def _case(detail: CaseDetail) -> Case:
    case = detail.case
    return filled(
        Case,
        case,
        kind_label=NOTICE_KIND[case.kind],
        phase_label=CASE_PHASE[case.phase],
        state=detail.state,
        state_label=detail.state_label,
        outcome_label=CASE_OUTCOME[case.outcome] if case.outcome else None,
        owner=detail.ref.owner_name or None,
        units=detail.ref.unit_names,
        topics=_topics(detail.rows.topics),
        visit=case.visit_public_id,
        rulings=tuple(filled(Ruling, each, kind_label=each.label) for each in detail.rulings),
        findings=tuple(
            filled(
                Finding,
                each,
                kind_label=each.label,
                focus_points=tuple(point.public_id for point in each.focus_points),
            )
            for each in detail.findings
        ),
        warnings=tuple(filled(Warning, each, page=each.href) for each in detail.warnings),
    )


@get(
    f"{BASE}/cases/{{case_id:str}}/deadlines",
    name="api.deadlines",
    opt=READ,
    tags=_TAGS,
    summary="Sagens frister og datoer",
    responses=READS,
)
async def show_deadlines(actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[DeadlineList]:
    """Frister først, så det, der er sket. En ukendt dato er tom og står som ukendt: den bliver aldrig gættet."""
    async with reading():
        detail = await _detail(actor, case_id)
    return Response(DeadlineList(tuple(_deadline(clock) for clock in (*detail.clocks, *detail.dated))))


def _deadline(clock: ClockView) -> Deadline:
    return filled(Deadline, clock, kind_label=clock.label, on=clock.on_date, versions=clock.history_count)


@get(
    f"{BASE}/cases/{{case_id:str}}/focus-points",
    name="api.focus_points",
    opt=READ,
    tags=_TAGS,
    summary="Sagens fokuspunkter",
    responses=READS,
)
async def show_focus_points(actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[FocusPointList]:
    """Det, der arbejdes med, og hvilke krav det svarer på."""
    async with reading():
        detail = await get_case(actor.scope, await get_case_ref(actor.scope, case_id))
    findings = {each.id: each.public_id for each in detail.findings}
    points = tuple(
        filled(
            FocusPoint,
            each,
            state_label=FOCUS_POINT_STATE[each.state],
            closure_label=FOCUS_POINT_CLOSURE[each.closure] if each.closure else None,
            topics=_topics(each.topics),
            findings=tuple(findings[finding] for finding in each.findings),
        )
        for each in detail.focus_points
    )
    return Response(FocusPointList(points))


routes = [show_cases, show_case, show_deadlines, show_focus_points]
