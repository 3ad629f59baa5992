"""The world of tests/factories_world.py behind a running application, and its people before it, logged in."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
from litestar import Litestar

from app import config
from app.core.clock import FixedClock
from app.db.engine import Database
from app.db.sql import fetch_rows
from tests.factories import PASSWORD
from tests.factories_world import build_world
from tests.factories_world_places import World
from tests.support.applications import lent
from tests.support.databases import Databases

NOW = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)
ORIGIN = "http://handlepligt.test"
NOBODY = "nobody"


class Template(msgspec.Struct, frozen=True):
    world: World
    databases: Databases
    database: str  # the name of the template there
    data: Path
    cookies: dict[str, str]


def _settings(data: Path) -> config.Settings:
    # Everybody logs in with a password alone; tests/accounts look at second factors.
    named = {"ENV": "test", "DATA_DIR": str(data), "SECOND_FACTOR": "off"}
    return config.load({f"HANDLEPLIGT_{name}": value for name, value in named.items()})


async def build_template(databases: Databases, migrated: str, root: Path) -> Template:
    """The world, built once, with a session for each of its people."""
    settings = _settings(root / "data")
    worlds: list[World] = []
    cookies: dict[str, str] = {}

    async def fill(engine: Database) -> None:
        worlds.append(await build_world(FixedClock(NOW), settings.blob_dir))
        with lent(settings, FixedClock(NOW), engine) as app:
            for username in worlds[0].members:
                async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ORIGIN) as http:
                    sent = {"username": username, "password": PASSWORD, "to": "/"}
                    answer = await http.post("/log-ind", data=sent, headers={"Origin": ORIGIN})
                    assert answer.status_code == 303, answer.text
                    cookies[username] = "; ".join(f"{key}={value}" for key, value in http.cookies.items())

    database = await databases.template("world", migrated, fill)
    return Template(worlds[0], databases, database, root / "data", cookies)


class Browsers:
    """Everybody's browser at once: `get("bo", "/")`; `nobody` has not logged in. Nothing is followed by itself."""

    def __init__(self, template: Template, app: Litestar) -> None:
        self.world = template.world
        self.app = app
        self._cookies = template.cookies
        self._transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    @property
    def names(self) -> list[str]:
        return [*self.world.members, NOBODY]

    def _headers(self, who: str) -> dict[str, str]:
        # Packed answers would only be unpacked again, a thousand times in a walk.
        sent = {"Origin": ORIGIN, "Accept-Encoding": "identity"}
        return sent | ({"Cookie": self._cookies[who]} if who in self._cookies else {})

    async def get(self, who: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return await self._ask("GET", who, path, headers=headers)

    async def post(self, who: str, path: str, data: dict[str, Any] | None = None, files: Any = None) -> httpx.Response:
        return await self._ask("POST", who, path, data=data, files=files)

    async def _ask(self, method: str, who: str, path: str, headers: Any = None, **sent: Any) -> httpx.Response:
        """Without a client, which keeps cookies and follows: in a walk that takes a tenth of the time."""
        request = httpx.Request(method, ORIGIN + path, headers={**self._headers(who), **(headers or {})}, **sent)
        answer = await self._transport.handle_async_request(request)
        answer.request = request
        await answer.aread()
        return answer


@contextlib.asynccontextmanager
async def opened(template: Template, folder: Path) -> AsyncIterator[Database]:
    """A started engine on a copy of the world of one's own."""
    engine = await template.databases.take(template.database, folder)
    yield engine
    await template.databases.give_back(template.database, engine)


@contextlib.asynccontextmanager
async def browsing(template: Template, engine: Database, folder: Path) -> AsyncIterator[Browsers]:
    """The application on `engine`, with its own copy of the files."""
    shutil.copytree(template.data, folder / "data")
    with lent(_settings(folder / "data"), FixedClock(NOW), engine) as app:
        yield Browsers(template, app)


# Who is logged in and when is no state of a case: pages may note it.
_PERSONAL = {"sessions", "accounts", "attempt_limits"}


async def dump(*, but: frozenset[str] = frozenset()) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but those of logins."""
    from piccolo.table import Table

    from app.db.engine import current_engine

    tables = sorted(
        {each._meta.tablename for each in _all_tables(Table) if each._meta.tablename not in _PERSONAL | but}
    )
    assert current_engine() is not None
    return {name: await fetch_rows(f'SELECT * FROM "{name}" ORDER BY id') for name in tables}


def _all_tables(base: Any) -> list[Any]:
    return [
        found
        for child in base.__subclasses__()
        for found in ([child] if child.__module__.startswith("app.") else []) + _all_tables(child)
    ]
