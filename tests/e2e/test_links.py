"""Every link and every form that a login is shown leads somewhere: no 403, no 404, no dead end."""

from __future__ import annotations

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pytest

from app.demo.cast import LOGINS, PASSWORD

pytestmark = pytest.mark.browser

# Of pages of one kind, this many are opened: for one who sees them all, enough to meet every state of a case and of an
# item; for the others the same pages are drawn with what is theirs.
EACH = {"konsulent": 45}
EACH_OF_OTHERS = 15


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        # A form's address draws the form when it is asked for.
        self.found += [values.get(name) or "" for name in ("href", "action") if name in values and tag != "link"]


def kind_of(path: str) -> str:
    """The address without the ids in it."""
    return re.sub(r"/(\d+|[a-z0-9]{12})(?=/|$)", "/…", urlsplit(path).path)


def addresses(html: str, at: str) -> list[str]:
    reader = _Addresses()
    reader.feed(html)
    joined = (urldefrag(urljoin(at, found)).url for found in reader.found if found)
    return [found for found in dict.fromkeys(joined) if found.startswith("/") and not found.startswith("/static/")]


@pytest.mark.parametrize("username", [login[0] for login in LOGINS])
def test_no_link_leads_to_a_closed_door(demo_address: str, username: str) -> None:
    """Links and buttons are drawn only where the same policy lets the page open (access.policy.may)."""
    opened: Counter[str] = Counter()
    closed: list[str] = []
    with httpx.Client(base_url=demo_address, headers={"Origin": demo_address}, timeout=30) as client:
        answer = client.post("/log-ind", data={"username": username, "password": PASSWORD, "to": "/"})
        assert answer.status_code == 303, answer.text
        waiting, seen = deque([("/", "login")]), {"/", "/log-ud"}
        while waiting:
            path, shown_on = waiting.popleft()
            opened[kind_of(path)] += 1
            if opened[kind_of(path)] > EACH.get(username, EACH_OF_OTHERS):
                continue
            answer = client.get(path, follow_redirects=True)
            if answer.status_code != 200:
                closed.append(f"{answer.status_code} {path}, shown on {shown_on}")
            if answer.headers["content-type"].startswith("text/html"):
                new = [each for each in addresses(answer.text, path) if each not in seen]
                seen.update(new)
                waiting.extend((each, path) for each in new)
    assert closed == [], "\n".join(closed)
    assert sum(opened.values()) > 10
