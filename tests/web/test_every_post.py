"""Every form, sent as it should be: it saves, and the log says so in words that people read."""

import re
from collections.abc import AsyncIterator
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.audit.rules import Payload
from app.db.engine import Database
from app.db.sql import fetch_rows
from tests.factories_world_places import Place
from tests.web.addresses import routes
from tests.web.posts import PERSONAL, POSTS, Post, prepare, problems, send
from tests.web.worlds import Browsers, Template, browsing, dump, opened


@pytest.fixture
async def db(world_template: Template, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(world_template, tmp_path) as engine:
        yield engine


@pytest.fixture
async def browsers(world_template: Template, db: Database, tmp_path: Path) -> AsyncIterator[Browsers]:
    async with browsing(world_template, db, tmp_path) as made:
        yield made


async def test_every_form_is_in_the_table(browsers: Browsers) -> None:
    """A new POST route needs a line in tests/web/posts.py, and is then tried by all tests of this folder."""
    assert set(routes(browsers.app, "POST")) - PERSONAL == set(POSTS)


def _place(browsers: Browsers) -> Place:
    return browsers.world.places["nord"]


async def _last_seq() -> int:
    return int((await fetch_rows("SELECT MAX(seq) AS n FROM audit_entries"))[0]["n"])


def _codes() -> set[str]:
    """The words of the code that no reader should meet: values of enums that no Danish text is."""

    def below(base: Any) -> list[Any]:
        return [found for child in base.__subclasses__() for found in (child, *below(child))]

    enums = [each for each in below(Enum) if each.__module__.startswith("app.")]
    return {str(member.value) for each in enums for member in each if isinstance(member.value, str)} - {
        "amo",
        "link",
        "med",
        "status",
    }


@pytest.mark.parametrize("path", POSTS)
async def test_a_form_saves_and_the_log_says_so(browsers: Browsers, path: str) -> None:
    post, place = POSTS[path], _place(browsers)
    await prepare(browsers, post, place)
    seq, before = await _last_seq(), await dump()
    answer = await send(browsers, post, place)
    assert answer.status_code in ((200,) if post.shows else (303,)), problems(answer)
    entries = await fetch_rows(
        "SELECT e.action, e.entity_kind, e.case_id, e.actor_person, p.json FROM audit_entries e "
        "JOIN audit_payloads p ON p.entry = e.id WHERE e.seq > {} ORDER BY e.seq",
        seq,
    )
    after = await dump()
    assert {name for name in after if after[name] != before[name]} >= {"audit_entries", "audit_payloads"}
    assert {row["actor_person"] for row in entries} == {browsers.world.members[post.who][0]}
    _check_case(post, place, entries)
    _check_words(browsers, entries)


_WITHOUT_CASE = (
    *("/enheder", "/kommune", "/personer", "/tilsynsbesoeg/nyt", "/udvalg"),
    *("/spoergeskemaer", "/maalinger", "/materiale", "/arbejdsmiljoe", "/omlaegninger", "/indikatorer"),
    *("/forespoergsler", "/moeder", "/punkter", "/referater"),
)


_NEW_CASE = {"/sager/ny", "/maalinger/{public_id}/enheder/{unit_id}/handleplan"}


def _check_case(post: Post, place: Place, entries: list[dict[str, Any]]) -> None:
    # A login made along the way belongs to no case.
    cases = {row["case_id"] for row in entries if not post.shows or row["entity_kind"] == "role_grant"} or {None}
    if post.path in _NEW_CASE:
        assert len(cases) == 1
        assert None not in cases
    elif post.path.startswith(_WITHOUT_CASE):
        assert cases == {None}
    else:
        assert cases == {place.case_key}


def _check_words(browsers: Browsers, entries: list[dict[str, Any]]) -> None:
    """No code, key, column or id of ours: the log is read by people."""
    codes = _codes()
    ids = {each for place in browsers.world.places.values() for each in _ids(place)}
    for row in entries:
        payload = msgspec.json.decode(row["json"], type=Payload)
        assert payload.actor_name, row
        assert payload.subject, row
        for change in payload.changes:
            told = {change.field, *(change.before or "").split(", "), *(change.after or "").split(", ")}
            assert told & (codes | ids) == set(), change
            assert "_" not in change.field, change


def _ids(place: Place) -> set[str]:
    own = {getattr(place, name) for name in Place.__struct_fields__ if isinstance(getattr(place, name), str)}
    items = {getattr(each, name) for each in place.items for name in each.__struct_fields__ if name != "key"}
    return {each for each in own | items if re.fullmatch("[a-z0-9]{12}", each)}


# What the change itself looks like, where it is easily forgotten: (form, field of the log).
CHANGES = {
    "/sager/{case_id}/ret": ("Titel", "Påbud kanarienord", "Andet navn"),
    "/sager/{case_id}/fokuspunkter/{point_id}/ret": ("Titel", "Fokus kanarienord", "Andet fokus"),
    "/sager/{case_id}/fund/{finding_id}": ("tekst", "Krav kanarienord", "Et andet krav"),
    "/sager/{case_id}/tidligere-tiltag/{measure_id}/ret": ("titel", "Tidligere kanarienord", "Før"),
    "/tiltag/{item_id}/ret": ("titel", "Følger op kanarienord", "Nyt navn"),
    "/personer/{public_id}/ret": ("navn", "Beboernord Person", "Andet Navn"),
    "/udvalg/{public_id}/ret": ("navn", "AMG beboernord", "Andet udvalg"),
    "/enheder/{public_id}/ret": ("navn", "Team beboernord", "Andet navn"),
    "/tiltag/{item_id}/opdater": ("status", "Planlagt", "I gang"),
}


@pytest.mark.parametrize("path", CHANGES)
async def test_the_log_keeps_what_was_and_what_is(browsers: Browsers, path: str) -> None:
    seq = await _last_seq()
    await send(browsers, POSTS[path], _place(browsers))
    rows = await fetch_rows(
        "SELECT p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id WHERE e.seq > {}", seq
    )
    payloads = [msgspec.json.decode(row["json"], type=Payload) for row in rows]
    assert CHANGES[path] in {(each.field, each.before, each.after) for one in payloads for each in one.changes}
