"""What a meeting pack says, as plain data in Danish words: the page and the PDF are made from it alone.

Whoever asks, it is the same: it is made for the committee, never for its reader. Instants are UTC.
"""

from datetime import date, datetime

import msgspec

from app.core.frozen import canonical, sha256

NO_CASES = "Udvalget eller enheden har ingen sager."
NOTHING_NEW = "Intet nyt."


class Part(msgspec.Struct, frozen=True, kw_only=True):
    pass


class PackLine(Part, frozen=True, kw_only=True):
    """A change: of what kind, when it was recorded, what it is, and the reason that was given."""

    kind: str
    at: datetime
    text: str
    reason: str = ""


class LateItem(Part, frozen=True, kw_only=True):
    text: str
    due_on: date
    is_new: bool  # its day has passed since the last meeting


class PackCase(Part, frozen=True, kw_only=True):
    public_id: str
    reference: str
    title: str
    units: str
    changes: tuple[PackLine, ...]
    late: tuple[LateItem, ...]
    surveys: tuple[str, ...]
    indicators: tuple[str, ...]


class Asked(Part, frozen=True, kw_only=True):
    """What the committee asked for and has no whole answer to. `said`: the parts of an answer, with their caveats."""

    public_id: str
    text: str
    asked_on: date
    owner: str
    due_on: date | None
    is_late: bool
    said: tuple[str, ...]


class Pack(Part, frozen=True, kw_only=True):
    """`since` None: the forum has held no meeting before, and everything is in the pack."""

    schema_version: int = 1
    forum: str
    title: str
    held_on: date
    since: datetime | None
    since_text: str
    until: datetime
    requests: tuple[Asked, ...] = ()
    cases: tuple[PackCase, ...]

    @property
    def changed(self) -> tuple[PackCase, ...]:
        return tuple(each for each in self.cases if each.changes)


def freeze(pack: Pack) -> tuple[bytes, str]:
    """The canonical bytes, and their fingerprint."""
    frozen = canonical(pack)
    return frozen, sha256(frozen)


def decode(frozen: bytes) -> Pack:
    """Raises ``msgspec.ValidationError`` for anything that is no pack."""
    return msgspec.json.decode(frozen, type=Pack)
