"""Sending the daily mails, and declining them."""

from datetime import date, datetime, time, timedelta

import msgspec

from app.access.policy import Actor, system_actor
from app.accounts.mail import Delivery, letter, post
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.config import Smtp
from app.core.clock import COPENHAGEN, Clock, danish_day
from app.core.errors import Denied, Invalid
from app.db.sql import execute
from app.db.transaction import reading, transaction
from app.digest.queries import CLAIM_HOLDS, Receiver, find_reader, list_receivers, read_digest
from app.digest.rules import Digest, body, subject

_KEPT = timedelta(days=30)  # how long it is remembered who got which day's mail


class Outcome(msgspec.Struct):
    """How a run went. `is_cut_short`: the mail server was gone; the next run goes on where this one ended."""

    sent: int = 0
    refused: int = 0
    quiet: int = 0  # nothing waited for them
    is_cut_short: bool = False


async def send_digests(actor: Actor, clock: Clock, smtp: Smtp, address: str, day: date) -> Outcome:
    """Sends the mail of `day` to everybody who has not got it and for whom something waits.

    Rights are those of this moment, whatever the day. Several may run at once: each mail is claimed before it is sent,
    and one that was claimed by a process that crashed is sent an hour later, with the same Message-ID. An address
    that is refused stops nobody else's mail. Raises `Denied` for anybody but the system, `Invalid` for a day to come,
    and for one that nobody remembers any more.
    """
    if not actor.is_system:
        raise Denied
    now = clock.now()
    today = danish_day(now)
    if not today - _KEPT <= day <= today:
        text = f"Vælg i dag eller en af de seneste {_KEPT.days} dage."
        raise Invalid("digest.day", text, {"date": text})
    as_of = now if day == today else datetime.combine(day, time(12), COPENHAGEN)
    outcome = Outcome()
    for receiver in await list_receivers(actor.scope, day, now):
        found = await _waiting(clock, receiver, as_of)
        if found is None or found.is_empty:
            outcome.quiet += 1
        elif await _claim(receiver.account, day, clock.now()):
            delivery = await _send(clock, smtp, address, receiver, found)
            await _settle(receiver.account, day, clock.now(), is_sent=delivery is Delivery.DELIVERED)
            outcome.sent += delivery is Delivery.DELIVERED
            outcome.refused += delivery is Delivery.REFUSED
            if delivery is Delivery.UNREACHABLE:
                outcome.is_cut_short = True
                break
    async with transaction():
        await execute("DELETE FROM daily_mails WHERE on_day < {}", today - _KEPT)
    return outcome


async def _waiting(clock: Clock, receiver: Receiver, as_of: datetime) -> Digest | None:
    now = clock.now()
    async with reading():
        reader = await find_reader(system_actor(now).scope, receiver.account, as_of)
        return await read_digest(reader) if reader is not None else None


async def _claim(account: int, day: date, now: datetime) -> bool:
    """True for the one who may send; for another one only when the first has not said how it went for an hour."""
    async with transaction():
        rows = await execute(
            "INSERT INTO daily_mails (account, on_day, claimed_at, sent_at) VALUES ({}, {}, {}, NULL) "
            "ON CONFLICT (account, on_day) DO UPDATE SET claimed_at = {} "
            "WHERE daily_mails.sent_at IS NULL AND daily_mails.claimed_at <= {} RETURNING id",
            account,
            day,
            now,
            now,
            now - CLAIM_HOLDS,
        )
    return bool(rows)


async def _settle(account: int, day: date, now: datetime, *, is_sent: bool) -> None:
    """A mail that was not taken is open again: the next run tries."""
    async with transaction():
        if is_sent:
            await execute("UPDATE daily_mails SET sent_at = {} WHERE account = {} AND on_day = {}", now, account, day)
        else:
            await execute("DELETE FROM daily_mails WHERE account = {} AND on_day = {}", account, day)


async def _send(clock: Clock, smtp: Smtp, address: str, receiver: Receiver, found: Digest) -> Delivery:
    try:
        message = letter(
            smtp,
            clock.now(),
            to=receiver.email,
            subject=subject(found),
            text=body(found, receiver.name, address),
            mark=f"dag-{found.day:%Y%m%d}-{receiver.public_id}",
        )
    except ValueError:  # an address that is none
        return Delivery.REFUSED
    return await post(smtp, message)


async def choose_mails(actor: Actor, *, is_wanted: bool) -> None:
    """Somebody declines the daily mail, or wants it again."""
    if actor.account is None:
        raise Denied
    async with transaction():
        if is_wanted:
            rows = await execute("DELETE FROM mail_stops WHERE account = {} RETURNING id", actor.account)
        else:
            rows = await execute(
                "INSERT INTO mail_stops (account, at) VALUES ({}, {}) ON CONFLICT (account) DO NOTHING RETURNING id",
                actor.account,
                actor.now,
            )
        if rows:
            after = {"daglig mail": "ja" if is_wanted else "nej"}
            record(actor, AuditAction.CHANGED, EntityKind.ACCOUNT, actor.account, subject=actor.name, after=after)
