"""Every page that can be asked for, as a person sees it: axe, 320 px, the CSP, Danish words.

The routes come from the application itself. A route with parameters needs a sample of its own in `SAMPLES`:
a new page without one fails the first test.
"""

from __future__ import annotations

import re
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from litestar.handlers import HTTPRouteHandler

from app import config
from app.access.enums import Permission
from app.asgi import create_app
from tests.e2e.hands import listen, logged_in, look_up
from tests.support.browser import DESKTOP, PHONE, opened
from tests.web.axe import too_wide, violations
from tests.web.html_check import faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

# Answers that are no page: files, what a machine reads, and what only leads back to another page.
NO_PAGE = {
    "/healthz",
    "/static/{}",
    "/dokumenter/{}/{}",
    "/dokumentation/{}/{}/{}",
    "/dokumentation/{}/{}/vis/billede.jpg",
    "/sager/{}/rapport/{}/{}",
    "/sager/{}/fund/{}/op",
    "/sager/{}/fund/{}/fjern",
    "/{}",
}
_OF_CASE = 'JOIN cases c ON c.id = x."case"'
# What stands for the parameters of a route: a query whose row fills them, in order. The longest beginning of a route
# that has the same number of parameters counts. The case is one that has everything.
SAMPLES = {
    "/sager/{}": "SELECT public_id FROM cases WHERE title = 'Arbejdsmængde i aftenvagten'",
    "/sager/{}/genaabn": "SELECT public_id FROM cases WHERE phase = 'closed' AND reference LIKE 'DEMO%'",
    "/sager/{}/svar": "SELECT public_id FROM cases WHERE phase = 'reported' AND reference LIKE 'DEMO%'",
    "/sager/{}/handleplan/godkend": f"""SELECT c.public_id FROM action_plans x {_OF_CASE}
        WHERE x.state = 'discussed' AND c.phase = 'open' AND c.reference LIKE 'DEMO%'""",
    "/sager/{}/handleplan/versioner/{}": f"""SELECT c.public_id, v.no FROM plan_versions v
        JOIN action_plans x ON x.id = v.plan {_OF_CASE} WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/sager/{}/frister/{}": "SELECT public_id, 'klagefrist' FROM cases WHERE title = 'Arbejdsmængde i aftenvagten'",
    "/sager/{}/klager/{}": f"""SELECT c.public_id, x.public_id FROM complaints x {_OF_CASE}
        WHERE x.state = 'filed' AND c.phase = 'open'""",
    "/sager/{}/fristforlaengelse/{}": f"""SELECT c.public_id, x.public_id FROM extension_requests x {_OF_CASE}
        WHERE x.state = 'requested'""",
    "/sager/{}/fund/{}": f"SELECT c.public_id, x.public_id FROM findings x {_OF_CASE} WHERE c.reference LIKE 'DEMO%'",
    "/sager/{}/fokuspunkter/{}": f"""SELECT c.public_id, x.public_id FROM focus_points x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/sager/{}/inddragelse/{}": f"""SELECT c.public_id, x.public_id FROM involvements x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/sager/{}/rapport/{}": f"""SELECT c.public_id, x.no FROM report_snapshots x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/sager/{}/rapport/{}/frigiv": f"""SELECT c.public_id, x.no FROM report_snapshots x {_OF_CASE}
        WHERE x.state = 'draft'""",
    "/tiltag/{}": f"""SELECT x.public_id FROM action_items x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.status = 'in_progress'""",
    "/tiltag/{}/effekt": f"""SELECT x.public_id FROM action_items x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.status = 'done'""",
    "/tiltag/{}/gennemgang": f"""SELECT x.public_id FROM action_items x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.ongoing_interval_months IS NOT NULL""",
    "/fokuspunkter/{}": f"""SELECT x.public_id FROM focus_points x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/dokumentation/{}": f"""SELECT x.public_id FROM evidence x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.withdrawn_at IS NULL""",
    "/tilsynsbesoeg/{}": """SELECT x.public_id FROM visits x JOIN cases c ON c.visit = x.id
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/enheder/{}": "SELECT x.public_id FROM units x JOIN unit_versions v ON v.unit = x.id WHERE v.name = 'Sygeplejen'",
    "/personer/{}": "SELECT public_id FROM persons WHERE name = 'Jonas Kildebæk'",
    "/personer/{}/bruger": """SELECT p.public_id FROM persons p JOIN municipalities m ON m.id = p.municipality
        WHERE m.code = 'DEMO' AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.person = p.id)""",
    "/personer/{}/rolle/{}": """SELECT p.public_id, g.public_id FROM persons p JOIN role_grants g ON g.person = p.id
        WHERE p.name = 'Jonas Kildebæk'""",
}
# Pages that look different when asked otherwise, and the first page as others see it.
MORE = (
    ("konsulent", "/sager?status=closed"),
    ("konsulent", "/sager?soeg=findes+ikke"),
    ("konsulent", "/soeg?q=vold"),
    ("konsulent", "/soeg?q=findes+ikke"),
    ("konsulent", "/fristberegner?slags=klagefrist&dato=2025-03-20"),
    ("konsulent", "/findes-ikke"),
    ("amr", "/"),
    ("amr", "/mine-tiltag"),
    ("laeser", "/"),
    ("leder", "/"),
    ("admin", "/"),
)
ADMINISTRATION = {Permission.ORGANISATION_WRITE, Permission.ACCOUNT_WRITE}
ENGLISH = (  # noqa: SIM905 - a list that is read as a line
    "the and not error submit delete save update case item finding deadline evidence owner draft approved closed"
    " open overdue unknown undefined null None True False NaN details required invalid forbidden"
).split()
# Words of ours in the database that are also Danish words, or names.
ALSO_DANISH = {"administrator", "amo", "med", "original", "person", "plan", "status", "system", "team"}


