"""From facts to the lines of a page, in plain Danish."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from app.approvals.pages import approval_href, version_name
from app.approvals.queries import Waiting as ToAgree
from app.cases.enums import CasePhase, CaseState, FocusPointState, NoticeKind
from app.cases.pages import case_href, follow_href, measure_href
from app.cases.queries import CaseDetail
from app.cases.queries import DueLine as CaseDeadline
from app.cases.rules import is_decision
from app.committees.labels import COMMITTEE_FUNCTION
from app.committees.queries import TermEnding
from app.core.dates import short_date
from app.core.errors import Blocker
from app.cycles.enums import Standing
from app.cycles.labels import CYCLE_KIND, CYCLE_KIND_INTERVAL, STANDING, UNFINISHED
from app.cycles.queries import CycleDue
from app.dashboard.pages import DueLine, ItemLine, NextStep, PointLine
from app.dashboard.queries.attention import OpenRight, UndatedCase
from app.dashboard.queries.plan import PlanItem
from app.deadlines.enums import ClockState, DeadlineKind
from app.deadlines.labels import CLOCK_STATE, DEADLINE_KIND
from app.deadlines.rules import days_text
from app.deadlines.rules.slugs import SLUG
from app.erasure.queries import Waiting
from app.evidence.queries.requests import RequestRow
from app.handover.queries import Gone, OrphanCase
from app.handover.rules import Counts
from app.indicators.pages.links import SeriesLine, series_line
from app.indicators.queries import LinkedSeries
from app.inquiries.queries import InquiryDue
from app.involvement.labels import PARTY_SHORT
from app.material.queries import Unanswered
from app.minutes.queries import MinutesWaiting
from app.notices.queries.tasks import ToTell
from app.plans.enums import ItemStatus
from app.plans.pages import next_date, status_tag
from app.plans.queries import OPEN, ListedItem
from app.plans.rules import progress
from app.reports.queries.awaited import AwaitedReply
from app.requests.pages import first_line, request_href
from app.requests.queries import Found as AskedFor
from app.surveys.pages.links import ResultLine, result_line
from app.surveys.queries import RemeasureDue, RestsOn, SurveyDue
from app.surveys.rules.links import LinkedResult

ITEMS_SHOWN = 8
CLOCK_KIND = {
    ClockState.UNKNOWN: "warning",
    ClockState.AWAITING: "warning",
    ClockState.UPCOMING: "info",
    ClockState.DUE_SOON: "warning",
    ClockState.DUE_TODAY: "warning",
    ClockState.OVERDUE: "danger",
    ClockState.EXPIRED: "neutral",
    ClockState.SUSPENDED: "info",
    ClockState.MET: "success",
    ClockState.MET_LATE: "warning",
    ClockState.ENDED: "neutral",
    ClockState.VOID: "neutral",
}


def point_lines(
    detail: CaseDetail,
    items: Iterable[PlanItem],
    today: date,
    results: Sequence[LinkedResult] = (),
    rests: Sequence[RestsOn] = (),
    series: Sequence[LinkedSeries] = (),
    *,
    may_link: bool = False,
) -> tuple[PointLine, ...]:
    """The focus points in their order with the items, survey results and indicators under them, then the items under
    none."""
    grouped: dict[int | None, list[PlanItem]] = {}
    for item in items:
        grouped.setdefault(item.focus_point, []).append(item)
    lines = []
    for point in detail.focus_points:
        own, is_closed = grouped.get(point.id, []), point.state is FocusPointState.CLOSED
        line = _point(point.position, point.title, is_closed, own, today)
        here = case_href(detail.ref.public_id)
        lines.append(
            replace(
                line,
                results=result_lines(detail, results, point.id, rests, may_link=may_link),
                series=series_lines(detail, series, point.id, may_link=may_link),
                link_href=measure_href(here, point.public_id) if may_link else None,
                follow_href=follow_href(here, point.public_id) if may_link else None,
                remeasure_on=point.remeasure_on,
            )
        )
    if None in grouped:
        lines.append(_point(None, "Tiltag uden fokuspunkt", False, grouped[None], today))
    return tuple(lines)


def result_lines(
    detail: CaseDetail,
    results: Sequence[LinkedResult],
    point: int | None,
    rests: Sequence[RestsOn] = (),
    *,
    may_link: bool,
) -> tuple[ResultLine, ...]:
    """What a focus point rests on; None: the case as a whole."""
    base = f"/sager/{detail.ref.public_id}/maalinger"
    return tuple(
        result_line(each, f"{base}/{each.public_id}/fjern" if may_link else None, rests)
        for each in results
        if each.focus_point == point
    )


def series_lines(
    detail: CaseDetail, series: Sequence[LinkedSeries], point: int | None, *, may_link: bool
) -> tuple[SeriesLine, ...]:
    """What a focus point is followed by; None: the case as a whole."""
    base = f"/sager/{detail.ref.public_id}/indikatorer"
    return tuple(
        series_line(each, f"{base}/{each.public_id}/fjern" if may_link else None)
        for each in series
        if each.focus_point == point
    )


def _point(number: int | None, title: str, is_closed: bool, items: list[PlanItem], today: date) -> PointLine:
    carried_out = sum(item.status in (ItemStatus.DONE, ItemStatus.EFFECT_EVALUATED) for item in items)
    summary = f"{carried_out} af {len(items)} tiltag er gennemført" if items else "Ingen tiltag endnu"
    # What is still open comes first: that is what the reader came for.
    ordered = sorted(items, key=lambda item: (item.status not in OPEN, item.due_on or date.min, item.no))
    shown = tuple(item_line(item, today) for item in ordered[:ITEMS_SHOWN])
    return PointLine(number, title, is_closed, summary, shown, max(0, len(items) - ITEMS_SHOWN))


def item_line(item: PlanItem, today: date) -> ItemLine:
    needs_owner = item.status in OPEN and not item.owner_is_active
    when = next_date(item, today)
    return ItemLine(f"/tiltag/{item.public_id}", item.title, status_tag(item), when, item.owner_name, needs_owner)


def _as_tag(text: str) -> str:
    return text[:1].upper() + text[1:]


def progress_text(detail: CaseDetail, items: Iterable[PlanItem]) -> str:
    """How far the items are, each counted once; in the words of the plan itself."""
    unique = {item.public_id: item for item in items}.values()
    return progress(
        ((item.status, item.effect_result) for item in unique), is_ruled=is_decision(detail.facts.kind)
    ).text


_NEXT: dict[CaseState, tuple[str, str, str]] = {
    CaseState.HEARING: ("Arbejdstilsynet har sendt sagen i høring.", "Registrér afgørelsen", "/afgoerelser/ny"),
    CaseState.RECEIVED: (
        "AMO, AMR og TR skal vide, at afgørelsen er kommet.",
        "Registrér orientering",
        "/inddragelse/ny",
    ),
    CaseState.INFORMED: ("AMO er orienteret. Nu skal der en handleplan til.", "Begynd handleplanen", "/handleplan"),
    CaseState.PLANNING: ("Handleplanen er begyndt.", "Gå til handleplanen", "/handleplan"),
    CaseState.IN_PROGRESS: ("Tiltagene er i gang.", "Gå til handleplanen", "/handleplan"),
    CaseState.READY_TO_REPORT: ("Tiltagene er gennemført.", "Meld tilbage", "/meld-tilbage"),
    CaseState.SUSPENDED: ("Pligten hviler, mens klagen behandles.", "Se klagen", "/klager"),
    CaseState.COMPLIED: ("Arbejdstilsynet har svaret, at påbuddet er efterkommet.", "Luk sagen", "/luk"),
    CaseState.REPORTED: ("I har meldt tilbage. Næste skridt er Arbejdstilsynets svar.", "Registrér svar", "/svar/ny"),
}


def next_step(detail: CaseDetail, items: Iterable[PlanItem] = (), *, close_note: str = "") -> NextStep | None:
    """The one thing to do next, with how many of `items` are late; None when the case is closed. `close_note`: why
    somebody else closes it."""
    found = _NEXT.get(detail.state)
    if found is None:
        return None
    if detail.state is CaseState.COMPLIED and close_note:
        return NextStep(f"{found[0]} {close_note}", "", None)
    reply = _reply_due(detail)
    text, label, path = reply or found
    if reply is None and detail.state is CaseState.RECEIVED and not is_decision(detail.facts.kind):
        text = "AMO, AMR og TR skal vide, hvad Arbejdstilsynet har givet jer."
    late = len({item.public_id for item in items if item.status in OPEN and item.due_on and item.due_on < detail.today})
    if late and reply is None and detail.state is CaseState.IN_PROGRESS:
        text = f"{text} {late} tiltag er over fristen."
    return NextStep(text, label, f"/sager/{detail.ref.public_id}{path}")


def _reply_due(detail: CaseDetail) -> tuple[str, str, str] | None:
    """The answer that the workplace may still give to a hearing or an offer; None where there is none to give."""
    facts = detail.facts
    if detail.state is CaseState.CLOSED:
        return None
    if facts.phase is CasePhase.HEARING:
        answered, due, text = DeadlineKind.HEARING_ANSWERED, DeadlineKind.HEARING, _NEXT[CaseState.HEARING][0]
    elif facts.kind is NoticeKind.AGREEMENT:
        answered, due = DeadlineKind.AGREEMENT_ACCEPTED, DeadlineKind.AGREEMENT_ACCEPTANCE
        text = "Arbejdstilsynet har tilbudt et aftaleforløb. Siger I ja, så registrér det her."
    else:
        return None
    last = facts.on(due)
    if facts.on(answered) is not None or (last is not None and last < detail.today):
        return None
    label = "Registrér høringssvar" if answered is DeadlineKind.HEARING_ANSWERED else "Registrér accept"
    return text, label, f"/frister/{SLUG[answered]}"


def undated_line(case: UndatedCase, *, may_write: bool) -> DueLine:
    """`may_write`: the reader is the one to write the date."""
    note = f"{case.reference} · {DEADLINE_KIND[case.kind] if case.kind else 'Frist'}"
    state = ClockState.UNKNOWN
    if case.awaited_since is not None:
        note += f", før klagen {case.awaited_since:%d.%m.%Y}"
        state = ClockState.AWAITING
    when = "Skriv datoen fra brevet" if may_write else ""
    return DueLine(f"/sager/{case.public_id}", case.title, note, None, when, CLOCK_STATE[state], "warning")


def awaited_line(case: AwaitedReply) -> DueLine:
    """A report-back that has waited long for its answer. No time limit is passed: what to do is ask."""
    note = f"{case.reference} · sendt {case.sent_on:%d.%m.%Y}. Spørg Arbejdstilsynet, eller registrér svaret"
    return DueLine(f"/sager/{case.public_id}/meld-tilbage", case.title, note, None, "", "Intet svar endnu", "info")


def to_tell_line(found: ToTell) -> DueLine:
    """A ruling that somebody is still to be told of; whoever is accountable for the case owns the task."""
    owner = found.owner_name or "ingen ansvarlig endnu"
    note = f"{found.reference} · {owner} · Mangler: {_whom(found)}"
    return DueLine(f"/sager/{found.public_id}/orientering", found.title, note, None, "", "Skal have besked", "warning")


def to_tell_warning(found: ToTell) -> Blocker:
    text = f"Ikke alle er orienteret om afgørelsen. Mangler: {_whom(found)}."
    return Blocker("case.to_tell", text, f"/sager/{found.public_id}/orientering")


def _whom(found: ToTell) -> str:
    return ", ".join(PARTY_SHORT[party] for party in found.missing)


def material_line(found: Unanswered) -> DueLine:
    """A material that units have not answered; the line leads to the answer."""
    sent = f"Sendt {found.sent_on:%d.%m.%Y}" if found.sent_on else ""
    return DueLine(found.href, found.title, f"{found.missing} ikke svaret", None, sent, "Mangler svar", "warning")


def survey_line(found: SurveyDue, today: date) -> DueLine:
    """When a unit is to be measured again (rule 29). Of what was measured on a day nobody knows, the year is known."""
    due, href = found.due, f"/maalinger/{found.round_public_id}"
    note = f"Højst tre år mellem to målinger. Sidst: {found.round_name}"
    if due.is_exact:
        return _due(href, found.unit_name, note, due.on, today)
    tag, kind = ("Overskredet", "danger") if due.on.year < today.year else ("Dato ukendt", "warning")
    return DueLine(href, found.unit_name, note, None, f"I løbet af {due.on.year}", tag, kind)


def remeasure_line(found: RemeasureDue, today: date) -> DueLine:
    """When the people of a focus point wanted to measure again, by their own plan."""
    href = f"/sager/{found.case_public_id}/handleplan#fokuspunkt-{found.public_id}"
    return _due(href, found.title, f"{found.reference} · Mål igen senest. Jeres egen dato", found.on, today)


def cycle_line(found: CycleDue, today: date) -> DueLine:
    """An assessment or a discussion that is to be made again (rule 29)."""
    href = f"/arbejdsmiljoe/{found.public_id}"
    last = f"{found.held_on:%d.%m.%Y}" if found.held_on else found.held_text
    title, note = f"{CYCLE_KIND[found.kind]}: {found.unit_name}", f"{CYCLE_KIND_INTERVAL[found.kind]}. Sidst: {last}"
    if found.status.standing is Standing.CHANGED and found.changed_on is not None:
        when = f"Arbejdet blev ændret {found.changed_on:%d.%m.%Y}"
        return DueLine(href, title, note, None, when, "Skal laves om", "warning")
    if found.status.standing is Standing.UNFINISHED:
        return DueLine(href, title, note, None, UNFINISHED, STANDING[Standing.UNFINISHED], "warning")
    if found.status.due is None:
        return DueLine(href, title, note, None, "Skriv datoen, så I ved, hvornår", "Dato ukendt", "warning")
    return _due(href, title, note, found.status.due, today)


def inquiry_line(found: InquiryDue, today: date) -> DueLine:
    """What a council member asked: the reader's own questions first."""
    count = found.own or found.waiting
    whose = "Du skal svare på" if found.own else "Mangler godkendt svar på"
    note = f"{whose} {count} spørgsmål fra byrådet"
    href = f"/forespoergsler/{found.public_id}"
    if found.due_on is None:
        return DueLine(href, found.title, note, None, "Skriv fristen", "Frist ukendt", "warning")
    return _due(href, found.title, note, found.due_on, today)


