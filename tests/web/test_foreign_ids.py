"""Ids of others, in the address and in the form: nothing changes, and nobody learns that the thing exists.

And who may read but not write: refused before a word is saved, whatever the form says (rules live in the actions).
"""

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from app.access.enums import Tier
from app.db.engine import Database
from tests.factories_world_places import PLACES, Place, canary
from tests.web.addresses import NOTHING
from tests.web.posts import POSTS, Post, address, attached, prepare, send, values
from tests.web.test_wall import (
    SEES,
    SEES_INQUIRIES,
    SEES_INSTRUMENTS,
    SEES_MEETINGS,
    SEES_ORGANISATION,
    SEES_SURVEYS,
    reads_tier,
)
from tests.web.worlds import Browsers, Template, browsing, dump, opened


@pytest.fixture
async def db(world_template: Template, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(world_template, tmp_path) as engine:
        yield engine


@pytest.fixture
async def browsers(world_template: Template, db: Database, tmp_path: Path) -> AsyncIterator[Browsers]:
    async with browsing(world_template, db, tmp_path) as made:
        yield made


_OF_UNIT = ("/tiltag", "/giv-videre", "/dokumentation", "/anmodninger", "/enheder", "/personer", "/udvalg")


def _outside(post: Post, who: str, place: Place) -> bool:
    """Whether what the form's address names lies outside: an item is of its own unit, whatever the case's are."""
    if post.path.startswith("/spoergeskemaer"):
        return place.name not in SEES_INSTRUMENTS[who]
    if post.path.startswith(("/maalinger", "/materiale", "/arbejdsmiljoe", "/omlaegninger")):
        return place.name not in SEES_SURVEYS[who]
    if post.path.startswith("/indikatorer"):
        return place.name not in (SEES_SURVEYS if "{value}" in post.path else SEES_INSTRUMENTS)[who]
    if post.path.startswith("/forespoergsler"):
        return place.name not in SEES_INQUIRIES[who]
    if any(each in post.path for each in ("/referat/", "/referater/", "/pakke/")):  # of a unit's own meeting
        return not reads_tier(who, place.items[0].place, Tier.AMO)
    if post.path.startswith(("/moeder", "/punkter", "/udvalgsanmodninger")):
        return place.items[0].place not in SEES_MEETINGS.get(who, set())
    is_organisation = post.path.startswith(("/enheder", "/personer", "/udvalg"))
    of_unit = post.path.startswith(_OF_UNIT)
    owner = place.items[0].place if of_unit else place.name
    return owner not in (SEES_ORGANISATION if is_organisation else SEES)[who]


async def test_nobody_changes_what_they_may_not_see(browsers: Browsers) -> None:
    """Every form of every place outside, filled in as its own people would: 404, as for an id of nothing."""
    before, wrong = await dump(), []
    for post in POSTS.values():
        if "{" not in post.path:
            continue
        for who in browsers.names:
            nowhere = address(post, browsers.world.places["nord"], lambda _: NOTHING)
            nothing = (await browsers.post(who, nowhere, {"version": "1"}, attached(post))).status_code
            for name in PLACES:
                place = browsers.world.places[name]
                if not _outside(post, who, place):
                    continue
                sent = {**post.fields(browsers.world, place), "version": "1"}
                answer = await browsers.post(who, address(post, place), sent, attached(post))
                if answer.status_code != nothing or answer.status_code not in (401, 403, 404):
                    wrong.append(f"{answer.status_code} (nothing: {nothing}) for {who} at {post.path} of {name}")
        if (after := await dump()) != before:
            wrong.append(f"{post.path} changed {[name for name in after if after[name] != before[name]]}")
            before = after
    assert wrong == [], "\n".join(wrong)


# Who at the place may send which form: by the permission of its route. Ivan is AMR in Nord, as Bo; Karl a secretary.
_REPRESENTATIVES = {"bo", "ivan"}
_LEADERS = {"anna", "erik"}
MAY = {
    "case:write": _LEADERS,
    "case:close": _LEADERS | _REPRESENTATIVES,
    "plan:write": _LEADERS | _REPRESENTATIVES,
    "plan:approve": _LEADERS,
    "item:comment": _LEADERS | _REPRESENTATIVES,
    "case:share": _LEADERS,
    "item:update": _LEADERS | _REPRESENTATIVES,
    "item:hand_over": _LEADERS,
    "effect:evaluate": _LEADERS | _REPRESENTATIVES,
    "evidence:add": _LEADERS | _REPRESENTATIVES,
    "evidence:withdraw": _LEADERS | _REPRESENTATIVES,
    "evidence:request": _LEADERS | _REPRESENTATIVES,
    "content:erase": _LEADERS | _REPRESENTATIVES,
    "involvement:add": _LEADERS | _REPRESENTATIVES | {"dorte", "karl"},
    "report:create": _LEADERS | _REPRESENTATIVES,
    "report:release": _LEADERS,
    "report:back": _LEADERS,
    "organisation:write": {"fie"},
    "account:write": {"fie"},
    "committee:write": {"fie"},
    "survey:write": {"lone"},
    "material:send": _LEADERS | {"lone"},
    "material:answer": _LEADERS | _REPRESENTATIVES | {"lone"},
    "inquiry:write": {"erik", "mads"},
    "None": {"anna", "erik", "mads"},  # no role: who answers a question of the council, or keeps it
    "cycle:write": {"anna", "lone"} | _REPRESENTATIVES,
    "indicator:write": _LEADERS | {"lone"},
    "indicator:define": {"erik", "lone"},
    "meeting:write": _LEADERS | _REPRESENTATIVES,
    "meetings": {"erik"},  # of a group: who sits in it has no login here, and Erik follows all its units
}


def _permissions(browsers: Browsers) -> dict[str, str]:
    return {
        route.path_format: str(handler.opt.get("permission"))
        for route in browsers.app.routes
        for handler in getattr(route, "route_handlers", ())
        if "POST" in {str(each) for each in handler.http_methods}
    }


def _may(post: Post, permissions: dict[str, str]) -> set[str]:
    if post.path.startswith("/referater") or post.path.endswith(("/referat/fil", "/pakke/gem")):
        return MAY["meeting:write"]
    if "/referat/" in post.path:  # of a unit's own meeting; Jane is TR and answers, though she writes none
        return MAY["meeting:write"] | {"erik", "jane"}
    if post.path.startswith("/enighed"):  # Dorte sits on a side of the committee, Erik plans its meetings
        return {"dorte"} if post.path.endswith("/svar") else _LEADERS
    permission = permissions[post.path]
    is_met = permission == "None" and post.path.startswith(("/udvalg", "/moeder", "/punkter"))
    return MAY["meetings" if is_met else permission]


async def test_reading_is_not_writing(browsers: Browsers) -> None:
    """Whoever sees the place but lacks the permission gets 403 or 404, for a whole form and for an empty one."""
    place, wrong = browsers.world.places["nord"], []
    permissions = _permissions(browsers)
    before = await dump()
    for post in POSTS.values():
        for who in sorted(set(browsers.world.members) - _may(post, permissions) - {"hans", "carl"}):
            whole = {**post.fields(browsers.world, place), "version": "1"}
            for sent in (whole, {}):
                answer = await browsers.post(who, address(post, place), sent, attached(post) if sent else None)
                if answer.status_code not in (403, 404):
                    wrong.append(f"{answer.status_code} for {who} at {post.path} ({'whole' if sent else 'empty'})")
        if (after := await dump()) != before:
            wrong.append(f"{post.path} changed {[name for name in after if after[name] != before[name]]}")
            before = after
    assert wrong == [], "\n".join(wrong)


def _target(place: Place) -> str:
    return f"item:{place.items[0].item}"


def _named(kind: str, place: Place) -> str:
    """What a field of this kind would say at `place`."""
    if kind == "target":
        return _target(place)
    if kind == "number":
        return "77"
    if kind == "code":
        return "NAB" if place.name == "nabo" else "EKS9"
    return values(place)[kind]


_RANDOM: dict[str, Callable[[], str]] = {
    "target": lambda: f"item:{NOTHING}",
    "number": lambda: "999999",
    "code": lambda: "XYZ",
}


def _foreign(browsers: Browsers, post: Post, kind: str) -> dict[str, str]:
    """Ids a form must not take: of another municipality, of another case or unit outside the sender's, of nothing.

    Things of a case are foreign to every other case, also one the sender sees. What the council asks is answered from
    any case of the municipality that the writer reads.
    """
    own = {"unit", "subunit", "person", "visit"} | ({"case"} if post.path.startswith("/forespoergsler") else set())
    places = ["nabo"] if kind in own and post.who in ("anna", "erik", "fie") else ["nabo", "syd"]
    found = {name: _named(kind, browsers.world.places[name]) for name in places}
    return {**found, "nothing": _RANDOM.get(kind, lambda: NOTHING)(), "text": "' OR 1=1 --"}


@pytest.mark.parametrize("path", [path for path, post in POSTS.items() if post.ids])
async def test_a_form_takes_no_id_from_elsewhere(browsers: Browsers, path: str) -> None:
    post, place = POSTS[path], browsers.world.places["nord"]
    await prepare(browsers, post, place)
    before, wrong = await dump(), []
    for field, kind in post.ids.items():
        for name, foreign in _foreign(browsers, post, kind).items():
            value: Any = [foreign] if isinstance(post.fields(browsers.world, place).get(field), list) else foreign
            answer = await send(browsers, post, place, **{field: value})
            if answer.status_code not in (403, 404, 422):
                wrong.append(f"{answer.status_code} for {field} of {name}")
            told = answer.text.lower()
            wrong += [f"{word} is told, {field} of {name}" for word in ("kanariesyd", "kanarienabo") if word in told]
    after = await dump()
    assert (wrong, {name for name in after if after[name] != before[name]}) == ([], set())


# Which ids an address may hold beside the first; a slug or a number says nothing without it.
_SECOND = {
    *("finding_id", "point_id", "complaint_id", "extension_id", "record_id", "share_id", "measure_id"),
    *("grant", "member", "question", "fact"),
}


async def test_an_address_takes_no_second_id_from_elsewhere(browsers: Browsers) -> None:
    """One's own case, person or committee with a finding, adviser, role … of another one, read or unread."""
    nord, wrong, asked = browsers.world.places["nord"], [], 0
    before = await dump()
    for post in POSTS.values():
        names = re.findall(r"{(\w+)}", post.path)
        if not _SECOND & set(names[1:]):
            continue
        first = address(post, nord).split("/")[2]
        for name in ("faelles", "syd", "nabo"):
            path = address(post, browsers.world.places[name]).split("/")
            there = "/".join([*path[:2], first, *path[3:]])
            if there == address(post, nord):  # faelles has the people and the committee of nord
                continue
            sent = {**post.fields(browsers.world, nord), "version": "1"}
            answers = [await browsers.get(post.who, there), await browsers.post(post.who, there, sent, attached(post))]
            asked += 1
            wrong += [
                f"{each.status_code} for {each.request.method} {post.path} of {name}"
                for each in answers
                if each.status_code not in (404, 303) or (each.status_code == 303 and each.request.method == "POST")
            ]
            wrong += [f"{canary(name)} is told at {post.path}" for each in answers if canary(name) in each.text]
    after = await dump()
    assert (wrong, {name for name in after if after[name] != before[name]}) == ([], set())
    assert asked > 30
