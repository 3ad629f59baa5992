"""The wall again, for programs: every call of the document, with a key of everybody, at every place of the world.

A call that nobody has described in `_values` fails, and so does the word of a place outside, whatever the answer is.
"""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.access.enums import Role
from app.access.policy import Actor, system_actor
from app.accounts.actions import grant_role
from app.api.actions import create_token
from app.api.enums import TokenScope
from app.api.v1.document import openapi
from app.db.engine import Database
from app.db.sql import fetch_rows, fetch_value, sql
from tests.factories_api import Program
from tests.factories_files import PDF
from tests.factories_tiered import CLOSED, tier_canary
from tests.factories_world_places import PLACES, TIERED, Place, asked_word, canary, met_word
from tests.web.addresses import INSTRUMENT, NOTHING, ORGANISATION, SURVEY, WHOLE, Address
from tests.web.test_wall import SEES, WALKERS, forbidden, may_open, own_words, put_there, told
from tests.web.worlds import NOBODY, NOW, ORIGIN, Browsers, Template, browsing, dump, opened

pytestmark = pytest.mark.slow
PROGRAMS = [who for who in SEES if who != NOBODY]


@pytest.fixture
async def db(world_template: Template, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(world_template, tmp_path) as engine:
        yield engine


@pytest.fixture
async def browsers(world_template: Template, db: Database, tmp_path: Path) -> AsyncIterator[Browsers]:
    async with browsing(world_template, db, tmp_path) as made:
        yield made


@pytest.fixture
async def http(browsers: Browsers) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=browsers.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as made:
        yield made


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk asks more often than any program may."""
    monkeypatch.setattr("app.api.rules.MOST_REQUESTS", 1_000_000)


async def program_of(http: httpx.AsyncClient, browsers: Browsers, who: str, *scopes: TokenScope) -> Program:
    key, _ = browsers.world.members[who]
    actor = Actor(person=key, name=who, grants=(), now=NOW, request_id="test-wall")
    expires = actor.today + timedelta(days=9)
    return Program(http, await create_token(actor, name="Mur", scopes=scopes or tuple(TokenScope), expires_on=expires))


def calls(method: str) -> list[str]:
    """The paths of the document that take `method`, below /api/v1."""
    paths = openapi()["paths"]
    return [path.removeprefix("/api/v1") for path, item in paths.items() if method in item]


def _evidence(place: Place) -> Iterator[tuple[str, str, str]]:
    yield place.evidence_case, place.name, ""
    yield place.evidence_point, place.name, ""
    for item in place.items:
        yield from ((each, item.place, "") for each in (item.evidence, item.photo, item.withdrawn))
    for row in place.tiered:
        yield from ((each, place.name, row.tier) for each in (row.item_evidence, row.evidence))


def _values(path: str, place: Place) -> Iterator[tuple[dict[str, str], str, str]]:
    """What stands for the parameters of a path at one place, whose it is, and who of the place may open it."""
    name = re.match(r"/([a-z-]+)/{", path)
    if name is None:
        yield {}, "", ""
    elif name[1] == "cases":
        kind = WHOLE if "/reports/" in path and place.name == "faelles" else ""
        yield from (({"case_id": place.case, "no": no}, place.name, kind) for no in ("1", "2"))
    elif name[1] == "items":
        for item in place.items:
            yield from (({"item_id": each}, item.place, "") for each in (item.item, item.followed, item.ongoing))
        for row in place.tiered:
            yield from (({"item_id": each}, place.name, row.tier) for each in (row.item, row.followed))
    elif name[1] == "evidence":
        for each, of, kind in _evidence(place):
            yield from (({"evidence_id": each, "no": no}, of, kind) for no in ("1", "2"))
    elif name[1] == "evidence-requests":
        yield from (({"request_id": item.request}, item.place, "") for item in place.items)
    elif name[1] == "visits":
        yield {"visit_id": place.visit}, place.name, ""
    elif name[1] == "surveys":
        if place.name != "faelles":
            yield {"survey_id": place.round}, place.name, SURVEY
    elif name[1] == "indicators":
        if place.name not in ("faelles", "center"):
            yield {"indicator_id": place.indicator}, place.name, INSTRUMENT
    elif name[1] == "units" and place.name != "faelles":
        yield {"unit_id": place.unit}, place.name, ORGANISATION
        if place.name != "center":
            yield {"unit_id": place.subunit}, place.name, ORGANISATION
    elif name[1] != "units":
        raise LookupError(f"say here which ids {path} takes")


_QUERIES = {
    "/cases": ("q={word}", "q={reference}", "unit={unit}", "after=_{case}", "limit=100"),
    "/items": ("status=effect_evaluated", "after=0_2020-01-01_{item}", "status=in_progress"),
    "/units": ("after={unit}",),
    "/visits": ("after={visit}",),
    "/cases/{case_id}/history": ("after=x_0",),
}


def addresses(path: str, place: Place) -> list[Address]:
    found = []
    for values, name, kind in _values(path, place):
        found.append(Address(path.format(**values), name or None, kind))
    words = {"word": canary(place.name), "reference": place.reference, "unit": place.unit, "visit": place.visit}
    words |= {"case": place.case, "item": place.items[0].item}
    for query in _QUERIES.get(path, ()):
        found += [Address(f"{each.path}?{query.format(**words)}", each.place, each.kind) for each in found[:1]]
    return list(dict.fromkeys(found))


def of_nothing(path: str) -> str:
    return re.sub(r"{\w+_id}", NOTHING, path).replace("{no}", "1")


async def walk(http: httpx.AsyncClient, browsers: Browsers, who: str, only: str = "") -> tuple[list[str], set[str]]:
    """What is wrong on the calls whose path begins with `only`, and the words of one's own that were met."""
    program = await program_of(http, browsers, who)
    words, wrong, met = forbidden(who, browsers.world), [], set()
    for path in (each for each in calls("get") if each.startswith(only)):
        nothing = (await program.get(of_nothing(path))).status_code
        for address in dict.fromkeys(a for place in browsers.world.places.values() for a in addresses(path, place)):
            answer = await program.get(address.path)
            text = told(answer)
            here = words - put_there(who, address)
            wrong += [f"{who} reads {word} at {address.path}" for word in here if word in text]
            met |= {word for word in own_words(who) if word in text}
            own = {200, 404} if "/versions/" in path else {200}
            allowed = own if may_open(who, address) else {404}
            if who == "otto" and "/reports/{no}" in path and may_open(who, address):  # an adviser takes no report out
                allowed = {403}
            if path.endswith("/package") and may_open(who, address) and who != "otto":
                allowed = {200 if "/1/" in address.path else 409}  # the second was never released
            if path == "/log" and who != "nina":  # the auditor
                allowed = {403}
            if answer.status_code not in allowed or (address.place is not None and nothing != 404):
                wrong.append(f"{answer.status_code} for {who} at {address.path}, nothing is {nothing}")
    return wrong, met


@pytest.mark.parametrize("who", [who for who in PROGRAMS if who in WALKERS])
async def test_no_answer_says_a_word_of_what_lies_outside(
    http: httpx.AsyncClient, browsers: Browsers, who: str
) -> None:
    """Own unit and below: 200. Sibling unit, other municipality, id of nothing: 404, and the same words."""
    wrong, met = await walk(http, browsers, who)
    assert wrong == [], "\n".join(wrong)
    assert own_words(who) - met - _LETTERS - _NO_CALL == set()


# Inquiries and meetings have no call as yet.
_NO_CALL = {word(place) for word in (asked_word, met_word) for place in ("nord", "syd", "nabo")}
# Letters have no call of their own, but their names stand in the log.
_LETTERS = {tier_canary(place, tier, "brev") for place in TIERED for tier in CLOSED}


@pytest.mark.parametrize(
    ("hole", "only"),
    [
        ("app.plans.queries.plans.item_in_scope", "/cases/{case_id}/plan"),
        ("app.plans.queries.items.item_in_scope", "/items/{item_id}"),
        ("app.dashboard.queries.history.item_in_scope", "/cases/{case_id}/history"),
        ("app.evidence.queries.evidence.evidence_in_scope", "/evidence/{evidence_id}"),
        ("app.cases.queries.refs.case_in_scope", "/cases/{case_id}"),
        ("app.organisation.queries.units.is_visible", "/units/{unit_id}"),
    ],
)
async def test_a_hole_in_the_wall_is_found(
    http: httpx.AsyncClient, browsers: Browsers, monkeypatch: pytest.MonkeyPatch, hole: str, only: str
) -> None:
    monkeypatch.setattr(hole, lambda *_, **__: sql("1 = 1"))
    wrong, _ = await walk(http, browsers, "bo", only)
    assert wrong != []


async def test_the_log_says_no_word_of_other_units(http: httpx.AsyncClient, browsers: Browsers) -> None:
    """Carl becomes an auditor in Syd: what was logged there, and of the case that Syd shares, but no more."""
    key, _ = browsers.world.members["carl"]
    unit = await fetch_value(int, "SELECT id FROM units WHERE public_id = {}", browsers.world.places["syd"].unit)
    await grant_role(system_actor(NOW), key, role=Role.AUDITOR, unit=unit or 0)
    program = await program_of(http, browsers, "carl")
    path, told_in_all = "/log", ""
    while path:
        answer = await program.get(path)
        assert answer.status_code == 200
        told_in_all += told(answer)
        path = (answer.json()["next"] or "").removeprefix("/api/v1")
    read_there = {asked_word("syd"), met_word("syd")}  # inquiries of the unit, and the meetings of its group
    assert [word for word in forbidden("carl", browsers.world) - read_there if word in told_in_all] == []
    assert canary("syd") in told_in_all


async def test_every_call_wants_a_token_and_its_scope(http: httpx.AsyncClient, browsers: Browsers) -> None:
    """And knows no other method."""
    nobody = Program(http)
    narrow = await program_of(http, browsers, "anna", TokenScope.ITEMS_WRITE)
    reader = await program_of(http, browsers, "anna", TokenScope.READ)
    place = browsers.world.places["nord"]
    for path in calls("get"):
        address = addresses(path, place)[0].path
        assert (await nobody.get(address)).status_code in (401, 429), path
        # The first evidence of the place is a place in the ESDH system, without a file.
        expected = {"/file": 404, "/log": 403}.get(path[path.rindex("/") :], 200)
        assert (await reader.get(address)).status_code == expected, path
        assert (await narrow.get(address)).status_code == (200 if path == "/me" else 403), path
        assert (await reader.call("DELETE", address)).status_code == 405, path
    for path, method in [*((each, "PATCH") for each in calls("patch")), *((each, "POST") for each in calls("post"))]:
        address = addresses(path, place)[0].path
        sent = {"json": {"note": "x"}} if method == "PATCH" else {"files": {"kind": (None, "other")}}
        assert (await nobody.call(method, address, **sent)).status_code in (401, 429), path
        assert (await reader.call(method, address, **sent)).status_code == 403, path
        assert (await reader.call("PUT", address, **sent)).status_code == 405, path


async def test_reading_changes_nothing_but_what_is_noted_of_it(http: httpx.AsyncClient, browsers: Browsers) -> None:
    """Reports that leave the house are logged (rule 40), and the token's use is noted."""
    noted = frozenset({"audit_entries", "audit_payloads", "api_tokens", "attempt_limits"})
    program = await program_of(http, browsers, "anna")
    before = await dump(but=noted)
    for path in calls("get"):
        for address in addresses(path, browsers.world.places["faelles"]):
            await program.get(address.path)
    assert await dump(but=noted) == before
    exports = await fetch_rows("SELECT id FROM audit_entries WHERE action = 'exported' AND entity_kind = 'report'")
    assert len(exports) == 9  # two reports, as data and in three forms; one was released, and has a package


async def test_nobody_writes_to_what_they_may_not_see(http: httpx.AsyncClient, browsers: Browsers) -> None:
    """Every write at every place outside: 404 as for an id of nothing, and nothing has changed."""
    noted = frozenset({"api_tokens", "attempt_limits", "audit_entries", "audit_payloads"})
    programs = {who: await program_of(http, browsers, who) for who in PROGRAMS}
    before, wrong = await dump(but=noted), []
    for who, program in programs.items():
        for place in (browsers.world.places[name] for name in PLACES):
            for path in calls("patch"):
                for address in addresses(path, place):
                    if may_open(who, address):
                        continue
                    for tag in ('"1"', '"2"', '"5"'):
                        answer = await program.call("PATCH", address.path, if_match=tag, json={"note": "Fremmed"})
                        if answer.status_code != 404:
                            wrong.append(f"{answer.status_code} for {who} at {address.path}")
            for path in calls("post"):
                for address in addresses(path, place):
                    if may_open(who, address):
                        continue
                    files = {"files": ("x.pdf", PDF, "application/pdf"), "kind": (None, "other")}
                    answer = await program.call("POST", address.path, if_match='"x"', files=files)
                    if answer.status_code != 404:
                        wrong.append(f"{answer.status_code} for {who} at {address.path}")
    assert wrong == [], "\n".join(wrong)
    assert await dump(but=noted) == before


async def test_a_foreign_focus_point_is_refused_and_nothing_is_added(
    http: httpx.AsyncClient, browsers: Browsers
) -> None:
    """A foreign id in the body: of a sibling unit, of another municipality, and of another case of one's own."""
    anna = await program_of(http, browsers, "anna")
    nord = browsers.world.places["nord"]
    for name in ("nabo", "syd", "center"):
        tag = (await anna.get(f"/cases/{nord.case}/evidence")).headers["etag"]
        point = browsers.world.places[name].point
        form = {"kind": (None, "other"), "esdh_reference": (None, "25/1"), "focus_point": (None, point)}
        answer = await anna.call("POST", f"/cases/{nord.case}/evidence", if_match=tag, files=form)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "focus_point"), name
        assert (await anna.get(f"/cases/{nord.case}/evidence")).headers["etag"] == tag
