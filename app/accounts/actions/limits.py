"""Counting tries, before they are made: so that many at once get no more than many one after the other."""

from datetime import datetime

import msgspec

from app.access.policy import Actor
from app.accounts.rules import KEPT, LIMITS, WAIT, Counted, counted
from app.core import ids
from app.core.errors import TooMany
from app.db.sql import execute
from app.db.transaction import transaction


class _Row(msgspec.Struct, frozen=True):
    tries: int
    ends_at: datetime


async def count_try(actor: Actor, action: str, *, name: str = "", address: str = "", browser: str = "") -> bool:
    """Counts one more try of `action`, whether the name exists or not; True when it is the last for a while.

    Raises `TooMany` when there have been too many already; that try is not counted.
    """
    is_last = False
    async with transaction():
        for kind, value in counted(name=name, address=address, browser=browser):
            is_last |= await _count(actor, action, kind, value, name)
    return is_last


async def count_from(actor: Actor, action: str, address: str) -> None:
    """Counts a try that names nobody, by its address alone. Raises `TooMany`."""
    async with transaction():
        await _count(actor, action, Counted.ADDRESS, address, "")


async def _count(actor: Actor, action: str, kind: Counted, value: str, name: str) -> bool:
    limit = LIMITS[kind]
    rows = await execute(
        "INSERT INTO attempt_limits (bucket, subject, tries, most, ends_at) VALUES ({}, {}, 1, {}, {}) "
        "ON CONFLICT (bucket) DO UPDATE SET "
        "tries = CASE WHEN attempt_limits.ends_at <= {} THEN 1 ELSE attempt_limits.tries + 1 END, "
        "ends_at = CASE WHEN attempt_limits.ends_at <= {} THEN {} "
        "WHEN attempt_limits.tries + 1 = attempt_limits.most THEN {} ELSE attempt_limits.ends_at END "
        "RETURNING tries, ends_at",
        _bucket(action, kind, value),
        _subject(name),
        limit.most,
        actor.now + limit.window,
        actor.now,
        actor.now,
        actor.now + limit.window,
        actor.now + WAIT,
    )
    row = msgspec.convert(rows[0], _Row, strict=False)
    if row.tries > limit.most:
        raise TooMany(max(1, int((row.ends_at - actor.now).total_seconds())))
    return row.tries == limit.most


async def forgive_from(actor: Actor, action: str, address: str) -> None:
    """A try that named nobody was right: it is not counted after all."""
    async with transaction():
        await execute(
            "UPDATE attempt_limits SET tries = tries - 1 WHERE bucket = {} AND tries > 0",
            _bucket(action, Counted.ADDRESS, address),
        )


async def forgive(actor: Actor, action: str, *, name: str = "", address: str = "", browser: str = "") -> None:
    """A try was right: the narrow count is forgotten, the wide ones lose this one. And old counts are cleared away."""
    (narrow, value), *wide = counted(name=name, address=address, browser=browser)
    async with transaction():
        await execute(
            "DELETE FROM attempt_limits WHERE bucket = {} OR ends_at < {}",
            _bucket(action, narrow, value),
            actor.now - KEPT,
        )
        for kind, text in wide:
            await execute(
                "UPDATE attempt_limits SET tries = tries - 1 WHERE bucket = {} AND tries > 0",
                _bucket(action, kind, text),
            )


async def forget_name(actor: Actor, name: str) -> None:
    """Forgets every count about a name: a lock is lifted."""
    async with transaction():
        await execute("DELETE FROM attempt_limits WHERE subject = {}", _subject(name))


def _bucket(action: str, kind: Counted, value: str) -> str:
    return ids.token_digest(f"{action} {kind} {value}")


def _subject(name: str) -> str:
    return ids.token_digest(f"name {name}") if name else ""
