"""From an invitation to a login in two steps, as a person does it; each page whole, accessible and Danish."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pyotp
import pytest

from tests.e2e.hands import fill, follow, logged_in, press
from tests.e2e.test_every_page import eyes
from tests.support.browser import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
WORDS = "tre røde både ved kajen"


def invited(browser: Browser, address: str, name: str) -> str:
    """The path of the link by which a new person chooses a password; its administrator sees it once."""
    with logged_in(browser, address, "admin", javascript=False) as page:
        page.goto("/personer/ny")
        fill(page, name=name, email=f"{name.split()[0].lower()}@eksempel.dk")
        press(page, page.locator("main form button[type=submit]").inner_text().strip())
        follow(page, "Giv en bruger")
        fill(page, username=name.split()[0].lower())
        press(page, "Opret brugeren")
        page.get_by_text("Linket vises kun denne ene gang").wait_for()
        return re.search(r"/adgang/[\w-]+", page.locator("main").inner_text())[0]  # type: ignore[index]


def log_in(page: Page, username: str) -> None:
    page.goto("/log-ind")
    fill(page, username=username, password=WORDS)
    press(page, "Log ind")


def next_code(secret: str, used: list[str]) -> str:
    """A code that has not been used: one step ahead counts, too."""
    totp = pyotp.TOTP(secret)
    while True:
        for code in (totp.at(time.time()), totp.at(time.time() + 30)):
            if code not in used:
                used.append(code)
                return code
        time.sleep(1)


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_from_invitation_to_two_steps(browser: Browser, demo_address: str, javascript: bool) -> None:
    name = f"Vibeke{int(javascript)} Inviteret"
    username, used = name.split()[0].lower(), []
    link = invited(browser, demo_address, name)
    with eyes(browser, demo_address) as person:
        assert person.look_at(link) == []
    with opened(browser, demo_address, javascript=javascript, phone=True) as page:
        page.goto(link)
        fill(page, new="kort", again="kort")
        press(page, "Gem adgangskoden")
        assert page.get_by_text("Adgangskoden skal have mindst 12 tegn.").first.is_visible()
        fill(page, new=WORDS, again=WORDS)
        press(page, "Gem adgangskoden")
        page.get_by_text("Din adgangskode er gemt. Log ind med den nu.").wait_for()
        log_in(page, username)
        page.goto("/min-konto")
        follow(page, "Sæt to trin op")
        press(page, "Sæt to trin op")
        page.locator("summary").click()
        secret = page.locator("details code").inner_text().replace(" ", "")
        with eyes(browser, demo_address) as person:
            for each in (person.scripted, person.plain):
                each.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # the driver's own shape
            assert person.look_at("/min-konto/to-trin/app") == []
        fill(page, code=next_code(secret, used))
        press(page, "Fortsæt")
        page.get_by_text("Koderne vises kun denne ene gang").wait_for()
        assert page.locator(".recovery-codes li").count() == 10
        follow(page, "Jeg har gemt koderne")
        page.context.clear_cookies()
        log_in(page, username)
        page.get_by_text("Din adgangskode var rigtig. Nu mangler kun koden.").wait_for()
        with eyes(browser, demo_address) as person:
            for each in (person.scripted, person.plain):
                each.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
            assert person.look_at("/log-ind/kode") == []
        fill(page, code=next_code(secret, used))
        press(page, "Log ind")
        page.goto("/min-konto/steder")
        assert page.get_by_text("Det er her, du er nu").is_visible()
