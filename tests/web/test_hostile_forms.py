"""Hostile text in every field of every form: it is refused in words, or saved and drawn as text; the PDF is built."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from app.db.engine import Database
from app.web.forms import Form, Text
from tests.factories_world_places import Place
from tests.web.addresses import addresses, routes
from tests.web.posts import POSTS, Post, prepare, problems, send
from tests.web.worlds import Browsers, Template, browsing, opened

SHORT = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "{{ 7*7 }}{% raw %}${7*7}#{7*7}",
    "'; DROP TABLE cases; --",
    "=cmd|' /C calc'!A0",
    "😀👩‍👩‍👧‍👦\u202egnp.exe\u2066\u200b\ufeff\u0000\u0007\x1b[31m",
    "010190-1234",
    "\ud83d-halv",
    "%s %n {0} {} %(x)s",
    "\r\nSet-Cookie: x=1\r\n",
)
LONG = "Æ ø å <b>fed</b> 😀 " * 1000  # 20,000 characters
FORBIDDEN = ("<script>alert", "<img src=x", "{{ 49", "49{% raw", "<b>fed</b>", "onerror=alert(1)>'\"")


@pytest.fixture
async def db(world_template: Template, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(world_template, tmp_path) as engine:
        yield engine


@pytest.fixture
async def browsers(world_template: Template, db: Database, tmp_path: Path) -> AsyncIterator[Browsers]:
    async with browsing(world_template, db, tmp_path) as made:
        yield made


def _text_fields() -> set[str]:
    """The names of all fields that somebody types text into."""

    def below(base: Any) -> list[Any]:
        return [found for child in base.__subclasses__() for found in (child, *below(child))]

    hints = [get_type_hints(form, include_extras=True) for form in below(Form)]
    return {
        name for each in hints for name, hint in each.items() if isinstance(getattr(hint, "__metadata__", [0])[0], Text)
    }


def _hostile(post: Post, browsers: Browsers, place: Place, text: str) -> dict[str, Any]:
    """The form with `text` in every field that takes text, also those that are usually left empty."""
    fields = post.fields(browsers.world, place)
    names = (_text_fields() | {"reason", "note"}) - {"file", "files", "photo", "owner_name", "visit", "external_id"}
    names -= {"esdh_reference", "password", "old", "new", "again"}
    return {**fields, **{name: text for name in names if name in fields or name in ("late_reason", "participants")}}


@pytest.mark.parametrize("path", POSTS)
async def test_a_form_takes_any_text(browsers: Browsers, path: str) -> None:
    post, place = POSTS[path], browsers.world.places["nord"]
    await prepare(browsers, post, place)
    for text in (*(each.encode("utf-8", "replace").decode() for each in SHORT), LONG):
        answer = await send(browsers, post, place, **_hostile(post, browsers, place, text))
        assert answer.status_code in (200, 303, 404, 409, 422), (text[:40], answer.status_code, problems(answer))
        assert not [word for word in FORBIDDEN if word in answer.text], text[:40]
        assert "x=1" not in answer.headers.get("set-cookie", "")


@pytest.mark.sqlite_only  # what is drawn does not hang on the engine; that both take any text, the test above tries
async def test_every_page_draws_what_was_typed_as_text(browsers: Browsers) -> None:
    """All forms with all texts into one case, then every page of it, and the report."""
    place = browsers.world.places["nord"]
    saved = 0
    for post in POSTS.values():
        if post.path.endswith(("/luk", "/genaabn", "/fratraadt", "/fjern")) or "{no}" in post.path:
            continue
        for text in (*(each.encode("utf-8", "replace").decode() for each in SHORT[:7]), "Æ<b>fed</b>ø " * 300):
            answer = await send(browsers, post, place, **_hostile(post, browsers, place, text))
            saved += answer.status_code == 303
    assert saved > 100
    wrong = []
    for path_format in routes(browsers.app, "GET"):
        for address in addresses(path_format, place):
            answer = await browsers.get("fie" if address.kind else "anna", address.path)
            told = answer.text if "html" in answer.headers.get("content-type", "") else ""
            wrong += [f"{word} at {address.path}" for word in FORBIDDEN if word in told]
            if answer.status_code >= 500:
                wrong.append(f"{answer.status_code} at {address.path}")
    assert wrong == [], "\n".join(wrong)
    number = place.reference
    made = await send(browsers, POSTS["/sager/{public_id}/rapport/ny"], place, "anna")
    no = made.headers["location"].rpartition("/")[2]
    pdf = await browsers.get("anna", f"/sager/{place.case}/rapport/{no}/statusrapport-{number}-nr-{no}.pdf")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
