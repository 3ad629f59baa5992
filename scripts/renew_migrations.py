"""Writes `migrations/` anew from the tables: one migration with the tables, one with indexes and full text.

Only until release 1.0 (docs/decisions/0003-both-engines.md): nothing is installed anywhere, so the first
migration is changed rather than stacked upon.
"""

import asyncio
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("PICCOLO_CONF", "app.piccolo_conf")

INDEXES = '''"""Indexes, full text and the append-only log: app/db/schema.py says what and why."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

from app.db import schema

ID = "2026-11-23T00:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes, full text, append-only log"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="app", description=DESCRIPTION)

    async def run() -> None:
        engine = engine_finder()
        for statement in schema.forwards(engine.engine_type):
            await engine.run_ddl(statement)

    async def run_backwards() -> None:
        engine = engine_finder()
        for statement in schema.backwards(engine.engine_type):
            await engine.run_ddl(statement)

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)
    return manager
'''


async def main() -> None:
    from piccolo.apps.migrations.commands.new import new

    folder = ROOT / "migrations"
    for old in folder.glob("*.py"):
        old.unlink()
    await new(app_name="app", auto=True, desc="tables", auto_input="y")
    created = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
    if len(created) != 1:
        raise SystemExit(f"expected one migration, found {created}")
    import re

    text = re.sub(r'^ID = ".*"$', 'ID = "2026-11-23T00:00:00:000000"', created[0].read_text(), flags=re.M)
    created[0].unlink()
    (folder / "app_0001_tables.py").write_text(text)
    (folder / "app_0002_indexes.py").write_text(INDEXES)


asyncio.run(main())
