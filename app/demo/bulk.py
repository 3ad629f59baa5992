"""Many rows at once, with keys given here instead of by the database: only for filling an empty one."""

import random
from collections import defaultdict
from typing import Any

import msgspec
from piccolo.table import Table, sort_table_classes

from app.db.engine import PgEngine, current_engine
from app.db.sql import fetch_rows, insert_many

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


class Place(msgspec.Struct, frozen=True):
    """A workplace: its unit, the version that names it, and the people who may own items there."""

    municipality: int
    unit: int
    version: int
    name: str
    people: tuple[int, ...]


class Bulk:
    """Rows by table, kept until `save`."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._rows: dict[type[Table], list[Table]] = defaultdict(list)
        self._last: dict[type[Table], int] = defaultdict(int)

    def add(self, table: type[Table], **values: Any) -> int:
        """A row with the next key of its table; columns named `public_id` get one by themselves."""
        self._last[table] += 1
        key = self._last[table]
        if "public_id" not in values and any(column._meta.name == "public_id" for column in table._meta.columns):
            values["public_id"] = "".join(self.rng.choices(_ALPHABET, k=12))
        self._rows[table].append(table(id=key, **values))
        return key

    async def save(self) -> None:
        """Writes and forgets the rows so far, each table before those that refer to it."""
        for table in sort_table_classes(list(self._rows)):
            await insert_many(self._rows[table], chunk=100)
        self._rows.clear()

    async def finish(self) -> None:
        """PostgreSQL gives its own next keys after these; SQLite does so by itself."""
        if not isinstance(current_engine(), PgEngine):
            return
        for table, last in self._last.items():
            name = table._meta.tablename
            await fetch_rows(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {{}})", last)
