"""A report as tables: what both kinds of file are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from app.core.dates import UNKNOWN

Cell = str | int | date


class Sheet(msgspec.Struct, frozen=True):
    """One table. `title` has at most 31 characters and none of `[]:*?/\\`, as a workbook demands."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheet(title: str, columns: str, rows: Iterable[tuple[Cell, ...]]) -> Sheet:
    """A table under `columns`, separated by "|"."""
    return Sheet(title, tuple(columns.split("|")), tuple(rows))


def day(on: date | None) -> Cell:
    """A real date, or the word for one that nobody knows (rule 13)."""
    return UNKNOWN if on is None else on


def happened(on: date | None, is_so: bool) -> Cell:
    """As `day`, but empty for what has not happened."""
    return day(on) if is_so else ""
