"""The session ends while somebody writes on a phone: after the login the text is there, and is saved once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.hands import change, fill, log_in, logged_in, look_up, press

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ITEM = """SELECT x.id, x.public_id FROM action_items x JOIN cases c ON c.id = x."case"
    WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.status = 'in_progress' ORDER BY x.id"""
END = """UPDATE sessions SET expires_at = '2020-01-01 00:00:00+00:00'
    WHERE account = (SELECT id FROM accounts WHERE username = ?)"""


@pytest.mark.parametrize("is_gone", [False, True], ids=["expired", "deleted"])
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_text_outlives_the_session(
    browser: Browser, demo_address: str, demo_folder: Path, javascript: bool, is_gone: bool
) -> None:
    """Architecture: a form that comes too late is carried over the login to the one who wrote it."""
    note = f"Møde på gangen, {javascript} {is_gone}.\nÅse tager »vagten«."
    item, public_id = look_up(demo_folder, ITEM)[0]
    with logged_in(browser, demo_address, "amr", javascript=javascript, phone=True) as page:
        page.goto(f"/tiltag/{public_id}/opdater")
        fill(page, note=note, status="in_progress")
        statement = END if not is_gone else END.replace("UPDATE sessions SET expires_at = '2020-01-01 00:00:00+00:00'", "DELETE FROM sessions")
        assert change(demo_folder, statement, "amr") >= 1
        press(page, "Gem opdatering")
        assert "Det, du skrev, følger med." in page.locator("main").inner_text()
        log_in(page, "amr")
        assert page.url.endswith(f"/tiltag/{public_id}/opdater")
        assert page.locator("[name=note]").input_value() == note
        assert look_up(demo_folder, "SELECT 1 FROM item_updates WHERE note = ?", note) == []
        press(page, "Gem opdatering")
        assert "Opdateringen er gemt." in page.locator(".flashes").inner_text()
    assert look_up(demo_folder, "SELECT item FROM item_updates WHERE note = ?", note) == [(item,)]
