"""The overview of a unit's cases: what it counts, for whom it is, that it stays, and that numbers never collide."""

import asyncio
from datetime import date, timedelta

import pytest

from app.access.enums import Tier
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.db.engine import record_statements
from app.deadlines.enums import DeadlineKind
from app.organisation.queries import get_unit
from app.plans.actions import set_item_tier
from app.reports.actions import create_overview, create_snapshot, preview_overview, withdraw_overview
from app.reports.content import decode, decode_any, decode_overview
from app.reports.enums import Profile, SnapshotState
from app.reports.pdf.render import render_overview
from app.reports.queries import get_overview, list_left_out_of_unit, list_overviews
from app.reports.sheets import render_csv, render_xlsx
from tests.factories_cases import make_case
from tests.factories_involvement import make_involvement
from tests.factories_plans import item_version, make_item
from tests.reports.test_receivers import text_of

LATE = date(2025, 8, 1)


async def overview(member, unit, profile=Profile.MANAGEMENT):
    found = await get_unit(member.scope, unit.public_id)
    return await preview_overview(member.actor, found, profile=profile)


async def test_an_overview_says_what_is_late_blocked_and_left(cast):
    """Rules 12, 13, 19, 26: from recorded facts alone, of the unit and everything below it."""
    late = await make_case(
        cast, title="Forsinket", dates={DeadlineKind.COMPLIANCE: LATE, DeadlineKind.REPORT_BACK: LATE}
    )
    await make_involvement(cast.bo.actor, late.id)
    await make_item(cast, late, due_on=LATE, late_reason="Sent")
    hidden = await make_item(cast, late, title="KANARIE", late_reason="Sent", owner=cast.anna.id)
    await set_item_tier(
        cast.anna.actor, hidden.id, tier=Tier.MANAGEMENT, readers=(), reason="Fordi", seen=await item_version(hidden.id)
    )
    await make_case(cast, title="Uden dato", dates={}, units=(cast.syd.id,))

    whole = await overview(cast.anna, cast.centre)
    by_title = {case.title: case for case in whole.cases}
    assert set(by_title) == {"Forsinket", "Uden dato"}
    first, second = by_title["Forsinket"], by_title["Uden dato"]
    assert (first.next_on, first.is_overdue, first.items, first.items_open, first.items_overdue) == (
        LATE,
        True,
        2,
        2,
        1,
    )
    assert first.blocked == ()
    assert first.remaining == "2 af 2 tiltag åbne, 1 over frist"
    assert (second.next_on, second.next_text, second.items) == (None, "Frist ukendt", 0)
    assert "AMO eller AMR er ikke orienteret" in second.blocked
    assert second.remaining == "Ingen tiltag endnu"
    assert [(count.label, count.number) for count in whole.counts][:3] == [
        ("Åbne sager", 2),
        ("Sager over frist", 1),
        ("Sager uden kendt frist", 1),
    ]
    # what a committee may not read is not counted, and the author is told of it
    committee = await overview(cast.anna, cast.nord, Profile.COMMITTEE)
    assert [(case.title, case.items) for case in committee.cases] == [("Forsinket", 1)]
    tiers = frozenset({Tier.OPEN, Tier.AMO})
    told = await list_left_out_of_unit(cast.anna.scope, cast.nord.id, tiers)
    assert [row.text.rpartition(" ")[2] for row in told] == ["KANARIE"]
    assert await list_left_out_of_unit(cast.bo.scope, cast.nord.id, tiers) == []


