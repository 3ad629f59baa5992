"""A visit, and the cases that come of it."""

from collections.abc import Mapping
from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import ancestors_of, in_scope
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import add_dates, refresh_next_due
from app.cases.enums import CasePhase, NoticeKind, RulingKind, Topic
from app.cases.labels import NOTICE_KIND, topics_text
from app.cases.rules import is_decision, is_own, kind_problem, permitted_phases
from app.cases.rules.dates import applicable_dates, first_dates, shown
from app.cases.rules.fields import check_numbers, required_line
from app.cases.tables import Case, CaseTopic, CaseUnit, InspectionVisit, Ruling
from app.core import ids
from app.core.dates import require_past
from app.core.errors import Invalid, NotFound, RuleViolation
from app.core.text import clean_line, clean_text, search_text
from app.db.sql import execute, fetch_all, fetch_one, in_list, insert
from app.db.transaction import transaction
from app.deadlines.enums import DateSource, DeadlineKind
from app.deadlines.rules import DONE_ACTS
from app.organisation.actions import Created
from app.organisation.rules import decode_settings


class CreatedCase(msgspec.Struct, frozen=True):
    """A new case: its key inside, its id in addresses, and the reference people say."""

    id: int
    public_id: str
    reference: str


class FoundUnit(msgspec.Struct, frozen=True):
    id: int
    municipality: int
    version: int
    name: str
    cvr_no: str | None


async def find_units(actor: Actor, units: tuple[int, ...], field: str) -> list[FoundUnit]:
    """The units in the order given. Raises `Invalid` naming `field` where one is not to be seen, or none is given."""
    rows = await fetch_all(
        FoundUnit,
        "SELECT u.id, u.municipality, v.id AS version, v.name, v.cvr_no FROM units u "
        "JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL WHERE u.id IN {} AND {}",
        in_list(units),
        in_scope(actor.scope, "u.id"),
    )
    found = {row.id: row for row in rows}
    if not units or len(found) != len(set(units)):
        raise Invalid("case.units", "Vælg en enhed på listen.", {field: "Vælg en enhed på listen."})
    if len({row.municipality for row in rows}) > 1:
        message = "Vælg enheder fra samme kommune."
        raise Invalid("case.units_of_two_municipalities", message, {field: message})
    return [found[unit] for unit in dict.fromkeys(units)]


async def register_visit(
    actor: Actor, *, unit: int, visited_on: date | None, authority_case_no: str = "", note: str = ""
) -> Created:
    """A visit of the authority, at the smallest unit that holds everything visited. The date may be unknown.

    Raises `Invalid` for a unit outside the scope or a date that has not come, `Denied` without the right.
    """
    async with transaction():
        (at,) = await find_units(actor, (unit,), "unit")
        may(actor, Permission.CASE_WRITE, await ancestors_of(actor.scope, (unit,))).require()
        require_past(visited_on, actor.today, "visited_on")
        public_id = ids.new_public_id()
        key = await insert(
            InspectionVisit(
                public_id=public_id,
                municipality=at.municipality,
                unit=unit,
                visited_on=visited_on,
                authority_case_no=clean_line(authority_case_no),
                note=clean_text(note),
                version=1,
            )
        )
        after = {"dato": shown(visited_on), "enhed": at.name, "Arbejdstilsynets sagsnummer": authority_case_no}
        record(actor, AuditAction.CREATED, EntityKind.VISIT, key, subject=f"Tilsynsbesøg i {at.name}", after=after)
    return Created(key, public_id)


