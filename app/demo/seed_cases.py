"""The cases of `seed`: as registered, planned and worked on by the actions, but written in bulk."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.access.policy import Actor
from app.cases.enums import (
    CaseOutcome,
    CasePhase,
    FindingKind,
    FocusPointState,
    NoticeKind,
    RulingKind,
    Topic,
)
from app.cases.labels import NOTICE_KIND
from app.cases.rules import CaseFacts, case_next_due, is_decision
from app.cases.rules.dates import COUNTED_FROM, counted, first_dates
from app.cases.tables import (
    Case,
    CaseNumber,
    CaseTopic,
    CaseUnit,
    Finding,
    FindingFocusPoint,
    FocusPoint,
    FocusPointTopic,
    InspectionVisit,
    Ruling,
)
from app.core.text import search_text
from app.deadlines.enums import DateSource, DeadlineKind, DeadlineState
from app.deadlines.tables import Deadline, DeadlineVersion
from app.demo.bulk import Bulk, Place
from app.demo.seed_items import add_plan
from app.demo.texts import FINDINGS, FOCUS_POINTS
from app.organisation.rules import DEFAULT_SETTINGS

BATCH = 100
LARGE = {0: 300, 50: 42}  # items by the number of the case: a page that is full, and a report of some 20 pages
_KINDS = {
    NoticeKind.IMPROVEMENT: 60,
    NoticeKind.IMMEDIATE: 8,
    NoticeKind.INVESTIGATION: 4,
    NoticeKind.REPRIMAND: 8,
    NoticeKind.AGREEMENT: 8,
    NoticeKind.GUIDANCE: 12,
}


def add_cases(
    bulk: Bulk, actor: Actor, places: list[Place], *, cases: int, items: int, busy: tuple[int, int]
) -> Iterator[None]:
    """Adds the cases with their plans, and stops after each batch so that it can be saved.

    The first place has the largest plans and each fiftieth case. Of `busy`, the representative owns each fifth item
    there, and the consultant each hundredth elsewhere.
    """
    shares = _shares(bulk, cases, items)
    numbers: dict[int, int] = {}
    for no in range(cases):
        place = places[0] if no % 50 == 0 else places[no % len(places)]
        _add_case(
            bulk,
            actor,
            place,
            items=shares[no],
            busy=busy,
            numbers=numbers,
            is_large=no in LARGE,
            is_home=place is places[0],
        )
        if no % BATCH == BATCH - 1:
            yield
    for year, last in numbers.items():
        bulk.add(CaseNumber, municipality=places[0].municipality, year=year, last_no=last)
    yield


def _shares(bulk: Bulk, cases: int, items: int) -> list[int]:
    """How many items each case has; a few at the first place have many."""
    fixed = {no: count for no, count in LARGE.items() if no < cases}
    if sum(fixed.values()) > items or cases == len(fixed):
        fixed = {}
    others = [no for no in range(cases) if no not in fixed]
    rest = items - sum(fixed.values())
    shares = dict(fixed)
    for place, no in enumerate(others):
        shares[no] = rest // len(others) + (place < rest % len(others))
    for one, other in zip(others[::2], others[1::2], strict=False):  # uneven, as in life
        moved = bulk.rng.randint(0, shares[one] // 2)
        shares[one], shares[other] = shares[one] - moved, shares[other] + moved
    return [shares[no] for no in range(cases)]


def _add_case(
    bulk: Bulk,
    actor: Actor,
    place: Place,
    *,
    items: int,
    busy: tuple[int, int],
    numbers: dict[int, int],
    is_large: bool,
    is_home: bool,
) -> None:
    rng = bulk.rng
    kind = NoticeKind.IMPROVEMENT if is_large else rng.choices(list(_KINDS), list(_KINDS.values()))[0]
    begun = actor.today - timedelta(days=rng.randint(40, 120) if is_large else rng.randint(5, 700))
    numbers[begun.year] = numbers.get(begun.year, 0) + 1
    reference = f"MAAL{begun.year}-{numbers[begun.year]:04d}"
    topics = rng.sample(list(Topic), rng.choice((1, 1, 2)))
    phase, outcome = _phase(bulk, kind, (actor.today - begun).days)
    if is_large:
        phase, outcome = CasePhase.OPEN, None
    dates = _dates(bulk, kind, phase, begun)
    key, due_kind = case_next_due(
        CaseFacts(kind=kind, phase=phase, outcome=outcome, has_ruling=phase is not CasePhase.HEARING, dates=dict(dates))
    )
    title = f"{NOTICE_KIND[kind]}: {FOCUS_POINTS[topics[0]][0].lower()}"
    if is_large:
        title += f", {items} tiltag"  # what the benchmark finds it by
    authority_no = f"2025{rng.randint(1_000_000, 9_999_999)}"
    esdh_no = f"MAL-{begun.year}-{rng.randint(1, 999_999):06d}"
    at = datetime.combine(begun, time(11), UTC)
    visit = bulk.add(
        InspectionVisit,
        municipality=place.municipality,
        unit=place.unit,
        visited_on=begun - timedelta(days=20),
        authority_case_no=authority_no,
        note="",
        version=1,
    )
    case = bulk.add(
        Case,
        reference=reference,
        municipality=place.municipality,
        visit=visit,
        kind=kind,
        phase=phase,
        outcome=outcome,
        title=title,
        owner=place.people[0] if place.people else None,
        cvr_no="12345678",
        production_unit_no=None,
        authority_case_no=authority_no,
        esdh_case_no=esdh_no,
        kle="87.15.00",
        summary=" ".join(FINDINGS[topics[0]]),
        has_employee_body=True,
        adviser_name="",
        adviser_cvr_no=None,
        next_due_key=key,
        next_due_kind=due_kind,
        search_text=search_text(reference, authority_no, esdh_no, title, place.name),
        created_at=at,
        closed_on=actor.today - timedelta(days=3) if phase is CasePhase.CLOSED else None,
        version=1,
    )
    bulk.add(CaseUnit, case=case, unit=place.unit, unit_version=place.version)
    for topic in topics:
        bulk.add(CaseTopic, case=case, topic=topic)
    ruling = None
    if is_decision(kind) and phase is not CasePhase.HEARING:
        ruling = bulk.add(Ruling, case=case, kind=RulingKind.ORIGINAL, no=1, note="", document=None)
    for each, day in dates.items():
        _add_deadline(bulk, case, ruling, each, day, at, place)
    points = _add_findings(bulk, case, topics)
    add_plan(
        bulk, actor, case, place, points=points, topic=topics[0], count=items, begun=begun, busy=busy, is_home=is_home
    )


def _phase(bulk: Bulk, kind: NoticeKind, age: int) -> tuple[CasePhase, CaseOutcome | None]:
    if age < 15 and kind in (NoticeKind.IMPROVEMENT, NoticeKind.REPRIMAND, NoticeKind.INVESTIGATION):
        return CasePhase.HEARING, None
    if kind in (NoticeKind.REPRIMAND, NoticeKind.GUIDANCE) and bulk.rng.random() < 0.7:
        return CasePhase.CLOSED, CaseOutcome.CONCLUDED
    if age > 200 and bulk.rng.random() < 0.6:
        is_agreement = kind is NoticeKind.AGREEMENT
        return CasePhase.CLOSED, CaseOutcome.AGREEMENT_COMPLETED if is_agreement else CaseOutcome.REPLACED
    return CasePhase.OPEN, None


def _dates(bulk: Bulk, kind: NoticeKind, phase: CasePhase, begun: date) -> dict[DeadlineKind, date | None]:
    """The dates that such a case begins with; one in twelve lacks those of the letter."""
    is_known = bulk.rng.random() > 1 / 12
    comply = begun + timedelta(days=bulk.rng.randint(90, 240))
    given = {
        DeadlineKind.HEARING_SENT: begun,
        DeadlineKind.RULED: begun,
        DeadlineKind.AVAILABLE: begun,
        DeadlineKind.AGREEMENT_OFFERED: begun,
        DeadlineKind.COMPLIANCE: comply if is_known else None,
        DeadlineKind.REPORT_BACK: comply + timedelta(days=7) if is_known else None,
        DeadlineKind.AGREEMENT_END: comply,
        DeadlineKind.ADVISER_CHOSEN: begun + timedelta(days=42) if is_known else None,
        DeadlineKind.ADVISER_REPORT: comply if is_known else None,
        DeadlineKind.INVESTIGATION_ACCOUNT: comply + timedelta(days=14) if is_known else None,
    }
    found: dict[DeadlineKind, date | None] = {}
    for each in first_dates(kind, phase):
        start = COUNTED_FROM.get(each)
        from_on = given.get(start) if start else None
        result = counted(each, from_on, DEFAULT_SETTINGS) if from_on else None
        found[each] = result.due if result else given.get(each)
    return found


def _add_deadline(
    bulk: Bulk, case: int, ruling: int | None, kind: DeadlineKind, day: date | None, at: datetime, place: Place
) -> None:
    is_computed = kind in COUNTED_FROM
    shared: dict[str, Any] = {
        "on_date": day,
        "state": DeadlineState.SET if day else DeadlineState.UNKNOWN,
        "source": DateSource.COMPUTED if is_computed else DateSource.LETTER,
        "is_confirmed": not is_computed,
    }
    key = bulk.add(Deadline, case=case, ruling=ruling, kind=kind, version=1, **shared)
    by = None if is_computed or not place.people else place.people[0]
    bulk.add(DeadlineVersion, deadline=key, no=1, reason="", by=by, at=at, **shared)


def _add_findings(bulk: Bulk, case: int, topics: list[Topic]) -> list[int]:
    """The authority's findings and the focus points that answer them."""
    points = []
    for position, topic in enumerate(topics):
        for no, title in enumerate(FOCUS_POINTS[topic]):
            point = bulk.add(
                FocusPoint,
                case=case,
                position=position * 2 + no + 1,
                title=title,
                description="",
                state=FocusPointState.OPEN,
                closure=None,
                closed_reason="",
                closed_on=None,
                version=1,
            )
            bulk.add(FocusPointTopic, focus_point=point, topic=topic)
            points.append(point)
    for position, text in enumerate(text for topic in topics for text in FINDINGS[topic]):
        finding = bulk.add(
            Finding,
            case=case,
            position=position + 1,
            kind=FindingKind.DEMAND if position == 0 else FindingKind.CONCLUSION,
            text=text,
            source_text="Afgørelsen",
            source_document=None,
        )
        bulk.add(FindingFocusPoint, finding=finding, focus_point=points[position % len(points)])
    return points
