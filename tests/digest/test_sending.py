"""The daily mail, through a real mail server: to whom it goes, once a day, and with what they may see that moment."""

import asyncio
from datetime import date, timedelta

import msgspec
import pytest
from structlog.testing import capture_logs

from app import config
from app.access.enums import Role, Tier
from app.access.policy import system_actor
from app.accounts.actions import close_account
from app.core.clock import FixedClock
from app.core.errors import Invalid
from app.db.engine import record_statements
from app.db.sql import execute, fetch_rows
from app.db.transaction import transaction
from app.digest.actions import Outcome, send_digests
from app.organisation.actions import deactivate_person
from tests.factories import Cast, Client, make_member
from tests.factories_accounts import give_password
from tests.factories_cases import make_case
from tests.factories_plans import make_item
from tests.support.postbox import Postbox

Post = tuple[Postbox, config.Smtp]
DAY = date(2025, 8, 20)
LATE = {"due_on": date(2025, 8, 18)}


async def _send(clock: FixedClock, smtp: config.Smtp, day: date = DAY) -> Outcome:
    return await send_digests(system_actor(clock.now()), clock, smtp, "https://h.example", day)


async def _logins(cast: Cast, *names: str) -> None:
    for name in names:
        await give_password(cast, getattr(cast, name))


async def _sent() -> list[tuple[str, bool]]:
    rows = await fetch_rows("SELECT on_day, sent_at FROM daily_mails ORDER BY id")
    return [(str(row["on_day"]), row["sent_at"] is not None) for row in rows]


async def test_each_gets_what_waits_for_them_and_they_may_see(cast: Cast, clock: FixedClock, postbox: Post) -> None:
    """Own items for everybody; the dates of cases for those who work on them; titles of open rows only; once."""
    box, smtp = postbox
    await _logins(cast, "anna", "bo", "carl", "gerda", "fie", "hans", "dorte")
    case = await make_case(cast, title="Sag med frister")
    await make_case(cast, title="Sag uden frister", dates={})
    await make_item(cast, case, title="Bos sene tiltag", **LATE)
    hidden = await make_item(cast, case, title="Bos hemmelige tiltag", **LATE)
    await make_item(cast, case, title="Gerdas tiltag", owner=cast.gerda.id, due_on=date(2025, 9, 3))
    await make_item(cast, case, title="Fjernt tiltag", owner=cast.gerda.id, due_on=date(2025, 9, 4))
    left = await make_member(clock, cast.municipality, "Ib Ude", Role.READER, cast.nord.id)
    await make_item(cast, case, title="Ibs tiltag", owner=left.id, due_on=None)
    await deactivate_person(cast.fie.actor, left.id, seen=1)
    async with transaction():
        await execute("UPDATE action_items SET tier = {} WHERE id = {}", Tier.AMO, hidden.id)
    assert await _send(clock, smtp) == Outcome(sent=3, quiet=4)
    assert box.to == ["anna@eksempel.dk", "bo@eksempel.dk", "gerda@eksempel.dk"]
    bo, gerda, anna = (box.text(f"{name}@eksempel.dk") for name in ("bo", "gerda", "anna"))
    assert (
        "OVERSKREDET\n\n- Bos sene tiltag\n  Tiltag · sag EKS2025-0001, 18.08.2025\n  https://h.example/tiltag/" in bo
    )
    assert "1 af det, der venter på dig, vises ikke i mails." in bo
    assert "DE NÆSTE 14 DAGE\n\n- Gerdas tiltag" in gerda
    assert "Fjernt tiltag" not in gerda
    assert "Sag uden frister" not in gerda
    assert "DATOEN ER UKENDT\n\n- Sag uden frister" in anna
    assert "1 tiltag har en ansvarlig, der er fratrådt." in anna
    assert "giv-videre" not in bo
    assert not any("hemmelige" in text + str(letter["Subject"]) for text in (bo, gerda, anna) for letter in box.letters)
    assert await _send(clock, smtp) == Outcome(quiet=4)
    assert len(box.letters) == 3


