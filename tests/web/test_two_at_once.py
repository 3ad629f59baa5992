"""Two people at one form, and one person pressing twice: nothing is lost silently, no number is given twice."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from app.db.engine import Database
from app.db.sql import fetch_rows
from tests.web.posts import POSTS, address, attached, drawn_form, filled_in, prepare, problems, seen_version, send
from tests.web.worlds import Browsers, Template, browsing, opened


@pytest.fixture
async def db(world_template: Template, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(world_template, tmp_path) as engine:
        yield engine


@pytest.fixture
async def browsers(world_template: Template, db: Database, tmp_path: Path) -> AsyncIterator[Browsers]:
    async with browsing(world_template, db, tmp_path) as made:
        yield made


@pytest.mark.parametrize("path", [path for path, post in POSTS.items() if post.text])
async def test_the_second_to_save_sees_both_texts(browsers: Browsers, path: str) -> None:
    """Both opened the form before either saved: the later one gets 409 with both, and loses nothing typed."""
    post, place = POSTS[path], browsers.world.places["nord"]
    await prepare(browsers, post, place)
    other = "erik" if post.who != "fie" else "fie"
    seen = seen_version(await drawn_form(browsers, post, place, other))
    assert seen is not None, "the form carries no version"
    first = await send(browsers, post, place, **{post.text: "Den første tekst"})
    assert first.status_code == 303, problems(first)
    later = await send(browsers, post, place, other, version=seen, **{post.text: "Den anden tekst"})
    assert later.status_code == 409
    assert "Den anden tekst" in later.text
    again = seen_version(await drawn_form(browsers, post, place, other))
    assert again != seen or path.endswith(("/luk", "/godkend", "/droeft")), "a new try must be possible"


# Forms whose version counts though no text of theirs can be too long, with what is wrong in them.
_WRONG = {
    "/enheder/{public_id}/flyt": {"valid_from": "snart"},
    "/enheder/{public_id}/luk": {"closed_on": "snart"},
    "/personer/{public_id}/fratraadt": {"left_on": "snart"},
}


@pytest.mark.parametrize(
    "path",
    [path for path, post in POSTS.items() if post.text or path in _WRONG],
)
async def test_a_wrong_field_does_not_renew_what_was_seen(browsers: Browsers, path: str) -> None:
    """Opened, then saved by somebody else, then sent with a mistake: the corrected form still gets 409, not a save."""
    post, place = POSTS[path], browsers.world.places["nord"]
    await prepare(browsers, post, place)
    other = "erik" if post.who != "fie" else "fie"
    seen = seen_version(await drawn_form(browsers, post, place, other))
    first = await send(browsers, post, place)
    assert first.status_code == 303, problems(first)
    wrong = await send(browsers, post, place, other, version=seen, **_WRONG.get(path, {post.text: "x" * 20_000}))
    if wrong.status_code == 422 and 'name="version"' in wrong.text:
        assert re.findall(r'name="version"[^>]*value="(\d+)"', wrong.text) == [seen]
    later = await send(browsers, post, place, other, version=seen)
    assert later.status_code in (409, 422)


# Forms without a version: they put something beside what stands, or end it once, and overwrite nothing of anybody's.
WITHOUT_VERSION = {
    "/sager/{public_id}/orientering/ikke-relevant",
    "/sager/{public_id}/orientering/ikke-relevant/{waiver_id}",
    "/sager/{public_id}/orientering/materiale",
    "/sager/{public_id}/orientering/materiale/{told_id}",
    "/enheder/{public_id}/opslag",
    "/enheder/{public_id}/opslag/{link_id}/luk",
    "/giv-videre/{public_id}",
    "/dokumentation/{public_id}/knyt",
    "/dokumentation/{public_id}/traek-tilbage",
    "/sager/{public_id}/inddragelse/{record_id}/traek-tilbage",
    "/sager/{case_id}/raadgivere/{share_id}/stop",
    "/enheder/{public_id}/oversigt/{no}/traek-tilbage",
    "/sager/{public_id}/rapport/{no}/erstat",
    "/sager/{public_id}/rapport/{no}/frigiv",
    "/sager/{public_id}/rapport/{no}/traek-tilbage",
    "/udvalg/{public_id}/medlemmer/nyt",
    "/punkter/{public_id}/op",  # of an order nothing is lost
    "/moeder/{public_id}/referat/svar",  # the fingerprint of the text that was read counts
    "/enighed/{public_id}/svar",
    "/enighed/{public_id}/moede",
    "/sager/{public_id}/enighed/ny",  # a committee is asked once
    "/referater/filer/{minutes_id}/traek-tilbage",
    "/udvalg/{public_id}/medlemmer/{member}/slut",
    "/personer/{public_id}/bruger",
    "/personer/{public_id}/link",
    "/personer/{public_id}/laas-op",
    "/personer/{public_id}/bruger/luk",
    "/personer/{public_id}/bruger/aabn",
    "/personer/{public_id}/rolle",
    "/personer/{public_id}/rolle/{grant}/slut",
    "/personer/kommunens-login",
    "/personer/kommunens-login/{mapping}/fjern",
    "/sager/{public_id}/svar/{reply_id}/ny-sag",
    "/forespoergsler/{public_id}/spoergsmaal/{question}/oplysninger",  # renews what stands there already
    "/forespoergsler/{public_id}/notat/laas",  # freezes what is approved, whoever looks
    "/sager/{case_id}/maalinger/{link_id}/fjern",  # a link is never changed
    "/sager/{case_id}/indikatorer/{series_id}/fjern",
    "/indikatorer/{public_id}/fil",  # figures are added, and none is changed
    "/spoergeskemaer/{public_id}/ny-udgave",
    "/maalinger/{public_id}/filer/{paper_id}/traek-tilbage",
    "/materiale/{public_id}/filer/{file_id}/traek-tilbage",
    "/materiale/{public_id}/svar/{recipient}",  # an answer is added, and none is changed
    "/sager/{case_id}/kontakt/{contact_id}/ret",  # the row it corrects counts: tests/reports has two who correct one
    # Asked once and answered once: what the page listed counts in place of a version.
    "/dokumentation/{public_id}/slet-indhold",
    "/dokumentation/{public_id}/slet-indhold/godkend",
    "/dokumenter/{public_id}/slet-indhold",
    "/dokumenter/{public_id}/slet-indhold/godkend",
}


@pytest.mark.parametrize("path", [path for path in POSTS if not POSTS[path].makes and path not in WITHOUT_VERSION])
async def test_a_form_that_carries_a_version_counts_with_it_alone(browsers: Browsers, path: str) -> None:
    """Sent without one it is as old as can be: nobody is overwritten who was not seen."""
    post, place = POSTS[path], browsers.world.places["nord"]
    await prepare(browsers, post, place)
    assert seen_version(await drawn_form(browsers, post, place)) is not None, (
        "the form carries no version: say why not, above"
    )
    assert (await send(browsers, post, place, version="")).status_code == 409


async def _numbers_are_unique() -> None:
    for table, columns in (
        ("cases", "reference"),
        ("report_snapshots", 'COALESCE("case", -unit), no'),
        ("action_items", "plan, no"),
        ("plan_versions", "plan, no"),
        ("evidence_versions", "evidence, no"),
        ("rulings", '"case", no'),
        ("findings", '"case", position'),
        ("focus_points", '"case", position'),
        ("deadline_versions", "deadline, no"),
        ("audit_entries", "seq"),
    ):
        rows = await fetch_rows(f"SELECT COUNT(*) AS n FROM {table} GROUP BY {columns} HAVING COUNT(*) > 1")
        assert rows == [], table


@pytest.mark.parametrize("path", POSTS)
async def test_a_form_sent_twice_at_once(browsers: Browsers, path: str) -> None:
    """A double click: one is saved, the other is saved too or told why not; never an error of ours."""
    post, place = POSTS[path], browsers.world.places["nord"]
    await prepare(browsers, post, place)
    sent = await filled_in(browsers, post, place)
    where = address(post, place)
    answers = await asyncio.gather(*(browsers.post(post.who, where, sent, attached(post)) for _ in range(3)))
    codes = sorted(answer.status_code for answer in answers)
    saved = [code for code in codes if code in (200, 303)]
    assert set(codes) <= {200, 303, 404, 409, 422}, codes
    assert saved, codes
    if post.makes:
        assert all(code in (200 if post.shows else 303, 409, 422) for code in codes)
    await _numbers_are_unique()


@pytest.mark.parametrize("path", [path for path, post in POSTS.items() if post.makes])
async def test_a_form_as_it_was_drawn_makes_one_thing(browsers: Browsers, path: str) -> None:
    """The key of the drawn form: three at once, one is carried out, all are answered alike; but what is shown once is
    shown to one of them."""
    post, place = POSTS[path], browsers.world.places["nord"]
    await prepare(browsers, post, place)
    where = address(post, place)
    drawn = address(msgspec.structs.replace(post, path=post.drawn), place) if post.drawn else where
    page = (await browsers.get(post.who, drawn)).text
    keys = re.findall(r'name="once" value="([^"]+)"', page)
    assert len(keys) == 1, "the form carries no key"
    seen = re.findall(r'name="version"[^>]*value="(\d+)"', page)
    sent = {**post.fields(browsers.world, place), **({"version": seen[0]} if seen else {}), "once": keys[0]}
    answers = await asyncio.gather(*(browsers.post(post.who, where, sent, attached(post)) for _ in range(3)))
    if post.shows:
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
        return
    assert {answer.status_code for answer in answers} == {303}, problems(answers[0])
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(await fetch_rows("SELECT 1 FROM sent_forms WHERE location <> {}", "")) == 1
