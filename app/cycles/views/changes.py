"""Recording, correcting and taking back: for who keeps the records of a unit."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.committees.queries import list_committees
from app.cycles import actions, queries
from app.cycles.actions import RecordFacts
from app.cycles.enums import CycleKind
from app.cycles.forms import RecordForm, WithdrawForm, answers_of, evaluations_of, record_form
from app.cycles.labels import (
    CYCLE_KIND,
    CYCLE_KIND_INTERVAL,
    CYCLE_KIND_SOURCE,
    ELEMENT_STATE,
    GOAL_OUTCOME,
    PARTICIPANT,
)
from app.cycles.pages.records import (
    EditRecordPage,
    WithdrawPage,
    element_fields,
    form_values,
    goal_fields,
    goal_values,
)
from app.cycles.pages.words import (
    HOME,
    SLUG,
    address_of,
    date_label,
    new_label,
    record_crumbs,
    title_of,
    unit_crumbs,
    unit_href,
)
from app.cycles.queries import RecordDetail
from app.cycles.rules import DEMANDS, ELEMENTS, Goal
from app.db.transaction import reading
from app.organisation.actions import Created
from app.organisation.queries import UnitDetail
from app.surveys.enums import RoundState
from app.surveys.queries import list_rounds
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, options, redirect, render

Req = Request[Any, Any, Any]
WRITE = {"permission": Permission.CYCLE_WRITE}
_OF_UNIT = f"{HOME}/enheder/{{unit:str}}"
_OF_RECORD = f"{HOME}/{{public_id:str}}"


@get(f"{_OF_UNIT}/apv", name="cycles.new_assessment", opt=WRITE)
async def new_assessment(request: Req, actor: NamedDependency[Actor], unit: FromPath[str]) -> Response[Any]:
    return await _new(request, actor, unit, CycleKind.WORKPLACE_ASSESSMENT)


@post(f"{_OF_UNIT}/apv", name="cycles.create_assessment", opt=WRITE)
async def create_assessment(request: Req, actor: NamedDependency[Actor], unit: FromPath[str]) -> Response[Any]:
    return await _create(request, actor, unit, CycleKind.WORKPLACE_ASSESSMENT)


@get(f"{_OF_UNIT}/droeftelse", name="cycles.new_discussion", opt=WRITE)
async def new_discussion(request: Req, actor: NamedDependency[Actor], unit: FromPath[str]) -> Response[Any]:
    return await _new(request, actor, unit, CycleKind.ANNUAL_DISCUSSION)


@post(f"{_OF_UNIT}/droeftelse", name="cycles.create_discussion", opt=WRITE)
async def create_discussion(request: Req, actor: NamedDependency[Actor], unit: FromPath[str]) -> Response[Any]:
    return await _create(request, actor, unit, CycleKind.ANNUAL_DISCUSSION)


async def _place(actor: Actor, unit: str, kind: CycleKind) -> tuple[UnitDetail, list[Goal]]:
    """Where a record is to be made, and the goals it can evaluate. Raises `NotFound`, `Denied`."""
    async with reading():
        place = await queries.get_place(actor.scope, unit)
        may(actor, Permission.CYCLE_WRITE, place.ancestors).require()
        discusses = kind is CycleKind.ANNUAL_DISCUSSION
        return place, await queries.list_goals_to_evaluate(actor.scope, place.id) if discusses else []


async def _new(request: Req, actor: Actor, unit: str, kind: CycleKind) -> Response[Any]:
    place, goals = await _place(actor, unit, kind)
    form = blank(record_form(kind), carried_for(request), **goal_values(goals))
    return await _new_page(request, actor, kind, place, goals, form)


async def _create(request: Req, actor: Actor, unit: str, kind: CycleKind) -> Response[Any]:
    place, goals = await _place(actor, unit, kind)
    submission = await read_form(request, record_form(kind))

    async def run(form: RecordForm) -> Created:
        return await actions.create_record(actor, unit, kind, _facts(form, kind))

    made = await submission.run(run)
    if not submission.ok:
        return await _new_page(request, actor, kind, place, goals, submission.state(), submission.status)
    return redirect(request, f"{HOME}/{made.public_id}", flash=f"{CYCLE_KIND[kind]} er registreret.")


async def _new_page(
    request: Req,
    actor: Actor,
    kind: CycleKind,
    place: UnitDetail,
    goals: list[Goal],
    form: FormState,
    status: int = 200,
) -> Response[Any]:
    here = unit_href(place.public_id)
    title = new_label(kind)
    crumbs = unit_crumbs(place.public_id, place.name, Crumb(title))
    return await _form_page(
        request,
        actor,
        kind,
        goals,
        form,
        status,
        title=f"{title}: {place.name}",
        crumbs=crumbs,
        action=f"{here}/{SLUG[kind]}",
        cancel=here,
    )


async def _to_write(actor: Actor, public_id: str) -> RecordDetail:
    """Raises as `actions.record_to_write`."""
    async with reading():
        return await actions.record_to_write(actor, public_id)


@get(f"{_OF_RECORD}/ret", name="cycles.edit", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    form = blank(record_form(found.row.kind), carried_for(request), **form_values(found))
    return await _edit_page(request, actor, found, form)


@post(f"{_OF_RECORD}/ret", name="cycles.update", opt=WRITE)
async def update(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    kind = found.row.kind
    submission = await read_form(request, record_form(kind))

    async def run(form: RecordForm) -> None:
        await actions.change_record(actor, public_id, seen=form.version or 0, facts=_facts(form, kind))

    await submission.run(run)
    if not submission.ok:
        again = await _to_write(actor, public_id)
        return await _edit_page(request, actor, again, submission.state(), submission.status)
    return redirect(request, address_of(found.row), flash="Gemt.")


async def _edit_page(
    request: Req, actor: Actor, found: RecordDetail, form: FormState, status: int = 200
) -> Response[Any]:
    row = found.row
    return await _form_page(
        request,
        actor,
        row.kind,
        list(found.earlier_goals),
        form,
        status,
        title=f"Ret: {title_of(row)}",
        crumbs=record_crumbs(row, Crumb("Ret")),
        action=f"{address_of(row)}/ret",
        cancel=address_of(row),
        version=seen_version(form, row.version),
        committee=Option(row.committee_public_id, row.committee_name or "") if row.committee_public_id else None,
    )


async def _form_page(
    request: Req,
    actor: Actor,
    kind: CycleKind,
    goals: list[Goal],
    form: FormState,
    status: int,
    *,
    committee: Option | None = None,
    **page: Any,
) -> Response[Any]:
    """`committee`: the one that is chosen, which may be closed or out of the writer's sight."""
    assesses = kind is CycleKind.WORKPLACE_ASSESSMENT
    async with reading():
        open_ones = [row for row in (await list_committees(actor.scope)).rows if row.closed_on is None]
        rounds = await list_rounds(actor.scope) if assesses else []
    committees = [Option(row.public_id, row.name) for row in open_ones]
    if committee is not None and committee.value not in {each.value for each in committees}:
        committees.insert(0, committee)
    whole = EditRecordPage(
        form=form,
        is_assessment=assesses,
        interval=CYCLE_KIND_INTERVAL[kind],
        source=CYCLE_KIND_SOURCE[kind],
        date_label=date_label(kind),
        elements=element_fields(ELEMENTS[kind]),
        demands=element_fields(DEMANDS[kind]),
        committees=tuple(committees),
        rounds=tuple(
            Option(row.public_id, f"{row.name}, {row.unit_name}") for row in rounds if row.state is RoundState.PUBLISHED
        ),
        goals=goal_fields(goals, form.values),
        states=options(ELEMENT_STATE),
        participants=options(PARTICIPANT),
        outcomes=options(GOAL_OUTCOME),
        **page,
    )
    return render(request, whole, status)


