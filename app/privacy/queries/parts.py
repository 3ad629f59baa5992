"""What a part of the register about a person is, and how it is read."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.core.errors import NotFound
from app.core.text import search_key
from app.db.sql import fetch_one, fetch_rows, sql
from app.organisation.queries.reach import person_in_reach

Value = str | int | bool | date | datetime | None
Condition = Callable[[Scope], QueryString]


class Subject(msgspec.Struct, frozen=True):
    """The person that it is about."""

    id: int
    public_id: str
    name: str


class Field(msgspec.Struct, frozen=True):
    """One thing that a row says: its Danish name, its SQL, and how it is read."""

    label: str
    sql: str | Condition
    kind: type = str
    words: Mapping[Any, str] | None = None
    read: Callable[[str], str] | None = None  # out of a longer text


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of one kind. `columns` are those that name the person: tests/architecture/test_register.py misses none.

    `about` is true for the person's rows: each `{}` in it takes the person's key, or the name where `by_name`.
    `seen` is true for what the reader may read; None: whoever may export may read it all.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    source: str
    about: str
    order: str
    fields: tuple[Field, ...]
    seen: Condition | None = None
    by_name: bool = False

    @classmethod
    def of_case(
        cls,
        key: str,
        title: str,
        table: str,
        column: str,
        *fields: Field,
        order: str = "x.id",
        seen: Condition | None = None,
        also: str = "",
    ) -> "Part":
        """Rows `x` of `table` that belong to a case, by the person in `column`; `also` joins what their fields say
        more. `seen` None: they are read with the case."""
        return cls(
            key=key,
            title=title,
            columns=(f"{table}.{column}",),
            source=f"{table} x {CASE_OF.format('x')}{also}",
            about=f'x."{column}" = {{}}',
            order=order,
            seen=seen or of_seen_case,
            fields=(CASE, *fields),
        )


class Held(msgspec.Struct, frozen=True):
    """What of a part the reader reads, by Danish names, and how many rows there are that they do not.

    `withheld` is told to the person alone, who made those rows or is named on them. To everybody else it is 0: what
    is kept away does not exist (decision 0014). What others wrote with a name in it is never counted.
    """

    key: str
    title: str
    rows: tuple[dict[str, Value], ...]
    withheld: int


async def get_subject(scope: Scope, public_id: str) -> Subject:
    """A person whom the reader administers wholly (`person_in_reach`). Raises `NotFound` for anybody else."""
    found = await fetch_one(
        Subject,
        "SELECT p.id, p.public_id, p.name FROM persons p WHERE p.public_id = {} AND {}",
        public_id,
        person_in_reach(scope),
    )
    if found is None:
        raise NotFound
    return found


async def find_subject(scope: Scope, told: str) -> Subject:
    """The person with this username or public id. For the command line only; raises `NotFound`."""
    found = await fetch_one(
        Subject,
        "SELECT p.id, p.public_id, p.name FROM persons p LEFT JOIN accounts a ON a.person = p.id "
        "WHERE (a.username = {} OR p.public_id = {}) AND {}",
        search_key(told),
        told,
        sql("1 = 1" if scope.sees_all else "1 = 0"),
    )
    if found is None:
        raise NotFound("person.unknown", f"Der er ingen person »{told}«.")
    return found


async def get_own_subject(scope: Scope) -> Subject:
    """The reader. Raises `NotFound` for who is nobody."""
    found = await fetch_one(Subject, "SELECT id, public_id, name FROM persons WHERE id = {}", scope.person or 0)
    if found is None:
        raise NotFound
    return found


async def read_part(scope: Scope, subject: Subject, part: Part) -> Held:
    """The rows of `part` about `subject` that the reader reads. One query."""
    names = [f"f{index}" for index in range(len(part.fields))]
    columns = ", ".join(
        f"{field.sql if isinstance(field.sql, str) else '{}'} AS {name}"
        for field, name in zip(part.fields, names, strict=True)
    )
    made = [field.sql(scope) for field in part.fields if not isinstance(field.sql, str)]
    whom = _pattern(subject.name) if part.by_name else subject.id
    rows = await fetch_rows(
        f"SELECT CASE WHEN {{}} THEN 1 ELSE 0 END AS is_seen, {columns} FROM {part.source} "
        f"WHERE {part.about} ORDER BY {part.order}",
        part.seen(scope) if part.seen else sql("1 = 1"),
        *made,
        *[whom] * part.about.count("{}"),
    )
    seen = tuple(
        {field.label: _value(field, row[name]) for field, name in zip(part.fields, names, strict=True)}
        for row in rows
        if row["is_seen"]
    )
    is_self = scope.person == subject.id
    return Held(part.key, part.title, seen, len(rows) - len(seen) if is_self and not part.by_name else 0)


def _pattern(name: str) -> str:
    plain = name.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{plain}%"


def _value(field: Field, found: Any) -> Value:
    if found is None:
        return None
    if field.words is not None:
        return field.words.get(found, str(found))
    if field.read is not None:
        return field.read(str(found))
    value: Value = msgspec.convert(found, field.kind, strict=False)
    return value


def of_seen_case(scope: Scope) -> QueryString:
    """True where the reader sees the case `c`."""
    return case_in_scope(scope, "c.id")


def _number(scope: Scope) -> QueryString:
    return sql("CASE WHEN {} THEN c.reference END", of_seen_case(scope))


CASE_OF = 'LEFT JOIN cases c ON c.id = {}."case"'  # joins the case of rows, where they have one
CASE = Field("Sag", _number)  # the number of the case `c`, where the reader sees it
