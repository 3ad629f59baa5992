"""The log as a file: CSV for a spreadsheet, JSON Lines for a program. A piece at a time, as it is read."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec

from app.audit.pages.lines import action_word, did, kind_word, readable, who
from app.audit.queries import LogEntry
from app.audit.rules import looks_like_cpr
from app.core.clock import COPENHAGEN
from app.core.spreadsheet import BOM, harmless

COLUMNS = (
    "Tidspunkt",
    "Hvem",
    "Hvad",
    "Emne",
    "Sag",
    "Ændringer",
    "Begrundelse",
    "Indhold",
    "Handling",
    "Slags",
    "Forespørgsel",
    "Obs",
    "Mærke",
)


def csv_head() -> bytes:
    return (BOM + _csv([COLUMNS])).encode()


def csv_piece(entries: Sequence[LogEntry]) -> bytes:
    """Lines of CSV with semicolons, every cell quoted; what a spreadsheet would run is made plain text."""
    return _csv([_cells(entry) for entry in entries]).encode()


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [[harmless(cell) for cell in row] for row in rows]
    )
    return out.getvalue()


def _cells(entry: LogEntry) -> tuple[str, ...]:
    payload = entry.payload
    changes = readable(payload.changes) if payload else ()
    return (
        f"{entry.at.astimezone(COPENHAGEN):%Y-%m-%d %H:%M:%S}",
        who(entry),
        did(entry),
        payload.subject if payload else "",
        entry.case_reference or "",
        "\n".join(f"{each.field}: {each.before or 'tom'} → {each.after or 'tom'}" for each in changes),
        payload.reason if payload else "",
        _content(entry),
        action_word(entry.action),
        kind_word(entry.kind),
        entry.request_id,
        "ligner et CPR-nummer" if payload and looks_like_cpr(payload) else "",
        entry.hash,
    )


def _content(entry: LogEntry) -> str:
    if entry.erased_at is not None:
        return f"slettet efter loven {entry.erased_at.astimezone(COPENHAGEN):%Y-%m-%d}"
    if entry.is_withheld:
        return "begrænset til navngivne"
    return "i en sag uden for dit område" if entry.is_of_unseen_case else ""


def json_piece(entries: Sequence[LogEntry]) -> bytes:
    """One JSON object a line, with values as they were logged and times in UTC."""
    return b"".join(msgspec.json.encode(_object(entry)) + b"\n" for entry in entries)


def _object(entry: LogEntry) -> dict[str, Any]:
    payload = entry.payload
    return {
        "time": entry.at,
        "who": payload.actor_name if payload else None,
        "person": entry.person_public_id,
        "action": entry.action,
        "kind": entry.kind,
        "subject": payload.subject if payload else None,
        "case": entry.case_reference,
        "changes": payload.changes if payload else None,
        "reason": payload.reason if payload else None,
        "request_id": entry.request_id,
        "looks_like_cpr": payload is not None and looks_like_cpr(payload),
        "hash": entry.hash,
        "erased_at": entry.erased_at,
        "withheld": entry.is_withheld or entry.is_of_unseen_case,
    }