async def register_case(
    actor: Actor,
    *,
    kind: NoticeKind,
    title: str,
    units: tuple[int, ...],
    topics: tuple[Topic, ...],
    visit: int | None = None,
    in_hearing: bool = False,
    authority_case_no: str = "",
    esdh_case_no: str = "",
    kle: str = "",
    summary: str = "",
    cvr_no: str | None = None,
    production_unit_no: str | None = None,
    has_employee_body: bool = True,
    dates: Mapping[DeadlineKind, date] | None = None,
    source: DateSource = DateSource.LETTER,
) -> CreatedCase:
    """One order or other reaction, with its clocks: unknown where no date is given (rules 1-5, 7-9, 13).

    The complaint deadline and the default of a hearing are counted from the dates they follow. `kle` "" is unknown:
    the municipality's own is a suggestion; `cvr_no` None takes the number that the units share, if any. The reference
    is never used again. A plan of the workplace's own (`OWN_PLAN`) is opened by whoever may plan there.
    Raises `Invalid` naming the field, also for an act that has not happened yet (`DONE_ACTS`),
    `NotFound` for a visit outside the scope, `Denied` without the right.
    """
    given = dict(dates or {})
    async with transaction():
        found = await find_units(actor, units, "units")
        wanted = Permission.PLAN_WRITE if is_own(kind) else Permission.CASE_WRITE
        may(actor, wanted, await ancestors_of(actor.scope, tuple(each.id for each in found))).require()
        place = found[0].municipality
        visited_on = await find_visit(actor, visit, place)
        phase = CasePhase.HEARING if in_hearing else CasePhase.OPEN
        _check(actor, kind, topics, phase, given, visited_on)
        check_numbers(cvr_no=cvr_no, production_unit_no=production_unit_no)
        shared = {each.cvr_no for each in found}
        municipality = await fetch_one(_Municipality, "SELECT code, settings FROM municipalities WHERE id = {}", place)
        if municipality is None:  # a unit's municipality always exists
            raise NotFound
        settings = decode_settings(municipality.settings)
        reference = await _next_reference(place, municipality.code, actor.today.year)
        title = required_line(title, "title", "titel")
        public_id = ids.new_public_id()
        case = Case(
            public_id=public_id,
            reference=reference,
            municipality=place,
            visit=visit,
            kind=kind,
            phase=phase,
            outcome=None,
            title=title,
            owner=actor.person,
            handed_on_by=None,
            given_by=None,
            cvr_no=cvr_no or (shared.pop() if len(shared) == 1 else None),
            production_unit_no=production_unit_no or None,
            authority_case_no=clean_line(authority_case_no),
            esdh_case_no=clean_line(esdh_case_no),
            kle=clean_line(kle),
            summary=clean_text(summary),
            has_employee_body=has_employee_body,
            adviser_name="",
            adviser_cvr_no=None,
            next_due_key="",
            next_due_kind=None,
            search_text=search_text(reference, authority_case_no, esdh_case_no, title, *(u.name for u in found)),
            created_at=actor.now,
            closed_on=None,
            version=1,
        )
        key = await insert(case)
        for each in found:
            await insert(CaseUnit(case=key, unit=each.id, unit_version=each.version))
        for topic in dict.fromkeys(topics):
            await insert(CaseTopic(case=key, topic=topic))
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.CASE,
            key,
            case=key,
            subject=f"{reference} {title}",
            after={
                "slags": NOTICE_KIND[kind],
                "enheder": ", ".join(each.name for each in found),
                "emner": topics_text(topics),
                "Arbejdstilsynets sagsnummer": case.authority_case_no,
                "ESDH-sagsnummer": case.esdh_case_no,
            },
        )
        ruling = None if in_hearing or not is_decision(kind) else await add_original_ruling(actor, key)
        days = {each: given.get(each) for each in (*first_dates(kind, phase), *given)}
        await add_dates(actor, key, days, source=source, settings=settings, ruling=ruling)
        await refresh_next_due(actor, key)
    return CreatedCase(key, public_id, reference)


class _Municipality(msgspec.Struct, frozen=True):
    code: str
    settings: str


class _Visit(msgspec.Struct, frozen=True):
    visited_on: date | None


async def find_visit(actor: Actor, visit: int | None, municipality: int) -> date | None:
    """The date of the visit. Raises `NotFound` for one of another municipality, or that the actor may not see."""
    if visit is None:
        return None
    found = await fetch_one(
        _Visit,
        "SELECT v.visited_on FROM visits v WHERE v.id = {} AND v.municipality = {} AND {}",
        visit,
        municipality,
        in_scope(actor.scope, "v.unit"),
    )
    if found is None:
        raise NotFound
    return found.visited_on


def _check(
    actor: Actor,
    kind: NoticeKind,
    topics: tuple[Topic, ...],
    phase: CasePhase,
    dates: dict[DeadlineKind, date],
    visited_on: date | None,
) -> None:
    if not topics:
        raise Invalid("case.topics_missing", "Vælg mindst ét emne.", {"topics": "Vælg mindst ét emne."})
    if problem := kind_problem(kind, dates.get(DeadlineKind.RULED), visited_on, actor.today):
        raise Invalid(problem.code, problem.text, {"kind": problem.text})
    if phase not in permitted_phases(kind):
        message = f"{NOTICE_KIND[kind]} sendes ikke i høring. Vælg en anden slags, eller fjern fluebenet."
        raise Invalid("case.no_hearing", message, {"in_hearing": message})
    for each in sorted(DONE_ACTS & set(dates)):
        require_past(dates[each], actor.today, each.value)
    early = set(dates) - set(first_dates(kind, phase)) - {DeadlineKind.HEARING_ANSWERED}
    if set(dates) - set(applicable_dates(kind)) or (phase is CasePhase.HEARING and early):
        raise RuleViolation("case.date_of_other_kind", "Nogle af datoerne hører ikke til denne slags sag.")


async def _next_reference(municipality: int, code: str, year: int) -> str:
    """The counter's row is locked until the commit, so two cases never get the same number."""
    rows = await execute(
        "INSERT INTO case_numbers (municipality, year, last_no) VALUES ({}, {}, 1) "
        "ON CONFLICT (municipality, year) DO UPDATE SET last_no = case_numbers.last_no + 1 RETURNING last_no",
        municipality,
        year,
    )
    return f"{code}{year}-{int(rows[0]['last_no']):04d}"


async def add_original_ruling(actor: Actor, case_id: int, *, note: str = "", document: int | None = None) -> int:
    """The row of the ruling that the case began with, or that ended its hearing."""
    return await insert(
        Ruling(
            public_id=ids.new_public_id(),
            case=case_id,
            kind=RulingKind.ORIGINAL,
            no=1,
            note=note,
            document=document,
        )
    )
