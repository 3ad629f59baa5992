"""What frozen minutes say, as plain data in Danish words: no label that changes later can change them.

A date or a time that nobody wrote is ""; instants are UTC.
"""

from datetime import date, datetime

import msgspec

from app.core.frozen import canonical, sha256

SCHEMA_VERSION = 1


class Part(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Attendant(Part, frozen=True, kw_only=True):
    name: str
    function: str
    side: str
    presence: str  # "ukendt" where nobody wrote it
    stands_in_for: str


class Point(Part, frozen=True, kw_only=True):
    """An item of the agenda, and what came of it."""

    no: int
    title: str
    text: str
    state: str
    note: str  # why it was moved, sent or taken off
    outcome: str
    decision: str
    remark: str  # a dissent, word for word
    minutes: str


class Approval(Part, frozen=True, kw_only=True):
    side: str
    name: str
    at: datetime
    remark: str  # word for word


class MinutesContent(Part, frozen=True, kw_only=True):
    """`approvals` is empty in what is sent to the two sides: it is the same text that they approve."""

    schema_version: int = SCHEMA_VERSION
    municipality: str
    forum: str
    title: str
    held_on: date
    starts: str
    ends: str
    place: str
    attendants: tuple[Attendant, ...]
    points: tuple[Point, ...]
    text: str
    sent_by: str
    sent_at: datetime
    approvals: tuple[Approval, ...] = ()


class Addendum(Part, frozen=True, kw_only=True):
    """A correction, printed after the minutes and no part of what was frozen."""

    text: str
    name: str
    at: datetime


def decode(frozen: bytes) -> MinutesContent:
    """Raises ``msgspec.ValidationError`` for anything that is not minutes of a schema version this program knows."""
    content = msgspec.json.decode(frozen, type=MinutesContent)
    if content.schema_version != SCHEMA_VERSION:
        raise msgspec.ValidationError(f"unknown schema version {content.schema_version}")
    return content


def freeze(content: MinutesContent) -> tuple[str, str]:
    """The canonical text, and its fingerprint."""
    frozen = canonical(content)
    return frozen.decode(), sha256(frozen)
