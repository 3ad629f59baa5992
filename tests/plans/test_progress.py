"""How an item goes: status and note, done and taken up again, reviews of what is permanent."""

import asyncio
from datetime import date, timedelta

import pytest

from app.core.errors import Conflict, Invalid, NotFound, RuleViolation, Stale
from app.plans.actions import (
    review_ongoing,
    update_item,
)
from app.plans.enums import ItemStatus
from app.plans.queries import get_item
from tests.factories import Cast
from tests.factories_cases import make_case
from tests.factories_plans import make_item, read_item, set_status

TODAY = date(2025, 8, 20)


async def test_an_amr_updates_every_item_in_her_own_area_and_no_other(cast: Cast) -> None:
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    hers = await make_item(cast, case, owner=cast.anna.id)
    his = await make_item(cast, case, unit=cast.syd.id, owner=cast.carl.id)
    await set_status(cast, hers, ItemStatus.IN_PROGRESS, cast.bo)
    assert (await read_item(cast, hers)).status is ItemStatus.IN_PROGRESS
    with pytest.raises(NotFound):
        await update_item(cast.bo.actor, his.id, status=ItemStatus.DONE, note="", seen=1)


async def test_two_who_update_at_once_both_see_both(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    await update_item(cast.anna.actor, item.id, status=ItemStatus.IN_PROGRESS, note="Vi er i gang.", seen=1)
    with pytest.raises(Stale) as raised:
        await update_item(cast.bo.actor, item.id, status=ItemStatus.DONE, note="Færdig.", seen=1)
    assert raised.value.conflicts == (
        Conflict("Status", "Gennemført", "I gang"),
        Conflict("Bemærkning", "Færdig.", "Vi er i gang."),
    )


async def test_done_sets_the_day_and_taking_it_up_again_clears_it(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    await set_status(cast, item, ItemStatus.DONE, note="Vagten kører.")
    assert (await read_item(cast, item)).done_on == TODAY
    await set_status(cast, item, ItemStatus.IN_PROGRESS, note="Vagten faldt ud igen.")
    now = await read_item(cast, item)
    assert (now.status, now.done_on, now.version) == (ItemStatus.IN_PROGRESS, None, 3)
    trail = (await get_item(cast.bo.scope, item.public_id)).updates
    assert [(each.old_status, each.new_status, each.note, each.by_name) for each in trail] == [
        (ItemStatus.DONE, ItemStatus.IN_PROGRESS, "Vagten faldt ud igen.", "Bo Ærø"),
        (ItemStatus.PLANNED, ItemStatus.DONE, "Vagten kører.", "Bo Ærø"),
    ]


async def test_an_update_says_something(cast: Cast) -> None:
    case = await make_case(cast)
    item = await make_item(cast, case)
    with pytest.raises(Invalid) as raised:
        await update_item(cast.bo.actor, item.id, status=ItemStatus.PLANNED, note=" \n ", seen=1)
    assert list(raised.value.fields) == ["note"]
    with pytest.raises(RuleViolation):
        await update_item(cast.bo.actor, item.id, status=ItemStatus.CANCELLED, note="", seen=1)
    with pytest.raises(RuleViolation):
        await update_item(cast.anna.actor, item.id, status=ItemStatus.EFFECT_EVALUATED, note="x", seen=1)


async def test_ugly_text_is_cleaned_and_kept(cast: Cast) -> None:
    case = await make_case(cast)
    note = "Æøå 🙂\x00\u202e<script>alert(1)</script>\r\nlinje to" + "x" * 3000
    item = await make_item(cast, case, title="  A\x07B   <b>C</b> ", problem="")
    await update_item(cast.bo.actor, item.id, status=ItemStatus.PLANNED, note=note, seen=1)
    detail = await get_item(cast.bo.scope, item.public_id)
    assert detail.item.title == "AB <b>C</b>"
    assert detail.updates[0].note == "Æøå 🙂<script>alert(1)</script>\nlinje to" + "x" * 3000
    for title in ("", " \x00 ", "x" * 201):
        with pytest.raises(Invalid) as raised:
            await make_item(cast, case, title=title)
        assert list(raised.value.fields) == ["title"]


async def test_an_ongoing_item_is_reviewed_instead_of_ended(cast: Cast) -> None:
    """Rule 27."""
    case = await make_case(cast)
    item = await make_item(cast, case, due_on=None, ongoing_interval_months=3)
    assert (await read_item(cast, item)).next_review_on == date(2025, 11, 20)
    with pytest.raises(Invalid):
        await make_item(cast, case, ongoing_interval_months=3)  # a due date as well
    with pytest.raises(Invalid):
        await review_ongoing(cast.bo.actor, item.id, note="", seen=1, next_review_on=TODAY)
    cast.clock.instant += timedelta(days=11)  # 31 August: the last of a shorter month
    await review_ongoing(cast.bo.actor, item.id, note="Det virker stadig.", seen=1)
    now = await read_item(cast, item)
    assert (now.status, now.next_review_on) == (ItemStatus.IN_PROGRESS, date(2025, 11, 30))
    ending = await make_item(cast, case)
    with pytest.raises(RuleViolation):
        await review_ongoing(cast.bo.actor, ending.id, note="x", seen=1)


async def test_many_at_once_lose_nothing(cast: Cast) -> None:
    """One plan, a number each, and of five updates from one version exactly one is saved."""
    case = await make_case(cast)
    items = await asyncio.gather(*(make_item(cast, case) for _ in range(8)))
    rows = await asyncio.gather(*(read_item(cast, item) for item in items))
    assert sorted(row.no for row in rows) == list(range(1, 9))
    results = await asyncio.gather(
        *(
            update_item(cast.bo.actor, items[0].id, status=ItemStatus.IN_PROGRESS, note=f"Nr. {no}", seen=1)
            for no in range(5)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Stale) and bool(result.conflicts) for result in results) == 4
    assert len((await get_item(cast.bo.scope, items[0].public_id)).updates) == 1
