import asyncio
import os

import pytest

from tests.conftest import ENGINE
from tests.web.worlds import Template, build_template


@pytest.fixture(scope="session")
def world_template(request: pytest.FixtureRequest, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The world of tests/factories_world.py in a database that tests copy, with everybody logged in."""
    root = tmp_path_factory.mktemp("world")
    if ENGINE != "postgres":
        return asyncio.run(build_template(migrated, root))
    server = request.getfixturevalue("postgres_server")
    name = f"world_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    return asyncio.run(build_template(migrated, root, server, name))