def request_due_line(found: AskedFor, person: int | None, today: date) -> DueLine:
    """What a committee asked for: what the reader is to answer, and what their committee waits for."""
    row = found.row
    whose = "Du skal svare" if row.owner == person else "Udvalget venter på svar"
    href, title, note = request_href(row.public_id), first_line(row.text, 120), f"{whose} · {row.committee_name}"
    if row.due_on is None:
        return DueLine(href, title, note, None, "Aftal en frist", "Ingen frist sat", "warning")
    return _due(href, title, note, row.due_on, today)


def minutes_line(row: MinutesWaiting) -> DueLine:
    """Minutes that wait for the reader's side."""
    title = f"Referat {short_date(row.held_on)}: {row.forum_name}"
    return DueLine(f"/moeder/{row.meeting_public_id}/referat", title, "Svar for din side", None, "", "Venter", "info")


def term_line(row: TermEnding, today: date) -> DueLine:
    """A place in a committee: somebody is to be elected or appointed."""
    note = f"{COMMITTEE_FUNCTION[row.function]} · {row.committee_name}"
    return _due(f"/udvalg/{row.committee_public_id}", row.name, note, row.ends_on, today)


def approval_line(waiting: ToAgree, today: date) -> DueLine:
    """What the reader's side of a committee is to answer, and what they asked a committee in vain."""
    row = waiting.found.row
    whose = "Svar for din side" if waiting.own else "Udvalget har ikke svaret"
    href, title = approval_href(row.public_id), f"{version_name(row)}: {row.case_title}"
    note = f"{whose} · {row.committee_name}"
    if waiting.found.due_on is None:
        return DueLine(href, title, note, None, "Svar på et møde", "Ingen frist sat", "info")
    return _due(href, title, note, waiting.found.due_on, today)


