"""What is sent twice is carried out once: a double click without JavaScript, a page that is sent again.

Every drawn form carries a key. The first transaction of a form that is sent begins by claiming the digest of all that
is in it, key included. The same again finds the claim, writes nothing, and is answered as the first one was. With
anything changed it is another form, and is carried out.
"""

import asyncio
import hashlib
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import msgspec
from piccolo.table import Table

from app.core.errors import AppError
from app.db import columns as c
from app.db.sql import execute, fetch_value
from app.db.transaction import beginning_with, current_unit, transaction

_KEPT = timedelta(days=1)
_LOOKS, _PAUSE = 40, 0.05  # the first one may still be on its way to its answer: two seconds


class SentForm(Table, tablename="sent_forms"):
    """A form that was carried out. `location` is where its answer led; "" until there was one."""

    id = c.key()
    digest = c.line(64, unique=True)
    location = c.prose()
    at = c.instant(index=True)


class Repeated(AppError):
    """This form has been carried out. `location` is where that led; "" when it is not known."""

    status = 409

    def __init__(self, location: str = "") -> None:
        super().__init__("repeated", "Formularen er sendt to gange. Gå tilbage, og se, om den er gemt.")
        self.location = location


class Once:
    """One form as it was sent: `what` is everything in it, and who sent it."""

    def __init__(self, what: object, now: datetime) -> None:
        self.digest = hashlib.sha256(msgspec.json.encode(what)).hexdigest()
        self.now = now
        self.is_done = False

    def claimed_first(self) -> AbstractContextManager[None]:
        """Inside, a transaction begins with the claim: it raises `Repeated` for a form that is carried out."""
        return beginning_with(self._claim)

    async def _claim(self) -> None:
        if self.is_done:  # by an earlier transaction of the same request
            return
        made = await execute(
            "INSERT INTO sent_forms (digest, location, at) VALUES ({}, {}, {}) ON CONFLICT (digest) DO NOTHING "
            "RETURNING id",
            self.digest,
            "",
            self.now,
        )
        if not made:
            raise Repeated
        current_unit().on_commit(self._done)

    async def _done(self) -> None:
        self.is_done = True

    async def note(self, location: str) -> None:
        """After the answer: where it led. What is older than a day is forgotten."""
        async with transaction():
            await execute("UPDATE sent_forms SET location = {} WHERE digest = {}", location, self.digest)
            await execute("DELETE FROM sent_forms WHERE at < {}", self.now - _KEPT)

    async def first_answer(self) -> str:
        """Where the first one led; "" when that is not known within two seconds."""
        for _ in range(_LOOKS):
            location = await fetch_value(str, "SELECT location FROM sent_forms WHERE digest = {}", self.digest)
            if location:
                return location
            await asyncio.sleep(_PAUSE)
        return ""
