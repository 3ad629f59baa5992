"""Somebody's login, for administrators: given, invited, unlocked, closed. Nobody sees a password."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.accounts import actions
from app.accounts.actions import sso
from app.accounts.forms import AccountForm, LinkForm, ReasonForm
from app.accounts.pages import AccountPage, ReasonPage
from app.accounts.queries import PersonDetail, get_login_of, get_person, link_open_until, locked_until
from app.accounts.queries.sso import get_connection
from app.accounts.views.delivery import deliver_link
from app.accounts.views.people import CHANGE, WRITE, Req, address_of, crumbs_of
from app.core.errors import NotFound
from app.db.transaction import reading
from app.web.carried import carried_for
from app.web.forms import FormState, Submission, blank, read_form
from app.web.pages import redirect, render, settings_of


@get("/personer/{public_id:str}/bruger", name="accounts.new", opt=WRITE)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        person = await get_person(actor.scope, public_id)
    form = blank(AccountForm, carried_for(request), username=person.email)
    return await _account_page(request, actor, person, form)


@post("/personer/{public_id:str}/bruger", name="accounts.create", opt=CHANGE)
async def create(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    submission = await read_form(request, AccountForm)
    issued = await submission.run(lambda form: actions.invite(actor, person.id, username=form.username))
    if not submission.ok:
        return await _account_page(request, actor, person, submission.state(), submission.status)
    return await deliver_link(request, actor, issued, crumbs=crumbs_of(person, "Link"), back=address_of(person))


@get("/personer/{public_id:str}/link", name="accounts.ask_link", opt=WRITE)
async def show_link(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return redirect(request, f"/personer/{public_id}/bruger")


@post("/personer/{public_id:str}/link", name="accounts.link", opt=CHANGE)
async def link(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    submission = await read_form(request, LinkForm)
    issued = await submission.run(lambda _: actions.issue_link(actor, person.id))
    if not submission.ok:
        return await _account_page(request, actor, person, submission.state(), submission.status)
    return await deliver_link(request, actor, issued, crumbs=crumbs_of(person, "Link"), back=address_of(person))


@get("/personer/{public_id:str}/laas-op", name="accounts.ask_unlock", opt=WRITE)
async def show_unlock(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return redirect(request, f"/personer/{public_id}/bruger")


@post("/personer/{public_id:str}/laas-op", name="accounts.unlock", opt=CHANGE)
async def unlock(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    submission = await read_form(request, LinkForm)
    await submission.run(lambda _: actions.lift_lock(actor, person.id))
    return redirect(request, f"{address_of(person)}/bruger", flash=f"{person.name} kan prøve igen med det samme.")


class _Change(msgspec.Struct, frozen=True):
    """A change that wants a reason."""

    path: str
    crumb: str
    text: str
    button: str
    done: str
    act: Callable[..., Awaitable[None]]


_REMOVE = _Change(
    path="to-trin/fjern",
    crumb="Fjern login i to trin",
    text="Gør det, når personen har mistet sin telefon og sine nødkoder. Vær sikker på, at det er personen selv, der "
    "spørger: ring tilbage, eller mød op. Personen bliver logget ud.",
    button="Fjern login i to trin",
    done="Login i to trin er fjernet.",
    act=actions.remove_factor,
)
_CLOSE = _Change(
    path="bruger/luk",
    crumb="Luk brugeren",
    text="Personen kan ikke logge ind, før du åbner igen, og bliver logget ud med det samme. Roller og det, personen "
    "har gjort, bliver stående.",
    button="Luk brugeren",
    done="Brugeren er lukket.",
    act=actions.close_account,
)
_OPEN = _Change(
    path="bruger/aabn",
    crumb="Åbn brugeren",
    text="Personen kan igen logge ind med sin adgangskode.",
    button="Åbn brugeren",
    done="Brugeren er åben igen.",
    act=actions.open_account,
)

_DISCONNECT = _Change(
    path="kommune/fjern",
    crumb="Fjern forbindelsen til kommunens login",
    text="Personen bliver logget ud, og de roller, kommunens login har givet, ophører. Vil du holde personen ude, så "
    "luk brugeren i stedet: ellers kan kommunens login give personen en ny bruger.",
    button="Fjern forbindelsen",
    done="Forbindelsen er fjernet.",
    act=sso.disconnect,
)


async def _ask(request: Req, actor: Actor, public_id: str, change: _Change) -> Response[Any]:
    async with reading():
        person = await get_person(actor.scope, public_id)
    return _reason_page(request, person, change, blank(ReasonForm, carried_for(request)))


async def _run(request: Req, actor: Actor, public_id: str, change: _Change) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    submission: Submission[ReasonForm] = await read_form(request, ReasonForm)
    await submission.run(lambda form: change.act(actor, person.id, reason=form.reason))
    if not submission.ok:
        return _reason_page(request, person, change, submission.state(), submission.status)
    return redirect(request, f"{address_of(person)}/bruger", flash=change.done)


def _reason_page(
    request: Req, person: PersonDetail, change: _Change, form: FormState, status: int = 200
) -> Response[Any]:
    if person.username is None:
        raise NotFound
    page = ReasonPage(
        title=f"{change.crumb}: {person.name}",
        crumbs=crumbs_of(person, change.crumb),
        action=f"{address_of(person)}/{change.path}",
        cancel=f"{address_of(person)}/bruger",
        form=form,
        text=change.text,
        button=change.button,
    )
    return render(request, page, status)


@get("/personer/{public_id:str}/to-trin/fjern", name="accounts.ask_remove_factor", opt=WRITE)
async def show_remove(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _ask(request, actor, public_id, _REMOVE)


@post("/personer/{public_id:str}/to-trin/fjern", name="accounts.remove_factor", opt=CHANGE)
async def remove(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _run(request, actor, public_id, _REMOVE)


@get("/personer/{public_id:str}/bruger/luk", name="accounts.ask_close", opt=WRITE)
async def show_close(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _ask(request, actor, public_id, _CLOSE)


@post("/personer/{public_id:str}/bruger/luk", name="accounts.close", opt=CHANGE)
async def close(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _run(request, actor, public_id, _CLOSE)


@get("/personer/{public_id:str}/bruger/aabn", name="accounts.ask_open", opt=WRITE)
async def show_open(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _ask(request, actor, public_id, _OPEN)


@post("/personer/{public_id:str}/bruger/aabn", name="accounts.open", opt=CHANGE)
async def reopen(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _run(request, actor, public_id, _OPEN)


@get("/personer/{public_id:str}/kommune/fjern", name="accounts.ask_disconnect", opt=WRITE)
async def show_disconnect(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _ask(request, actor, public_id, _DISCONNECT)


@post("/personer/{public_id:str}/kommune/fjern", name="accounts.disconnect", opt=CHANGE)
async def disconnect(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _run(request, actor, public_id, _DISCONNECT)


async def _account_page(
    request: Req, actor: Actor, person: PersonDetail, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        login = await get_login_of(actor.scope, person.id)
        until = await locked_until(actor.scope, login.username, actor.now) if login else None
        link_until = await link_open_until(actor.scope, login.account, actor.now) if login else None
        connection = await get_connection(actor.scope, login.account) if login else None
    page = AccountPage(
        title=f"{person.name}s bruger" if login else f"Giv {person.name} en bruger",
        crumbs=crumbs_of(person, "Bruger"),
        action=f"{address_of(person)}/{'link' if login else 'bruger'}",
        cancel=address_of(person),
        base=address_of(person),
        form=form,
        name=person.name,
        login=login,
        is_open=bool(person.account_open) and person.is_active,
        is_self=person.id == actor.person,
        last_login_at=person.last_login_at,
        locked_until=until,
        link_until=link_until,
        mails_to=person.email if settings_of(request).smtp is not None else None,
        connection=connection,
    )
    return render(request, page, status)


routes = [
    show,
    create,
    show_link,
    link,
    show_unlock,
    unlock,
    show_remove,
    remove,
    show_close,
    close,
    show_open,
    reopen,
    show_disconnect,
    disconnect,
]
