"""The application for tests: built once in a process and lent from test to test.

To build it, compile its templates and start its worker process takes longer than most tests take. What a test brings
(clock, database, data folder, secrets) is read from the application's state at each request; there is one application
for each set of what is built in: the rest of the settings, the pages, the templates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import msgspec
from litestar import Litestar

from app import config
from app.asgi import SLICES, create_app
from app.core.clock import Clock
from app.db.engine import Database, use_engine
from app.web import logs

_idle: defaultdict[Hashable, list[Litestar]] = defaultdict(list)


def _built_in(settings: config.Settings) -> Hashable:
    """What an application is made of: a test that patches in a page or a folder of templates gets one with them."""
    pages = tuple(id(page) for name in SLICES for page in import_module(f"app.{name}.views").routes)
    bare = msgspec.structs.replace(settings, data_dir=Path(), backup_dir=Path(), database_url="", secret_key="")
    return bare, config.TEMPLATES, pages


@contextmanager
def lent(settings: config.Settings, clock: Clock, engine: Database) -> Iterator[Litestar]:
    """The application with these settings, for one borrower at a time; whoever comes meanwhile gets another."""
    idle = _idle[_built_in(settings)]
    app = idle.pop() if idle else create_app(settings, clock=clock, engine=engine)
    use_engine(engine)
    logs.configure(settings.log_level, as_json=settings.is_production)
    app.state.settings, app.state.clock = settings, clock
    try:
        yield app
    finally:
        idle.append(app)
