"""Bulk data keeps what the actions keep."""

from datetime import UTC, datetime

from app.access.policy import system_actor
from app.cases.queries.loading import load_case_rows
from app.cases.rules import case_next_due
from app.core.text import search_text
from app.db.engine import Database
from app.db.sql import fetch_rows
from app.demo.seed import seed
from app.organisation.actions import create_municipality

SYSTEM = system_actor(datetime(2026, 3, 4, 9, 30, tzinfo=UTC))


async def test_seeded_rows_keep_the_invariants(db: Database) -> None:
    await seed(SYSTEM, units=30, cases=60, items=700)
    counts = await fetch_rows(
        "SELECT (SELECT COUNT(*) FROM units) AS units, (SELECT COUNT(*) FROM cases) AS cases, "
        "(SELECT COUNT(*) FROM action_items) AS items, (SELECT COUNT(*) FROM audit_entries) AS entries"
    )
    assert counts == [{"units": 30, "cases": 60, "items": 700, "entries": 1}]
    lost = await fetch_rows(
        "SELECT v.unit FROM unit_versions v WHERE v.parent IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM unit_closure k WHERE k.ancestor = v.parent AND k.descendant = v.unit AND k.depth = 1)"
    )
    assert lost == []
    for case in await fetch_rows("SELECT id, title, next_due_key, next_due_kind FROM cases"):
        rows = await load_case_rows(SYSTEM.scope, case["id"])
        assert (case["next_due_key"], case["next_due_kind"]) == case_next_due(rows.facts())
    item = (await fetch_rows("SELECT * FROM action_items LIMIT 1"))[0]
    names = ("title", "problem", "cause", "severity", "measure", "solves_how", "effect_criterion")
    assert item["search_text"] == search_text(*(item[name] for name in names))
    numbers = await fetch_rows(
        "SELECT n.year FROM case_numbers n WHERE n.last_no <> (SELECT COUNT(*) FROM cases c "
        "WHERE c.reference LIKE 'MAAL' || n.year || '-%')"
    )
    assert numbers == []


async def test_new_rows_get_new_keys_afterwards(db: Database) -> None:
    """PostgreSQL counts keys apart from the rows."""
    await seed(SYSTEM, units=3, cases=1, items=1)
    made = await create_municipality(SYSTEM, code="NY", name="Ny Kommune")
    assert made.id == 2


async def test_small_numbers_are_kept(db: Database) -> None:
    await seed(SYSTEM, units=1, cases=3, items=2)
    counts = await fetch_rows("SELECT (SELECT COUNT(*) FROM units) AS u, (SELECT COUNT(*) FROM action_items) AS i")
    assert counts == [{"u": 1, "i": 2}]
