"""The command line of this checkout, on an empty database of the run's engine."""

import itertools
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.commands import Commands
from tests.support.postgres import ENGINE_VARIABLE
from tests.support.server import clean_environment

ROOT = Path(__file__).resolve().parents[2]
IS_POSTGRES = os.environ.get(ENGINE_VARIABLE) == "postgres"
Done = subprocess.CompletedProcess[str]
Handlepligt = Callable[..., Done]
_numbers = itertools.count()


@pytest.fixture
def db(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database that nothing has migrated; "" is the default, a file in the data folder.

    It takes the place of the suite's own `db`, by which the run on PostgreSQL knows its tests.
    """
    if not IS_POSTGRES:
        yield ""
        return
    server = request.getfixturevalue("postgres_server")
    name = f"cli_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def environment(db: str, tmp_path: Path) -> dict[str, str]:
    return clean_environment(tmp_path / "data", **({"database_url": db} if db else {}))


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    made = Commands()
    yield made
    made.close()


@pytest.fixture
def handlepligt(commands: Commands, environment: dict[str, str]) -> Handlepligt:
    """Runs a command; gives code, output and errors. `settings` are further variables."""

    def run(*arguments: str, typed: str = "", **settings: str) -> Done:
        ours = {f"HANDLEPLIGT_{name.upper()}": value for name, value in settings.items()}
        return commands.run(arguments, environment | ours, ROOT, typed)

    return run
