"""A backup of an older schema is restored as it was and then migrated; a database is copied before it is changed."""

import shutil
from pathlib import Path

import pytest

from app import config, piccolo_app
from app.commands.backups import folder
from app.commands.backups.making import make_backup
from app.commands.backups.restoring import restore
from app.commands.common import Refused, database
from app.commands.server import bring_up
from app.db import migrate
from app.db.engine import Database
from app.db.sql import fetch_rows
from tests.backup.conftest import Empty, Opened, Settings, chain_fault, tell

LATER = """
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2099-01-01T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a column more"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="app", description=DESCRIPTION)

    async def run() -> None:
        await engine_finder().run_ddl("ALTER TABLE municipalities ADD COLUMN motto TEXT NOT NULL DEFAULT 'ukendt'")

    manager.add_raw(run)
    return manager
"""


class Later:
    """Inside, this is the version after ours, with a migration more."""

    def __init__(self, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
        self._folder = tmp_path / "migrations"
        shutil.copytree(config.MIGRATIONS, self._folder)
        (self._folder / "app_later_column.py").write_text(LATER)
        self._patch = patch

    def __enter__(self) -> None:
        self._patch.setattr(piccolo_app.APP_CONFIG, "migrations_folder_path", str(self._folder))

    def __exit__(self, *_: object) -> None:
        self._patch.undo()


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Later:
    return Later(tmp_path, monkeypatch)


async def test_an_older_backup_is_brought_up_and_a_later_one_refused(
    db: Database, installation: Settings, taken: Path, empty: Empty, later: Later, tmp_path: Path
) -> None:
    first, second = empty(), empty()
    with later:
        done = await restore(first, taken, tell)
        assert done.migrations == ("2099-01-01T00:00:00:000000",)
        async with Opened(first) as engine:
            assert {row["motto"] for row in await fetch_rows("SELECT motto FROM municipalities")} == {"ukendt"}
            assert await chain_fault() == ""
            newer = await make_backup(engine, first, tmp_path / "newer", tell)
    with pytest.raises(Refused, match="nyere udgave"):
        await restore(second, newer, tell)
    assert not second.data_dir.exists()


async def test_a_database_in_use_is_copied_before_it_is_changed(
    db: Database, installation: Settings, later: Later
) -> None:
    """By `migrate` and `serve`; every other command says so and changes nothing."""
    await db.stop()
    assert await bring_up(installation, has_backup=True) == []
    assert not installation.backup_dir.exists()
    with later:
        with pytest.raises(Refused, match="handlepligt migrate"):
            async with database(installation):
                pass
        assert await bring_up(installation, has_backup=True) == ["2099-01-01T00:00:00:000000"]
    manifest = folder.read_manifest(folder.chosen_backup(installation.backup_dir))
    assert len(manifest.migrations) == len(migrate.known())
    assert manifest.files is None