@get(f"{_OF_RECORD}/traek-tilbage", name="cycles.withdraw", opt=WRITE)
async def show_withdraw(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    return _withdraw_page(request, found, blank(WithdrawForm, carried_for(request)))


@post(f"{_OF_RECORD}/traek-tilbage", name="cycles.withdraw_it", opt=WRITE)
async def withdraw(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    submission = await read_form(request, WithdrawForm)
    await submission.run(
        lambda form: actions.withdraw_record(actor, public_id, seen=form.version or 0, reason=form.reason)
    )
    if not submission.ok:
        return _withdraw_page(request, found, submission.state(), submission.status)
    return redirect(request, unit_href(found.row.unit_public_id), flash="Trukket tilbage. Den tæller ikke mere.")


def _withdraw_page(request: Req, found: RecordDetail, form: FormState, status: int = 200) -> Response[Any]:
    page = WithdrawPage(
        title=f"Træk tilbage: {title_of(found.row)}",
        crumbs=record_crumbs(found.row, Crumb("Træk tilbage")),
        action=f"{address_of(found.row)}/traek-tilbage",
        cancel=address_of(found.row),
        form=form,
        version=seen_version(form, found.row.version),
    )
    return render(request, page, status)


def _facts(form: RecordForm, kind: CycleKind) -> RecordFacts:
    calculated = ("answers", "evaluations")
    plain = {name: getattr(form, name) for name in RecordFacts.__struct_fields__ if name not in calculated}
    return RecordFacts(**plain, answers=answers_of(form, kind), evaluations=evaluations_of(form, kind))


routes = [
    new_assessment,
    create_assessment,
    new_discussion,
    create_discussion,
    edit,
    update,
    show_withdraw,
    withdraw,
]
