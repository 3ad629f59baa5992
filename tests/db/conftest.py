"""The engines as they are in use: SQLite on threads of its own."""

import pytest

from app.db.engine.sqlite import _SqliteConnection
from tests.support.speed import ON_A_THREAD


@pytest.fixture(autouse=True)
def threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_SqliteConnection, "_on_thread", ON_A_THREAD)
