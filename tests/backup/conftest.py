"""An installation full of everything, with its files, and empty ones beside it to restore into."""

import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app import config
from app.audit.queries import Head, get_head, verify_chain
from app.commands.backups.making import make_backup
from app.commands.backups.restoring import restore
from app.commands.common import operator
from app.db.engine import Database, PgEngine, make_engine, use_engine
from tests.support.postgres import ENGINE_VARIABLE
from tests.web.worlds import Template, dump, opened

IS_POSTGRES = os.environ.get(ENGINE_VARIABLE) == "postgres"
KEY = "en-noegle-til-proever-0123456789-abcdef"
# Who was logged in is not restored; that it was restored is a new entry.
NOT_THE_SAME = frozenset({"audit_entries", "audit_payloads"})
_numbers = itertools.count()

Settings = config.Settings
Empty = Callable[..., Settings]


def tell(_: str) -> None:
    """Nobody is watching how far it comes."""


@pytest.fixture
async def db(world_template: Template, tmp_path: Path) -> AsyncIterator[Database]:
    """The world of tests/factories_world.py, whose files lie in the data folder of `installation`."""
    async with opened(world_template, tmp_path) as engine:
        yield engine


def _settings(folder: Path, url: str) -> Settings:
    named = {"ENV": "test", "DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": KEY}
    return config.load({f"HANDLEPLIGT_{name}": value for name, value in named.items()})


def address_of(engine: Database) -> str:
    return str(engine.config["dsn"]) if isinstance(engine, PgEngine) else f"sqlite:///{engine.path}"


@pytest.fixture
def installation(world_template: Template, db: Database, tmp_path: Path) -> Settings:
    shutil.copytree(world_template.data, tmp_path / "data")
    return _settings(tmp_path / "data", address_of(db))


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Empty]:
    """Makes the settings of a new, empty installation, on the run's engine or on SQLite."""
    made: list[str] = []

    def make(*, on_sqlite: bool = False) -> Settings:
        number = next(_numbers)
        folder = tmp_path / f"new-{number}"
        if on_sqlite or not IS_POSTGRES:
            return _settings(folder, f"sqlite:///{folder}/x.sqlite")
        made.append(f"restored_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{number}")
        return _settings(folder, request.getfixturevalue("postgres_server").create(made[-1]))

    yield make
    for name in made:
        request.getfixturevalue("postgres_server").drop(name)


class Contents(msgspec.Struct, frozen=True):
    """What there is in an installation that a backup holds."""

    rows: dict[str, list[dict[str, Any]]]
    log: list[dict[str, Any]]
    head: Head | None
    files: dict[str, bytes]


async def contents(settings: Settings, *, upto: int | None = None) -> Contents:
    """Read through the engine now in use; of the log the first `upto` entries."""
    from app.db.sql import fetch_rows

    log = await fetch_rows("SELECT * FROM audit_entries WHERE seq <= {} ORDER BY seq", upto or 10**9)
    rows = await dump(but=NOT_THE_SAME)
    files = {path.name: path.read_bytes() for path in settings.blob_dir.glob("??/*")}
    return Contents(rows, log, await get_head(operator().scope), files)


class Opened:
    """The database of an installation, started and in use by everything in this process."""

    def __init__(self, settings: Settings) -> None:
        self._engine = make_engine(settings.database_url)

    async def __aenter__(self) -> Database:
        use_engine(self._engine)
        await self._engine.start()
        return self._engine

    async def __aexit__(self, *_: object) -> None:
        await self._engine.stop()


async def chain_fault() -> str:
    """Why the log does not hold; empty when it does."""
    async for _, broken in verify_chain(operator().scope):
        if broken is not None:
            return broken.reason
    return ""


@pytest.fixture
async def taken(db: Database, installation: Settings, tmp_path: Path) -> Path:
    """A backup of the whole world."""
    return await make_backup(db, installation, tmp_path / "backups", tell)


__all__ = ["Contents", "Opened", "Settings", "chain_fault", "contents", "restore", "tell"]
