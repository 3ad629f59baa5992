"""The memo that answers an inquiry, as plain data: what is frozen, printed and pasted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec

from app.reports.content.base import SCHEMA_VERSION, Content
from app.reports.content.case import Author


class MemoFact(Content, frozen=True, kw_only=True):
    """A fact as it was put in, with what it was taken from and the day it stood so."""

    text: str
    source: str
    as_of: date


class MemoAnswer(Content, frozen=True, kw_only=True):
    no: int
    question: str
    answer: str = ""
    facts: tuple[MemoFact, ...] = ()
    not_held: str = ""


class Memo(Content, frozen=True, kw_only=True, tag_field="document", tag="inquiry_memo"):
    """`no` "" is a draft that nobody has frozen."""

    schema_version: int = SCHEMA_VERSION
    no: str = ""
    as_of: date
    created_at: datetime
    author: Author
    municipality: str
    unit: str
    answered_by: str = ""
    case_workers: str = ""
    esdh_case_no: str = ""
    document_no: str = ""
    title: str
    asked_by: str = ""
    received_on: date | None = None
    due_on: date | None = None
    answers: tuple[MemoAnswer, ...] = ()


def memo_json(memo: Memo) -> bytes:
    """The one byte form of a memo, as `reports.content.canonical_json` is that of a report."""
    in_utc = msgspec.structs.replace(memo, created_at=memo.created_at.astimezone(UTC))
    return msgspec.json.encode(in_utc, order="sorted")


def read_memo(canonical: bytes) -> Memo:
    """Raises ``msgspec.ValidationError`` for anything that is not a memo of a schema version this program knows."""
    memo = msgspec.json.decode(canonical, type=Memo)
    if memo.schema_version != SCHEMA_VERSION:
        raise msgspec.ValidationError(f"unknown schema version {memo.schema_version}")
    return memo
