"""Minutes of a meeting: written, sent, approved by both sides, frozen, and added to (issue 6, decision 0034)."""

import asyncio
from datetime import date

import msgspec
import pytest

from app.committees.actions import add_member
from app.committees.enums import CommitteeFunction, CommitteeSide
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.core.frozen import sha256
from app.db.sql import execute, fetch_rows
from app.db.transaction import transaction
from app.involvement.enums import InvolvementKind
from app.meetings.actions import (
    ItemFacts,
    MeetingFacts,
    add_item,
    cancel_meeting,
    change_meeting,
    create_meeting,
    record_outcome,
    save_participants,
    withdraw_outcome,
)
from app.meetings.enums import MeetingKind
from app.meetings.queries import get_committee_forum, get_item, get_meeting
from app.minutes.actions import add_addendum, answer_minutes, send_minutes, take_back_minutes, write_minutes
from app.minutes.content import Addendum, decode
from app.minutes.enums import MinutesReply, MinutesState
from app.minutes.queries import MinutesDetail, get_minutes
from app.reports.pdf.render import render_minutes
from tests.factories import Cast, Client, Member
from tests.reports.pdf.spoken import read_aloud
from tests.web.html_check import faults

YES, NO = MinutesReply.APPROVES, MinutesReply.ASKS
FACTS = MeetingFacts(kind=MeetingKind.ORDINARY, held_on=date(2025, 8, 20), title="Møde i august", place="Salen")
DISSENT = "Vi er  uenige:\n»Fristen holder ikke.«"


async def _meeting(cast: Cast) -> tuple[str, str]:
    """Anna chairs for the employer; an item about which Dorte dissented. The ids of meeting and item."""
    await add_member(
        cast.system, cast.committee.id, cast.anna.id, side=CommitteeSide.EMPLOYER, function=CommitteeFunction.CHAIR
    )
    forum = await get_committee_forum(cast.anna.scope, cast.committee.public_id)
    made = await create_meeting(cast.anna.actor, forum, FACTS)
    item = await add_item(cast.anna.actor, forum, ItemFacts(title="Handleplanen", text="Bilag 1"))
    await record_outcome(
        cast.dorte.actor, item.public_id, seen=1, outcome=InvolvementKind.DISSENTED, decision="Ny frist", remark=DISSENT
    )
    return made.public_id, item.public_id


async def _read(member: Member, meeting: str) -> MinutesDetail:
    found = await get_minutes(member.scope, await get_meeting(member.scope, meeting))
    assert found is not None
    return found


@pytest.mark.parametrize("what", ["outcome", "withdrawn", "people", "place"])
async def test_what_is_sent_is_what_stands_there_when_somebody_writes_at_the_same_time(cast: Cast, what: str) -> None:
    """The change waits for the minutes that are being sent, and is refused then: none of it is missing in them."""
    meeting, item = await _meeting(cast)
    await write_minutes(cast.anna.actor, meeting, seen=0, text="", texts={})
    row = await get_meeting(cast.anna.scope, meeting)
    version = (await get_item(cast.anna.scope, item)).version
    sending = asyncio.Event()
    changes = {
        "outcome": lambda: record_outcome(
            cast.dorte.actor, item, seen=version, outcome=InvolvementKind.AGREED, decision="Ny frist"
        ),
        "withdrawn": lambda: withdraw_outcome(cast.dorte.actor, item, seen=version, reason="Fejl"),
        "people": lambda: save_participants(cast.anna.actor, meeting, seen=row.version, presence={}),
        "place": lambda: change_meeting(
            cast.anna.actor, meeting, seen=row.version, facts=msgspec.structs.replace(FACTS, place="Kælderen")
        ),
    }

    async def change() -> None:
        await sending.wait()
        await changes[what]()

    other = asyncio.create_task(change())
    async with transaction():
        await send_minutes(cast.anna.actor, meeting, seen=1)
        sending.set()
        await asyncio.sleep(0.2)
        assert not other.done()
    with pytest.raises(RuleViolation):
        await other
    assert (await _read(cast.anna, meeting)).state is MinutesState.SENT


