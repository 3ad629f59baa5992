"""Proving the chain, by itself and against anchors that lie outside the system."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import msgspec

from app.access.policy import Scope
from app.audit import rules
from app.audit.enums import AuditAction, EntityKind
from app.audit.rules import Anchor
from app.core.clock import COPENHAGEN
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows, fetch_value

_CHUNK = 5000
_UNREADABLE = (msgspec.ValidationError, ValueError, ArithmeticError, TypeError)
_BEFORE_ALL = -(2**63)


class Broken(msgspec.Struct, frozen=True):
    """The first entry that does not hold, and in Danish why."""

    seq: int
    reason: str


class Head(msgspec.Struct, frozen=True):
    """The last entry of the chain."""

    seq: int
    hash: str


class _ChainRow(rules.Link, frozen=True):
    id: int
    hash: str
    payload: int | None
    json: str | None
    salt: str | None
    erased_at: datetime | None


async def get_head(scope: Scope) -> Head | None:
    """The last entry, or None where nothing has been logged yet."""
    return await fetch_one(Head, "SELECT seq, hash FROM audit_entries ORDER BY seq DESC LIMIT 1")


async def count_entries(scope: Scope) -> int:
    """How many entries there are, whatever is in them."""
    return await fetch_value(int, "SELECT COUNT(*) AS n FROM audit_entries") or 0


async def find_hash(scope: Scope, seq: int) -> str | None:
    """The hash of one entry, or None where there is no such entry."""
    return await fetch_value(str, "SELECT hash FROM audit_entries WHERE seq = {}", seq)


async def verify_chain(scope: Scope, anchors: Sequence[Anchor] = ()) -> AsyncIterator[tuple[int, Broken | None]]:
    """Walks the whole chain; yields (entries checked, None) per chunk and ends at the first broken entry.

    Every entry must follow from the one before it and match its content; where content is gone, a later entry of the
    system must say that it was erased, and when. Each of `anchors` must be found in the chain as it was then. Memory
    does not grow with the log.
    """
    walk = _Walk(anchors)
    last = (_BEFORE_ALL, 0, 0)
    while True:
        rows, is_readable = await _readable(*last)
        for row in rows:
            reason = walk.fault(row)
            if reason:
                yield walk.checked, Broken(row.seq, reason)
                return
        if not is_readable:
            yield walk.checked, Broken(walk.checked + 1, "Hændelsens oplysninger er ændret. De kan ikke læses.")
            return
        if len(rows) < _CHUNK:
            yield walk.checked, walk.missing_tail() or await _unfounded(walk) or await _stray_content()
            return
        last = (rows[-1].seq, rows[-1].id, rows[-1].payload or 0)
        yield walk.checked, None


async def _readable(seq: int, entry: int, payload: int) -> tuple[list[_ChainRow], bool]:
    """The next entries, and whether that is all of them: a database may hold what no entry can (SQLite keeps any text
    as a date), and then it is those before it."""
    try:
        return await _chunk(seq, entry, payload, _CHUNK), True
    except _UNREADABLE:
        rows: list[_ChainRow] = []
    while True:
        try:
            (row,) = await _chunk(seq, entry, payload, 1)
        except _UNREADABLE:
            return rows, False
        rows.append(row)
        seq, entry, payload = row.seq, row.id, row.payload or 0


async def _chunk(seq: int, entry: int, payload: int, most: int) -> list[_ChainRow]:
    """The next entries; a row that stands twice comes twice, even where a chunk ends between the two."""
    return await fetch_all(
        _ChainRow,
        "SELECT e.id, e.seq, e.prev, e.at, e.action, e.actor_person, e.entity_kind, e.entity, e.case_id, "
        "e.request_id, e.payload_digest, e.hash, p.id AS payload, p.json, p.salt, p.erased_at "
        "FROM audit_entries e LEFT JOIN audit_payloads p ON p.entry = e.id "
        "WHERE e.seq >= {} AND (e.seq > {} OR e.id > {} OR (e.id = {} AND p.id > {})) "
        "ORDER BY e.seq, e.id, p.id LIMIT {}",
        seq,
        seq,
        entry,
        entry,
        payload,
        most,
    )


class _Walk:
    """Where the walk stands: what the next entry must be, and what has been said to be erased."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self.checked = 0
        self.prev = rules.GENESIS
        self.erased: dict[int, datetime] = {}  # found without content
        self.claimed: dict[int, datetime] = {}  # said to be erased
        self._ahead = sorted(anchors, key=lambda anchor: (anchor.seq, anchor.time))
        self._passed = 0
        self._anchored = 0  # the last entry that an anchor has confirmed

    def fault(self, row: _ChainRow) -> str:
        """What is wrong with the next entry; empty when it holds, and then the walk has moved past it."""
        reason = self._link_fault(row) or _payload_fault(row) or _erasure_fault(row) or self._anchor_fault(row)
        if reason:
            return reason
        self.prev, self.checked = row.hash, self.checked + 1
        if row.erased_at is not None:
            self.erased[row.seq] = row.erased_at
        if _is_erasure(row):
            self.claimed[row.entity] = row.at
        return ""

    def _link_fault(self, row: _ChainRow) -> str:
        expected = self.checked + 1
        if row.seq > expected:
            return f"Hændelse {expected} mangler."
        if row.seq < expected:
            return f"Hændelse {row.seq} står der to gange." if row.seq > 0 else "Hændelsen hører ikke til i kæden."
        if row.prev != self.prev:
            return "Kæden er brudt: henvisningen til den forrige hændelse passer ikke."
        link = rules.Link(
            row.seq,
            row.prev,
            row.at,
            row.action,
            row.actor_person,
            row.entity_kind,
            row.entity,
            row.case_id,
            row.request_id,
            row.payload_digest,
        )
        return "" if rules.link_hash(link) == row.hash else "Hændelsens oplysninger er ændret."

    def _anchor_fault(self, row: _ChainRow) -> str:
        while self._passed < len(self._ahead) and self._ahead[self._passed].seq == row.seq:
            anchor = self._ahead[self._passed]
            if anchor.hash != row.hash:
                return (
                    f"Hændelsen er en anden end den, der blev forankret {_when(anchor)}. "
                    f"Loggen er skrevet om efter hændelse {self._anchored}."
                )
            self._passed, self._anchored = self._passed + 1, row.seq
        return ""

    def missing_tail(self) -> Broken | None:
        if self._passed == len(self._ahead):
            return None
        anchor = self._ahead[-1]
        return Broken(
            self.checked + 1,
            f"Loggen slutter ved hændelse {self.checked}, men nåede til hændelse {anchor.seq}, "
            f"da den blev forankret {_when(anchor)}. De seneste hændelser er fjernet.",
        )


