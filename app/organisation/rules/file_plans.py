"""What the plans of all imported files share: what a line comes to, and what is wrong in it."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Generic, Self, TypeVar

import msgspec

from app.core.dates import parse_date
from app.organisation.rules.files import CellError, FileRow, FileTable


class Outcome(StrEnum):
    """What a line of a file means; also the Danish word that is printed."""

    NEW = "ny"
    CHANGED = "ændret"
    MOVED = "flyttet"
    SAME = "uændret"
    ERROR = "fejl"


class RowPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One line with what would come of it."""

    no: int
    outcome: Outcome
    external_id: str
    name: str = ""
    notes: tuple[str, ...] = ()
    errors: tuple[CellError, ...] = ()

    def wrong(self, *errors: CellError) -> Self:
        """The same line as one that cannot be taken in."""
        return msgspec.structs.replace(self, outcome=Outcome.ERROR, errors=errors)


R = TypeVar("R", bound=RowPlan)


class FilePlan(msgspec.Struct, Generic[R], frozen=True):
    """All lines in the file's order, and the names of what is known and in force and not in the file."""

    rows: tuple[R, ...]
    missing: tuple[str, ...]
    ignored_columns: tuple[str, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether some line cannot be taken in: then none is."""
        return any(row.outcome is Outcome.ERROR for row in self.rows)

    def counts(self) -> dict[str, int]:
        """How many lines have each outcome."""
        return {f"{outcome}": sum(row.outcome is outcome for row in self.rows) for outcome in Outcome}


class Imported(msgspec.Struct, Generic[R], frozen=True):
    """What a file means, and whether it was taken in."""

    plan: FilePlan[R]
    is_applied: bool


class KnownPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """A role or a place as it stands, from a day and until another."""

    id: int
    valid_from: date
    valid_to: date | None

    def meets(self, start: date, end: date | None) -> bool:
        """Whether it has a day in common with the period."""
        return (self.valid_to is None or self.valid_to > start) and (end is None or self.valid_from < end)


def first_lines(table: FileTable) -> dict[str, FileRow]:
    """The first line of each external id."""
    first: dict[str, FileRow] = {}
    for row in table.rows:
        if key := row.cells.get("ekstern_id", ""):
            first.setdefault(key, row)
    return first


def identity_errors(row: FileRow, first: Mapping[str, FileRow], *, may_repeat: bool) -> list[CellError]:
    """What is wrong in id and name. A thing that may stand on several lines has the same name on all of them."""
    errors = []
    key, name = row.cells.get("ekstern_id", ""), row.cells.get("navn", "")
    if not key:
        errors.append(CellError("ekstern_id", "Udfyld eksternt id."))
    elif not may_repeat and first[key].no != row.no:
        errors.append(CellError("ekstern_id", f"Samme id står i linje {first[key].no}."))
    elif first[key].cells.get("navn", "") != name:
        errors.append(CellError("navn", f"Linje {first[key].no} har samme id, men et andet navn."))
    if not name:
        errors.append(CellError("navn", "Udfyld navn."))
    return errors + length_errors(row, ekstern_id=100, navn=200)


def length_errors(row: FileRow, **most: int) -> list[CellError]:
    """The cells, by our own heading, that hold more characters than they may."""
    return [
        CellError(column, f"Højst {longest} tegn.")
        for column, longest in most.items()
        if len(row.cells.get(column, "")) > longest
    ]


def given_day(row: FileRow, column: str, errors: list[CellError]) -> date | None:
    """The day in the cell; None where it is empty, or cannot be read, which is added to `errors`."""
    text = row.cells.get(column, "")
    try:
        return parse_date(text) if text else None
    except ValueError as error:
        errors.append(CellError(column, str(error)))
        return None


def given_period(row: FileRow, errors: list[CellError]) -> tuple[date | None, date | None]:
    """The days `fra` and `til`; that they are in the wrong order is added to `errors`."""
    start, end = given_day(row, "fra", errors), given_day(row, "til", errors)
    if start is not None and end is not None and end <= start:
        errors.append(CellError("til", "Slutdatoen skal ligge efter startdatoen."))
    return start, end


def changes(pairs: Iterable[tuple[str, str | None, str | None]]) -> tuple[str, ...]:
    """A note for each label whose value before differs from the one after."""
    return tuple(f"{label}: {before or 'tom'} → {after or 'tom'}" for label, before, after in pairs if before != after)