async def test_both_sides_approve_and_nothing_of_it_changes_any_more(cast: Cast) -> None:
    """Rule 39: frozen, with the dissent word for word."""
    meeting, item = await _meeting(cast)
    await write_minutes(cast.anna.actor, meeting, seen=0, text="Godt møde", texts={item: "Vi talte om frister."})
    with pytest.raises(Denied):
        await send_minutes(cast.dorte.actor, meeting, seen=1)
    with pytest.raises(Stale):
        await write_minutes(cast.erik.actor, meeting, seen=0, text="Dårligt møde", texts={})
    await send_minutes(cast.anna.actor, meeting, seen=1)
    sent = await _read(cast.dorte, meeting)
    remark = "  Vi fastholder\nvores bemærkning. "
    given = await answer_minutes(cast.dorte.actor, meeting, hash=sent.hash, reply=YES, remark=remark)
    assert given is MinutesState.SENT
    given = await answer_minutes(cast.anna.actor, meeting, hash=sent.hash, reply=YES)
    assert given is MinutesState.APPROVED

    found = await _read(cast.erik, meeting)
    assert found.frozen is not None
    content = decode(found.frozen.encode())
    assert found.frozen_hash == sha256(found.frozen.encode())
    assert msgspec.structs.replace(content, approvals=()) == decode(sent.content.encode())
    (point,) = content.points
    assert (point.title, point.outcome, point.decision, point.remark, point.minutes) == (
        "Handleplanen",
        "Uenig",
        "Ny frist",
        DISSENT,
        "Vi talte om frister.",
    )
    assert [(each.side, each.name, each.remark) for each in content.approvals] == [
        ("Medarbejderne", "Dorte Udvalg", remark),
        ("Ledelsen", "Anna Leder", ""),
    ]

    version = (await get_item(cast.anna.scope, item)).version
    row = await get_meeting(cast.anna.scope, meeting)
    forum = await get_committee_forum(cast.anna.scope, cast.committee.public_id)
    for change in (
        record_outcome(cast.dorte.actor, item, seen=version, outcome=InvolvementKind.HEARD),
        withdraw_outcome(cast.anna.actor, item, seen=version, reason="Fortrudt"),
        change_meeting(
            cast.anna.actor, meeting, seen=row.version, facts=msgspec.structs.replace(FACTS, place="Gården")
        ),
        cancel_meeting(cast.anna.actor, meeting, seen=row.version, reason="Aflyst"),
        save_participants(cast.anna.actor, meeting, seen=row.version, presence={}),
        add_item(cast.anna.actor, forum, ItemFacts(title="Et punkt mere", meeting=meeting)),
        write_minutes(cast.anna.actor, meeting, seen=found.version, text="Nyt", texts={}),
        take_back_minutes(cast.anna.actor, meeting, seen=found.version, reason="Nyt"),
        answer_minutes(cast.dorte.actor, meeting, hash=sent.hash, reply=NO, remark="Nej"),
    ):
        with pytest.raises(RuleViolation):
            await change
    reference = msgspec.structs.replace(FACTS, minutes_reference="ESDH 7")
    await change_meeting(cast.anna.actor, meeting, seen=row.version, facts=reference)
    for table in ("minutes_snapshots", "minutes_answers", "minutes_addenda"):
        await add_addendum(cast.dorte.actor, meeting, "Der mangler et bilag.")
        for statement in (f"UPDATE {table} SET id = id + 100", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match="never changed"):
                async with transaction():
                    await execute(statement)

    again = await _read(cast.dorte, meeting)
    assert (again.frozen, len(again.addenda)) == (found.frozen, 3)
    original = render_minutes(found.frozen.encode(), found.frozen_hash or "", b"[]")
    added = tuple(Addendum(text=each.text, name=each.name, at=each.at) for each in again.addenda)
    newest = render_minutes(found.frozen.encode(), found.frozen_hash or "", msgspec.json.encode(added))
    for drawn, is_added in ((original, False), (newest, True)):
        words = " ".join(" ".join(each.text.split()) for each in read_aloud(drawn))
        assert "»Fristen holder ikke.«" in words
        assert ("Der mangler et bilag." in words) is is_added
    with pytest.raises(ValueError, match="hash"):
        render_minutes(found.frozen.encode().replace(b"Salen", b"Haven"), found.frozen_hash or "", b"[]")


