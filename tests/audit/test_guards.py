"""The database's own guards of the log: that one is gone, off or hollow is told, and they can be put on again."""

import pytest

from app.audit.queries import verify_chain
from app.commands.audit import unguarded
from app.db.engine import Database, PgEngine
from app.db.guards import missing_guards, restore_guards
from app.db.sql import execute
from app.db.transaction import transaction
from tests.factories import Cast

# What somebody who owns the database does, and which guards are named.
_ON_SQLITE = {
    "DROP TRIGGER audit_no_update": ["audit_no_update"],
    "DROP TRIGGER audit_payload_no_delete": ["audit_payload_no_delete"],
    "DROP TRIGGER report_frozen": ["report_frozen"],
}
_ON_POSTGRES = {
    "DROP TRIGGER audit_append_only ON audit_entries": ["audit_append_only"],
    "ALTER TABLE audit_payloads DISABLE TRIGGER audit_payload_no_update": ["audit_payload_no_update"],
    "ALTER TABLE audit_entries ENABLE REPLICA TRIGGER audit_append_only": ["audit_append_only"],
    "DROP TRIGGER report_kept ON report_snapshots": ["report_kept"],
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN COALESCE(NEW, OLD); END $$": [
        "audit_append_only",
        "audit_payload_no_delete",
        "audit_payload_no_update",
    ],
}
_HOLLOW_ON_SQLITE = (
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_entries WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END"
)
_HOLLOW_ON_POSTGRES = (
    "CREATE TRIGGER audit_payload_no_update BEFORE UPDATE ON audit_payloads FOR EACH ROW WHEN (NEW.id < 0) "
    "EXECUTE FUNCTION refuse_audit_change()"
)


async def _run(db: Database, *statements: str) -> None:
    async with transaction():
        for statement in statements:
            await db.run_ddl(statement)


async def test_a_guard_that_is_gone_off_or_hollow_is_named_and_put_on_again(db: Database, cast: Cast) -> None:
    """Rule 40: the chain still holds, so nothing else would tell."""
    assert await missing_guards(db) == []
    is_postgres = isinstance(db, PgEngine)
    for statement, names in (_ON_POSTGRES if is_postgres else _ON_SQLITE).items():
        await _run(db, statement)
        assert await missing_guards(db) == names, statement
        async with transaction():
            assert await restore_guards(db) == names
        assert await missing_guards(db) == []
    table, name, hollow = (
        (" ON audit_payloads", "audit_payload_no_update", _HOLLOW_ON_POSTGRES)
        if is_postgres
        else ("", "audit_no_delete", _HOLLOW_ON_SQLITE)
    )
    await _run(db, f"DROP TRIGGER {name}{table}", hollow)
    assert await missing_guards(db) == [name]
    async with transaction():
        await restore_guards(db)
    for statement in ("UPDATE audit_entries SET entity = 1", "DELETE FROM audit_entries", "DELETE FROM audit_payloads"):
        with pytest.raises(Exception, match="append-only"):
            async with transaction():
                await execute(statement)
    assert [step async for step in verify_chain(cast.system.scope)][-1][1] is None


def test_what_is_said_names_the_guards_and_what_to_do() -> None:
    said = unguarded(["audit_no_update", "report_kept"])
    assert "audit_no_update, report_kept mangler, er slået fra eller er lavet om." in said
    assert said.endswith("Kør så »handlepligt audit protect«.")
