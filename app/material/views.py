"""Materials sent to units, and what the units say of them."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may, may_anywhere
from app.audit.enums import EntityKind
from app.core.errors import Denied
from app.db.transaction import reading
from app.documents.forms import SentTo, received
from app.documents.pages import upload_field
from app.material import actions, file_views, queries
from app.material.actions import MaterialFacts
from app.material.forms import AnswerForm, MaterialForm
from app.material.pages import (
    HOME,
    AnswerPage,
    MaterialsPage,
    NewMaterialPage,
    address_of,
    crumbs_of,
    kind_options,
    material_line,
    material_page,
)
from app.material.policy import may_keep
from app.organisation.actions import Created
from app.organisation.queries import get_unit
from app.surveys.queries import list_rounds, sees_surveys
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, Option, redirect, render

Req = Request[Any, Any, Any]
READ = {"permission": Permission.SURVEY_READ}
SEND = {"permission": Permission.MATERIAL_SEND}
ANSWER = {"permission": Permission.MATERIAL_ANSWER}


@get(HOME, name="material.index", opt=READ)
async def index(request: Req, actor: NamedDependency[Actor], enhed: FromQuery[str] = "") -> Response[Any]:
    if not sees_surveys(actor.scope):
        raise Denied
    async with reading():
        unit = await get_unit(actor.scope, enhed) if enhed else None
        rows = await queries.list_materials(actor.scope, unit=unit.id if unit else None)
    page = MaterialsPage(
        title="Materiale",
        crumbs=crumbs_of(),
        lines=tuple(material_line(row) for row in rows),
        unit_name=unit.name if unit else "",
        can_send=may_anywhere(actor, Permission.MATERIAL_SEND),
    )
    return render(request, page)


@get(f"{HOME}/nyt", name="material.new", opt=SEND)
async def new(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    carried = carried_for(request)
    form = blank(MaterialForm, carried, sent_on=actor.today)
    return await _new_page(request, actor, form, again=carried is not None)


@post(f"{HOME}/nyt", name="material.send", opt={**SEND, "upload": True})
async def send(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    if not may_anywhere(actor, Permission.MATERIAL_SEND):
        raise Denied
    submission = await read_form(request, MaterialForm)

    uploads = submission.files.get("files", [])

    async def run(form: MaterialForm) -> Created:
        facts = MaterialFacts(**{name: getattr(form, name) for name in MaterialFacts.__struct_fields__})
        to = SentTo(EntityKind.PERSON, actor.require_person(), None, actor.name)  # there is no material yet
        async with received(request, uploads, to=to, field="files", previews=True) as files:
            return await actions.send_material(actor, units=form.units, below=form.below, facts=facts, files=files)

    made = await submission.run(run)
    if not submission.ok:
        again = bool(uploads)
        return await _new_page(request, actor, submission.state(), again=again, status=submission.status)
    return redirect(request, f"{HOME}/{made.public_id}", flash="Materialet er registreret som sendt.")


async def _new_page(request: Req, actor: Actor, form: FormState, *, again: bool, status: int = 200) -> Response[Any]:
    if not may_anywhere(actor, Permission.MATERIAL_SEND):
        raise Denied
    async with reading():
        units = await queries.list_units_to_send_to(actor.scope)
        rounds = await list_rounds(actor.scope)
    page = NewMaterialPage(
        title="Registrér materiale",
        crumbs=crumbs_of(Crumb("Registrér materiale")),
        action=f"{HOME}/nyt",
        cancel=HOME,
        form=form,
        units=tuple(Option(unit.public_id, " › ".join((*unit.path, unit.name))) for unit in units),
        rounds=tuple(Option(row.public_id, f"{row.name}, {row.unit_name}") for row in rounds),
        upload=upload_field(request, again=again, is_paper=True),
    )
    return render(request, page, status)


@get(f"{HOME}/{{public_id:str}}", name="material.show", opt=READ)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        row = await queries.get_material(actor.scope, public_id)
        recipients = await queries.list_recipients(actor.scope, row.id)
        places = await queries.places_of(actor.scope, [each.unit for each in recipients])
        sent_to = await queries.places_sent_to(actor.scope, row.id)
        papers = await queries.list_material_papers(actor.scope, row.id)
    own = frozenset(unit for unit, above in places.items() if may(actor, Permission.MATERIAL_ANSWER, above).ok)
    keeps = may_keep(actor, row.sender, sent_to).ok
    return render(request, material_page(row, recipients, papers, may_answer=own, keeps=keeps))


@get(f"{HOME}/{{public_id:str}}/svar/{{recipient:str}}", name="material.answer", opt=ANSWER)
async def show_answer(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], recipient: FromPath[str]
) -> Response[Any]:
    return await _answer_page(request, actor, public_id, recipient, blank(AnswerForm, carried_for(request)))


@post(f"{HOME}/{{public_id:str}}/svar/{{recipient:str}}", name="material.answer_it", opt=ANSWER)
async def answer(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], recipient: FromPath[str]
) -> Response[Any]:
    submission = await read_form(request, AnswerForm)
    await submission.run(
        lambda form: actions.answer_material(
            actor, public_id, recipient, kind=form.kind, part=form.part, on_date=form.on_date, text=form.text
        )
    )
    if not submission.ok:
        return await _answer_page(request, actor, public_id, recipient, submission.state(), submission.status)
    return redirect(request, f"{HOME}/{public_id}", flash="Svaret er gemt.")


async def _answer_page(
    request: Req, actor: Actor, public_id: str, recipient: str, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        row, unit, above = await queries.get_recipient(actor.scope, public_id, recipient)
    may(actor, Permission.MATERIAL_ANSWER, above).require()
    page = AnswerPage(
        title=f"Svar for {unit.unit_name}",
        crumbs=crumbs_of(Crumb(row.title, address_of(row)), Crumb("Svar")),
        action=f"{address_of(row)}/svar/{recipient}",
        cancel=address_of(row),
        form=form,
        kinds=kind_options(),
        unit=unit.unit_name,
        material=row.title,
    )
    return render(request, page, status)


routes = [index, new, send, show, show_answer, answer, *file_views.routes]
