"""Two people write about the same item at once: the later one sees both versions and loses nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.hands import fill, logged_in, look_up, press

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ITEM = """SELECT x.public_id FROM action_items x JOIN cases c ON c.id = x."case"
    WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.status = 'planned' ORDER BY x.id"""


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_the_later_one_sees_both_versions(
    browser: Browser, demo_address: str, demo_folder: Path, javascript: bool
) -> None:
    """409 with both texts; the second press saves what stands in the fields."""
    item = look_up(demo_folder, ITEM)[0][0]
    first_text, second_text = f"Lederens plan {javascript:d}: én ekstra.", f"AMR's plan {javascript:d}: to ekstra."
    with (
        logged_in(browser, demo_address, "leder", javascript=javascript) as first,
        logged_in(browser, demo_address, "amr", javascript=javascript, phone=True) as second,
    ):
        for page, text in ((first, first_text), (second, second_text)):
            page.goto(f"/tiltag/{item}/ret")
            fill(page, measure=text)
        press(first, "Gem")
        assert first_text in first.locator("main").inner_text()
        with second.expect_response(lambda answer: answer.request.method == "POST") as answered:
            press(second, "Gem")
        assert answered.value.status == 409
        shown = second.locator(".alert-error").first.inner_text()
        assert first_text in shown
        assert second_text in shown
        assert second.locator("[name=measure]").input_value() == second_text
        fill(second, measure=f"{second_text} Og {first_text}")
        press(second, "Gem")
        assert f"{second_text} Og {first_text}" in second.locator("main").inner_text()
        first.reload()
        assert f"{second_text} Og {first_text}" in first.locator("main").inner_text()


def test_two_updates_at_once_are_both_kept(browser: Browser, demo_address: str, demo_folder: Path) -> None:
    """The trail of an item: each note stands, none is written over."""
    item = look_up(demo_folder, ITEM)[0][0]
    with (
        logged_in(browser, demo_address, "leder") as first,
        logged_in(browser, demo_address, "amr", phone=True) as second,
    ):
        for page, note in ((first, "Lederens bemærkning."), (second, "Min egen bemærkning.")):
            page.goto(f"/tiltag/{item}/opdater")
            fill(page, note=note)
        press(first, "Gem opdatering")
        press(second, "Gem opdatering")
        if second.url.endswith("/opdater"):
            assert second.locator("[name=note]").input_value() == "Min egen bemærkning."
            press(second, "Gem opdatering")
        told = second.locator(".history").inner_text()
        assert "Lederens bemærkning." in told
        assert "Min egen bemærkning." in told
