"""The world of tests/factories_world.py behind a running application, and its people before it, logged in."""

import contextlib
import itertools
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
from app.db.engine import Database, make_engine, use_engine
from app.db.sql import fetch_rows
from tests.factories import PASSWORD
from tests.factories_world import World, build_world
from tests.support.applications import lent

NOW = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)
ORIGIN = "http://handlepligt.test"
NOBODY = "nobody"
_numbers = itertools.count()


class Template(msgspec.Struct, frozen=True):
    world: World
    database: str  # a file, or the name of a template database
    data: Path
    cookies: dict[str, str]
    server: Any = None

    def make(self, folder: Path) -> tuple[str, str]:
        """A copy of the database: its address, and its name on a server."""
        if self.server is None:
            shutil.copyfile(self.database, folder / "world.sqlite")
            return f"sqlite:///{folder / 'world.sqlite'}", ""
        name = f"{self.database}_{next(_numbers)}"
        return self.server.create(name, self.database), name


def _settings(data: Path) -> config.Settings:
    # Everybody logs in with a password alone; tests/accounts look at second factors.
    named = {"ENV": "test", "DATA_DIR": str(data), "SECOND_FACTOR": "off"}
    return config.load({f"HANDLEPLIGT_{name}": value for name, value in named.items()})


async def build_template(migrated: str, root: Path, server: Any = None, name: str = "") -> Template:
    """The world, built once, with a session for each of its people."""
    if server is None:
        shutil.copyfile(migrated, root / "world.sqlite")
        url, name = f"sqlite:///{root / 'world.sqlite'}", str(root / "world.sqlite")
    else:
        server.drop(name)
        url = server.create(name, migrated)
    engine = make_engine(url)
    use_engine(engine)
    await engine.start()
    settings = _settings(root / "data")
    world = await build_world(FixedClock(NOW), settings.blob_dir)
    cookies: dict[str, str] = {}
    with lent(settings, FixedClock(NOW), engine) as app:
        for username in world.members:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ORIGIN) as http:
                sent = {"username": username, "password": PASSWORD, "to": "/"}
                answer = await http.post("/log-ind", data=sent, headers={"Origin": ORIGIN})
                assert answer.status_code == 303, answer.text
                cookies[username] = "; ".join(f"{key}={value}" for key, value in http.cookies.items())
    await engine.stop()
    return Template(world, name, root / "data", cookies, server)


class Browsers:
    """Everybody's browser at once: `get("bo", "/")`; `nobody` has not logged in. Nothing is followed by itself."""

    def __init__(self, template: Template, app: Litestar, http: httpx.AsyncClient) -> None:
        self.world = template.world
        self.app = app
        self._cookies = template.cookies
        self._http = http

    @property
    def names(self) -> list[str]:
        return [*self.world.members, NOBODY]

    def _headers(self, who: str) -> dict[str, str]:
        return {"Origin": ORIGIN} | ({"Cookie": self._cookies[who]} if who in self._cookies else {})

    async def get(self, who: str, path: str) -> httpx.Response:
        self._http.cookies.clear()
        return await self._http.get(path, headers=self._headers(who))

    async def post(self, who: str, path: str, data: dict[str, Any] | None = None, files: Any = None) -> httpx.Response:
        self._http.cookies.clear()
        return await self._http.post(path, data=data, files=files, headers=self._headers(who))


@contextlib.asynccontextmanager
async def opened(template: Template, folder: Path) -> AsyncIterator[Database]:
    """A started engine on a copy of the world of one's own."""
    url, name = template.make(folder)
    engine = make_engine(url)
    use_engine(engine)
    await engine.start()
    yield engine
    await engine.stop()
    if name:
        template.server.drop(name)


@contextlib.asynccontextmanager
async def browsing(template: Template, engine: Database, folder: Path) -> AsyncIterator[Browsers]:
    """The application on `engine`, with its own copy of the files."""
    shutil.copytree(template.data, folder / "data")
    with lent(_settings(folder / "data"), FixedClock(NOW), engine) as app:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as http:
            yield Browsers(template, app, http)


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
