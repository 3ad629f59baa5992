"""Which tables the SQL of a slice names: its own, and those of the slices before it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import SLICES, Fault, Module, Modules

NAMED = re.compile(r'\b(?:FROM|JOIN|UPDATE|INTO)\s+"?([a-z][a-z0-9_]*)"?')

# Modules whose SQL reaches into slices that come later: the tables, and why.
REACHES: dict[str, tuple[frozenset[str], str]] = {
    "app.access.queries": (
        frozenset({"case_units", "persons", "unit_closure"}),
        "who sees a case follows from its units and what lies above them",
    ),
    "app.audit.queries.log": (frozenset({"cases", "persons", "units"}), "an entry is found by case, person and unit"),
    "app.audit.queries.reach": (
        frozenset(
            {
                "accounts",
                "action_items",
                "action_plans",
                "case_units",
                "cases",
                "committee_members",
                "committee_requests",
                "committee_units",
                "committees",
                "cyclic_records",
                "indicator_values",
                "indicators",
                "documents",
                "effect_evaluations",
                "evidence",
                "evidence_links",
                "evidence_requests",
                "inquiries",
                "inquiry_questions",
                "instruments",
                "item_updates",
                "material_units",
                "meetings",
                "notice_links",
                "papers",
                "persons",
                "survey_rounds",
                "told_reorganisation_units",
                "unit_closure",
                "unit_versions",
                "units",
                "visits",
            }
        ),
        "an entry is seen by who sees the thing it is about, of whatever slice that is",
    ),
    "app.organisation.actions.administrators": (frozenset({"accounts"}), "the last administrator can log in"),
    "app.organisation.actions.persons": (
        frozenset({"accounts", "action_items", "api_tokens", "cases", "committee_members", "sessions"}),
        "who leaves loses places, sessions and keys in the same transaction, and is told of open items",
    ),
    "app.organisation.actions.sessions": (
        frozenset({"accounts", "sessions"}),
        "whoever gets or loses a role, a place or a case is logged out in the same transaction",
    ),
    "app.organisation.actions.closing": (frozenset({"case_units", "cases"}), "a unit with open cases is not closed"),
    "app.organisation.queries.reach": (
        frozenset({"accounts", "committee_members", "committee_units", "committees"}),
        "who administers a person administers all that their roles, places and login reach",
    ),
    "app.organisation.queries.people": (frozenset({"accounts"}), "the list of people says who can log in"),
    "app.organisation.queries.tree": (frozenset({"case_units", "cases"}), "the tree counts open cases"),
    "app.committees.queries.lower": (
        frozenset({"case_units", "cases", "complaints", "deadlines"}),
        "a committee's page counts the cases of those below it",
    ),
    "app.accounts.queries.holdings": (
        frozenset({"action_items", "case_units", "cases", "item_helpers"}),
        "an administrator who sees no cases is told how much somebody leaves behind",
    ),
    "app.accounts.queries.reasons": (frozenset({"case_units", "cases"}), "why somebody sees a case"),
    "app.documents.actions": (
        frozenset({"evidence", "evidence_versions"}),
        "the files of a case have one limit, whatever they are files of",
    ),
    "app.documents.queries": (
        frozenset({"case_units", "cases", "evidence", "evidence_versions"}),
        "a letter is read by who reads its case, and a file erased from evidence is asked about, too",
    ),
    "app.involvement.queries": (frozenset({"meetings"}), "a record leads to its meeting, for who reads that"),
    "app.meetings.queries.meetings": (
        frozenset({"minutes"}),
        "what both sides are asked to approve, or have approved, is not changed at the meeting any more",
    ),
    "app.cases.queries.places": (frozenset({"action_items"}), "a unit with items stays on the case"),
    "app.cases.queries.loading": (
        frozenset({"action_items", "authority_replies"}),
        "only a reply says that a case is complied with, and open items keep the date of a reported one running",
    ),
}


def owners(modules: Modules) -> dict[str, str]:
    """The slice of each table, by the table's name in the database."""
    return {
        keyword.value.value: module.area
        for module in modules.values()
        if module.layer == "tables"
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
        for keyword in node.keywords
        if keyword.arg == "tablename" and isinstance(keyword.value, ast.Constant)
    }


def _named(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for table in NAMED.findall(node.value):
                yield node.lineno, table


def later_tables(modules: Modules) -> Iterator[tuple[Module, int, str, str]]:
    """Where SQL names a table of a slice that comes later: the module, the line, the table and its slice."""
    slice_of = owners(modules)
    for module in modules.values():
        if module.area not in SLICES:
            continue
        for line, table in _named(module):
            owner = slice_of.get(table, module.area)
            if SLICES.index(owner) > SLICES.index(module.area):
                yield module, line, table, owner


def tables_in_order(modules: Modules) -> list[Fault]:
    """No SQL names a table of a later slice, but where REACHES says why."""
    return [
        Fault(module.name, line, f"names {table} of {owner}, a later slice")
        for module, line, table, owner in later_tables(modules)
        if table not in REACHES.get(module.name, (frozenset[str](), ""))[0]
    ]


def needless_reaches(modules: Modules) -> list[str]:
    """Entries of REACHES that nothing needs any more."""
    found = {(module.name, table) for module, _, table, _ in later_tables(modules)}
    return sorted(
        f"{name}: {table}" for name, (tables, _) in REACHES.items() for table in tables if (name, table) not in found
    )
