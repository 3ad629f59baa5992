import pytest

from tests.support.databases import Databases
from tests.web.worlds import Template, build_template


@pytest.fixture(scope="session")
async def world_template(databases: Databases, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The world of tests/factories_world.py in a database that tests get copies of, with everybody logged in."""
    return await build_template(databases, migrated, tmp_path_factory.mktemp("world"))
