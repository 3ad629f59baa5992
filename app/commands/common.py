"""What every command needs: settings, a database, and somebody who acts."""

import argparse
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from app import config
from app.access.policy import Actor, system_actor
from app.core.clock import SystemClock
from app.core.ids import new_public_id
from app.db import migrate
from app.db.engine import Database, SqliteEngine, make_engine, use_engine

# What argparse gives for add_subparsers(); its own class is private and generic.
Commands = Any


class Refused(Exception):
    """The command cannot be done; the text is the one Danish line that is printed, the exit code is 2."""


def command(commands: Commands, name: str, run: Any, help_text: str) -> argparse.ArgumentParser:
    """Adds the command `name`, which calls `run` with the parsed arguments."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(run=run)
    return parser


def group(commands: Commands, name: str, help_text: str) -> Commands:
    """A command that has commands of its own, as `handlepligt user create`."""
    parser = commands.add_parser(name, help=help_text, description=help_text)
    return parser.add_subparsers(title="Kommandoer", metavar="KOMMANDO", required=True, parser_class=type(parser))


def operator() -> Actor:
    """The command line acts as the system, at the present."""
    return system_actor(SystemClock().now(), request_id=f"cli-{new_public_id()}")


@contextlib.asynccontextmanager
async def database(settings: config.Settings, *, is_migrated: bool = True) -> AsyncIterator[Database]:
    """The started engine. Unless `is_migrated` is False an empty database gets its tables first.

    Raises `Refused` for one that an earlier version made: `migrate` and `serve` bring it up, after a backup.
    """
    engine = make_engine(settings.database_url)
    if isinstance(engine, SqliteEngine):
        Path(engine.path).parent.mkdir(parents=True, exist_ok=True)
    use_engine(engine)
    await engine.start()
    try:
        if is_migrated:
            await migrate.migrate(engine, before=_refuse)
        yield engine
    finally:
        await engine.stop()


async def _refuse() -> None:
    raise Refused("Databasen er fra en ældre udgave. Kør »handlepligt migrate«: den tager først en sikkerhedskopi.")


def plural(count: int, one: str, many: str) -> str:
    """`1 enhed`, `2 enheder`, with a dot between thousands."""
    return f"{count:,} {one if count == 1 else many}".replace(",", ".")
