"""The overview, the case and its history, and the unit: pages that join several slices."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec.structs import replace

from app.access.enums import Permission
from app.access.policy import Actor, may, may_anywhere, narrowed
from app.approvals.queries import list_waiting as list_waiting_approvals
from app.audit.labels import happened
from app.audit.pages import readable
from app.cases.enums import CasePhase, CaseState, NoticeKind
from app.cases.pages import case_header, case_href, case_line_view, follow_href, measure_href
from app.cases.policy import may_close
from app.cases.queries import CaseDetail, CaseFilter, get_case, get_case_ref, list_cases, list_due, second_person
from app.cases.rules import has_duty_to_act, is_own, must_inform, suggested_kle
from app.committees.queries import list_terms_ending
from app.committees.queries.terms import AHEAD as TERMS_AHEAD
from app.cycles.pages.words import HOME as CYCLES_HOME
from app.cycles.pages.words import TITLE as CYCLES
from app.cycles.queries import list_cycles_due
from app.dashboard import presenters
from app.dashboard.pages import CasePage, DueLine, Group, HistoryLine, HistoryPage, OverviewPage, Step, UnitPage
from app.dashboard.queries.attention import list_open_complaint_rights, list_undated_cases
from app.dashboard.queries.history import PAGE, HistoryEntry, list_case_history
from app.dashboard.queries.plan import list_plan_items
from app.db.transaction import reading
from app.deadlines.enums import ClockState, DeadlineKind
from app.documents.queries import list_documents
from app.erasure.queries import list_waiting
from app.evidence.enums import RequestState
from app.evidence.queries.requests import list_requests_waiting
from app.handover.queries import list_cases_of_gone, list_gone
from app.indicators.queries import list_linked_series
from app.inquiries.pages import HOME as INQUIRIES
from app.inquiries.queries import list_inquiries_due
from app.material.queries import list_unanswered
from app.minutes.queries import list_minutes_waiting
from app.notices.queries.tasks import list_to_tell
from app.organisation.labels import UNIT_KIND
from app.organisation.pages import BelowLine, crumbs_of, person_line, version_line
from app.organisation.queries import get_unit
from app.plans.queries import list_attention, list_items_of_inactive_owners
from app.reports.queries.awaited import list_awaited_replies
from app.reports.queries.facts import complete_facts
from app.requests.queries import list_requests_due
from app.surveys.queries import list_linked_results, list_remeasures_due, list_rests, list_surveys_due
from app.web.doors import doors
from app.web.pages import redirect, render

READ = {"permission": Permission.CASE_READ}
SHOWN = 8  # lines of one block of the overview
AHEAD = timedelta(days=7)
RIGHTS_AHEAD = timedelta(days=35)  # four weeks, and what a roll over closed days adds
SURVEYS_AHEAD = timedelta(days=180)  # time to agree on it in MED and to order it
NOT_WAITING = (DeadlineKind.COMPLAINT,)  # a right: it has a block of its own


@get("/", name="overview", opt={"login_only": True})
async def show_overview(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
    scope, today = actor.scope, actor.today
    if scope.sees_one_by_one:  # an adviser: there is nothing to look over
        found = (await list_cases(scope, CaseFilter())).cases
        return redirect(request, f"/sager/{found[0].public_id}" if len(found) == 1 else "/sager")
    may_write, may_plan = (may_anywhere(actor, each) for each in (Permission.CASE_WRITE, Permission.PLAN_WRITE))
    async with reading():
        deadlines = await list_due(scope, None, today + AHEAD, limit=4 * SHOWN)
        undated = await list_undated_cases(scope, limit=SHOWN + 1)
        rights = await list_open_complaint_rights(scope, today + RIGHTS_AHEAD, limit=SHOWN + 1)
        items = await list_attention(scope, today + AHEAD, limit=6 * SHOWN)
        orphans = await _orphans(actor)
        awaited = await list_awaited_replies(scope, limit=SHOWN + 1)
        erasures = await list_waiting(actor, limit=SHOWN + 1)
        requests = await list_requests_waiting(scope, limit=2 * SHOWN)
        materials = await list_unanswered(scope, actor.now, limit=SHOWN + 1)
        surveys = await list_surveys_due(scope, today + SURVEYS_AHEAD)
        again = await list_remeasures_due(scope, today + SURVEYS_AHEAD, limit=SHOWN + 1)
        cycles = await list_cycles_due(scope, limit=SHOWN + 1)
        inquiries = await list_inquiries_due(scope, limit=SHOWN + 1)
        from_committees = await list_requests_due(scope, limit=SHOWN + 1)
        to_agree = await list_waiting_approvals(scope, limit=SHOWN + 1)
        minutes = await list_minutes_waiting(actor, limit=SHOWN + 1)
        ending = await list_terms_ending(scope, today + TERMS_AHEAD, limit=SHOWN + 1)
        works = narrowed(actor, Permission.PLAN_WRITE).scope
        untold = await list_to_tell(works, limit=SHOWN + 1) if works.sees_cases else []
        is_new = (
            not (deadlines or undated or items or erasures or requests)
            and not (await list_cases(scope, CaseFilter(), limit=1)).cases
        )
    case_lines = [
        presenters.case_due_line(each, each.on_date, today)
        for each in deadlines
        if each.on_date is not None and each.kind not in NOT_WAITING and each.state is not ClockState.SUSPENDED
    ]
    right_lines = sorted((presenters.right_due_line(right, today) for right in rights), key=_by_date)
    item_lines = [presenters.item_due_line(item, today, may_plan=may_plan) for item in items]
    judged = [row for row in requests if row.state is RequestState.DELIVERED]
    asked = [row for row in requests if row not in judged and row.due_on <= today + AHEAD]
    item_lines += [presenters.request_line(row, today) for row in asked]
    answers = [presenters.delivery_line(row) for row in judged]
    answers += [presenters.erasure_line(each) for each in erasures]
    answers += [presenters.minutes_line(each) for each in minutes]
    late = [line for line in case_lines + item_lines if line.on_date is not None and line.on_date < today]
    soon = [line for line in case_lines + item_lines if line.on_date is not None and line.on_date >= today]
    measured = [presenters.remeasure_line(each, today) for each in again]
    measured += [presenters.survey_line(each, today) for each in surveys]
    undated_lines = [presenters.undated_line(case, may_write=may_write) for case in undated]
    groups = (
        _group("overskredet", "Overskredet", sorted(late, key=_by_date), "/sager"),
        _group("uge", "De næste 7 dage", sorted(soon, key=_by_date), "/sager"),
        _group("slettes", "Venter på dit svar", answers, "/mine-tiltag"),
        _group(
            "svar", "Venter på Arbejdstilsynets svar", [presenters.awaited_line(each) for each in awaited], "/sager"
        ),
        _group("ukendt-sag", "Sager uden kendt frist", undated_lines, "/sager"),
        _group("orienteres", "Skal have besked", [presenters.to_tell_line(each) for each in untold], "/sager"),
        _group("klage", "I kan stadig klage", right_lines, "/sager"),
        _group(
            "materiale", "Materiale uden svar", [presenters.material_line(each) for each in materials], "/materiale"
        ),
        _group("maalinger", "Næste trivselsmåling", measured, "/maalinger"),
        _group(
            "byraadet", "Spørgsmål fra byrådet", [presenters.inquiry_line(each, today) for each in inquiries], INQUIRIES
        ),
        _group(
            "anmodninger",
            "Anmodninger fra udvalg",
            [presenters.request_due_line(each, actor.person, today) for each in from_committees],
            "/udvalg",
        ),
        _group("pladser", "Pladser i udvalg, der slutter", [presenters.term_line(x, today) for x in ending], "/udvalg"),
        _group("enighed", "Enighed i udvalg", [presenters.approval_line(each, today) for each in to_agree], "/udvalg"),
        _group("apv", CYCLES, [presenters.cycle_line(each, today) for each in cycles], CYCLES_HOME),
        _group("fratraadt", "Mangler ny ansvarlig", orphans, "/giv-videre" if _hands_over(actor) else "/sager"),
        _group("ukendt-tiltag", "Tiltag uden dato", [x for x in item_lines if x.on_date is None], "/mine-tiltag"),
    )
    page = OverviewPage(
        title="Overblik",
        first_name="" if "," in actor.name else actor.name.split(" ")[0],
        groups=tuple(group for group in groups if group.lines),
        sees_cases=scope.sees_cases,
        is_new=is_new,
        may_register=may_write,
        may_set_up=may_anywhere(actor, Permission.ORGANISATION_WRITE),
        reads_surveys=scope.reads_surveys,
    )
    return render(request, page)


def _hands_over(actor: Actor) -> bool:
    return may_anywhere(actor, Permission.ITEM_HAND_OVER)


async def _orphans(actor: Actor) -> list[DueLine]:
    """What waits for somebody new (rule 26): by person for who may hand it over, else one by one."""
    if _hands_over(actor):
        return [presenters.gone_line(gone) for gone in await list_gone(actor.scope, limit=SHOWN + 1)]
    cases = await list_cases_of_gone(actor.scope, limit=SHOWN + 1)
    items = await list_items_of_inactive_owners(actor.scope, limit=SHOWN + 1)
    may_plan = may_anywhere(actor, Permission.PLAN_WRITE)
    return [
        *(presenters.orphan_case_line(case) for case in cases),
        *(presenters.orphan_line(item, may_plan=may_plan) for item in items),
    ]


def _by_date(line: DueLine) -> str:
    return line.on_date.isoformat() if line.on_date else ""


def _group(name: str, heading: str, lines: list[DueLine], more_href: str) -> Group:
    return Group(name, heading, tuple(lines[:SHOWN]), len(lines) > SHOWN, more_href)


@get("/sager/{case_id:str}", name="cases.show", opt=READ)
async def show_case(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[str]:
    scope = actor.scope
    async with reading():
        ref = await get_case_ref(scope, case_id)
        detail = await get_case(scope, ref)
        detail = detail.with_facts(await complete_facts(scope, ref.id, detail.facts))
        items = await list_plan_items(scope, ref.id)
        documents = await list_documents(scope, ref.id)
        results = await list_linked_results(scope, ref.id)
        rests = await list_rests(scope, ref.id) if results else []
        series = await list_linked_series(scope, ref.id)
        untold = await list_to_tell(scope, limit=1, case=ref.id)
        close_note = await second_person(actor, ref) if detail.state is CaseState.COMPLIED else ""
    may_write, may_plan = (
        may(actor, each, ref.ancestors).ok for each in (Permission.CASE_WRITE, Permission.PLAN_WRITE)
    )
    may_link = may_plan and scope.reads_surveys
    opened = doors(request, ref.ancestors)
    step = presenters.next_step(detail, items, close_note=close_note)
    steps = _steps(
        detail,
        may_write=may_write,
        may_share=may(actor, Permission.CASE_SHARE, ref.ancestors).ok,
        may_end=may_close(actor, ref).ok,
    )
    page = CasePage(
        title=ref.title,
        case=case_header(ref, "case"),
        detail=detail,
        next_step=step and replace(step, href=opened(step.href)),
        warnings=(
            *(replace(each, href=opened(each.href)) for each in detail.warnings),
            *(presenters.to_tell_warning(each) for each in untold if detail.state is not CaseState.RECEIVED),
        ),
        points=presenters.point_lines(detail, items, actor.today, results, rests, series, may_link=may_link),
        results=presenters.result_lines(detail, results, None, rests, may_link=may_link),
        series=presenters.series_lines(detail, series, None, may_link=may_link),
        link_href=measure_href(case_href(ref.public_id)) if may_link else None,
        follow_href=follow_href(case_href(ref.public_id)) if may_link else None,
        progress_text=presenters.progress_text(detail, items),
        documents=tuple(documents),
        clock_kinds=presenters.CLOCK_KIND,
        steps=tuple(each for each in steps if step is None or each.href != step.href),
        may_write=may_write,
        may_plan=may_plan,
        is_own=is_own(ref.kind),
        kle_suggested=suggested_kle(ref.kind, detail.rows.settings.kle_default),
        hand_over_href=f"/giv-videre/{ref.owner_public_id}" if may_write and ref.needs_owner else None,
    )
    return render(request, page)


def _steps(detail: CaseDetail, *, may_write: bool, may_share: bool, may_end: bool) -> tuple[Step, ...]:
    """What can be done to the case, by whoever may; the page leaves out what it offers as the next step."""
    here = f"/sager/{detail.ref.public_id}"
    end = (Step("Luk sagen", f"{here}/luk"),) if may_end and detail.ref.phase is not CasePhase.CLOSED else ()
    share = (Step("Giv en rådgiver adgang", f"{here}/raadgivere"),) if may_share else ()
    if not may_write:
        return (*share, *end)
    if detail.ref.phase is CasePhase.CLOSED:
        return (Step("Åbn sagen igen", f"{here}/genaabn"), *share)
    if is_own(detail.ref.kind):
        return (
            Step("Ret planens oplysninger", f"{here}/ret"),
            Step("Skift, hvem der er ansvarlig", f"{here}/ansvarlig"),
            Step("Ret enheder", f"{here}/enheder"),
            Step("Gem et brev", f"{here}/dokumenter/nyt"),
            *share,
            *end,
        )
    is_ordered = has_duty_to_act(detail.ref.kind) or detail.ref.kind is NoticeKind.AGREEMENT
    is_hearing = detail.ref.phase is CasePhase.HEARING
    return (
        *((Step("Meld tilbage", f"{here}/meld-tilbage"),) if is_ordered and not is_hearing else ()),
        Step("Ret sagens oplysninger", f"{here}/ret"),
        Step("Skift, hvem der er ansvarlig", f"{here}/ansvarlig"),
        Step("Ret enheder og besøg", f"{here}/enheder"),
        Step("Registrér en afgørelse", f"{here}/afgoerelser/ny"),
        *(Step(each.text, each.href) for each in detail.missing),
        *((Step("Se, hvem der skal have besked", f"{here}/orientering"),) if must_inform(detail.ref.kind) else ()),
        Step("Gem et brev", f"{here}/dokumenter/nyt"),
        Step("Bed om længere frist", f"{here}/fristforlaengelse"),
        Step("Registrér en klage", f"{here}/klager"),
        Step("Notér kontakt med Arbejdstilsynet", f"{here}/kontakt"),
        *share,
        *end,
    )


@get("/sager/{case_id:str}/historik", name="cases.history", opt=READ)
async def show_history(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    case_id: FromPath[str],
    efter: FromQuery[str] = "",
) -> Response[str]:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        entries = await list_case_history(actor.scope, ref.id, after=efter)
    is_more = len(entries) > PAGE
    entries = entries[:PAGE]
    page = HistoryPage(
        title="Historik",
        case=case_header(ref, "history"),
        entries=tuple(_line(entry) for entry in entries),
        older_href=f"/sager/{case_id}/historik?{urlencode({'efter': entries[-1].place})}" if is_more else None,
    )
    return render(request, page)


def _line(entry: HistoryEntry) -> HistoryLine:
    payload = entry.payload
    return HistoryLine(
        at=entry.at,
        who=payload.actor_name if payload else "Navnet er slettet",
        what=happened(entry.entity_kind, entry.action),
        subject=payload.subject if payload else "",
        reason=payload.reason if payload else "",
        changes=readable(payload.changes) if payload else (),
        is_erased=payload is None,
        erased_at=entry.erased_at,
    )


@get("/enheder/{public_id:str}", name="units.show", opt={"login_only": True})
async def show_unit(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        unit = await get_unit(actor.scope, public_id)
        found = await list_cases(actor.scope, CaseFilter(unit=public_id))
    can_change = may(actor, Permission.ORGANISATION_WRITE, unit.ancestors).ok
    people = [(person.depth, person_line(person, is_link=can_change)) for person in unit.people]
    page = UnitPage(
        title=unit.name,
        crumbs=crumbs_of(unit),
        base=f"/enheder/{unit.public_id}",
        unit=unit,
        kind=UNIT_KIND[unit.kind],
        versions=tuple(version_line(version) for version in unit.versions),
        people_here=tuple(line for depth, line in people if depth == 0),
        people_above=tuple(line for depth, line in people if depth > 0),
        below=tuple(
            BelowLine(below.name, f"/enheder/{below.public_id}", UNIT_KIND[below.kind], below.closed_on is not None)
            for below in unit.below
        ),
        cases=tuple(case_line_view(case) for case in found.cases),
        more_href=f"/sager?enhed={public_id}" if found.after else None,
        can_change=can_change and unit.closed_on is None,
        can_create_case=may(actor, Permission.CASE_WRITE, unit.ancestors).ok and unit.closed_on is None,
        reads_surveys=may(actor, Permission.SURVEY_READ, unit.ancestors).ok,
        reads_cycles=may(actor, Permission.CYCLE_READ, unit.ancestors).ok,
        reads_meetings=may(actor, Permission.MEETING_READ, unit.ancestors).ok,
    )
    return render(request, page)


routes = [show_overview, show_case, show_history, show_unit]
