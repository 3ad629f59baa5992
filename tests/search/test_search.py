"""Search: every word, in any ending, on both engines the same, and only inside the reader's scope."""

from typing import Any

import pytest

from app.plans.actions import add_item, ensure_plan
from app.plans.enums import ActionType
from app.search.queries import search
from tests.factories import Cast, Client
from tests.factories_cases import make_case
from tests.web.html_check import faults


@pytest.fixture
async def case(cast: Cast) -> Any:
    made = await make_case(cast, title="Uklare krav i Ågruppen", esdh_case_no="EMN-2025-007999")
    plan = await ensure_plan(cast.anna.actor, made.id)
    await add_item(
        cast.anna.actor,
        plan,
        title="Faste sparringsmøder",
        measure="Vi drøfter prioriteringen af opgaverne hver uge",
        unit=cast.nord.id,
        owner=cast.bo.id,
        action_type=ActionType.PREVENTIVE,
    )
    return made


async def _found(cast: Cast, text: str) -> tuple[int, int, int]:
    hits = await search(cast.bo.scope, text)
    return len(hits.cases), len(hits.items), len(hits.units)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("EKS2025-0001", (1, 0, 0)),
        ("emn-2025-007999", (1, 0, 0)),
        ("20250012345", (1, 0, 0)),
        ("ÅGRUPPEN", (1, 0, 1)),
        ("sparringsmøde", (0, 1, 0)),
        ("sparr", (0, 1, 0)),
        ("prioritering opgave", (0, 1, 0)),
        ("uklar krav", (1, 0, 0)),
        ("agruppen", (0, 0, 0)),  # å is not a
        ("prioritering vold", (0, 0, 0)),
        ("", (0, 0, 0)),
        ("  -- ; ' ", (0, 0, 0)),
        ("%", (0, 0, 0)),
        ("' OR 1=1 --", (0, 0, 0)),
        ('krav" OR "a', (0, 0, 0)),
        ("krav & ! | :* <->", (1, 0, 0)),
        ("NEAR(krav uklar)", (0, 0, 0)),
    ],
)
async def test_what_is_found(cast: Cast, case: Any, text: str, found: tuple[int, int, int]) -> None:
    assert await _found(cast, text) == found


async def test_a_changed_title_is_found_under_its_new_words_only(cast: Cast, case: Any) -> None:
    from app.db.sql import execute
    from app.db.transaction import transaction

    async with transaction():
        await execute("UPDATE cases SET search_text = 'vold' WHERE id = {}", case.id)
    assert await _found(cast, "vold") == (1, 0, 0)
    assert await _found(cast, "uklare") == (0, 0, 0)


async def test_nothing_outside_the_scope_is_found(cast: Cast, case: Any) -> None:
    for member in (cast.carl, cast.hans, cast.fie):
        hits = await search(member.scope, "krav")
        assert (hits.cases, hits.items) == ((), ())
    for member in (cast.carl, cast.hans):
        assert (await search(member.scope, "ågruppen")).units == ()


async def test_an_administrator_finds_units_and_no_cases(cast: Cast, case: Any) -> None:
    """She sees them under /enheder as well."""
    hits = await search(cast.fie.scope, "ågruppen")
    assert ([unit.name for unit in hits.units], hits.cases, hits.items) == (["Ågruppen Nord"], (), ())


async def test_more_than_twenty_hits_are_cut_and_said(cast: Cast) -> None:
    for number in range(21):
        await make_case(cast, title=f"Støj {number}")
    hits = await search(cast.bo.scope, "støj")
    assert (len(hits.cases), hits.is_cut) == (20, True)


async def test_the_page_shows_hits_keeps_the_words_and_escapes_them(client: Client, cast: Cast, case: Any) -> None:
    await client.as_(cast.bo)
    response = await client.get("/soeg", q="krav")
    assert response.status_code == 200
    assert faults(response.text) == []
    assert "EKS2025-0001 – Uklare krav i Ågruppen" in response.text
    hostile = await client.get("/soeg", q="<script>alert(1)</script>")
    assert "<script>alert" not in hostile.text
    assert "Intet fundet" in hostile.text
    assert (await client.get("/soeg")).status_code == 200
