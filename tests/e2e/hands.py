"""What a person does in a browser, by the words on the screen, and what the tests look up behind it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.demo.cast import PASSWORD
from tests.support.browser import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page


def go(locator: Locator) -> None:
    """Clicks what leads to another page and waits until that page is there: a click alone may return before."""
    with locator.page.expect_navigation():
        locator.click()


def log_in(page: Page, username: str) -> None:
    """Logs in from wherever the login page stands."""
    if page.url == "about:blank":
        page.goto("/log-ind")
    page.get_by_label("Brugernavn").fill(username)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    go(page.get_by_role("button", name="Log ind"))


@contextmanager
def logged_in(
    browser: Browser, address: str, username: str, *, javascript: bool = True, phone: bool = False
) -> Iterator[Page]:
    """A page in a browser of its own where `username` has logged in."""
    with opened(browser, address, javascript=javascript, phone=phone) as page:
        log_in(page, username)
        yield page


def follow(page: Page, name: str, *, within: str = "main") -> None:
    """Clicks the link of that name; not one that only jumps to a place on the same page."""
    go(page.locator(within).get_by_role("link", name=name, exact=True).and_(page.locator('a:not([href^="#"])')))


def press(page: Page, name: str) -> None:
    """Presses the button of that name, which leads to another page."""
    go(page.locator("main").get_by_role("button", name=name, exact=True))


def fill(page: Page, **fields: str) -> None:
    """Fills fields by the names they have in the form."""
    for name, text in fields.items():
        field = page.locator(f"main [name={name}]")
        kind = field.first.evaluate("e => e.type")
        if kind in ("radio", "checkbox"):
            page.locator(f"main [name={name}][value='{text}']").check()
        elif kind == "select-one":
            field.select_option(label=next(each for each in labels(page, name) if each.startswith(text)))
        else:
            field.fill(text)


def labels(page: Page, name: str) -> list[str]:
    """What the drop-down list of that name offers."""
    return page.locator(f"main [name={name}] option").all_inner_texts()


def listen(page: Page) -> list[str]:
    """Collects what the browser complains of from now on: the CSP's reports are among it."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def look_up(folder: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query on the demo's database."""
    with closing(sqlite3.connect(folder / "handlepligt.sqlite", timeout=20)) as database:
        return list(database.execute(query, values))


def change(folder: Path, statement: str, *values: Any) -> int:
    """Changes the demo's database behind the application's back; gives the number of rows."""
    with closing(sqlite3.connect(folder / "handlepligt.sqlite", timeout=20)) as database, database:
        return database.execute(statement, values).rowcount
