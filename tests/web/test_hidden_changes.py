"""What somebody may not see changes nothing that they do see: no page, count, file, PDF, header or answer of the API.

Everything that a reader can ask for is asked in two copies of the same world. In the second one, what is hidden from
them has changed, and nothing else: rows of a tier they do not read, other units and other municipalities, through the
product's own forms. Any difference is a leak, also one that holds no word of those rows.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.access.enums import Tier
from tests.api import test_wall as api_wall
from tests.factories_tiered import TieredIds
from tests.factories_world_places import PLACES, Place
from tests.web.addresses import Address, addresses, routes
from tests.web.posts import POSTS, Post, address, attached, seen_version, send
from tests.web.test_wall import SEES, may_open, reads_tier
from tests.web.worlds import ORIGIN, Browsers, Template, browsing, opened

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]  # the walls are asked on both engines
# A form has a new key each time it is drawn (app/db/once.py), and an entry of the log has a salt in its hash.
_NEW_EACH_TIME = re.compile(rb'name="once" value="[^"]*"|(?<=%2B00%3A00_)[0-9a-f]{16}')
_SAME_REQUEST = {"X-Request-Id": "the-same-one", "Accept-Encoding": "identity"}
# Who reads least of what they see: a reader of Nord, and an adviser from outside on one case of Nabo.
READERS = ("gerda", "otto")
Answers = dict[str, tuple[int, str, bytes]]


def _seen(answer: httpx.Response) -> tuple[int, str, bytes]:
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()) if name != "set-cookie")
    return answer.status_code, _new(headers.encode()).decode(), _new(answer.content)


def _new(said: bytes) -> bytes:
    return _NEW_EACH_TIME.sub(b"", said)


def _own(who: str, found: Iterator[Address]) -> list[str]:
    return list(dict.fromkeys(each.path for each in found if may_open(who, each)))


@pytest.fixture(autouse=True)
def several_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the next page of the history begins must not tell, either."""
    for module in ("dashboard.queries.history", "dashboard.views", "api.v1.records"):
        monkeypatch.setattr(f"app.{module}.PAGE", 5)


async def _everything(browsers: Browsers, who: str) -> Answers:
    """What every address answers, on the pages and in the API."""
    places, found = [browsers.world.places[name] for name in PLACES], {}
    for path_format in routes(browsers.app, "GET"):
        for path in _own(who, (one for place in places for one in addresses(path_format, place))):
            found[path] = _seen(await browsers.get(who, path, _SAME_REQUEST))
    transport = httpx.ASGITransport(app=browsers.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=_SAME_REQUEST) as http:
        program = await api_wall.program_of(http, browsers, who)
        for path_format in api_wall.calls("get"):
            for path in _own(who, (one for place in places for one in api_wall.addresses(path_format, place))):
                found[f"/api/v1{path}"] = _seen(await program.get(path))
    return found


# --- what changes ------------------------------------------------------------------------------------------------

# Forms about one row of a tier, with the attribute of its ids that stands in the address.
_OF_ROW = {
    "/tiltag/{item_id}/ret": "followed",
    "/tiltag/{item_id}/flyt-frist": "followed",
    "/tiltag/{item_id}/opdater": "followed",
    "/tiltag/{public_id}/dokumentation/ny": "item",
    "/tiltag/{item_id}/fortrolighed": "item",
    "/dokumentation/{public_id}/ny-version": "evidence",
    "/dokumentation/{public_id}/traek-tilbage": "evidence",
    "/dokumentation/{public_id}/fortrolighed": "evidence",
    "/dokumenter/{public_id}/fortrolighed": "document",
    "/dokumenter/{public_id}/slet-indhold": "document",
    "/dokumentation/{public_id}/slet-indhold": "item_evidence",
    "/anmodninger/{public_id}": "request",
    "/tiltag/{public_id}/anmodninger/ny": "item",
}
_OF_ALL = ("/kommune", "/kommune/maalinger")  # the municipality's own settings hold for those who read, too
# Forms of a place that make a row: with this tier it is hidden from the beginning.
_MAKING = (
    "/sager/{public_id}/dokumentation/ny",
    "/fokuspunkter/{public_id}/dokumentation/ny",
    "/sager/{public_id}/dokumenter/nyt",
)


