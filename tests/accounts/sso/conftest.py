"""The application with a provider of logins."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from app import config
from app.core.clock import FixedClock
from app.db.engine import Database
from tests.factories import Cast, Client, make_client
from tests.factories_sso import oidc_of
from tests.support import provider as support


@pytest.fixture
def sso_settings(settings: config.Settings, process: support.Provider) -> config.Settings:
    return msgspec.structs.replace(settings, oidc=oidc_of(process), base_url="http://handlepligt.test")


@pytest.fixture
async def client(db: Database, clock: FixedClock, sso_settings: config.Settings, cast: Cast) -> AsyncIterator[Client]:
    async with make_client(sso_settings, clock, db) as made:
        yield made
