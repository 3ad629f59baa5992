"""No link and no button leads anybody to a closed door: every page of the world, as every role."""

import html
import re
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest

from app.db.engine import Database
from tests.conftest import ENGINE
from tests.web.worlds import Browsers, Template, browsing, opened

NOT_FOLLOWED = ("/log-ud", "/static/")


@pytest.fixture
async def db(world_template: Template, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(world_template, tmp_path) as engine:
        yield engine


@pytest.fixture
async def browsers(world_template: Template, db: Database, tmp_path: Path) -> AsyncIterator[Browsers]:
    async with browsing(world_template, db, tmp_path) as made:
        yield made


# Where links and forms lead; a form's address draws the form when it is asked for.
DOOR = re.compile(r"""<(?:a|form|img)\b[^>]*?\s(?:href|action|src)="([^"]*)""")


def _doors(page: str, at: str) -> list[str]:
    joined = (urldefrag(urljoin(at, html.unescape(found))).url for found in DOOR.findall(page))
    return [each for each in dict.fromkeys(joined) if each.startswith("/") and not each.startswith(NOT_FOLLOWED)]


# What is drawn does not hang on the engine: on PostgreSQL two of them; the wall asks there for every page.
PEOPLE = (
    ["anna", "bo", "carl", "dorte", "erik", "fie", "gerda", "hans", "ivan"] if ENGINE == "sqlite" else ["bo", "hans"]
)


@pytest.mark.parametrize("who", PEOPLE)
async def test_every_door_opens(browsers: Browsers, who: str) -> None:
    waiting, seen, closed = deque([("/", "the start"), ("/mine-tiltag?status=alle", "the start")]), {"/"}, []
    while waiting:
        path, shown_on = waiting.popleft()
        answer = await browsers.get(who, path)
        if answer.status_code == 303:
            found = [urljoin(path, answer.headers["location"])]
        elif answer.status_code == 200:
            found = _doors(answer.text, path) if "html" in answer.headers["content-type"] else []
        else:
            closed.append(f"{answer.status_code} at {path}, shown on {shown_on}")
            continue
        new = [each for each in found if each not in seen]
        seen.update(new)
        waiting.extend((each, path) for each in new)
    assert closed == [], "\n".join(closed)
    assert len(seen) > 10
