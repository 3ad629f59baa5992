"""Every page that can be asked for, as a person sees it: with JavaScript and without, at 1280 px and at 320 px.

On the one load with JavaScript and the one without, the window is drawn at both widths: no script of ours asks for
the width. axe runs with JavaScript only (it waits by timers), at both widths; the page without must be the same page.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.every_route import MORE, OF_OWN_PLAN, own_plan, routes, sample
from tests.e2e.hands import listen, log_in
from tests.support.browser import DESKTOP, PHONE, opened
from tests.web.axe import AXE, too_small, too_wide, violations
from tests.web.html_check import faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

ENGLISH = (  # noqa: SIM905 - a list that is read as a line
    "the and not error submit delete save update case item finding deadline evidence owner draft approved closed"
    " open overdue unknown undefined null None True False NaN details required invalid forbidden"
).split()
# Words of ours in the database that are also Danish words, or names.
ALSO_DANISH = {"administrator", "amo", "log", "med", "original", "person", "plan", "status", "sum", "system", "team"}


def codes() -> set[str]:
    """Every word that stands in the database for something with a Danish name."""
    found: set[str] = set()
    for path in Path("app").glob("*/enums.py"):
        module = import_module(f"app.{path.parent.name}.enums")
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, Enum) and issubclass(each, str):
                found |= {str(member.value) for member in each}
    return found - ALSO_DANISH


_COUNT = re.compile(r"\(\d+\)")
STRANGE = re.compile(r"(?<![\w/-])(" + "|".join(map(re.escape, {*ENGLISH, *codes()})) + r")(?![\w-])|\{\{|\{%")
# What can be read or heard: hidden options and the names of things for the ear, too. What is marked as code or as
# English is meant for whoever writes a program.
WORDS = """() => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest("script, code, [lang=en]")) found.push(walker.currentNode.data);
  for (const each of document.querySelectorAll("[aria-label], [alt], [placeholder], [title]"))
    found.push(...["aria-label", "alt", "placeholder", "title"].map((name) => each.getAttribute(name) || ""));
  return found.join("\\n");
}"""


# What can be pressed or filled in, by what it is and says; a list may grow between the two looks, and the log's then
# loses its last line. To copy by a button is the one thing that scripts add.
CONTROLS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches("button[data-copy], .history-who a"))
  .map((e) => [e.tagName, e.name, (e.getAttribute("href") || "").split("?")[0], e.value, e.innerText])
  .map((each) => each.join(" ").slice(0, 120))"""
# What a person without scripts meets in vain: controls that no form, link or details stands behind, and what is kept
# hidden for a script to show.
DEAD = """() => [
  ...[...document.querySelectorAll("button, input[type=button], [role=button], [role=tab], [aria-expanded]")]
    .filter((e) => e.checkVisibility() && !(e.type === "submit" && e.form) && !e.matches("summary, a[href]"))
    .map((e) => `does nothing: ${e.outerHTML.slice(0, 80)}`),
  ...[...document.querySelectorAll("a[href^='#'], a:not([href])")]
    .filter((e) => !e.hash || !document.getElementById(decodeURIComponent(e.hash.slice(1))))
    .map((e) => `leads nowhere: ${e.outerHTML.slice(0, 80)}`),
  ...[...document.querySelectorAll("[hidden]:not(button[data-copy])")]
    .map((e) => `never shown: ${e.outerHTML.slice(0, 80)}`),
]"""