def case_due_line(deadline: CaseDeadline, on_date: date, today: date) -> DueLine:
    note = f"{deadline.reference} · {deadline.label}"
    return _due(f"/sager/{deadline.case_public_id}", deadline.title, note, on_date, today)


def right_due_line(right: OpenRight, today: date) -> DueLine:
    """A complaint counts from the day that is safe to send it on, as long as that has not passed (rule 9)."""
    note = f"{right.reference} · {DEADLINE_KIND[right.kind]}"
    on_date = right.on_date
    if right.send_by is not None and right.send_by >= today:
        on_date = right.send_by
        note = f"{right.reference} · Send senest. Klagefristen er beregnet til {right.on_date:%d.%m.%Y}"
    return _due(f"/sager/{right.public_id}", right.title, note, on_date, today)


def item_due_line(item: ListedItem, today: date, *, may_plan: bool) -> DueLine:
    """The case by its title: whoever reads it knows the workplace, not the numbers."""
    what = "Effekten skal vurderes" if item.status is ItemStatus.DONE else "Tiltag"
    owner = f"{item.owner_name} er fratrådt" if item.needs_owner else item.owner_name
    note = " · ".join(part for part in (item.case_title, what, owner) if part)
    href = f"/tiltag/{item.public_id}"
    if item.next_on is None:
        return DueLine(href, item.title, note, None, "Sæt en dato" if may_plan else "", "Frist ukendt", "warning")
    return _due(href, item.title, note, item.next_on, today)


