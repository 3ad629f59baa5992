"""`serve`, `migrate` and `check`."""

import argparse
import asyncio
import socket
import sys
from typing import TYPE_CHECKING

from app import config
from app.access.policy import system_actor
from app.commands.backup import teller
from app.commands.backups.making import make_backup
from app.commands.common import Commands, Refused, command, database, operator
from app.core.clock import SystemClock
from app.db import migrate
from app.documents.actions import collect_orphans
from app.documents.blobs import BlobStore
from app.organisation.queries import holds_made_up

if TYPE_CHECKING:
    from litestar import Litestar


def add_to(commands: Commands) -> None:
    for parser in (
        command(commands, "serve", serve, "start Handlepligt; databasen bringes først op til denne version"),
        command(commands, "migrate", run_migrations, "bring databasen op til denne version"),
    ):
        parser.add_argument(
            "--no-backup", action="store_true", help="tag ikke først en sikkerhedskopi af en database, der skal ændres"
        )
    command(commands, "check", check, "se efter, om en tabel er ændret uden en migrering (kræver ingen database)")


def serve(options: argparse.Namespace) -> int:
    settings = config.load()
    with open_socket(settings) as listener:
        asyncio.run(bring_up(settings, has_backup=not options.no_backup))
        print(f"Handlepligt svarer på {address_of(settings, listener)}", flush=True)
        from app.asgi import create_app  # half a second, which every other command does without

        return run_server(create_app(settings), listener)


def open_socket(settings: config.Settings) -> socket.socket:
    """The bound socket, taken before anything else is done. Raises `Refused` when the port is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise Refused(
            f"Adressen {settings.host}:{settings.port} kan ikke bruges ({error.strerror}). "
            "Er Handlepligt startet i forvejen? Vælg en anden med HANDLEPLIGT_HOST og HANDLEPLIGT_PORT."
        ) from error
    return listener


def address_of(settings: config.Settings, listener: socket.socket) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{listener.getsockname()[1]}"


def run_server(app: "Litestar", listener: socket.socket) -> int:
    """Serves until stopped; the lines of the server itself go through our log."""
    import uvicorn

    from app.web.protocol import CalmProtocol

    server = uvicorn.Server(
        uvicorn.Config(
            app,
            loop="uvloop",
            http=CalmProtocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # app/web/client.py reads them, from the proxies that are trusted
            timeout_graceful_shutdown=10,
        )
    )
    server.run(sockets=[listener])
    return 0 if server.started else 2


async def bring_up(settings: config.Settings, *, has_backup: bool) -> list[str]:
    """Brings the database up to date, and clears away the files of uploads that never ended.

    A database that is about to be changed is copied first; its files are not touched, and so not copied.
    """
    async with database(settings, is_migrated=False) as engine:

        async def back_up() -> None:
            path = await make_backup(engine, settings, settings.backup_dir, teller(is_quiet=False), has_files=False)
            print(f"Sikkerhedskopi af databasen, som den var: {path}", flush=True)

        ran = await migrate.migrate(engine, before=back_up if has_backup else None)
        if settings.is_production and await holds_made_up(operator().scope):
            raise Refused(
                "Databasen indeholder demoens opdigtede kommuner og logins, som alle kender. "
                "Vælg en anden med HANDLEPLIGT_DATABASE_URL, eller begynd med en tom."
            )
        await collect_orphans(system_actor(SystemClock().now()), BlobStore.of(settings))
        return ran


def run_migrations(options: argparse.Namespace) -> int:
    ran = asyncio.run(bring_up(config.load(), has_backup=not options.no_backup))
    for name in ran:
        print(f"Kørt: {name}")
    print("Databasen passer til denne version.")
    return 0


def check(_: argparse.Namespace) -> int:
    missing = asyncio.run(migrate.undeclared_changes())
    if not missing:
        print("Migreringerne dækker alle tabeller.")
        return 0
    print("Disse ændringer af tabellerne står ikke i nogen migrering:", file=sys.stderr)
    for text in missing:
        print(text, file=sys.stderr)
    return 1