async def test_an_address_that_is_refused_stops_nobody_and_some_get_none(
    client: Client, cast: Cast, clock: FixedClock, postbox: Post
) -> None:
    """Declined, closed, left or without an address: no mail. Nothing in the log says who."""
    box, smtp = postbox
    await _logins(cast, "anna", "bo", "carl", "gerda", "erik", "dorte")
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    for member in (cast.anna, cast.bo, cast.carl, cast.gerda, cast.erik, cast.dorte):
        await make_item(cast, case, title=f"Tiltag {member.username}", owner=member.id, **LATE)
    await client.as_(cast.gerda)
    assert "Send mig den daglige mail" in (await client.get("/min-konto/daglig-mail")).text
    assert (await client.post("/min-konto/daglig-mail", {})).headers["location"] == "/min-konto"
    await close_account(cast.fie.actor, cast.carl.id, reason="Orlov")
    await deactivate_person(cast.fie.actor, cast.dorte.id, seen=1)
    async with transaction():
        await execute("UPDATE persons SET email = NULL WHERE id = {}", cast.erik.id)
    box.unknown = {"anna@eksempel.dk"}
    with capture_logs() as said:
        assert await _send(clock, smtp) == Outcome(sent=1, refused=1)
    assert box.to == ["bo@eksempel.dk"]
    assert "SMTPRecipientsRefused" in str(said)
    assert "eksempel.dk" not in str(said)
    box.unknown = set()
    await client.post("/min-konto/daglig-mail", {"is_wanted": "1"})
    assert await _send(clock, smtp) == Outcome(sent=2)
    assert box.to == ["bo@eksempel.dk", "anna@eksempel.dk", "gerda@eksempel.dk"]


async def test_two_at_once_a_crash_and_a_server_that_is_gone(cast: Cast, clock: FixedClock, postbox: Post) -> None:
    """Each mail once a day; what was claimed and never told of is sent after an hour, under the same Message-ID."""
    box, smtp = postbox
    await _logins(cast, "bo", "carl")
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id), dates={})
    await make_item(cast, case, title="Bos", **LATE)
    await make_item(cast, case, title="Carls", owner=cast.carl.id, unit=cast.syd.id, **LATE)
    gone = msgspec.structs.replace(smtp, port=1)
    assert await _send(clock, gone) == Outcome(is_cut_short=True)
    assert await _sent() == []
    first, second = await asyncio.gather(_send(clock, smtp), _send(clock, smtp))
    assert first.sent + second.sent == 2
    assert sorted(box.to) == ["bo@eksempel.dk", "carl@eksempel.dk"]
    assert await _sent() == [("2025-08-20", True)] * 2
    async with transaction():  # a process that died between the claim and its word
        await execute("UPDATE daily_mails SET sent_at = NULL WHERE id = (SELECT MIN(id) FROM daily_mails)")
    assert await _send(clock, smtp) == Outcome()
    clock.instant += timedelta(minutes=61)
    assert await _send(clock, smtp) == Outcome(sent=1)
    assert len({letter["Message-ID"] for letter in box.letters}) == 2
    assert len(box.letters) == 3
    clock.instant += timedelta(days=31)
    assert (await _send(clock, smtp, date(2025, 9, 20))).sent == 2
    assert await _sent() == [("2025-09-20", True)] * 2  # what is long past is forgotten


async def test_rights_are_those_of_now_whatever_the_day(cast: Cast, clock: FixedClock, postbox: Post) -> None:
    smtp = postbox[1]
    await _logins(cast, "bo")
    await make_item(cast, await make_case(cast), title="Bos", **LATE)
    for days in (1, -31):  # to come; so long ago that nobody knows whether it was sent
        with pytest.raises(Invalid):
            await _send(clock, smtp, DAY + timedelta(days=days))
    assert await _send(clock, smtp, DAY - timedelta(days=1)) == Outcome(sent=1)
    async with transaction():
        await execute("UPDATE role_grants SET valid_to = {} WHERE person = {}", DAY, cast.bo.id)
    assert await _send(clock, smtp, DAY - timedelta(days=2)) == Outcome(quiet=1)
    clock.instant = clock.instant.replace(hour=22, minute=30)  # after midnight in Denmark
    assert await _send(clock, smtp, DAY + timedelta(days=1)) == Outcome(quiet=1)


@pytest.mark.parametrize("items", [1, 12])
async def test_a_mail_costs_the_same_whatever_it_says(cast: Cast, clock: FixedClock, postbox: Post, items: int) -> None:
    await _logins(cast, "anna")
    case = await make_case(cast, dates={})
    for number in range(items):
        await make_item(cast, case, title=f"Tiltag {number}", owner=cast.anna.id, **LATE)
    with record_statements() as statements:
        assert (await _send(clock, postbox[1])).sent == 1
    reads = [each for each in statements if each.lstrip().upper().startswith("SELECT")]
    # Who, their roles, own items and what is hidden, dates of cases (2), unknown ones, awaited answers, requests,
    # erasures, material without an answer, when to measure again, who must be told, owners,
    # what is due again by law, council, agreement, minutes, places that end.
    assert len(reads) == 20
