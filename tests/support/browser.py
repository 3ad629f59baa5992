"""Pytest plugin: Chromium for the browser tests, and the demo served to it.

Browser tests are plain functions (not coroutines) marked `browser`; they run in a pass of their own,
because the driver keeps an event loop running that other tests would stumble over. Each test gets a
new context: no cookie or storage of another test is left.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.resources import missing
from tests.support.server import clean_environment, from_checkout, run, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM_VARIABLE = "HANDLEPLIGT_TEST_CHROMIUM"
ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}

# No look-ups of the maker's hosts: on a closed network they are refused, many at a time.
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def find_chromium() -> str | None:
    """The browser of this machine, or what `HANDLEPLIGT_TEST_CHROMIUM` names.

    First the same engine without the windows around it: a third of the processor time less.
    """
    named = os.environ.get(CHROMIUM_VARIABLE)
    if named:
        return named if Path(named).exists() else None
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    executable = find_chromium()
    if executable is None:
        missing("Chromium", "not found (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    # Chromium's own sandbox refuses to run as root.
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.getuid() == 0 else ARGUMENTS
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=executable, args=arguments)
        yield chromium
        chromium.close()


@contextmanager
def opened(browser: Browser, address: str, *, javascript: bool = True, phone: bool = False) -> Iterator[Page]:
    """A page in a new context, Danish and in Copenhagen; closed afterwards."""
    context: BrowserContext = browser.new_context(
        base_url=address,
        java_script_enabled=javascript,
        locale="da-DK",
        timezone_id="Europe/Copenhagen",
        viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]  # a TypedDict of the driver
    )
    context.set_default_timeout(10_000)
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the demo, loaded for the whole run."""
    data = tmp_path_factory.mktemp("demo") / "data"
    run(from_checkout("demo", "--load-only"), clean_environment(data), ROOT)
    return data


@pytest.fixture(scope="session")
def demo_address(demo_folder: Path) -> Iterator[str]:
    """The address of the demo, served for the whole run."""
    with serving(from_checkout("demo"), clean_environment(demo_folder), ROOT, log_folder=demo_folder.parent) as address:
        yield address


@pytest.fixture
def page(browser: Browser, demo_address: str) -> Iterator[Page]:
    """The demo on a desktop screen, JavaScript on, nobody logged in."""
    with opened(browser, demo_address) as page:
        yield page


@pytest.fixture
def page_without_javascript(browser: Browser, demo_address: str) -> Iterator[Page]:
    """The demo with JavaScript off."""
    with opened(browser, demo_address, javascript=False) as page:
        yield page


@pytest.fixture
def phone_page(browser: Browser, demo_address: str) -> Iterator[Page]:
    """The demo on a screen 320 px wide."""
    with opened(browser, demo_address, phone=True) as page:
        yield page