def codes() -> set[str]:
    """Every word that stands in the database for something with a Danish name."""
    found: set[str] = set()
    for path in Path("app").glob("*/enums.py"):
        module = import_module(f"app.{path.parent.name}.enums")
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, Enum) and issubclass(each, str):
                found |= {str(member.value) for member in each}
    return found - ALSO_DANISH


STRANGE = re.compile(r"(?<![\w/-])(" + "|".join(map(re.escape, {*ENGLISH, *codes()})) + r")(?![\w-])|\{\{|\{%")
# What can be read or heard: hidden options and the names of things for the ear, too.
WORDS = """() => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest("script")) found.push(walker.currentNode.data);
  for (const each of document.querySelectorAll("[aria-label], [alt], [placeholder], [title]"))
    found.push(...["aria-label", "alt", "placeholder", "title"].map((name) => each.getAttribute(name) || ""));
  return found.join("\\n");
}"""


def routes(folder: Path) -> dict[str, tuple[str, ...]]:
    """Each address that is asked for with GET, with `{}` for its parameters, and the logins that fit it."""
    settings = config.load({"HANDLEPLIGT_ENV": "test", "HANDLEPLIGT_DATA_DIR": str(folder)})
    found: dict[str, tuple[str, ...]] = {}
    for route in create_app(settings).routes:
        for handler in getattr(route, "route_handlers", ()):
            if not isinstance(handler, HTTPRouteHandler) or "GET" not in handler.http_methods:
                continue
            path = re.sub(r"\{[^}]*\}", "{}", route.path_format)
            if path in NO_PAGE:
                continue
            if handler.opt.get("public"):
                found[path] = ("",)
            else:
                found[path] = ("admin",) if handler.opt.get("permission") in ADMINISTRATION else ("konsulent",)
    return found


def sample(folder: Path, path: str) -> str | None:
    """The address with real ids in it; None when there is no sample for it, or the sample finds nothing."""
    count = path.count("{}")
    if not count:
        return path
    fitting = [start for start in SAMPLES if path.startswith(start) and start.count("{}") == count]
    if not fitting:
        return None
    found = look_up(folder, SAMPLES[max(fitting, key=len)])
    return path.replace("{}", "%s") % tuple(found[0]) if found else None


