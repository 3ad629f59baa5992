"""What is not whole is never taken for whole, and what is refused changes nothing."""

import asyncio
import gzip
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from app.commands.backups import folder
from app.commands.backups.folder import HashedFile, Manifest
from app.commands.backups.making import keep_newest, make_backup
from app.commands.backups.restoring import look_at, other_keys, restore
from app.commands.common import Refused
from app.db.engine import Database, use_engine
from app.db.sql import fetch_rows
from tests.backup.conftest import IS_POSTGRES, Empty, Opened, Settings, tell
from tests.support.server import clean_environment

ROOT = Path(__file__).resolve().parents[2]


def _manifest(path: Path, change: Callable[[Manifest], Manifest], *, is_sealed: bool = True) -> None:
    changed = change(folder.read_manifest(path))
    changed = changed.sealed() if is_sealed else changed
    (path / folder.MANIFEST).write_bytes(msgspec.json.encode(changed))


def _a_file(path: Path) -> Path:
    return min((path / "blobs").glob("*/*"))


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def _forget_a_file(path: Path) -> None:
    lines = (path / folder.SUMS).read_text().splitlines(keepends=True)
    (path / folder.SUMS).write_text("".join(line for line in lines if "tables/cases." not in line))
    sums = folder.sha256_of(path / folder.SUMS)
    _manifest(path, lambda manifest: msgspec.structs.replace(manifest, sums=sums))


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a table altered": (lambda path: _flip(path / "tables/cases.jsonl.gz"), "er ændret eller skåret af"),
    "a table cut off": (lambda path: _cut(path / "tables/cases.jsonl.gz"), "er ændret eller skåret af"),
    "a table missing": (lambda path: (path / "tables/cases.jsonl.gz").unlink(), "cases.jsonl.gz mangler"),
    "a file altered": (lambda path: _flip(_a_file(path)), "er ændret eller skåret af"),
    "a file missing": (lambda path: _a_file(path).unlink(), "mangler. Brug en anden"),
    "the sums altered": (lambda path: _cut(path / folder.SUMS), "SHA256SUMS mangler eller er ændret"),
    "a table not listed": (_forget_a_file, "nævner ikke alle filer"),
    "no manifest": (lambda path: (path / folder.MANIFEST).unlink(), "Der er ingen hel sikkerhedskopi"),
    "the manifest cut off": (lambda path: _cut(path / folder.MANIFEST), "manifest.json kan ikke læses"),
    "the manifest altered": (
        lambda path: _manifest(path, lambda m: msgspec.structs.replace(m, version="9"), is_sealed=False),
        "manifest.json er ændret",
    ),
    "a later schema": (
        lambda path: _manifest(path, lambda m: msgspec.structs.replace(m, migrations=(*m.migrations, "2099"))),
        "nyere udgave af Handlepligt",
    ),
    "a later format": (
        lambda path: _manifest(path, lambda m: msgspec.structs.replace(m, format=2, version="9.0")),
        "nyere udgave af Handlepligt (9.0)",
    ),
}


@pytest.mark.sqlite_only  # a folder, whichever engine wrote it
async def test_what_was_altered_is_refused_before_anything_is_touched(taken: Path, tmp_path: Path) -> None:
    said = {}
    for name, (damage, _) in DAMAGES.items():
        copy = tmp_path / name
        shutil.copytree(taken, copy)
        damage(copy)
        with pytest.raises(Refused) as refused:
            await look_at(copy, tell)
        said[name] = str(refused.value)
    assert {name: text for name, text in said.items() if DAMAGES[name][1] not in text} == {}
    await look_at(taken, tell)