def _writer(post: Post, place: Place) -> str:
    """Whoever may: the leader of both units of EKS and its administrator, or the leader of Nabo."""
    return "hans" if place.name == "nabo" else "fie" if post.who == "fie" else "anna"


async def _change_row(browsers: Browsers, path: str, place: Place, row: TieredIds) -> bool:
    """Sends a form about a hidden row; it keeps a tier that is hidden."""
    post = POSTS[path]
    where = address(post, place, lambda _: str(getattr(row, _OF_ROW[path])))
    who = _writer(post, place)
    page = await browsers.get(who, where)
    fields: dict[str, Any] = {**post.fields(browsers.world, place), "tier": Tier.MANAGEMENT.value}
    if version := seen_version(page.text):
        fields["version"] = version
    return (await browsers.post(who, where, fields, attached(post))).status_code == 303


async def _revise(browsers: Browsers, who: str, title: str) -> None:
    """A change of an item that everybody reads, in each plan that `who` sees."""
    for name in SEES[who]:
        assert await _send(browsers, POSTS["/tiltag/{item_id}/ret"], browsers.world.places[name], title=title)


async def _change_hidden(browsers: Browsers, who: str) -> int:
    """Everything hidden from `who` becomes another; how many forms went through."""
    done = 0
    for place in browsers.world.places.values():
        if place.name in SEES[who]:
            for row in place.tiered:
                if not reads_tier(who, place.name, row.tier):
                    done += sum([await _change_row(browsers, path, place, row) for path in _OF_ROW])
            done += sum([await _send(browsers, POSTS[path], place, tier="management") for path in _MAKING])
            report = POSTS["/sager/{public_id}/rapport/ny"]
            done += sum([await _send(browsers, report, place, profile=each) for each in ("committee", "management")])
        elif not SEES[who] & {each.place for each in place.items}:
            done += sum([await _send(browsers, post, place) for post in POSTS.values() if post.path not in _OF_ALL])
    return done


async def _send(browsers: Browsers, post: Post, place: Place, **more: str) -> bool:
    return (await send(browsers, post, place, _writer(post, place), **more)).status_code in (200, 303)


@pytest.mark.parametrize("who", READERS)
async def test_what_is_hidden_changes_nothing_that_is_seen(world_template: Template, tmp_path: Path, who: str) -> None:
    answers: list[Answers] = []
    for name in ("before", "after"):
        folder = tmp_path / name
        folder.mkdir()
        async with opened(world_template, folder) as engine, browsing(world_template, engine, folder) as browsers:
            if name == "after":
                assert await _change_hidden(browsers, who) > 60
            if who == "otto":  # what is seen goes on afterwards: the approved plan is revised for him, too
                await _revise(browsers, who, "Ændret efter")
            answers.append(await _everything(browsers, who))
    before, after = answers
    assert len(before) > 100
    wrong = [f"{path}: {_difference(before[path], after[path])}" for path in before if before[path] != after[path]]
    assert wrong == [], "\n".join(wrong)


def _difference(one: tuple[int, str, bytes], other: tuple[int, str, bytes]) -> str:
    """The first line that is another."""
    lines = [f"{each[0]}\n{each[2].decode('utf-8', 'replace')}\n{each[1]}".splitlines() for each in (one, other)]
    return next(
        (
            f"{mine.strip()[:900]!r} became {yours.strip()[:900]!r}"
            for mine, yours in zip(*lines, strict=False)
            if mine != yours
        ),
        "longer or shorter",
    )
