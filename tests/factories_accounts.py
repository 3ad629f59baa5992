"""Makers for logins: passwords, links, phones with codes."""

import re
from datetime import timedelta

import httpx
import pyotp

from app import config
from app.access.policy import Actor
from app.accounts.actions import Visit, begin_setup, confirm_setup, create_account, issue_link, log_in
from app.accounts.codes import Vault
from app.db.sql import fetch_value
from tests.factories import PASSWORD, Cast, Client, Member

NEW = "tre røde både ved kajen"


async def give_password(cast: Cast, member: Member, password: str = PASSWORD) -> int:
    """A login with a password; gives the account."""
    return await create_account(cast.system, member.id, username=member.username, password=password)


async def opened(cast: Cast, settings: config.Settings, username: str, password: str = PASSWORD, **visit: str) -> str:
    """The secret of a new session."""
    made = await log_in(cast.system, settings, Visit(**visit), username=username, password=password)
    return made.secret


async def link_for(cast: Cast, member: Member) -> str:
    return (await issue_link(cast.fie.actor, member.id)).token


async def give_phone(cast: Cast, settings: config.Settings, member: Member, account: int) -> "Phone":
    """A second factor that is set up; its next code counts, as time has gone on."""
    actor = as_owner(member, account)
    await begin_setup(actor, settings, account)
    phone = await phone_of(cast, settings, account)
    phone.codes = await confirm_setup(actor, settings, account, phone.code)
    cast.clock.instant += timedelta(seconds=30)
    return phone


def as_owner(member: Member, account: int) -> Actor:
    actor = member.actor
    return Actor(
        person=actor.person,
        name=actor.name,
        grants=actor.grants,
        now=actor.now,
        request_id=actor.request_id,
        account=account,
    )


class Phone:
    """An app that makes codes, by the test's clock."""

    def __init__(self, cast: Cast, secret: str) -> None:
        self._cast = cast
        self.secret = secret
        self.codes: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.at(0)

    def at(self, seconds: int) -> str:
        return pyotp.TOTP(self.secret).at(self._cast.clock.now() + timedelta(seconds=seconds))


async def phone_of(cast: Cast, settings: config.Settings, account: int) -> Phone:
    sealed = await fetch_value(str, "SELECT secret FROM second_factors WHERE account = {}", account)
    assert sealed is not None
    return Phone(cast, Vault(settings.secret_key).open(sealed))


async def enter(client: Client, username: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    """Sends the login form as a browser that nobody knows."""
    return await client.post("/log-ind", {"username": username, "password": password, **more})


def shown_link(answer: httpx.Response) -> str:
    """The path of the link that a page shows once."""
    found = re.search(r"/adgang/[\w-]+", answer.text)
    assert found, answer.text
    return found[0]


def stranger(client: Client) -> None:
    """The browser forgets everything."""
    client.http.cookies.clear()
