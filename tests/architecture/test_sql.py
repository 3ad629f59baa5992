"""SQL of a slice names no table of a later one. The check must also catch a planted fault."""

import pytest

from tests.architecture import sql_checks
from tests.architecture.source import load, parse

APP = load()
TABLES = {
    "app.cases.tables": "class Case(Table, tablename='cases'): pass",
    "app.plans.tables": "class ActionItem(Table, tablename='action_items'): pass",
}


def test_the_application_names_no_table_of_a_later_slice():
    assert "\n".join(map(str, sql_checks.tables_in_order(APP))) == ""


def test_every_exception_is_needed():
    assert sql_checks.needless_reaches(APP) == []


def test_the_owners_of_the_tables_are_known():
    assert {"cases": "cases", "units": "organisation", "sessions": "accounts"}.items() <= sql_checks.owners(APP).items()


@pytest.mark.parametrize(
    "text",
    [
        "x = 'SELECT id FROM action_items'",
        "x = 'SELECT c.id FROM cases c '\\\n'LEFT JOIN action_items i ON TRUE'",
        "x = f'SELECT {y} FROM action_items i WHERE {z}'",
        "x = 'UPDATE action_items SET no = 1'",
        "x = 'INSERT INTO action_items (no) VALUES (1)'",
        "x = 'DELETE FROM \"action_items\"'",
    ],
)
def test_a_planted_fault_is_caught(text):
    faults = sql_checks.tables_in_order(parse({**TABLES, "app.cases.actions.edit": text}))

    assert [str(fault) for fault in faults] == ["app.cases.actions.edit:1: names action_items of plans, a later slice"]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("app.plans.queries.items", "x = 'SELECT id FROM action_items JOIN cases c ON TRUE'"),
        ("app.cases.queries.places", "x = 'SELECT id FROM action_items'"),  # an exception
        ("app.cases.queries.loading", "'Counts from action_items.'"),
        ("app.db.sql", "x = 'SELECT id FROM action_items'"),
    ],
)
def test_what_is_right_is_let_through(module, text):
    assert sql_checks.tables_in_order(parse({**TABLES, module: text})) == []
