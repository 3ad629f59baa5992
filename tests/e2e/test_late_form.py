"""The session ends while somebody writes on a phone: after the login the text is there, and is saved once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.hands import change, fill, log_in, logged_in, look_up, press

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ITEM = """SELECT x.id, x.public_id FROM action_items x JOIN cases c ON c.id = x."case"
    WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.status = 'in_progress' ORDER BY x.id"""
AGO = """UPDATE sessions SET expires_at = ? WHERE account = (SELECT id FROM accounts WHERE username = 'amr')"""
GONE = "DELETE FROM sessions WHERE account = (SELECT id FROM accounts WHERE username = 'amr')"


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
@pytest.mark.parametrize("has_photo", [True, False], ids=["photo", "text"])
def test_text_outlives_the_session(
    browser: Browser, demo_address: str, demo_folder: Path, javascript: bool, has_photo: bool
) -> None:
    """docs/decisions/0006: the text is carried over the login; the photo is still on the phone, and we say so."""
    note = f"Møde på gangen, {javascript:d}{has_photo:d}.\nÅse tager »vagten«."
    item, public_id = look_up(demo_folder, ITEM)[0]
    with logged_in(browser, demo_address, "amr", javascript=javascript, phone=True) as page:
        page.goto(f"/tiltag/{public_id}/opdater")
        fill(page, note=note, status="in_progress")
        if has_photo:
            page.locator("[name=photo]").set_input_files(
                {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0" + b"0" * 5000}
            )
        an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
        assert change(demo_folder, AGO, an_hour_ago.isoformat(" ")) >= 1
        page.locator("main").get_by_role("button", name="Gem opdatering").click()  # a file is sent without leaving
        page.get_by_text("Det, du skrev, følger med.").wait_for()
        assert page.get_by_text("Filer og billeder skal du vælge igen.").is_visible()
        log_in(page, "amr")
        page.wait_for_url(f"**/tiltag/{public_id}/opdater")
        page.get_by_text("Du er logget ind igen. Se det igennem, og gem.").wait_for()
        assert page.locator("[name=note]").input_value() == note
        assert look_up(demo_folder, "SELECT 1 FROM item_updates WHERE note = ?", note) == []
        press(page, "Gem opdatering")
        page.get_by_text("Opdateringen er gemt.").wait_for()
    assert look_up(demo_folder, "SELECT item FROM item_updates WHERE note = ?", note) == [(item,)]


def test_text_that_cannot_be_kept_is_not_promised(browser: Browser, demo_address: str, demo_folder: Path) -> None:
    """Logged out from another window, the browser is a stranger's: nothing is kept, and the page says it."""
    _, public_id = look_up(demo_folder, ITEM)[0]
    with logged_in(browser, demo_address, "amr", phone=True) as page:
        page.goto(f"/tiltag/{public_id}/opdater")
        fill(page, note="Skrevet for sent.")
        assert change(demo_folder, GONE) >= 1
        press(page, "Gem opdatering")
        page.get_by_text("Det, du sendte, er ikke gemt. Log ind, og skriv det igen.").wait_for()
    assert look_up(demo_folder, "SELECT 1 FROM item_updates WHERE note = ?", "Skrevet for sent.") == []
