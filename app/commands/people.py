"""`municipality create` and `user …`: how a new installation gets its first administrator, and what helps later.

Nobody is shown a password: it is typed, or chosen by its owner with a link.
"""

import argparse
import asyncio
import functools
import getpass
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from app import config
from app.access.enums import Role
from app.access.labels import ROLE
from app.access.policy import Actor
from app.accounts.actions import (
    Issued,
    create_account,
    grant_role,
    invite,
    issue_link,
    lift_lock,
    remove_factor,
)
from app.accounts.mail import link_address
from app.accounts.queries import find_person_by_username
from app.accounts.rules.people_file import ROLE_WORDS, SHORT_WORDS
from app.commands.common import Commands, Refused, command, database, group, operator
from app.core.clock import COPENHAGEN
from app.db.transaction import transaction
from app.organisation import queries
from app.organisation.actions import create_municipality, create_person, create_unit, limit_report_texts
from app.organisation.enums import UnitKind

_ROLE_LIST = ", ".join(SHORT_WORDS)


def add_to(commands: Commands) -> None:
    municipalities = group(commands, "municipality", "kommuner")
    limit = command(
        municipalities, "text-limit", run_limit, "tæl tekster til selvbetjeningen mod et højeste antal tegn"
    )
    limit.add_argument("code", metavar="KODE")
    limit.add_argument("most", metavar="TEGN", nargs="?", type=int, help="udelades den, er der ingen grænse")
    municipality = command(municipalities, "create", run_municipality, "opret en kommune og dens topenhed")
    municipality.add_argument("code", metavar="KODE", help="1-10 bogstaver og tal; begynder hvert sagsnummer")
    municipality.add_argument("name", metavar="NAVN", help="fx »Eksempel Kommune«")

    users = group(commands, "user", "brugere")
    user = command(users, "create", run_user, "giv en person en bruger")
    user.add_argument("username", metavar="BRUGERNAVN")
    user.add_argument("--municipality", metavar="KODE", required=True, help="kommunens kode")
    who = user.add_mutually_exclusive_group(required=True)
    who.add_argument("--person", metavar="EKSTERN_ID", help="en person, der er oprettet, fx ved indlæsning")
    who.add_argument("--name", metavar="NAVN", help="personens navn; personen oprettes, hvis den ikke findes")
    user.add_argument("--email", metavar="ADRESSE", help="til en ny person")
    user.add_argument(
        "--role",
        metavar="ROLLE@ENHED",
        action="append",
        default=[],
        help=f"{_ROLE_LIST}, på enhedens eksterne id; uden @ENHED på hele kommunen; kan gentages",
    )
    user.add_argument(
        "--link", action="store_true", help="vis et link, hvor personen selv vælger adgangskode (ellers spørges der)"
    )
    link = command(users, "link", run_link, "lav et link, hvor en bruger selv vælger sin adgangskode")
    link.add_argument("username", metavar="BRUGERNAVN")
    unlock = command(users, "unlock", run_unlock, "ophæv en spærring efter for mange forkerte forsøg")
    unlock.add_argument("username", metavar="BRUGERNAVN")
    remove = command(users, "remove-second-factor", run_remove, "fjern login i to trin efter en mistet telefon")
    remove.add_argument("username", metavar="BRUGERNAVN")
    remove.add_argument("--reason", metavar="TEKST", required=True, help="står i hændelsesloggen")


def run_municipality(options: argparse.Namespace) -> int:
    asyncio.run(_make_municipality(options.code, options.name))
    print(f"{options.name} er oprettet. Indlæs enheder med »handlepligt import units«.")
    return 0


def run_limit(options: argparse.Namespace) -> int:
    asyncio.run(_limit(options.code, options.most))
    print("Ingen grænse." if options.most is None else f"Tekster tælles mod {options.most} tegn. Intet skæres væk.")
    return 0


async def _limit(code: str, most: int | None) -> None:
    async with database(config.load()):
        actor = operator()
        municipality = await queries.get_municipality(actor.scope, code)
        await limit_report_texts(actor, municipality.id, most)


async def _make_municipality(code: str, name: str) -> None:
    async with database(config.load()):
        actor = operator()
        if any(row.code.casefold() == code.casefold() for row in await queries.list_municipalities(actor.scope)):
            raise Refused(f"Der er allerede en kommune med koden {code}.")
        async with transaction():
            made = await create_municipality(actor, code=code, name=name)
            await create_unit(actor, made.id, name=name, kind=UnitKind.MUNICIPALITY, external_id=code)


