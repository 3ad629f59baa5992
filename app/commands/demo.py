"""`demo` and `seed`: made-up data, kept apart from real data.

A folder that the demo has filled carries a mark. Only such a folder is ever emptied, and a database with anything
else in it is refused. On PostgreSQL the demo fills an empty database and empties none.
"""

import argparse
import asyncio
import ipaddress
import shutil
from pathlib import Path

import msgspec

from app import config
from app.commands.common import Commands, Refused, command, database, operator, plural
from app.commands.server import address_of, open_socket, run_server
from app.db import migrate
from app.organisation.queries import list_municipalities

_MARK = "handlepligt-demo.json"
_FILES = ("", "-wal", "-shm", ".migrate.lock")


class Mark(msgspec.Struct, frozen=True):
    """What lies in a folder of the demo: for which database, and whether loading came to its end."""

    database: str
    is_loaded: bool


def add_to(commands: Commands) -> None:
    demo = command(commands, "demo", run_demo, "prøv Handlepligt med opdigtede data på denne maskine")
    demo.add_argument("--reset", action="store_true", help="begynd forfra; det indtastede går tabt")
    demo.add_argument("--load-only", action="store_true", help="indlæs data, og stop")
    many = command(commands, "seed", run_seed, "fyld en tom database med mange opdigtede sager, til måling af tider")
    for name, text in (("units", "enheder"), ("cases", "sager"), ("items", "tiltag")):
        many.add_argument(f"--{name}", metavar="ANTAL", type=int, required=True, help=f"antal {text}")


def run_demo(options: argparse.Namespace) -> int:
    from app.demo.load import LOGINS  # not at the top: every command would load the whole demo

    settings = config.load(is_demo=True)
    _refuse_production(settings)
    if not _is_loopback(settings.host):
        raise Refused("Demoen svarer kun på denne maskine. Fjern HANDLEPLIGT_HOST, eller sæt den til 127.0.0.1.")
    if options.load_only:
        asyncio.run(_prepare(settings, is_new=options.reset))
        print("Demoens data er indlæst.")
        return 0
    with open_socket(settings) as listener:
        asyncio.run(_prepare(settings, is_new=options.reset))
        print(f"\nHandlepligts demo svarer på {address_of(settings, listener)}\n\nLog ind som en af disse:")
        width = max(len(username) for username, _, _ in LOGINS) + 2
        for username, name, role in LOGINS:
            print(f"  {username:<{width}}{name}, {role}")
        print("\nAlle har adgangskoden proev-handlepligt. Stop med Ctrl+C.", flush=True)
        from app.asgi import create_app  # half a second, which every other command does without

        return run_server(create_app(settings, demo_logins=LOGINS), listener)


def _refuse_production(settings: config.Settings) -> None:
    if settings.is_production:
        raise Refused(
            "Opdigtede data må ikke blandes med rigtige: kommandoen virker ikke med HANDLEPLIGT_ENV=production."
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _prepare(settings: config.Settings, *, is_new: bool) -> None:
    """Loads the demo unless it is there already. A load that was cut off is done again from the beginning."""
    mark = _read_mark(settings)
    is_sqlite = settings.database_url.startswith("sqlite:///")
    if mark is not None and (is_new or not mark.is_loaded) and is_sqlite:
        _empty(settings)
        mark = None
    elif is_new and not is_sqlite:
        raise Refused("Demoen sletter aldrig noget i PostgreSQL. Opret en tom database, og kør »handlepligt demo«.")
    async with database(settings, is_migrated=False) as engine:
        await migrate.migrate(engine)  # without a backup: everything here is made up
        actor = operator()
        is_empty = not await list_municipalities(actor.scope)
        if mark is not None and mark.is_loaded and not is_empty:
            return
        if not is_empty:
            raise Refused(
                "Databasen indeholder andet end demoens data, eller en indlæsning blev afbrudt. "
                "Demoen rører den ikke. Vælg en anden med HANDLEPLIGT_DATA_DIR eller HANDLEPLIGT_DATABASE_URL."
            )
        from app.demo.load import load_demo

        _write_mark(settings, is_loaded=False)
        await load_demo(actor, settings.blob_dir)
    _write_mark(settings, is_loaded=True)


def _read_mark(settings: config.Settings) -> Mark | None:
    path = settings.data_dir / _MARK
    if not path.exists():
        return None
    try:
        mark = msgspec.json.decode(path.read_bytes(), type=Mark)
    except msgspec.DecodeError:
        return None
    return mark if mark.database == _name_of(settings) else None


def _write_mark(settings: config.Settings, *, is_loaded: bool) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    path = settings.data_dir / _MARK
    path.write_bytes(msgspec.json.encode(Mark(_name_of(settings), is_loaded)))


def _name_of(settings: config.Settings) -> str:
    """Which database, without its password."""
    return settings.database_url.rpartition("@")[2]


def _empty(settings: config.Settings) -> None:
    """Removes the demo's own database and files, and nothing else in the folder."""
    path = settings.database_url.removeprefix("sqlite:///")
    for suffix in _FILES:
        Path(path + suffix).unlink(missing_ok=True)
    shutil.rmtree(settings.blob_dir, ignore_errors=True)
    (settings.data_dir / _MARK).unlink(missing_ok=True)


def run_seed(options: argparse.Namespace) -> int:
    settings = config.load()
    _refuse_production(settings)
    if min(options.units, options.cases, options.items) < 0:
        raise Refused("Antallene skal være 0 eller mere.")
    asyncio.run(_seed(settings, options))
    made = [
        plural(options.units, "enhed", "enheder"),
        plural(options.cases, "sag", "sager"),
        plural(options.items, "tiltag", "tiltag"),
    ]
    print(f"Oprettet: {', '.join(made)}.")
    return 0


async def _seed(settings: config.Settings, options: argparse.Namespace) -> None:
    async with database(settings):
        actor = operator()
        if await list_municipalities(actor.scope):
            raise Refused(
                "Databasen er ikke tom. Vælg en anden med HANDLEPLIGT_DATA_DIR eller HANDLEPLIGT_DATABASE_URL."
            )
        from app.demo.seed import seed

        await seed(actor, units=options.units, cases=options.cases, items=options.items)
