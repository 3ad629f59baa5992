"""Rule 44: what looks like a CPR number is asked about once, on every form, before anything is saved."""

import importlib
import pkgutil
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, get_args, get_type_hints

import pytest

import app
from app.db.engine import Database
from app.db.sql import fetch_rows
from app.web.forms import Form, Text, parse
from tests.factories_files import jpeg
from tests.web.posts import POSTS, address, attached, send
from tests.web.worlds import Browsers, Template, browsing, dump, opened

NUMBER = "010203-1234"
ASKED = "ligner et CPR-nummer"


@pytest.fixture
async def db(world_template: Template, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(world_template, tmp_path) as engine:
        yield engine


@pytest.fixture
async def browsers(world_template: Template, db: Database, tmp_path: Path) -> AsyncIterator[Browsers]:
    async with browsing(world_template, db, tmp_path) as made:
        yield made


class Sample(Form, frozen=True):
    title: Annotated[str, Text("Titel", required=True)]
    note: Annotated[str, Text("Note", lines=True)] = ""
    code: Annotated[str, Text("Kode", digits=True)] = ""


def test_it_is_asked_beside_whatever_else_is_wrong() -> None:
    submission = parse(Sample, {"title": [""], "note": ["Om 010203\u200e-1234"], "code": ["0102031234"]})
    submission.look_for_cpr()
    assert list(submission.errors) == ["note", "title"]
    assert (submission.status, submission.value, submission.looks_like_cpr) == (422, None, True)
    assert not any(NUMBER in text for text in submission.errors.values())


def test_the_answer_lets_it_through() -> None:
    submission = parse(Sample, {"title": [NUMBER], "cpr_ok": ["1"]})
    submission.look_for_cpr()
    assert submission.value == Sample(title=NUMBER)
    assert not submission.looks_like_cpr


def _free_text(page: str) -> list[str]:
    """The fields of the page that take free text."""
    form = re.search(r'<form[^>]*method="post"[^>]*novalidate.*?</form>', page, re.S)
    text = r'<(?:textarea|input(?![^>]* inputmode="numeric")[^>]* type="text")[^>]*name="(\w+)"'
    found = re.findall(text, form[0]) if form else []
    return [name for name in found if name not in {"find", "owner_name"} and not name.endswith(("_on", "valid_from"))]


async def test_every_form_asks_and_saves_nothing(browsers: Browsers) -> None:
    """The number is typed into each free text of each form: the form comes back with it, and with a box to tick."""
    place, before, asked = browsers.world.places["nord"], await dump(), 0
    for path, post in POSTS.items():
        opened_form = await browsers.get(post.who, address(post, place))
        names = _free_text(opened_form.text) if opened_form.status_code == 200 else []
        for name in names:
            sent = {**post.fields(browsers.world, place), name: NUMBER}
            answer = await browsers.post(post.who, address(post, place), sent, attached(post))
            assert answer.status_code == 422, (path, name, answer.status_code)
            assert ASKED in answer.text, (path, name)
            assert 'name="cpr_ok"' in answer.text, (path, name)
            assert NUMBER in answer.text, (path, name)
            assert len(re.findall(r'id="f-cpr_ok"', answer.text)) == 1, (path, name)
        asked += len(names)
    assert asked > 60
    assert await dump() == before


async def test_who_answers_is_not_asked_again(browsers: Browsers) -> None:
    """Also where the form comes back for another reason."""
    place = browsers.world.places["nord"]
    post = POSTS["/tiltag/{item_id}/opdater"]
    wrong = await send(browsers, post, place, note=f"Talte om {NUMBER}", status="smiley", cpr_ok="1")
    assert wrong.status_code == 422
    assert ASKED not in wrong.text
    assert re.search(r'name="cpr_ok"[^>]* checked', wrong.text)
    saved = await send(browsers, post, place, note=f"Talte om {NUMBER}", cpr_ok="1")
    assert saved.status_code == 303
    (row,) = await fetch_rows("SELECT note FROM item_updates ORDER BY id DESC LIMIT 1")
    assert row["note"].startswith(f"Talte om {NUMBER}")


async def test_the_name_of_a_file_is_looked_at(browsers: Browsers) -> None:
    place = browsers.world.places["nord"]
    post = POSTS["/tiltag/{item_id}/opdater"]
    sent = post.fields(browsers.world, place)
    photo = [("photo", (f"{NUMBER}.jpg", jpeg(), "image/jpeg"))]
    answer = await browsers.post(post.who, address(post, place), sent, photo)
    assert answer.status_code == 422
    assert "Filens navn ligner et CPR-nummer" in answer.text
    assert NUMBER not in answer.text


def test_every_text_says_whether_it_is_searched() -> None:
    """Whoever adds a password or a P-number marks it; the rest is searched."""

    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.rpartition(".")[2] == "forms":
            importlib.import_module(module.name)

    def below(base: type) -> list[type]:
        return [found for child in base.__subclasses__() for found in (child, *below(child))]

    marked = {
        f"{form.__name__}.{name}"
        for form in below(Form)
        if form.__module__.startswith("app.")
        for name, hint in get_type_hints(form, include_extras=True).items()
        for rule in get_args(hint)[1:]
        if isinstance(rule, Text) and rule.digits
    }
    assert {name.rpartition(".")[2] for name in marked} == {
        *("username", "password", "code", "old", "new", "again"),
        *("cvr_no", "production_unit_no", "adviser_cvr_no"),
    }
