"""The pages on involvement: the list with the gate, a new record, withdrawing one."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.queries import get_case_ref
from app.db.transaction import reading
from app.involvement import actions, pages
from app.involvement.enums import InvolvementKind
from app.involvement.forms import InvolvementForm, WithdrawInvolvementForm
from app.involvement.policy import may_withdraw
from app.involvement.queries import get_involvement, list_involvements, list_waivers, told_since
from app.web.carried import carried_for
from app.web.forms import blank, read_form
from app.web.pages import redirect, render

READ = {"permission": Permission.CASE_READ}
ADD = {"permission": Permission.INVOLVEMENT_ADD}


@get("/sager/{public_id:str}/inddragelse", name="involvement.index", opt=READ)
async def index(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        case = await get_case_ref(actor.scope, public_id)
        records = await list_involvements(actor.scope, case.id)
        waived = [each.party for each in await list_waivers(actor.scope, case.id)]
        since = await told_since(actor.scope, case.id)
    return render(request, pages.index_page(actor, case, records, since=since, waived=waived))


@get("/sager/{public_id:str}/inddragelse/ny", name="involvement.new", opt=ADD)
async def new(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await get_case_ref(actor.scope, public_id)
    may(actor, Permission.INVOLVEMENT_ADD, case.ancestors).require()
    form = blank(InvolvementForm, carried_for(request), kind=InvolvementKind.INFORMED, on_date=actor.today)
    return render(request, pages.new_page(case, form))


@post("/sager/{public_id:str}/inddragelse/ny", name="involvement.create", opt=ADD)
async def create(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    case = await get_case_ref(actor.scope, public_id)
    may(actor, Permission.INVOLVEMENT_ADD, case.ancestors).require()
    submission = await read_form(request, InvolvementForm)
    await submission.run(
        lambda form: actions.record_involvement(
            actor,
            case.id,
            form.facts(),
        )
    )
    if not submission.ok:
        return render(request, pages.new_page(case, submission.state()), submission.status)
    return redirect(request, pages.list_href(case), flash="Inddragelsen er registreret.")


@get("/sager/{public_id:str}/inddragelse/{record_id:str}/traek-tilbage", name="involvement.withdraw_form", opt=ADD)
async def withdraw_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], record_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        case = await get_case_ref(actor.scope, public_id)
        row = await get_involvement(actor.scope, case.id, record_id)
    may_withdraw(actor, case.ancestors, row.by).require()
    form = blank(WithdrawInvolvementForm, carried_for(request))
    return render(request, pages.withdraw_page(actor, case, row, form))


@post("/sager/{public_id:str}/inddragelse/{record_id:str}/traek-tilbage", name="involvement.withdraw", opt=ADD)
async def withdraw(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], record_id: FromPath[str]
) -> Response[Any]:
    case = await get_case_ref(actor.scope, public_id)
    row = await get_involvement(actor.scope, case.id, record_id)
    may_withdraw(actor, case.ancestors, row.by).require()
    submission = await read_form(request, WithdrawInvolvementForm)
    await submission.run(lambda form: actions.withdraw_involvement(actor, case.id, row.public_id, reason=form.reason))
    if not submission.ok:
        return render(request, pages.withdraw_page(actor, case, row, submission.state()), submission.status)
    flash = "Registreringen er trukket tilbage. Den står stadig på listen."
    return redirect(request, pages.list_href(case), flash=flash)


routes = [index, new, create, withdraw_form, withdraw]
