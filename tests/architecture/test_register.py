"""The register is whole: every column of every table that names a person is in a part, so none can be forgotten."""

import pytest
from piccolo.columns import ForeignKey
from piccolo.columns.reference import LazyTableReference
from piccolo.table import Table

from app.accounts.tables import Account
from app.db import columns as c
from app.organisation.tables import Person
from app.piccolo_app import TABLES
from app.privacy.queries import PARTS
from app.privacy.queries.parts import Part

# Columns that name a person without a foreign key to one: entries of the log outlive whatever they speak of.
LOOSE = {"audit_entries.actor_person", "audit_entries.entity"}


def naming(tables: list[type[Table]]) -> set[str]:
    """The columns by which a row belongs to a person or to a login."""
    return {
        f"{table._meta.tablename}.{column._meta.name}"
        for table in tables
        for column in table._meta.columns
        if isinstance(column, ForeignKey) and _named(column) in {Person.__name__, Account.__name__}
    }


def _named(column: ForeignKey) -> str:
    """The table that a foreign key leads to."""
    to = column._foreign_key_meta.references
    return to.table_class_name if isinstance(to, LazyTableReference) else to.__name__


def left_out(tables: list[type[Table]]) -> set[str]:
    """What a part is missing for. Add a Part to app/privacy/queries for each."""
    return naming(tables) - {column for part in PARTS for column in part.columns}


def test_every_column_that_names_a_person_is_in_a_part() -> None:
    assert left_out(TABLES) == set()


def test_every_column_of_a_part_is_there() -> None:
    declared = {column for part in PARTS for column in part.columns}
    assert declared - naming(TABLES) == {"persons.id", *LOOSE}
    assert len({part.key for part in PARTS}) == len(PARTS)


def test_a_new_table_that_nobody_thought_of_is_found() -> None:
    class Absence(Table, tablename="absences"):
        id = c.key()
        person = c.fk("Person")
        noted_by = c.fk(Account)
        unit = c.fk("Unit")

    assert left_out([*TABLES, Absence]) == {"absences.person", "absences.noted_by"}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.key)
def test_no_part_shows_what_lets_anybody_in(part: Part) -> None:
    """Passwords, secrets, codes and tokens stay where they are, also as hashes."""
    shown = {field.sql for field in part.fields if isinstance(field.sql, str)}
    shown -= {"CASE WHEN a.password_hash = '' THEN 0 ELSE 1 END"}  # whether there is one
    for secret in ("digest", "secret", "hash", "shown", "last_step", "data"):
        assert not [each for each in shown if secret in each]
