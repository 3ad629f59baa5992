"""Columns with the defaults that Piccolo lacks: required means required, and nothing cascades.

Piccolo fills a missing value silently ("" or 0 or now) and makes a foreign key nullable and cascading;
`default=None` on a non-null column makes a forgotten value an error on both engines.
"""

from typing import Any

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.columns.reference import LazyTableReference

APP_NAME = "app"


def key() -> BigSerial:
    return BigSerial(primary_key=True)


def line(length: int = 200, *, null: bool = False, index: bool = False, unique: bool = False) -> Varchar:
    return Varchar(length=length, null=null, default=None, index=index, unique=unique)


def prose(*, null: bool = False) -> Text:
    """Text without a database limit; the forms state theirs. "" means: nothing written."""
    return Text(null=null, default=None)


def word(*, null: bool = False, index: bool = False) -> Varchar:
    """A member of a closed vocabulary (StrEnum)."""
    return Varchar(length=40, null=null, default=None, index=index)


def public_id() -> Varchar:
    return Varchar(length=12, null=False, default=None, unique=True)


def day(*, null: bool = False, index: bool = False) -> Date:
    return Date(null=null, default=None, index=index)


def instant(*, null: bool = False, index: bool = False) -> Timestamptz:
    return Timestamptz(null=null, default=None, index=index)


def number(*, null: bool = False) -> Integer:
    return Integer(null=null, default=None)


def big_number(*, null: bool = False, index: bool = False, unique: bool = False) -> BigInt:
    return BigInt(null=null, default=None, index=index, unique=unique)


def flag() -> Boolean:
    return Boolean(null=False, default=None)


def data() -> Bytea:
    return Bytea(null=False, default=None)


def count() -> Integer:
    """Begins at 0."""
    return Integer(null=False, default=0)


def version() -> Integer:
    """Counts saves; a write that names another value than the stored one is stale."""
    return Integer(null=False, default=1)


def fk(table: Any, *, null: bool = False, index: bool = True, unique: bool = False) -> Any:
    """A foreign key that refuses to orphan. `table` is a Table, or its class name when it lies in a later slice."""
    reference = table if not isinstance(table, str) else LazyTableReference(table, app_name=APP_NAME)
    return ForeignKey(
        references=reference,
        null=null,
        default=None,
        index=index,
        unique=unique,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.no_action,
    )
