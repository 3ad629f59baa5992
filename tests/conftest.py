"""A database per test, the application on it, and browsers without a browser.

`db` gives a migrated, empty database of the run's engine: a copied file on SQLite, a cloned one on PostgreSQL.
"""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import config
from app.core.clock import FixedClock
from app.db import migrate
from app.db.engine import Database, make_engine, use_engine
from tests.factories import Cast, Client, make_cast, make_client

ENGINE = os.environ.get("HANDLEPLIGT_TEST_ENGINE", "sqlite")
pytest_plugins = ["tests.support.resources", "tests.support.postgres", "tests.support.browser"]

NOW = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)
_numbers = itertools.count()


async def _migrate(url: str) -> None:
    engine = make_engine(url)
    use_engine(engine)
    await engine.start()
    await migrate.migrate(engine)
    await engine.stop()


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The migrated database that tests copy: a file, or the name of a template database."""
    if ENGINE == "postgres":
        server = request.getfixturevalue("postgres_server")
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        return server.template(f"template_{worker}", lambda url: asyncio.run(_migrate(url)))
    path = tmp_path_factory.mktemp("migrated") / "template.sqlite"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return str(path)


@pytest.fixture
async def db(request: pytest.FixtureRequest, migrated: str, tmp_path: Path) -> AsyncIterator[Database]:
    """The started engine of an empty, migrated database."""
    if ENGINE == "postgres":
        server = request.getfixturevalue("postgres_server")
        name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"
        engine = make_engine(server.create(name, migrated))
    else:
        shutil.copyfile(migrated, tmp_path / "test.sqlite")
        engine = make_engine(f"sqlite:///{tmp_path / 'test.sqlite'}")
    use_engine(engine)
    await engine.start()
    yield engine
    await engine.stop()
    if ENGINE == "postgres":
        server.drop(name)


@pytest.fixture
def clock() -> FixedClock:
    """Stands at 20 August 2025, 12.00 in Denmark; tests move it by `clock.instant = …`."""
    return FixedClock(NOW)


@pytest.fixture
def settings(tmp_path: Path) -> config.Settings:
    return config.load({"HANDLEPLIGT_ENV": "test", "HANDLEPLIGT_DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
async def cast(db: Database, clock: FixedClock) -> Cast:
    """The named cast in its municipality: see tests/factories.py."""
    return await make_cast(clock)


@pytest.fixture
async def client(db: Database, clock: FixedClock, settings: config.Settings, cast: Cast) -> AsyncIterator[Client]:
    """The application over ASGI, nobody logged in: `await client.as_(cast.anna)`."""
    async with make_client(settings, clock, db) as made:
        yield made