async def test_an_answer_is_to_one_text_by_one_of_each_side(cast: Cast) -> None:
    meeting, item = await _meeting(cast)
    await add_member(
        cast.system, cast.committee.id, cast.bo.id, side=CommitteeSide.NEUTRAL, function=CommitteeFunction.SECRETARY
    )
    with pytest.raises(RuleViolation):  # nothing is written
        await send_minutes(cast.anna.actor, meeting, seen=0)
    await write_minutes(cast.bo.actor, meeting, seen=0, text="", texts={item: "Første tekst"})
    await send_minutes(cast.bo.actor, meeting, seen=1)
    first = (await _read(cast.bo, meeting)).hash
    await answer_minutes(cast.anna.actor, meeting, hash=first, reply=YES)
    for member, hash in ((cast.anna, first), (cast.dorte, "0" * 64)):
        with pytest.raises(RuleViolation):  # a second time, another text
            await answer_minutes(member.actor, meeting, hash=hash, reply=YES)
    for member, hash in ((cast.bo, first), (cast.erik, first)):
        with pytest.raises(Denied):  # of neither side, not a member
            await answer_minutes(member.actor, meeting, hash=hash, reply=YES)
    with pytest.raises(Invalid):
        await answer_minutes(cast.dorte.actor, meeting, hash=first, reply=NO, remark=" ")
    given = await answer_minutes(cast.dorte.actor, meeting, hash=first, reply=NO, remark="Det sagde vi ikke.")
    assert given is MinutesState.DRAFT

    draft = await _read(cast.bo, meeting)
    await write_minutes(cast.bo.actor, meeting, seen=draft.version, text="", texts={item: "Anden tekst"})
    await send_minutes(cast.bo.actor, meeting, seen=draft.version + 1)
    second = await _read(cast.dorte, meeting)
    given = await answer_minutes(cast.dorte.actor, meeting, hash=second.hash, reply=YES)
    assert given is MinutesState.SENT  # the employer approved another text
    await take_back_minutes(cast.bo.actor, meeting, seen=second.version + 1, reason="En tastefejl")
    item_row = await get_item(cast.dorte.scope, item)
    await record_outcome(cast.dorte.actor, item, seen=item_row.version, outcome=InvolvementKind.DISCUSSED)
    assert [(each.reply, each.hash == first) for each in (await _read(cast.bo, meeting)).answers] == [
        (YES, True),
        (NO, True),
        (YES, False),
    ]
    told = await fetch_rows("SELECT action FROM audit_entries WHERE entity_kind = 'minutes' ORDER BY seq")
    assert [row["action"] for row in told] == [
        *("created", "sent_on", "approved", "recorded", "returned"),
        *("changed", "sent_on", "approved", "returned"),
    ]
    for outside in (cast.carl, cast.gerda, cast.hans, cast.fie):
        with pytest.raises(NotFound):
            await answer_minutes(outside.actor, meeting, hash=second.hash, reply=YES)


async def test_the_page_says_what_is_next_and_hands_out_the_file(cast: Cast, client: Client) -> None:
    meeting, item = await _meeting(cast)
    base = f"/moeder/{meeting}/referat"
    pages = [await (await client.as_(cast.anna)).get(base)]
    await client.post(f"{base}/skriv", {"version": "0", "text": "", "item_0": item, "text_0": "Vi talte."})
    pages.append(await client.get(base))
    pages.append(await client.get(f"{base}/send"))
    await client.post(f"{base}/send", {"version": "1"})
    hash = (await _read(cast.anna, meeting)).hash
    pages.append(await (await client.as_(cast.dorte)).get(f"{base}/svar"))
    await client.post(f"{base}/svar", {"hash": hash, "reply": YES, "remark": ""})
    pages.append(await (await client.as_(cast.anna)).get(base))
    await client.post(f"{base}/svar", {"hash": hash, "reply": YES, "remark": "Enig"})
    pages.append(await client.get(base))
    for page in pages:
        assert page.status_code == 200
        assert faults(page.text) == []
    for page, words in zip(
        pages,
        (
            "Skriv referatet",
            "Send til godkendelse",
            "Et medlem fra ledelsen",
            "Hvad svarer du?",
            "Mangler svar fra ledelsen",
            "Hent som PDF",
        ),
        strict=True,
    ):
        assert words in page.text
    got = await client.get(f"{base}/referat-2025-08-20.pdf")
    assert (got.status_code, got.content[:5]) == (200, b"%PDF-")
    assert (await (await client.as_(cast.carl)).get(f"{base}/referat-2025-08-20.pdf")).status_code == 404
