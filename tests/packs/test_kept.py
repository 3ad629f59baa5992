"""A pack that is kept is the same bytes years later, and opens nothing to who reads it then (decision 0037)."""

from datetime import date

import pytest

from app.core.errors import Denied, NotFound, RuleViolation
from app.core.frozen import sha256
from app.db.sql import execute
from app.db.transaction import transaction
from app.meetings.actions import MeetingFacts, cancel_meeting, create_meeting
from app.meetings.enums import MeetingKind
from app.meetings.queries import get_committee_forum, get_meeting
from app.packs.actions import keep_pack
from app.packs.pack_pdf import render_pack
from app.packs.queries import get_kept_pack, list_kept_packs
from tests.factories import Cast, Client
from tests.factories_cases import make_case
from tests.factories_plans import make_item
from tests.web.html_check import faults


async def _meeting(cast: Cast, held_on: date = date(2025, 8, 20)) -> str:
    forum = await get_committee_forum(cast.erik.scope, cast.committee.public_id)
    facts = MeetingFacts(kind=MeetingKind.ORDINARY, held_on=held_on, title="Møde")
    return (await create_meeting(cast.erik.actor, forum, facts)).public_id


async def test_what_is_kept_does_not_change_with_the_case(cast: Cast) -> None:
    erik, dorte = cast.erik, cast.dorte
    meeting, case = await _meeting(cast), await make_case(cast)
    for outside, error in ((dorte, Denied), (cast.anna, NotFound), (cast.hans, NotFound)):
        with pytest.raises(error):
            await keep_pack(outside.actor, meeting)
    first = await keep_pack(erik.actor, meeting)
    await make_item(cast, case, title="Et nyt tiltag")
    second = await keep_pack(erik.actor, meeting)
    row = await get_meeting(dorte.scope, meeting)
    kept = await list_kept_packs(dorte.scope, row)
    assert [(each.public_id, each.no, each.by_name) for each in kept] == [
        (second, 2, "Erik Konsulent"),
        (first, 1, "Erik Konsulent"),
    ]
    one, content, _, _ = await get_kept_pack(dorte.scope, first, dorte.actor.now)
    assert sha256(content) == one.hash
    assert b"Et nyt tiltag" not in content
    assert render_pack(content, one.hash) == render_pack(content, one.hash)
    assert b"Et nyt tiltag" in (await get_kept_pack(dorte.scope, second, dorte.actor.now))[1]
    for statement in ("UPDATE meeting_packs SET no = 9", "DELETE FROM meeting_packs"):
        with pytest.raises(Exception, match="never changed"):
            async with transaction():
                await execute(statement)


async def test_a_case_that_is_another_unit_s_today_is_not_opened_by_an_old_pack(cast: Cast) -> None:
    meeting, case = await _meeting(cast), await make_case(cast)
    kept = await keep_pack(cast.erik.actor, meeting)
    async with transaction():
        await execute('UPDATE case_units SET unit = {} WHERE "case" = {}', cast.department.id, case.id)
    with pytest.raises(NotFound):
        await get_kept_pack(cast.dorte.scope, kept, cast.dorte.actor.now)
    assert (await get_kept_pack(cast.erik.scope, kept, cast.erik.actor.now))[0].no == 1
    for outside in (cast.bo, cast.gerda, cast.hans):
        with pytest.raises(NotFound):
            await get_kept_pack(outside.scope, kept, outside.actor.now)


async def test_a_cancelled_meeting_has_no_pack_to_keep(cast: Cast) -> None:
    meeting = await _meeting(cast, date(2025, 9, 1))
    await cancel_meeting(cast.erik.actor, meeting, seen=1, reason="Sygdom")
    with pytest.raises(RuleViolation):
        await keep_pack(cast.erik.actor, meeting)


async def test_the_page_keeps_and_lists_it(cast: Cast, client: Client) -> None:
    meeting = await _meeting(cast)
    erik = await client.as_(cast.erik)
    kept = await erik.post(f"/moeder/{meeting}/pakke/gem", {})
    assert kept.headers["location"] == f"/moeder/{meeting}/pakke"
    page = await erik.get(f"/moeder/{meeting}/pakke")
    assert faults(page.text) == []
    assert "Nr. 1, gemt" in page.text
    (row,) = await list_kept_packs(cast.erik.scope, await get_meeting(cast.erik.scope, meeting))
    pdf = await erik.get(f"/moedepakker/{row.public_id}/moedepakke.pdf")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    member = await (await client.as_(cast.dorte)).get(f"/moeder/{meeting}/pakke")
    assert ("Nr. 1, gemt" in member.text, "Gem, som den er nu" in member.text) == (True, False)