def orphan_line(item: ListedItem, *, may_plan: bool) -> DueLine:
    """An open item whose owner has left (rule 26)."""
    note = " · ".join(part for part in (item.case_title, item.owner_name) if part)
    when = "Vælg en ny ansvarlig" if may_plan else ""
    return DueLine(f"/tiltag/{item.public_id}", item.title, note, None, when, "Mangler", "warning")


def orphan_case_line(case: OrphanCase) -> DueLine:
    """An open case whose accountable person has left (rule 26)."""
    note = f"{case.reference} · Ansvarlig for sagen · {case.owner_name} er fratrådt"
    return DueLine(f"/sager/{case.public_id}", case.title, note, None, "", "Mangler", "warning")


def gone_line(gone: Gone) -> DueLine:
    """Somebody who has left, with all that waits for somebody new: for who may hand it over."""
    counts = Counts(gone.items, gone.cases, gone.requests)
    when = f"Giv {counts.them} videre"
    href = f"/giv-videre/{gone.public_id}"
    return DueLine(href, f"Efter {gone.name}", str(counts), None, when, "Mangler", "warning")


def request_line(row: RequestRow, today: date) -> DueLine:
    """Evidence that the reader was asked for."""
    note = " · ".join(part for part in (row.item_title, "Dokumentation", f"bedt af {row.asked_by_name}") if part)
    return _due(row.href, row.title, note, row.due_on, today)


def delivery_line(row: RequestRow) -> DueLine:
    """Evidence that the reader asked for and should judge."""
    note = " · ".join(part for part in (row.item_title, f"leveret af {row.asked_of_name}") if part)
    return DueLine(row.href, row.title, note, None, "Sig god for det, eller send det tilbage", "Leveret", "warning")


def erasure_line(waiting: Waiting) -> DueLine:
    """Content that somebody asked to have erased. Its name may be what must go."""
    note = f"Sag {waiting.case_reference}" if waiting.case_reference else "Dokumentation"
    return DueLine(waiting.href, "Indhold, der skal slettes", note, None, "En anden skal sige ja", "Venter", "warning")


def _due(href: str, title: str, note: str, on_date: date, today: date) -> DueLine:
    kind = "danger" if on_date < today else "warning" if on_date == today else "info"
    return DueLine(href, title, note, on_date, "", _as_tag(days_text(on_date, today)), kind)
