"""Which groups of single sign-on give which roles: for administrators."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.labels import ROLE
from app.access.policy import Actor, may_anywhere
from app.accounts.actions import sso
from app.accounts.forms import LinkForm, MappingForm
from app.accounts.pages import role_options
from app.accounts.queries.sso import MappingRow, list_mappings
from app.accounts.sso_pages import MappingLine, MappingsPage, RemoveMappingPage
from app.accounts.views.people import CHANGE, WRITE, Req
from app.core.errors import Denied, NotFound
from app.db.transaction import reading
from app.organisation import queries
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, Option, redirect, render, settings_of

_HERE = "/personer/kommunens-login"
_TITLE = "Roller fra kommunens login"


@get(_HERE, name="mappings.index", opt=WRITE)
async def index(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    return await _page(request, actor, blank(MappingForm, carried_for(request), claim="groups"))


@post(_HERE, name="mappings.create", opt=CHANGE)
async def create(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, MappingForm)

    async def run(form: MappingForm) -> None:
        unit = await queries.get_unit_id(actor.scope, form.unit)
        await sso.create_mapping(actor, claim=form.claim, value=form.value, role=form.role, unit=unit)

    await submission.run(run)
    if not submission.ok:
        return await _page(request, actor, submission.state(), submission.status)
    return redirect(request, _HERE, flash="Reglen er gemt. Den gælder, næste gang nogen logger ind.")


async def _page(request: Req, actor: Actor, form: FormState, status: int = 200) -> Response[Any]:
    if not may_anywhere(actor, Permission.ACCOUNT_WRITE):
        raise Denied
    async with reading():
        rows = await list_mappings(actor.scope)
        units = await queries.list_admin_units(actor.scope)
    oidc = settings_of(request).oidc
    page = MappingsPage(
        title=_TITLE,
        crumbs=(Crumb("Personer", "/personer"), Crumb(_TITLE)),
        form=form,
        issuer=oidc.issuer if oidc else None,
        mappings=tuple(map(_line, rows)),
        roles=role_options(),
        units=tuple(Option(unit.public_id, " › ".join((*unit.path, unit.name))) for unit in units),
    )
    return render(request, page, status)


def _line(row: MappingRow) -> MappingLine:
    return MappingLine(
        claim=row.claim,
        value=row.value,
        role=ROLE[row.role],
        unit=row.unit_name,
        made_by=row.made_by or "systemet",
        made_at=row.made_at,
        holders=row.holders,
        remove_href=f"{_HERE}/{row.public_id}/fjern",
    )


async def _mapping(actor: Actor, public_id: str) -> MappingRow:
    """The mapping in the address. Raises `NotFound` for one that the actor does not see."""
    for row in await list_mappings(actor.scope):
        if row.public_id == public_id:
            return row
    raise NotFound


@get(f"{_HERE}/{{mapping:str}}/fjern", name="mappings.ask_remove", opt=WRITE)
async def show_remove(request: Req, actor: NamedDependency[Actor], mapping: FromPath[str]) -> Response[Any]:
    async with reading():
        row = await _mapping(actor, mapping)
    return _remove_page(request, row, blank(LinkForm))


@post(f"{_HERE}/{{mapping:str}}/fjern", name="mappings.remove", opt=CHANGE)
async def remove(request: Req, actor: NamedDependency[Actor], mapping: FromPath[str]) -> Response[Any]:
    row = await _mapping(actor, mapping)
    submission = await read_form(request, LinkForm)
    await submission.run(lambda _: sso.remove_mapping(actor, row.id))
    if not submission.ok:
        return _remove_page(request, row, submission.state(), submission.status)
    return redirect(request, _HERE, flash="Reglen er fjernet.")


def _remove_page(request: Req, row: MappingRow, form: FormState, status: int = 200) -> Response[Any]:
    line = _line(row)
    page = RemoveMappingPage(
        title="Fjern reglen",
        crumbs=(Crumb("Personer", "/personer"), Crumb(_TITLE, _HERE), Crumb("Fjern")),
        form=form,
        action=line.remove_href,
        cancel=_HERE,
        mapping=line,
    )
    return render(request, page, status)


routes = [index, create, show_remove, remove]
