"""The gallery in Chromium, under the strict CSP: axe, 320 px, JavaScript off, and what app.js adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import opened
from tests.web.axe import too_small, too_wide, violations
from tests.web.gallery import error_pages
from tests.web.gallery_server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FAULTY = """<!DOCTYPE html><html lang="da"><head><title>Fejl – Handlepligt</title></head><body>
<main><h1>Fejl</h1><img src="/static/img/logo.svg"><input type="text"><button></button>
<p><a href="/x"></a></p><p><a class="menu-open" href="/y">Lille</a></p>
<div>{wide}</div></main></body></html>""".format(wide="x" * 2000)

PATHS = ["/", *(f"/fejl/{code}" for code in error_pages())]


@pytest.fixture(scope="module")
def gallery() -> Iterator[tuple[str, list[str]]]:
    with serving({"/fejlfuld": FAULTY}) as served:
        yield served


@pytest.fixture
def address(gallery: tuple[str, list[str]]) -> str:
    gallery[1].clear()
    return gallery[0]


def visit(page: Page, path: str) -> list[str]:
    """Go there and return what the browser complained about (the CSP's reports are among it)."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return said


@pytest.mark.parametrize("phone", [False, True], ids=["1280", "320"])
@pytest.mark.parametrize("path", PATHS)
def test_pages_are_accessible_and_fit(browser: Browser, address: str, path: str, phone: bool) -> None:
    with opened(browser, address, phone=phone) as page:
        assert visit(page, path) == []
        assert violations(page) == []
        assert too_wide(page) == []
        assert not phone or too_small(page) == []
        assert page.evaluate("document.fonts.check('600 16px \"IBM Plex Sans\"')")


def test_the_checks_find_planted_faults(browser: Browser, address: str) -> None:
    """Control: planted faults and a line that is too wide, all of which must be found."""
    with opened(browser, address, phone=True) as page:
        visit(page, "/fejlfuld")
        found = violations(page)
        assert [line.split(":")[0] for line in found] == [
            "button-name",
            "image-alt",
            "label",
            "link-name",
            "target-size",
        ]
        assert too_wide(page) != []
        assert too_small(page) != []


def test_the_menu_opens_on_a_phone_without_javascript(browser: Browser, address: str) -> None:
    with opened(browser, address, phone=True, javascript=False) as page:
        visit(page, "/fejl/404")
        nav = page.get_by_role("navigation", name="Hovedmenu")
        assert not nav.is_visible()
        page.get_by_role("link", name="Menu", exact=True).click()
        assert nav.is_visible()
        assert page.get_by_role("button", name="Log ud").is_visible()
        assert page.get_by_role("searchbox").is_visible()
        page.get_by_role("link", name="Luk menu").click()
        assert not nav.is_visible()


def test_the_skip_link_comes_first_and_leads_to_the_content(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        visit(page, "/fejl/404")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skipnav"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent.trim()") == "Gå tilbage"


def test_every_stop_of_the_keyboard_can_be_seen(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        visit(page, "/fejl/409")
        seen = set()
        for _ in range(30):
            page.keyboard.press("Tab")
            name, outline = page.evaluate(
                "() => [document.activeElement.outerHTML.slice(0, 80),"
                " getComputedStyle(document.activeElement).outlineStyle]"
            )
            if name.startswith("<body"):
                break
            assert outline != "none", name
            seen.add(name)
        assert len(seen) > 10


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        visit(page, "/")
        assert "error-summary" in page.evaluate("document.activeElement.className")
        page.get_by_role("link", name="Vælg en slags påbud").click()
        assert page.evaluate("document.activeElement.id") == "f-e_radio"


def test_a_form_is_sent_once_and_an_upload_shows_where_it_led(
    browser: Browser, address: str, gallery: tuple[str, list[str]]
) -> None:
    with opened(browser, address) as page:
        visit(page, "/")
        page.locator("#f-e_file").set_input_files({"name": "æ.txt", "mimeType": "text/plain", "buffer": b"x"})
        page.evaluate(
            "() => { const form = document.querySelector('form[data-progress]');"
            " form.requestSubmit(); form.requestSubmit(); }"
        )
        page.wait_for_url("**/fejl/404")
        assert page.locator("h1").inner_text() == "Siden findes ikke"
        assert gallery[1] == ["/gem"]


def test_unsaved_text_is_guarded(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        visit(page, "/")
        page.goto("/fejl/404")
        assert asked == []
        page.goto("/")
        page.locator("#f-title").press_sequentially("x")
        page.goto("/fejl/404")
        assert asked == ["beforeunload"]
