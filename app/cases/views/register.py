"""Registering a visit and its cases."""

from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may_anywhere
from app.cases import actions
from app.cases.enums import CasePhase, NoticeKind
from app.cases.forms import CaseForm, VisitForm
from app.cases.labels import NOTICE_KIND, TOPIC
from app.cases.pages import CaseNewPage, VisitNewPage
from app.cases.queries import UnitChoice, VisitDetail, get_visit, list_unit_choices
from app.cases.rules import REFORM, is_own, permitted_phases, selectable_kinds
from app.cases.rules.dates import applicable_dates, first_dates
from app.cases.views.common import WRITE, unit_id, unit_options
from app.core.calendar import long_date
from app.core.dates import parse_date
from app.core.errors import Denied, Invalid
from app.db.transaction import reading
from app.deadlines.enums import DeadlineKind
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import options, redirect, render


def _require(actor: Actor) -> None:
    if not may_anywhere(actor, Permission.CASE_WRITE):
        raise Denied


@get("/tilsynsbesoeg/nyt", name="visits.new", opt=WRITE)
async def new_visit(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[str]:
    _require(actor)
    choices = await list_unit_choices(actor.scope)
    only = choices[0].public_id if len(choices) == 1 else ""
    return render(request, _visit_page(choices, blank(VisitForm, carried_for(request), unit=only)))


@post("/tilsynsbesoeg/nyt", name="visits.create", opt=WRITE)
async def create_visit(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
    _require(actor)
    submission = await read_form(request, VisitForm)
    choices = await list_unit_choices(actor.scope, submission.raw.get("unit", ()))

    async def register(form: VisitForm) -> actions.Created:
        return await actions.register_visit(
            actor,
            unit=unit_id(choices, form.unit, "unit"),
            visited_on=form.visited_on,
            authority_case_no=form.authority_case_no,
            note=form.note,
        )

    made = await submission.run(register)
    if not submission.ok:
        return render(request, _visit_page(choices, submission.state()), submission.status)
    return redirect(
        request, f"/tilsynsbesoeg/{made.public_id}", flash="Besøget er gemt. Registrér nu de sager, det gav."
    )


def _visit_page(choices: list[UnitChoice], form: FormState) -> VisitNewPage:
    return VisitNewPage(title="Registrér tilsynsbesøg", form=form, units=unit_options(choices))


@get("/sager/ny", name="cases.new", opt=WRITE)
async def new_case(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], besoeg: FromQuery[str] = ""
) -> Response[str]:
    _require(actor)
    carried = carried_for(request)
    visit_id = (carried or {}).get("visit", [besoeg])[-1]
    async with reading():
        visit = await get_visit(actor.scope, visit_id) if visit_id else None
        choices = await list_unit_choices(actor.scope, (visit.unit_public_id,) if visit else ())
    unit = visit.unit_public_id if visit else choices[0].public_id if len(choices) == 1 else ""
    number = visit.authority_case_no if visit else ""
    form = blank(CaseForm, carried, visit=visit_id, unit=unit, authority_case_no=number)
    return render(request, _case_page(choices, visit, form))


@post("/sager/ny", name="cases.create", opt=WRITE)
async def create_case(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
    _require(actor)
    submission = await read_form(request, CaseForm)
    visit_id = submission.typed("visit")
    async with reading():
        visit = await get_visit(actor.scope, visit_id) if visit_id else None
        posted = [public_id for field in ("unit", "unit_2", "unit_3") for public_id in submission.raw.get(field, ())]
        choices = await list_unit_choices(actor.scope, posted)

    async def register(form: CaseForm) -> actions.CreatedCase:
        named = [("unit", form.unit), ("unit_2", form.unit_2), ("unit_3", form.unit_3)]
        return await actions.register_case(
            actor,
            kind=form.kind,
            title=form.title,
            units=tuple(unit_id(choices, public_id, field) for field, public_id in named if public_id),
            topics=form.topics,
            visit=visit.id if visit else None,
            in_hearing=form.in_hearing,
            authority_case_no=form.authority_case_no,
            esdh_case_no=form.esdh_case_no,
            kle=form.kle,
            summary=form.summary,
            has_employee_body=not form.has_no_employee_body,
            dates=_dates(form),
        )

    made = await submission.run(register)
    if not submission.ok:
        return render(request, _case_page(choices, visit, submission.state()), submission.status)
    if submission.raw.get("more_units"):
        text = f"Sagen er oprettet med nummer {made.reference}. Tilføj de andre enheder her."
        return redirect(request, f"/sager/{made.public_id}/enheder", flash=text)
    text = f"Sagen er oprettet med nummer {made.reference}. Skriv Arbejdstilsynets krav ind som det næste."
    return redirect(request, f"/sager/{made.public_id}", flash=text)


_OLD_KINDS = (
    "Er afgørelsen et forbud, et kompetencepåbud eller en afgørelse uden handlepligt fra før 1. februar 2024? "
    "Skriv afgørelsens dato, vælg ingen slags, og gem. Så kommer de gamle slags frem her."
)
_FIELDS = {
    "hearing_sent": DeadlineKind.HEARING_SENT,
    "ruled": DeadlineKind.RULED,
    "available": DeadlineKind.AVAILABLE,
    "compliance": DeadlineKind.COMPLIANCE,
    "report_back": DeadlineKind.REPORT_BACK,
    "agreement_offered": DeadlineKind.AGREEMENT_OFFERED,
}


def _dates(form: CaseForm) -> dict[DeadlineKind, date]:
    """The dates given. Raises `Invalid` naming each that a case of this kind cannot have (rule 4)."""
    kind = form.kind
    given = {name: day for name in _FIELDS if (day := getattr(form, name)) is not None}
    is_heard = form.in_hearing and CasePhase.HEARING in permitted_phases(kind)
    allowed = first_dates(kind, CasePhase.HEARING) if is_heard else applicable_dates(kind)
    why = "Sagen er i høring, så datoen findes ikke endnu." if is_heard else f"{NOTICE_KIND[kind]} har ikke den dato."
    wrong = {name: f"{why} Lad feltet være tomt." for name in given if _FIELDS[name] not in allowed}
    if wrong:
        raise Invalid("case.date_of_other_kind", "Nogle datoer passer ikke til sagen.", wrong)
    return {_FIELDS[name]: day for name, day in given.items()}


def _ruled(form: FormState) -> date | None:
    """The ruling's date as typed so far; None where it is no date."""
    try:
        return parse_date(form.values["ruled"])
    except ValueError:
        return None


def _case_page(choices: list[UnitChoice], visit: VisitDetail | None, form: FormState) -> CaseNewPage:
    text = ""
    known = _ruled(form) or (visit.visited_on if visit else None)
    is_old = known is not None and known < REFORM  # rule 1: by the ruling's date, else the visit's
    if visit is not None:
        day = f" den {long_date(visit.visited_on)}" if visit.visited_on else ""
        text = f"Sagen kommer fra tilsynsbesøget i {visit.unit_name}{day}."
    return CaseNewPage(
        title="Registrér en sag",
        form=form,
        visit_text=text,
        units=unit_options(choices),
        kind_hint="" if is_old else _OLD_KINDS,
        kinds=options(
            NOTICE_KIND,
            [kind for kind in NoticeKind if not is_own(kind)] if is_old else selectable_kinds(None, None, REFORM),
        ),
        topics=options(TOPIC),
        cancel_href=f"/tilsynsbesoeg/{visit.public_id}" if visit else "/sager",
    )


routes = [new_visit, create_visit, new_case, create_case]
