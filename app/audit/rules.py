"""The chain: what is hashed, and how; and the anchors that lie outside the system."""

import hashlib
from datetime import UTC, date, datetime
from typing import Annotated, Any

import msgspec

from app.core.cpr import any_looks_like_cpr
from app.core.errors import Invalid

GENESIS = "0" * 64
MARK = 12  # digits of a hash by which people name an entry
PLACE_MARK = 16  # and those by which a page names its last one


class Change(msgspec.Struct, frozen=True):
    """One field before and after, as text a person can read."""

    field: str
    before: str | None
    after: str | None


class Payload(msgspec.Struct, frozen=True):
    actor_name: str
    subject: str  # what it is called: the item's title, the unit's name
    reason: str
    changes: tuple[Change, ...]


def looks_like_cpr(payload: Payload) -> bool:
    """Whether something that was written there looks like a CPR number (rule 44)."""
    changed = (part or "" for change in payload.changes for part in (change.before, change.after))
    return any_looks_like_cpr((payload.subject, payload.reason, *changed))


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(str(part) for part in value))
    return str(value)


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[Change, ...]:
    """The fields of `after` that differ from `before`; a field that is missing in `before` counts as empty."""
    return tuple(
        Change(field, _text(before.get(field)), _text(value))
        for field, value in after.items()
        if _text(before.get(field)) != _text(value)
    )


class Link(msgspec.Struct, frozen=True):
    """The metadata of one entry, in the form that is hashed."""

    seq: int
    prev: str
    at: datetime
    action: str
    actor_person: int | None
    entity_kind: str
    entity: int
    case_id: int | None
    request_id: str
    payload_digest: str


def canonical(value: Any) -> bytes:
    """JSON with sorted keys: the same value always gives the same bytes."""
    return msgspec.json.encode(value, order="sorted")


def payload_digest(salt: str, payload: str) -> str:
    """SHA-256 over salt and payload; the salt keeps an erased short text from being guessed back."""
    return hashlib.sha256(f"{salt}\n{payload}".encode()).hexdigest()


def link_hash(link: Link) -> str:
    """SHA-256 over the canonical metadata, `prev` and the payload's digest among it."""
    return hashlib.sha256(canonical(msgspec.structs.replace(link, at=link.at.astimezone(UTC)))).hexdigest()


def fields(link: Link) -> dict[str, Any]:
    return msgspec.structs.asdict(link)


def place_of(at: datetime, entry_hash: str) -> str:
    """Where a page ends with this entry, to be sent out and to come back with the question for the next one.

    The number of the entry stays inside: it tells how much is logged elsewhere.
    """
    return f"{at.astimezone(UTC).isoformat()}_{entry_hash[:PLACE_MARK]}"


class Anchor(msgspec.Struct, frozen=True):
    """What the head of the chain was at a time. Kept outside the system, it proves what happened to the log since."""

    time: datetime
    seq: Annotated[int, msgspec.Meta(ge=1)]
    hash: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    line: int = 0  # of the file it was read from


def anchor_line(anchor: Anchor) -> str:
    """One line of an anchor file: a JSON object with time, seq and hash."""
    named = {"time": anchor.time.astimezone(UTC), "seq": anchor.seq, "hash": anchor.hash}
    return msgspec.json.encode(named).decode()


def parse_anchors(text: str) -> tuple[Anchor, ...]:
    """The anchors of a file; blank lines are passed over.

    Raises `Invalid` naming the line that cannot be read, and for a file without anchors.
    """
    anchors = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            anchor = msgspec.json.decode(line, type=Anchor)
        except msgspec.DecodeError as error:
            raise Invalid("audit.anchor_line", f"Linje {number} i ankerfilen kan ikke læses: {line[:60]}") from error
        if anchor.time.tzinfo is None:
            raise Invalid("audit.anchor_line", f"Linje {number} i ankerfilen har et tidspunkt uden tidszone.")
        anchors.append(msgspec.structs.replace(anchor, line=number))
    if not anchors:
        raise Invalid("audit.anchor_empty", "Ankerfilen er tom.")
    return tuple(anchors)
