"""The wall before the log: an auditor of a unit meets no word of what lies outside it, on the page or in a file."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from app import config
from app.access.enums import Role
from app.audit.enums import AuditAction, EntityKind
from app.core.clock import FixedClock
from app.db.engine import Database
from app.db.sql import fetch_rows
from tests.factories import Client, Member, make_client, make_member
from tests.factories_world_places import PLACES, World, canary, resident
from tests.web.worlds import Template, opened

NOW = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)
# What each place's auditor may meet. A case above both units (center) is not theirs, but its items in their unit are.
SEES = {
    "Ågruppen Nord": {"nord", "faelles"},
    "Gruppen Syd": {"syd", "faelles"},
    "Familiecentret": {"nord", "syd", "faelles", "center"},
    "Eksempel Kommune": {"nord", "syd", "faelles", "center"},
    "Nabo Kommune": {"nabo"},
}
PATHS = ("/haendelseslog", "/haendelseslog/haendelseslog.csv", "/haendelseslog/haendelseslog.jsonl")


@pytest.fixture
async def db(world_template: Template, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(world_template, tmp_path) as engine:
        yield engine


@pytest.fixture
async def http(db: Database, settings: config.Settings) -> AsyncIterator[Client]:
    async with make_client(settings, FixedClock(NOW), db) as made:
        yield made


async def _auditor(unit: str) -> Member:
    (row,) = await fetch_rows(
        "SELECT u.id, u.municipality FROM units u JOIN unit_versions v ON v.unit = u.id WHERE v.name = {}", unit
    )
    return await make_member(
        FixedClock(NOW), row["municipality"], f"{unit.split()[0]} Revisor", Role.AUDITOR, row["id"]
    )


def _foreign(world: World, unit: str) -> set[str]:
    outside = [place for place in PLACES if place not in SEES[unit]]
    words = {canary(place) for place in outside} | {world.places[place].reference.lower() for place in outside}
    people = {"nord", "syd", "nabo"} - SEES[unit]
    return words | {resident(place) for place in people}


async def _all_pages(http: Client, path: str) -> str:
    """Every page of it, the one after the other."""
    text, following = "", path
    while following:
        answer = await http.http.get(following)
        assert answer.status_code == 200, answer.text
        text += answer.text.lower()
        following = answer.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    return text


@pytest.mark.parametrize("unit", SEES)
async def test_an_auditor_meets_no_word_of_what_lies_outside(http: Client, world_template: Template, unit: str) -> None:
    world = world_template.world
    await http.as_(await _auditor(unit))
    for path in PATHS:
        text = await _all_pages(http, path)
        assert {word for word in _foreign(world, unit) if word in text} == set()
        assert {place for place in SEES[unit] if canary(place) not in text} == set()


@pytest.mark.parametrize("unit", ["Ågruppen Nord", "Nabo Kommune"])
async def test_no_filter_opens_a_hole(http: Client, world_template: Template, unit: str) -> None:
    world = world_template.world
    await http.as_(await _auditor(unit))
    foreign = _foreign(world, unit)
    queries = [f"slags={kind.value}" for kind in EntityKind] + [f"handling={action.value}" for action in AuditAction]
    queries += [f"person={resident(place)}" for place in ("nord", "syd", "nabo")] + ["person=anna", "person=hans"]
    queries += ["person=systemet", "fra=2020-01-01", "til=2030-01-01"]
    for query in queries:
        lines = (await _all_pages(http, f"{PATHS[2]}?{query}")).splitlines()
        text = "\n".join(line for line in lines if '"kind":"log"' not in line)  # where what was typed here stands
        assert {word for word in foreign if word in text} == set(), query


async def test_the_neighbour_s_case_and_one_that_is_not_there_are_the_same(
    http: Client, world_template: Template
) -> None:
    await http.as_(await _auditor("Ågruppen Nord"))
    told = []
    for reference in (world_template.world.places["nabo"].reference, "INGEN2025-0001"):
        answers = [await http.get(path, sag=reference) for path in PATHS]
        told.append([(answer.status_code, len(answer.text.replace(reference, ""))) for answer in answers])
    assert [[status for status, _ in each] for each in told] == [[422] * 3] * 2
    assert told[0][0] == told[1][0]


async def test_what_the_municipality_s_auditor_and_the_neighbour_s_see_is_the_whole_log_and_nothing_twice(
    http: Client,
) -> None:
    """So nothing is logged that nobody can read, and nothing that two municipalities read."""
    seen: dict[str, set[str]] = {}
    for unit in ("Eksempel Kommune", "Nabo Kommune"):
        await http.as_(await _auditor(unit))
        lines = (await http.get(PATHS[2])).content.splitlines()
        seen[unit] = {msgspec.json.decode(line)["hash"] for line in lines}
    whole = {row["hash"] for row in await fetch_rows("SELECT hash FROM audit_entries")}
    mine, theirs = seen.values()
    assert mine & theirs == set()
    later = whole - mine - theirs
    assert all(
        row["entity_kind"] in ("log", "person", "role_grant")
        for row in await fetch_rows("SELECT hash, entity_kind FROM audit_entries")
        if row["hash"] in later
    ), later