async def test_a_frozen_overview_stays_and_is_read_by_those_it_is_for(cast):
    case = await make_case(cast)
    made = await create_overview(cast.anna.actor, cast.nord.public_id, profile=Profile.MANAGEMENT)
    await create_overview(cast.bo.actor, cast.nord.public_id, profile=Profile.COMMITTEE)
    await make_item(cast, case)
    row = await get_overview(cast.anna.scope, cast.nord.id, made.no)
    assert decode_overview(row.canonical).cases[0].items == 0
    for form, render in (("pdf", render_overview), ("csv", render_csv), ("xlsx", render_xlsx)):
        assert "Stor arbejdsmængde" in text_of(form, render(row.canonical, row.hash, row.state)), form
    with pytest.raises(Exception, match="overview"):
        decode(row.canonical)
    assert decode_any(row.canonical) == decode_overview(row.canonical)

    seen = {
        name: [each.no for each in await list_overviews(getattr(cast, name).scope, cast.nord.id)]
        for name in ("anna", "bo", "gerda", "carl")
    }
    assert seen == {"anna": [1001, 2001], "bo": [1001], "gerda": [], "carl": []}
    for name in ("bo", "gerda", "carl"):
        with pytest.raises(NotFound):
            await get_overview(getattr(cast, name).scope, cast.nord.id, 2001)
    with pytest.raises(RuleViolation):
        await create_overview(cast.bo.actor, cast.nord.public_id, profile=Profile.MANAGEMENT)
    with pytest.raises((Denied, NotFound)):
        await create_overview(cast.gerda.actor, cast.nord.public_id, profile=Profile.COMMITTEE)

    with pytest.raises(Invalid):
        await withdraw_overview(cast.anna.actor, cast.nord.public_id, 2001, reason=" ", is_replaced=True)
    new = await withdraw_overview(cast.anna.actor, cast.nord.public_id, 2001, reason="Fejl", is_replaced=True)
    old = await get_overview(cast.anna.scope, cast.nord.id, 2001)
    assert new is not None
    assert (new.no, old.state, old.withdrawn_reason, old.replaced_by_no) == (
        2002,
        SnapshotState.WITHDRAWN,
        "Fejl",
        2002,
    )
    replacing = decode_overview((await get_overview(cast.anna.scope, cast.nord.id, 2002)).canonical)
    assert (replacing.replaces, replacing.cases[0].items) == ("2001", 1)
    with pytest.raises(RuleViolation):
        await withdraw_overview(cast.anna.actor, cast.nord.public_id, 2001, reason="Igen", is_replaced=False)


async def test_two_who_freeze_at_once_never_get_one_number(cast):
    case = await make_case(cast)
    kinds = (Profile.AUTHORITY, Profile.NOTICE_BOARD, Profile.COMMITTEE) * 2
    reports = [create_snapshot(cast.anna.actor, case.id, profile=profile) for profile in kinds]
    overviews = [create_overview(cast.anna.actor, cast.nord.public_id, profile=Profile.MANAGEMENT) for _ in range(3)]
    made = await asyncio.gather(*reports, *overviews)

    assert sorted(each.no for each in made[:6]) == [1, 2, 3, 4, 1001, 1002]
    assert sorted(each.no for each in made[6:]) == [2001, 2002, 2003]


async def test_the_number_of_queries_does_not_grow_with_the_cases(cast):
    async def statements():
        with record_statements() as seen:
            await overview(cast.anna, cast.nord)
        return len(seen)

    await make_case(cast)
    before = await statements()
    for _ in range(3):
        case = await make_case(cast)
        await make_item(cast, case, due_on=date(2025, 9, 1) + timedelta(1))
        await make_involvement(cast.bo.actor, case.id)
    assert await statements() == before


async def test_the_pages_of_an_overview(cast, client):
    await make_case(cast, title="=1+1 <b>")
    await client.as_(cast.anna)
    base = f"/enheder/{cast.nord.public_id}"
    assert f'href="{base}/oversigt"' in (await client.get(base)).text
    page = (await client.get(f"{base}/oversigt")).text
    assert "=1+1 &lt;b&gt;" in page
    preview = await client.get(f"{base}/oversigt/forhaandsvisning.pdf?profile=committee")
    assert "Oversigt over sager – forhåndsvisning" in text_of("pdf", preview.content)
    made = await client.post(f"{base}/oversigt", {"profile": "management"})
    assert made.headers["location"] == f"{base}/oversigt/2001"
    shown = (await client.get(f"{base}/oversigt/2001")).text
    for ending in ("pdf", "csv", "xlsx"):
        path = f"{base}/oversigt/2001/oversigt-Aagruppen-Nord-nr-2001.{ending}"
        assert path in shown
        assert (await client.get(path)).status_code == 200
    await client.as_(cast.gerda)
    assert "Du læser ikke alt" in (await client.get(f"{base}/oversigt")).text
    assert (await client.get(f"{base}/oversigt/2001")).status_code == 404
