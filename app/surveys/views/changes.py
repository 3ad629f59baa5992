"""Making, correcting, publishing and removing rounds: for who keeps surveys."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may_anywhere
from app.committees.queries import list_committees
from app.core.errors import Denied
from app.db.transaction import reading
from app.documents.forms import store_of
from app.organisation.actions import Created
from app.surveys import actions, queries
from app.surveys.actions import RoundFacts
from app.surveys.forms import ChangeRoundForm, NewRoundForm, PublishForm, RemoveRoundForm, RoundForm, TakeBackForm
from app.surveys.pages.rounds import (
    HOME,
    EditRoundPage,
    PublishPage,
    RemoveRoundPage,
    TakeBackPage,
    address_of,
    crumbs_of,
    published_day,
)
from app.surveys.queries import RoundDetail
from app.surveys.queries.importing import list_larger_units
from app.surveys.rules.rounds import guidelines_note
from app.surveys.rules.shipped import SHIPPED
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, redirect, render

Req = Request[Any, Any, Any]
WRITE = {"permission": Permission.SURVEY_WRITE}


def _facts(form: RoundForm) -> RoundFacts:
    return RoundFacts(**{name: getattr(form, name) for name in RoundFacts.__struct_fields__})


@get(f"{HOME}/ny", name="surveys.new", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _new_page(request, actor, blank(NewRoundForm, carried_for(request)))


@post(f"{HOME}/ny", name="surveys.create", opt=WRITE)
async def create(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    if not may_anywhere(actor, Permission.SURVEY_WRITE):
        raise Denied
    submission = await read_form(request, NewRoundForm)

    async def run(form: NewRoundForm) -> Created:
        return await actions.create_round(actor, unit=form.unit, instrument=form.instrument, facts=_facts(form))

    made = await submission.run(run)
    if not submission.ok:
        return await _new_page(request, actor, submission.state(), submission.status)
    return redirect(request, f"{HOME}/{made.public_id}", flash="Målingen er oprettet som kladde. Skriv nu tallene ind.")


async def _new_page(request: Req, actor: Actor, form: FormState, status: int = 200) -> Response[Any]:
    if not may_anywhere(actor, Permission.SURVEY_WRITE):
        raise Denied
    async with reading():
        units = await queries.list_kept_units(actor.scope)
        own = [row for row in await queries.list_instruments(actor.scope) if not row.is_shipped and row.scales]
        committees = await _committees(actor)
    page = EditRoundPage(
        title="Ny måling",
        crumbs=(Crumb("Målinger", HOME), Crumb("Ny måling")),
        action=f"{HOME}/ny",
        cancel=HOME,
        form=form,
        units=tuple(Option(unit.public_id, " › ".join((*unit.path, unit.name))) for unit in units),
        instruments=(
            *(Option(each.key, each.name) for each in SHIPPED),
            *(Option(row.public_id, f"{row.name}, udgave {row.edition}") for row in own),
        ),
        committees=committees,
    )
    return render(request, page, status)


async def _committees(actor: Actor) -> tuple[Option, ...]:
    found = await list_committees(actor.scope)
    return tuple(Option(row.public_id, row.name) for row in found.rows if row.closed_on is None)


async def _to_write(actor: Actor, public_id: str) -> RoundDetail:
    """Raises as `actions.round_to_write`."""
    async with reading():
        return await actions.round_to_write(actor, public_id)


@get(f"{HOME}/{{public_id:str}}/ret", name="surveys.edit", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    row = found.row
    form = blank(
        ChangeRoundForm,
        carried_for(request),
        name=row.name,
        year=row.year,
        period_from=row.period_from,
        period_to=row.period_to,
        period_text=row.period_text,
        ordered_by=row.ordered_by,
        guidelines_on=row.guidelines_on,
        committee=row.committee_public_id,
        note=row.note,
    )
    return await _edit_page(request, actor, found, form)


@post(f"{HOME}/{{public_id:str}}/ret", name="surveys.update", opt=WRITE)
async def update(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    submission = await read_form(request, ChangeRoundForm)
    await submission.run(
        lambda form: actions.change_round(
            actor, public_id, seen=form.version or 0, facts=_facts(form), accepted=form.accepted
        )
    )
    if not submission.ok:
        again = await _to_write(actor, public_id)
        return await _edit_page(request, actor, again, submission.state(), submission.status)
    return redirect(request, address_of(found.row), flash="Gemt.")


async def _edit_page(
    request: Req, actor: Actor, found: RoundDetail, form: FormState, status: int = 200
) -> Response[Any]:
    row = found.row
    async with reading():
        committees = await _committees(actor)
    if row.committee_public_id and row.committee_public_id not in {each.value for each in committees}:
        committees = (Option(row.committee_public_id, row.committee_name or ""), *committees)
    page = EditRoundPage(
        title=f"Ret {row.name}",
        crumbs=crumbs_of(row, Crumb("Ret")),
        action=f"{address_of(row)}/ret",
        cancel=address_of(row),
        form=form,
        version=seen_version(form, row.version),
        committees=committees,
    )
    return render(request, page, status)


@get(f"{HOME}/{{public_id:str}}/offentliggoer", name="surveys.publish", opt=WRITE)
async def show_publish(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _publish_page(request, actor, await _to_write(actor, public_id), blank(PublishForm))


@post(f"{HOME}/{{public_id:str}}/offentliggoer", name="surveys.publish_it", opt=WRITE)
async def publish(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    submission = await read_form(request, PublishForm)
    await submission.run(
        lambda form: actions.publish_round(actor, public_id, seen=form.version or 0, accepted=form.accepted)
    )
    if not submission.ok:
        found = await _to_write(actor, public_id)
        return await _publish_page(request, actor, found, submission.state(), submission.status)
    return redirect(request, address_of(found.row), flash="Målingen er offentliggjort.")


async def _publish_page(
    request: Req, actor: Actor, found: RoundDetail, form: FormState, status: int = 200
) -> Response[Any]:
    row = found.row
    async with reading():
        larger = await list_larger_units(actor.scope, found)
    page = PublishPage(
        title=f"Offentliggør {row.name}",
        crumbs=crumbs_of(row, Crumb("Offentliggør")),
        action=f"{address_of(row)}/offentliggoer",
        cancel=address_of(row),
        form=form,
        version=seen_version(form, row.version),
        guidelines_note=guidelines_note(row.guidelines_on, row.period_from),
        larger=tuple(larger),
    )
    return render(request, page, status)


@get(f"{HOME}/{{public_id:str}}/fjern", name="surveys.remove", opt=WRITE)
async def show_remove(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return _remove_page(request, await _to_write(actor, public_id), blank(RemoveRoundForm))


@post(f"{HOME}/{{public_id:str}}/fjern", name="surveys.remove_it", opt=WRITE)
async def remove(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    await _to_write(actor, public_id)
    submission = await read_form(request, RemoveRoundForm)
    await submission.run(
        lambda form: actions.remove_draft(actor, public_id, seen=form.version or 0, store=store_of(request))
    )
    if not submission.ok:
        return _remove_page(request, await _to_write(actor, public_id), submission.state(), submission.status)
    return redirect(request, HOME, flash="Kladden er fjernet.")


def _remove_page(request: Req, found: RoundDetail, form: FormState, status: int = 200) -> Response[Any]:
    row = found.row
    page = RemoveRoundPage(
        title=f"Fjern {row.name}",
        crumbs=crumbs_of(row, Crumb("Fjern")),
        action=f"{address_of(row)}/fjern",
        cancel=address_of(row),
        form=form,
        version=seen_version(form, row.version),
    )
    return render(request, page, status)


@get(f"{HOME}/{{public_id:str}}/tag-tilbage", name="surveys.take_back", opt=WRITE)
async def show_take_back(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    return _take_back_page(request, found, blank(TakeBackForm, carried_for(request)))


@post(f"{HOME}/{{public_id:str}}/tag-tilbage", name="surveys.take_it_back", opt=WRITE)
async def take_back(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    found = await _to_write(actor, public_id)
    submission = await read_form(request, TakeBackForm)
    await submission.run(
        lambda form: actions.take_back_round(actor, public_id, seen=form.version or 0, reason=form.reason)
    )
    if not submission.ok:
        return _take_back_page(request, await _to_write(actor, public_id), submission.state(), submission.status)
    return redirect(request, address_of(found.row), flash="Målingen er taget tilbage og er nu en kladde.")


def _take_back_page(request: Req, found: RoundDetail, form: FormState, status: int = 200) -> Response[Any]:
    row = found.row
    page = TakeBackPage(
        title=f"Tag {row.name} tilbage",
        crumbs=crumbs_of(row, Crumb("Tag tilbage")),
        action=f"{address_of(row)}/tag-tilbage",
        cancel=address_of(row),
        form=form,
        version=seen_version(form, row.version),
        published_on=published_day(row),
    )
    return render(request, page, status)


routes = [new, create, edit, update, show_publish, publish, show_take_back, take_back, show_remove, remove]
