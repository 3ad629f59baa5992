"""A database per test, the application on it, and browsers without a browser."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import config
from app.core.clock import FixedClock
from app.db import migrate
from app.db.engine import Database
from tests.factories import Cast, Client, make_cast, make_client
from tests.support.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.web.worlds import Template, build_template

ENGINE = os.environ.get("HANDLEPLIGT_TEST_ENGINE", "sqlite")
pytest_plugins = [
    "tests.support.speed",
    "tests.support.resources",
    "tests.support.postgres",
    "tests.support.browser",
    "tests.support.postbox",
    "tests.support.s3",
    "tests.support.clamd",
]

NOW = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
async def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Databases]:
    if ENGINE == "postgres":
        made: Databases = PostgresDatabases(request.getfixturevalue("postgres_server"))
    else:
        made = SqliteDatabases(tmp_path_factory.mktemp("templates"))
    yield made
    await made.close()


@pytest.fixture(scope="session")
async def migrated(databases: Databases) -> str:
    """The template of a migrated, empty database."""
    return await databases.template("migrated", None, migrate.migrate)


@pytest.fixture(scope="session")
async def with_cast(databases: Databases, migrated: str) -> tuple[str, Cast]:
    """The template of a database that holds the named cast and nothing else."""
    made: list[Cast] = []

    async def fill(_: Database) -> None:
        made.append(await make_cast(FixedClock(NOW)))

    return await databases.template("cast", migrated, fill), made[0]


@pytest.fixture(scope="session")
async def world_template(databases: Databases, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The world of tests/factories_world.py in a database that tests get copies of, with everybody logged in.

    Here, and not beside the tests of one folder: two of the same name would write over each other.
    """
    return await build_template(databases, migrated, tmp_path_factory.mktemp("world"))


@pytest.fixture
async def db(
    request: pytest.FixtureRequest, databases: Databases, migrated: str, with_cast: tuple[str, Cast], tmp_path: Path
) -> AsyncIterator[Database]:
    """The started engine of a migrated database: with the cast where the test asks for it, otherwise empty."""
    template = with_cast[0] if "cast" in request.fixturenames else migrated
    engine = await databases.take(template, tmp_path)
    yield engine
    await databases.give_back(template, engine)


@pytest.fixture
def clock() -> FixedClock:
    """Stands at 20 August 2025, 12.00 in Denmark; tests move it by `clock.instant = …`."""
    return FixedClock(NOW)


@pytest.fixture
def settings(tmp_path: Path) -> config.Settings:
    return config.load({"HANDLEPLIGT_ENV": "test", "HANDLEPLIGT_DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
def cast(db: Database, with_cast: tuple[str, Cast], clock: FixedClock) -> Cast:
    """The named cast in its municipality: see tests/factories.py."""
    return with_cast[1].living_by(clock)


@pytest.fixture
async def client(db: Database, clock: FixedClock, settings: config.Settings, cast: Cast) -> AsyncIterator[Client]:
    """The application over ASGI, nobody logged in: `await client.as_(cast.anna)`."""
    async with make_client(settings, clock, db) as made:
        yield made