def _when(anchor: Anchor) -> str:
    return f"{anchor.time.astimezone(COPENHAGEN):%d.%m.%Y kl. %H.%M} (linje {anchor.line} i ankerfilen)"


def _payload_fault(row: _ChainRow) -> str:
    if row.payload is None:
        return "Hændelsens indhold mangler."
    if row.erased_at is not None:
        is_empty = row.json is None and row.salt is None
        return "" if is_empty else "Hændelsen er mærket som slettet, men har stadig indhold."
    if row.json is None:
        return "Hændelsens indhold er fjernet, uden at det er logget."
    if row.salt is None:
        return "Hændelsens salt er fjernet."
    is_same = rules.payload_digest(row.salt, row.json) == row.payload_digest
    return "" if is_same else "Hændelsens indhold er ændret eller byttet om."


def _is_erasure(row: _ChainRow) -> bool:
    return row.action == AuditAction.ERASED and row.entity_kind == EntityKind.AUDIT_ENTRY


def _erasure_fault(row: _ChainRow) -> str:
    """Only the command line erases, and only what was there: `actions.erase_payload`."""
    if not _is_erasure(row):
        return ""
    if row.actor_person is not None:
        return "Sletningen er ikke foretaget af systemet."
    return "" if row.entity < row.seq else "Sletningen nævner en hændelse, der ikke fandtes endnu."


async def _unfounded(walk: _Walk) -> Broken | None:
    """Content that is gone without a logged act, or that is there in spite of one."""
    for seq, at in sorted(walk.erased.items()):
        if seq not in walk.claimed:
            return Broken(seq, "Hændelsens indhold er slettet, uden at det er logget.")
        if walk.claimed[seq] != at:
            return Broken(seq, "Hændelsens indhold er slettet på et andet tidspunkt end det loggede.")
    for seq in sorted(walk.claimed.keys() - walk.erased.keys()):
        # Read again: it may have been erased after the walk had passed it.
        rows = await fetch_rows(
            "SELECT p.erased_at FROM audit_payloads p JOIN audit_entries e ON e.id = p.entry WHERE e.seq = {}", seq
        )
        if any(row["erased_at"] is None for row in rows):
            return Broken(seq, "Hændelsens indhold er logget som slettet, men det er der endnu.")
    return None


async def _stray_content() -> Broken | None:
    rows = await fetch_rows(
        "SELECT p.entry FROM audit_payloads p LEFT JOIN audit_entries e ON e.id = p.entry WHERE e.id IS NULL LIMIT 1"
    )
    return Broken(0, "Der ligger indhold, som ikke hører til nogen hændelse.") if rows else None


class Erasure(msgspec.Struct, frozen=True):
    """An entry whose content was erased by law, and what was said of it then."""

    seq: int
    at: datetime
    reason: str


class _Erased(msgspec.Struct, frozen=True):
    entity: int
    at: datetime
    json: str | None


async def list_erasures(scope: Scope) -> list[Erasure]:
    """Every erasure that has been logged, the first one first: for a person to hold against the decisions made."""
    rows = await fetch_all(
        _Erased,
        "SELECT e.entity, e.at, p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id "
        "WHERE e.action = {} AND e.entity_kind = {} ORDER BY e.at, e.seq",
        AuditAction.ERASED.value,
        EntityKind.AUDIT_ENTRY.value,
    )
    return [Erasure(row.entity, row.at, _reason(row.json)) for row in rows]


def _reason(text: str | None) -> str:
    return msgspec.json.decode(text, type=rules.Payload).reason if text is not None else ""


async def find_number(scope: Scope, told: str) -> int:
    """The number of the entry that `told` means: a number, or a mark as the page and the files show it.

    Raises `NotFound` where nothing, or more than one thing, is meant.
    """
    digits = told.strip().lower()
    if digits.isdecimal() and len(digits) < rules.MARK:
        return int(digits)
    is_mark = len(digits) >= rules.MARK and all(digit in "0123456789abcdef" for digit in digits)
    rows = await fetch_rows("SELECT seq FROM audit_entries WHERE hash LIKE {} LIMIT 2", f"{digits}%") if is_mark else []
    if len(rows) != 1:
        raise NotFound("audit.entry_unknown", f"Der er ingen hændelse med nummer eller mærke {told}.")
    return int(rows[0]["seq"])