@pytest.fixture(scope="module")
def addresses(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """`login address` of every page, by its route."""
    found = {}
    for path, logins in routes(tmp_path_factory.mktemp("routes")).items():
        at = sample(demo_folder, path)
        for login in logins:
            found[f"{login} {path}"] = None if at is None else f"{login} {at}"
    return found


def look_at(page: Page, path: str) -> list[str]:
    """What is wrong with the page at `path`: on a desktop with JavaScript, and 320 px wide."""
    said = listen(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a TypedDict of the driver
    answer = page.goto(path, wait_until="load")
    status = answer.status if answer else 0
    expected = 404 if path == "/findes-ikke" else 200
    found = [] if status == expected else [f"status {status}"]
    found += faults(answer.text() if answer else "")
    words = page.evaluate(WORDS)
    found += [f"strange word {match[0]!r} in {around(words, match)!r}" for match in STRANGE.finditer(words)]
    found += [f"1280: {each}" for each in [*violations(page), *too_wide(page)]]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # the same
    found += [f"320: {each}" for each in [*violations(page), *too_wide(page)]]
    found += [each for each in said if not (expected == 404 and "404" in each)]
    return found


def around(text: str, match: re.Match[str]) -> str:
    return " ".join(text[max(0, match.start() - 30) : match.end() + 30].split())


def test_every_route_has_a_sample(addresses: dict[str, str | None]) -> None:
    assert [name for name, address in addresses.items() if address is None] == []
    assert len(addresses) > 60


@pytest.mark.parametrize("login", ["", "konsulent", "admin", "amr", "leder", "laeser"])
def test_pages_are_whole_accessible_and_danish(
    browser: Browser, demo_address: str, addresses: dict[str, str | None], login: str
) -> None:
    """WCAG 2.1 AA on every page, the CSP never broken, no word of the system's own."""
    paths = [each.split(" ", 1)[1] for each in addresses.values() if each and each.split(" ", 1)[0] == login]
    paths += [path for who, path in MORE if who == login]
    assert paths
    wrong: list[str] = []
    with logged_in(browser, demo_address, login) if login else opened(browser, demo_address) as page:
        for path in paths:
            wrong += [f"{path}: {each}" for each in look_at(page, path)]
            page = again(page)
    assert wrong == [], "\n".join(wrong)


def again(page: Page) -> Page:
    """A new page in the same browser: what it listens to is not heard twice."""
    context = page.context
    page.close()
    return context.new_page()


def test_planted_faults_are_found(browser: Browser, demo_address: str) -> None:
    """The check can fail: each kind of fault is seen when it is there."""
    plant = """<!DOCTYPE html><html lang="da"><head><title>Fejl – Handlepligt</title></head><body><main><h1>Fejl</h1>
        <h1>To</h1><img src="/static/findes-ikke.png"><p>Status: in_progress</p><p>None</p>
        <p style="width: 900px">Bred</p><input name="navn"><script>alert(1)</script></main></body></html>"""
    with opened(browser, demo_address) as page:
        headers = page.request.get("/log-ind").headers
        csp = {"content-security-policy": headers["content-security-policy"], "content-type": "text/html"}
        page.route("**/plantet", lambda route: route.fulfill(status=200, headers=csp, body=plant))
        found = "\n".join(look_at(page, "/plantet"))
    for part in ("2 h1", "<img> without alt", "style=", "inline script", "has no label", "'in_progress'", "'None'"):
        assert part in found
    for part in ("1280: image-alt", "320: label", "Content Security Policy", "404"):
        assert part in found


def test_a_wide_page_is_found(browser: Browser, demo_address: str) -> None:
    with opened(browser, demo_address) as page:
        page.goto("/log-ind")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a TypedDict of the driver
        assert too_wide(page) == []
        page.evaluate("document.querySelector('h1').style.width = '900px'")
        assert too_wide(page) != []
