"""Logins: given by an administrator with a password that is shown once; changed by their owner."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.accounts import actions
from app.accounts.forms import AccountForm, OwnPasswordForm, ResetForm
from app.accounts.pages import AccountPage, OwnPasswordPage, PasswordShownPage
from app.accounts.passwords import new_password
from app.accounts.queries import PersonDetail, SessionInfo, get_person
from app.accounts.rules import MIN_PASSWORD
from app.accounts.views.people import WRITE, Req, address_of, crumbs_of
from app.core.errors import RuleViolation
from app.db.transaction import reading
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import redirect, render


@get("/personer/{public_id:str}/bruger", name="accounts.new", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        person = await get_person(actor.scope, public_id)
    return _account_page(request, person, blank(AccountForm, carried_for(request), username=person.email))


@post("/personer/{public_id:str}/bruger", name="accounts.create", opt=WRITE)
async def create(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    submission = await read_form(request, AccountForm)
    password = new_password()

    async def run(form: AccountForm) -> str:
        if not person.is_active:
            raise RuleViolation("account.left", "Personen er fratrådt og kan ikke få en bruger.")
        await actions.create_account(actor, person.id, username=form.username, password=password)
        return form.username

    username = await submission.run(run)
    if not submission.ok:
        return _account_page(request, person, submission.state(), submission.status)
    return _show_once(request, person, username, password)


@get("/personer/{public_id:str}/adgangskode", name="accounts.reset_page", opt=WRITE)
async def show_reset(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return redirect(request, f"/personer/{public_id}/bruger")


@post("/personer/{public_id:str}/adgangskode", name="accounts.reset", opt=WRITE)
async def reset(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    person = await get_person(actor.scope, public_id)
    submission = await read_form(request, ResetForm)
    password = new_password()
    await submission.run(lambda _: actions.reset_password(actor, person.id, password=password))
    return _show_once(request, person, person.username or "", password)


def _account_page(request: Req, person: PersonDetail, form: FormState, status: int = 200) -> Response[Any]:
    page = AccountPage(
        title=f"{person.name}s bruger" if person.username else f"Giv {person.name} en bruger",
        crumbs=crumbs_of(person, "Bruger"),
        action=f"{address_of(person)}/{'adgangskode' if person.username else 'bruger'}",
        cancel=address_of(person),
        form=form,
        username=person.username,
        name=person.name,
    )
    return render(request, page, status)


def _show_once(request: Req, person: PersonDetail, username: str, password: str) -> Response[Any]:
    """No redirect: the password is nowhere but in this answer."""
    page = PasswordShownPage(
        title=f"Adgangskode til {person.name}",
        crumbs=crumbs_of(person, "Adgangskode"),
        name=person.name,
        username=username,
        password=password,
        back=address_of(person),
    )
    return render(request, page)


@get("/min-adgang/adgangskode", name="accounts.password", opt={"login_only": True})
async def show_password(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    return _password_page(request, blank(OwnPasswordForm))


@post("/min-adgang/adgangskode", name="accounts.change_password", opt={"login_only": True})
async def change_password(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    submission = await read_form(request, OwnPasswordForm)
    typed = {name: (submission.raw.pop(name, None) or [""])[-1] for name in ("old", "new", "again")}
    session: SessionInfo = request.scope["state"]["session"]
    await submission.run(
        lambda _: actions.change_own_password(
            actor, session.id, old=typed["old"], new=typed["new"], again=typed["again"]
        )
    )
    if not submission.ok:
        return _password_page(request, submission.state(), submission.status)
    return redirect(request, "/min-adgang", flash="Din adgangskode er skiftet. Du er logget ud alle andre steder.")


def _password_page(request: Req, form: FormState, status: int = 200) -> Response[Any]:
    return render(request, OwnPasswordPage(title="Skift adgangskode", form=form, least=MIN_PASSWORD), status)


routes = [new, create, show_reset, reset, show_password, change_password]
