"""Without a mouse: the way past the menu, a focus that is seen, Enter that sends, errors that lead to their fields."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.hands import logged_in, look_up
from tests.support.browser import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ITEM = """SELECT x.public_id FROM action_items x JOIN cases c ON c.id = x."case"
    WHERE c.title = 'Arbejdsmængde i aftenvagten' ORDER BY x.id"""
CASE = "SELECT public_id FROM cases WHERE title = 'Arbejdsmængde i aftenvagten'"

# Where the focus is and how it shows: an outline, a shadow or a border that the same element lacks without focus.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const shown = (e) => {
    const s = getComputedStyle(e);
    const outline = s.outlineStyle === "none" ? "" : s.outline;
    return [outline, s.boxShadow, s.border, s.textDecoration, s.backgroundColor].join("|");
  };
  const label = at.labels && at.labels[0];
  const look = () => [shown(at), label ? [shown(label), getComputedStyle(label, "::before").outline,
    getComputedStyle(label, "::before").boxShadow].join("|") : ""].join("||");
  const box = at.getBoundingClientRect();
  const focused = look();
  at.blur();
  const blurred = look();
  at.focus({preventScroll: true});
  return {name: `${at.tagName} ${at.id || at.getAttribute("href") || at.getAttribute("name") || at.textContent.trim()}`,
    key: [...document.querySelectorAll("*")].indexOf(at),
    isSeen: focused !== blurred, isInside: box.bottom > 0 && box.top < window.innerHeight && box.width > 0};
}"""


def tab_stops(page: Page, most: int = 150) -> list[dict[str, object]]:
    """Every place the Tab key stops at, in order, until it leaves the page."""
    found: list[dict[str, object]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None or any(at["key"] == each["key"] for each in found):
            break
        found.append(at)
    return found


@pytest.mark.parametrize("name", ["overview", "case", "update"])
@pytest.mark.parametrize("phone", [False, True], ids=["1280", "320"])
def test_every_tab_stop_is_seen(browser: Browser, demo_address: str, demo_folder: Path, name: str, phone: bool) -> None:
    """WCAG 2.4.1, 2.4.7 and 2.4.11: the first stop skips the menu, and the focus is seen wherever it is."""
    item, case = look_up(demo_folder, ITEM)[0][0], look_up(demo_folder, CASE)[0][0]
    path = {"overview": "/", "case": f"/sager/{case}", "update": f"/tiltag/{item}/opdater"}[name]
    with logged_in(browser, demo_address, "amr", phone=phone) as page:
        page.goto(path)
        stops = tab_stops(page)
    assert stops[0]["name"] == "A #main"
    assert [stop["name"] for stop in stops if not stop["isSeen"]] == []
    assert [stop["name"] for stop in stops if not stop["isInside"]] == []
    assert len(stops) > 8


def test_the_skip_link_leads_past_the_menu(browser: Browser, demo_address: str) -> None:
    with logged_in(browser, demo_address, "amr") as page:
        page.goto("/")
        page.keyboard.press("Tab")
        page.wait_for_timeout(400)  # it slides in
        assert page.locator(".skipnav").bounding_box()["y"] >= 0  # type: ignore[index]  # drawn, so it has a box
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def test_an_invisible_focus_is_found(browser: Browser, demo_address: str) -> None:
    """The check can fail."""
    with opened(browser, demo_address) as page:
        page.goto("/log-ind")
        page.evaluate("""() => { for (const e of document.querySelectorAll("input")) {
          const now = getComputedStyle(e); const fixed = {border: now.border, background: now.backgroundColor};
          for (const [k, v] of Object.entries(fixed)) e.style.setProperty(k, v, "important");
          e.style.setProperty("outline", "none", "important"); e.style.setProperty("box-shadow", "none", "important");
        } }""")
        stops = tab_stops(page)
    assert [stop["name"] for stop in stops if not stop["isSeen"]] == ["INPUT f-username", "INPUT f-password"]


def test_a_form_is_sent_by_enter(browser: Browser, demo_address: str) -> None:
    with opened(browser, demo_address) as page:
        page.goto("/log-ind")
        page.locator("[name=username]").focus()
        page.keyboard.type("amr")
        page.keyboard.press("Tab")
        page.keyboard.type("proev-handlepligt")
        page.keyboard.press("Enter")
        page.locator(".site-user").wait_for()
        page.locator("[name=q]").focus()
        page.keyboard.type("vold")
        page.keyboard.press("Enter")
        page.wait_for_url("**/soeg?q=vold")


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_errors_lead_to_their_fields(browser: Browser, demo_address: str, javascript: bool) -> None:
    """WCAG 3.3.1: the summary takes the focus where JavaScript runs, and each line leads to its field."""
    with logged_in(browser, demo_address, "leder", javascript=javascript) as page:
        page.goto("/sager/ny")
        page.locator("[name=title]").focus()
        page.keyboard.press("Enter")
        summary = page.locator(".error-summary")
        summary.wait_for()
        if javascript:
            assert page.evaluate("document.activeElement.classList.contains('error-summary')")
        lines = summary.get_by_role("link").all()
        assert len(lines) >= 3
        for line in lines:
            field = (line.get_attribute("href") or "").removeprefix("#")
            line.focus()
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.id") == field
