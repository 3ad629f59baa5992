"""An application is lent to one test at a time, with what that test brings."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar import get

import app.audit.views
from app import config
from app.core.clock import FixedClock
from app.db.engine import Database
from tests.support.applications import _built_in, lent


@get("/proeve", name="test.lent")
async def page() -> str:
    return "en side"


async def test_the_same_one_is_lent_again_with_other_facts(
    db: Database, clock: FixedClock, settings: config.Settings
) -> None:
    later = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    with lent(settings, clock, db) as first:
        assert first.state.clock is clock
        with lent(settings, later, db) as second:
            assert second is not first
    with lent(settings, later, db) as third:
        assert third in (first, second)
        assert third.state.clock is later


async def test_who_patches_a_page_in_gets_one_that_has_it(
    db: Database, clock: FixedClock, settings: config.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lent(settings, clock, db) as usual:
        pass
    monkeypatch.setattr(app.audit.views, "routes", [page])
    with lent(settings, clock, db) as patched:
        assert patched is not usual
        assert patched.route_reverse("test.lent") == "/proeve"


def test_a_data_folder_of_its_own_needs_no_application_of_its_own(tmp_path: Path) -> None:
    """Or every test would build one: whatever follows from the folder is read at each request."""
    here, there = (
        config.load({"HANDLEPLIGT_ENV": "test", "HANDLEPLIGT_DATA_DIR": str(tmp_path / name)}) for name in "ab"
    )
    assert _built_in(here) == _built_in(there)
