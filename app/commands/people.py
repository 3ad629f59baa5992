"""`municipality create` and `user create`: how a new installation gets its first administrator."""

import argparse
import asyncio
import getpass
import sys

import msgspec

from app import config
from app.access.enums import Role
from app.access.labels import ROLE
from app.access.policy import Actor
from app.accounts.actions import create_account, grant_role
from app.accounts.passwords import new_password
from app.accounts.rules.people_file import ROLE_WORDS
from app.commands.common import Commands, Refused, command, database, group, operator
from app.db.transaction import transaction
from app.organisation import queries
from app.organisation.actions import create_municipality, create_person, create_unit
from app.organisation.enums import UnitKind


def add_to(commands: Commands) -> None:
    municipality = command(
        group(commands, "municipality", "kommuner"), "create", run_municipality, "opret en kommune og dens topenhed"
    )
    municipality.add_argument("code", metavar="KODE", help="1-10 bogstaver og tal; begynder hvert sagsnummer")
    municipality.add_argument("name", metavar="NAVN", help="fx »Eksempel Kommune«")

    user = command(group(commands, "user", "brugere"), "create", run_user, "giv en person en bruger")
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
        help="leder, amr, med, konsulent, administrator eller læser, på enhedens eksterne id; "
        "uden @ENHED på hele kommunen; kan gentages",
    )
    user.add_argument(
        "--generate", action="store_true", help="lav en adgangskode, og vis den én gang (ellers spørges der)"
    )


def run_municipality(options: argparse.Namespace) -> int:
    asyncio.run(_make_municipality(options.code, options.name))
    print(f"{options.name} er oprettet. Indlæs enheder med »handlepligt import units«.")
    return 0


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
    password = new_password() if options.generate else _ask_password()
    lines = asyncio.run(_make_user(settings, options, password))
    print("\n".join(lines))
    if options.generate:
        print(f"Adgangskode (vises kun nu): {password}")
    return 0


def _ask_password() -> str:
    """From standard input when that is no terminal; else asked for twice."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Adgangskode (mindst 12 tegn): ")
    if first != getpass.getpass("Gentag adgangskoden: "):
        raise Refused("De to adgangskoder er ikke ens. Prøv igen.")
    return first


async def _make_user(settings: config.Settings, options: argparse.Namespace, password: str) -> list[str]:
    async with database(settings):
        actor = operator()
        municipality = await queries.get_municipality(actor.scope, options.municipality)
        roles = [await _role(actor, municipality.id, text) for text in options.role]
        async with transaction():
            person = await _person(actor, municipality.id, options)
            await create_account(actor, person, username=options.username, password=password)
            for given in roles:
                await grant_role(actor, person, role=given.role, unit=given.unit)
    lines = [f"Brugeren {options.username} er oprettet."]
    if not roles:
        lines.append("Personen har ingen ny rolle og ser derfor kun det, tidligere roller giver adgang til.")
    return lines + [f"Rolle: {given.text}" for given in roles]


async def _role(actor: Actor, municipality: int, text: str) -> _Role:
    word, _, external_id = text.partition("@")
    role = ROLE_WORDS.get(word.strip().casefold())
    if role is None:
        raise Refused(f"Rollen »{word}« kendes ikke. Skriv leder, amr, med, konsulent, administrator eller læser.")
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