class _Role(msgspec.Struct, frozen=True):
    role: Role
    unit: int
    text: str


def run_user(options: argparse.Namespace) -> int:
    settings = config.load()
    password = None if options.link else _ask_password()
    lines = asyncio.run(_make_user(settings, options, password))
    print("\n".join(lines))
    return 0


def run_link(options: argparse.Namespace) -> int:
    settings = config.load()
    issued: Issued = asyncio.run(_for_user(settings, options.username, issue_link))
    print("\n".join(_link_lines(settings, issued)))
    return 0


def run_unlock(options: argparse.Namespace) -> int:
    asyncio.run(_for_user(config.load(), options.username, lift_lock))
    print(f"{options.username} kan prøve igen med det samme.")
    return 0


def run_remove(options: argparse.Namespace) -> int:
    asyncio.run(_for_user(config.load(), options.username, functools.partial(remove_factor, reason=options.reason)))
    print(f"Login i to trin er fjernet for {options.username}.")
    return 0


async def _for_user(settings: config.Settings, username: str, action: Callable[[Actor, int], Awaitable[Any]]) -> Any:
    """Runs `action` for the person with this login. Raises `Refused` when nobody has it."""
    async with database(settings):
        actor = operator()
        person = await find_person_by_username(actor.scope, username)
        if person is None:
            raise Refused(f"Ingen har brugernavnet {username}.")
        return await action(actor, person)


def _link_lines(settings: config.Settings, issued: Issued) -> list[str]:
    """The link is always shown here: whoever runs the command may do anything anyway."""
    until = issued.expires_at.astimezone(COPENHAGEN)
    return [
        f"Link til {issued.name} (vises kun nu, virker én gang, til {until:%d.%m.%Y kl. %H.%M}):",
        link_address(settings, issued.token),
    ]


def _ask_password() -> str:
    """From standard input when that is no terminal; else asked for twice."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Adgangskode (mindst 12 tegn): ")
    if first != getpass.getpass("Gentag adgangskoden: "):
        raise Refused("De to adgangskoder er ikke ens. Prøv igen.")
    return first


async def _make_user(settings: config.Settings, options: argparse.Namespace, password: str | None) -> list[str]:
    async with database(settings):
        actor = operator()
        municipality = await queries.get_municipality(actor.scope, options.municipality)
        roles = [await _role(actor, municipality.id, text) for text in options.role]
        async with transaction():
            person = await _person(actor, municipality.id, options)
            if password is None:
                issued = await invite(actor, person, username=options.username)
            else:
                issued = None
                await create_account(actor, person, username=options.username, password=password)
            for given in roles:
                await grant_role(actor, person, role=given.role, unit=given.unit)
    lines = [f"Brugeren {options.username} er oprettet."]
    if not roles:
        lines.append("Personen har ingen ny rolle og ser derfor kun det, tidligere roller giver adgang til.")
    lines += [f"Rolle: {given.text}" for given in roles]
    return lines + (_link_lines(settings, issued) if issued else [])


async def _role(actor: Actor, municipality: int, text: str) -> _Role:
    word, _, external_id = text.partition("@")
    role = ROLE_WORDS.get(word.strip().casefold())
    if role is None:
        raise Refused(f"Rollen »{word}« kendes ikke. Skriv {_ROLE_LIST}. Medlemmer af udvalg tilføjes under Udvalg.")
    if external_id:
        unit = await queries.find_unit_by_external_id(actor.scope, municipality, external_id)
    else:
        unit = await queries.find_top_unit(actor.scope, municipality)
    if unit is None:
        raise Refused(f"Enheden »{external_id or 'kommunen'}« findes ikke i kommunen.")
    return _Role(role, unit, f"{ROLE[role]} på {external_id or 'hele kommunen'}")


async def _person(actor: Actor, municipality: int, options: argparse.Namespace) -> int:
    """The person meant, who is made where only a name is given and nobody has it."""
    found = await queries.find_persons(
        actor.scope, municipality, name=options.name or "", external_id=options.person or ""
    )
    if len(found) > 1:
        known = ", ".join(match.external_id or match.public_id for match in found)
        raise Refused(f"Flere personer hedder {options.name}. Vælg én med --person: {known}.")
    if found:
        return found[0].id
    if options.person:
        raise Refused(f"Personen med eksternt id {options.person} findes ikke i kommunen.")
    return (await create_person(actor, municipality, name=options.name, email=options.email)).id