async def test_only_an_empty_installation_unless_told_and_then_all_or_nothing(
    db: Database, taken: Path, empty: Empty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = empty()
    await restore(target, taken, tell)
    with pytest.raises(Refused, match=r"Installationen er ikke tom\. Intet er ændret"):
        await restore(target, taken, tell)

    async with Opened(target) as engine:
        with pytest.raises(Refused, match="Handlepligt kører"):
            await restore(target, taken, tell, is_replacing=True)
        use_engine(engine)
        before = await fetch_rows("SELECT seq, hash FROM audit_entries ORDER BY seq")

    # Each of these is noticed only after the tables are filled; the backup itself seems whole.
    shorter, torn, other = tmp_path / "shorter", tmp_path / "torn", tmp_path / "other"
    for path in (shorter, torn, other):
        shutil.copytree(taken, path)
    _manifest(shorter, lambda m: msgspec.structs.replace(m, chain=None))
    _rewrite(torn, "persons", lambda lines: lines[1:])
    _rewrite(other, "cases", lambda lines: [*lines, b"[1]\n"])
    late = {torn: "peger på noget", shorter: "ender et andet sted", other: "kan ikke læses ind"}
    for path in (torn,) if IS_POSTGRES else late:  # references alone are looked at by each engine in its own way
        with pytest.raises(Refused, match=late[path]):
            await restore(target, path, tell, is_replacing=True)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(Refused, match="Der er ikke plads"):
        await restore(empty(), taken, tell)
    monkeypatch.undo()
    async with Opened(target):
        assert await fetch_rows("SELECT seq, hash FROM audit_entries ORDER BY seq") == before

    done = await restore(target, taken, tell, is_replacing=True, former=tmp_path / "former")
    assert done.former is not None
    assert (await look_at(done.former, tell))[1].files is None
    async with Opened(target):
        assert len(await fetch_rows("SELECT seq FROM audit_entries")) == len(before)
    assert not other_keys(done.manifest, target)
    assert other_keys(done.manifest, msgspec.structs.replace(target, secret_key="en anden"))


def _rewrite(path: Path, table: str, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Changes a table as somebody would who knows how everything is sealed."""
    file = path / "tables" / f"{table}.jsonl.gz"
    old, lines = folder.sha256_of(file), change(gzip.decompress(file.read_bytes()).splitlines(keepends=True))
    file.write_bytes(gzip.compress(b"".join(lines)))
    new = folder.sha256_of(file)
    (path / folder.SUMS).write_text((path / folder.SUMS).read_text().replace(old, new))
    sums = folder.sha256_of(path / folder.SUMS)

    def sealed(manifest: Manifest) -> Manifest:
        tables = tuple(
            msgspec.structs.replace(each, sha256=new, rows=len(lines)) if each.shape.table == table else each
            for each in manifest.tables
        )
        return msgspec.structs.replace(manifest, tables=tables, sums=sums)

    _manifest(path, sealed)


@pytest.mark.sqlite_only  # a folder, whichever engine wrote it
async def test_a_backup_that_was_cut_off_is_no_backup(
    db: Database, installation: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "backups"
    with monkeypatch.context() as patch:

        def full(self: HashedFile, data: bytes) -> int:
            raise OSError(28, "No space left on device")

        patch.setattr(HashedFile, "write", full)
        with pytest.raises(Refused, match=r"der er ikke plads\. Intet er efterladt"):
            await make_backup(db, installation, place, tell)
    assert [path.name for path in place.iterdir()] == [".handlepligt.lock"]

    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.backup.killed", str(place), str(130)],
        cwd=ROOT,
        env={
            **clean_environment(installation.data_dir, database_url=installation.database_url),
            "PYTHONWARNINGS": "default",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert list(place.glob("ufaerdig-*"))
    with pytest.raises(Refused, match="Der er ingen hel sikkerhedskopi"):
        await look_at(place, tell)
    whole = [await make_backup(db, installation, place, tell) for _ in range(3)]
    assert sorted(os.listdir(place)) == [".handlepligt.lock", *sorted(path.name for path in whole)]
    assert (await look_at(place, tell))[0] == whole[-1]
    bare = [await make_backup(db, installation, place, tell, has_files=False) for _ in range(2)]
    assert (await look_at(place, tell))[0] == whole[-1]  # not the copy that a restore has just left there
    assert (await look_at(bare[0], tell))[0] == bare[0]
    assert keep_newest(place, 1, has_files=False) == [bare[0]]
    assert (keep_newest(place, 2), keep_newest(place, 3)) == ([whole[0]], [])
    newest = await make_backup(db, installation, place, tell)
    assert (keep_newest(place, 1), folder.whole_backups(place)) == ([bare[1], whole[2], whole[1]], [newest])