@pytest.fixture(scope="module")
def addresses(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """`login address` of every page, by its route."""
    found = {}
    for path, logins in routes(tmp_path_factory.mktemp("routes")).items():
        at = sample(demo_folder, path)
        for login in logins:
            found[f"{login} {path}"] = None if at is None else f"{login} {at}"
    return found


class Eyes:
    """One person with two browsers, JavaScript on and off, looking at a page at a time."""

    def __init__(self, scripted: Page, plain: Page) -> None:
        self.scripted, self.plain = scripted, plain
        self.said = {page: listen(page) for page in (scripted, plain)}

    def look_at(self, path: str) -> list[str]:
        """What is wrong with the page at `path`, each with the browser and the width it shows at."""
        found, html = self.go(self.scripted, path)
        found += faults(html)
        words = self.scripted.evaluate(WORDS)
        found += [f"strange word {match[0]!r} in {around(words, match)!r}" for match in STRANGE.finditer(words)]
        unscripted, _ = self.go(self.plain, path)
        found += [f"no script: {each}" for each in unscripted]
        for width, size in (("320", PHONE), ("1280", DESKTOP)):
            for page in (self.scripted, self.plain):
                page.set_viewport_size(size)  # type: ignore[arg-type]  # a TypedDict of the driver
            found += [f"{width}: {each}" for each in [*violations(self.scripted), *too_wide(self.scripted)]]
            found += [f"{width}, no script: {each}" for each in too_wide(self.plain)]
            found += [f"{width}: too small: {each}" for each in too_small(self.plain) if size is PHONE]
            found += [f"{width}, no script: {each}" for each in self.lost_without_script()]
        return found + [f"no script: {each}" for each in self.plain.evaluate(DEAD)]

    def go(self, page: Page, path: str) -> tuple[list[str], str]:
        """What the browser complains of on the way to `path`, and the HTML that came."""
        said = self.said[page]
        said.clear()
        answer = page.goto(path, wait_until="load")
        status, html = (answer.status, answer.text()) if answer else (0, "")
        expected = 404 if path == "/findes-ikke" else 200
        found = [] if status == expected else [f"status {status}"]
        return found + [each for each in said if not (expected == 404 and "404" in each)], html

    def lost_without_script(self) -> list[str]:
        """What can be pressed or filled in with JavaScript and cannot without, or the other way round."""
        # Numbers aside: that the log was opened is in the log, and moves its lines from one look to the next.
        shown, plain = (
            {_COUNT.sub("()", each) for each in page.evaluate(CONTROLS)} for page in (self.scripted, self.plain)
        )
        return [f"only with one of the two: {each}" for each in sorted(shown ^ plain)]


@contextmanager
def eyes(browser: Browser, address: str, login: str = "") -> Iterator[Eyes]:
    """The eyes of `login`, who has logged in in both browsers; of a passer-by without one."""
    with opened(browser, address) as scripted, opened(browser, address, javascript=False) as plain:
        if login:
            log_in(scripted, login)
            plain.context.add_cookies(scripted.context.cookies())  # type: ignore[arg-type]  # the driver's own shape
        scripted.add_init_script(path=AXE)  # handed over once, and there on every page
        yield Eyes(scripted, plain)


def around(text: str, match: re.Match[str]) -> str:
    return " ".join(text[max(0, match.start() - 30) : match.end() + 30].split())


def test_every_route_has_a_sample(addresses: dict[str, str | None]) -> None:
    assert [name for name, address in addresses.items() if address is None] == []
    assert len(addresses) > 60


# The walk of whoever sees most is long: it is cut into parts that workers can share.
PARTS = {"konsulent": 6, "admin": 2}
WALKS = [
    pytest.param(login, part, id=f"{login or 'nobody'}-{part + 1}")
    for login in ("konsulent", "admin", "", "amr", "leder", "laeser", "med", "revisor", "hr", "konsulent-aarhus")
    for part in range(PARTS.get(login, 1))
]


@pytest.mark.parametrize(("login", "part"), WALKS)
def test_pages_are_whole_accessible_and_danish(
    browser: Browser,
    demo_address: str,
    demo_folder: Path,
    addresses: dict[str, str | None],
    login: str,
    part: int,
) -> None:
    """WCAG 2.1 AA on every page, the CSP never broken, no word of the system's own, nothing lost without scripts."""
    paths = [each.split(" ", 1)[1] for each in addresses.values() if each and each.split(" ", 1)[0] == login]
    paths += [path for who, path in MORE if who == login]
    paths += [own_plan(demo_folder, path) for who, path in OF_OWN_PLAN if who == login]
    mine = paths[part :: PARTS.get(login, 1)]
    assert mine
    with eyes(browser, demo_address, login) as person:
        wrong = [f"{path}: {each}" for path in mine for each in person.look_at(path)]
    assert wrong == [], "\n".join(wrong)


def test_planted_faults_are_found(browser: Browser, demo_address: str) -> None:
    """The check can fail: each kind of fault is seen when it is there."""
    plant = """<!DOCTYPE html><html lang="da"><head><title>Fejl – Handlepligt</title>
        <script src="/static/plantet.js" defer>
        </script></head><body><main><h1>Fejl</h1>
        <h1>To</h1><img src="/static/findes-ikke.png"><p>Status: in_progress</p><p>None</p>
        <p style="width: 900px">Bred</p><p><a class="menu-open" href="/y">Lille</a> <a href="#ingen">Ingen</a></p>
        <input name="navn"><button type="button">Intet</button><p hidden>Skjult</p><script>alert(1)</script>
        <p hidden id="kun"><a href="/kun-med-script">Kun</a></p></main></body></html>"""
    script = "document.getElementById('kun').hidden = false; document.body.style.minWidth = '400px';"
    with eyes(browser, demo_address) as person:
        headers = person.plain.request.get("/log-ind").headers
        csp = {"content-security-policy": headers["content-security-policy"]}

        def answer(route: Route) -> None:
            kind, body = ("text/javascript", script) if route.request.url.endswith(".js") else ("text/html", plant)
            route.fulfill(status=200, headers=csp | {"content-type": kind}, body=body)

        for page in (person.scripted, person.plain):
            page.route(re.compile(r"/plantet(\.js)?$"), answer)
        found = "\n".join(person.look_at("/plantet"))
    for part in ("2 h1", "<img> without alt", "style=", "inline script", "has no label", "'in_progress'", "'None'"):
        assert part in found
    for part in ("1280: image-alt", "320: label", "Content Security Policy", "404", "320: page 4", "too small: A"):
        assert part in found
    for part in ("does nothing: <button", 'leads nowhere: <a href="#ingen"', "never shown: <p hidden"):
        assert f"no script: {part}" in found
    assert "320, no script: only with one of the two: A  /kun-med-script" in found


def test_a_wide_page_is_found(browser: Browser, demo_address: str) -> None:
    with opened(browser, demo_address, javascript=False) as page:
        page.goto("/log-ind")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a TypedDict of the driver
        assert too_wide(page) == []
        page.evaluate("document.querySelector('h1').style.width = '900px'")
        assert too_wide(page) != []
