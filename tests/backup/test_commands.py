"""`backup` and `restore` as typed: what they say, and their exit codes."""

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest

from app import config
from app.cli import main
from app.commands import doctor
from app.commands.backup import contents
from app.commands.backups import folder
from app.commands.backups.folder import whole_backups
from tests.support.server import clean_environment

KEY = "en-noegle-til-proever-0123456789-abcdef"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, list[str], list[str]]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    return ended.value.code, said.out.splitlines(), said.err.splitlines()


@pytest.mark.sqlite_only  # the words are the same; what they tell of is proved on both
def test_the_operator_is_told_what_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = clean_environment(tmp_path / "data", secret_key=KEY)
    monkeypatch.setattr(os, "environ", environment)
    empty = "Databasen er tom. Der er intet at tage en sikkerhedskopi af."
    assert run(capsys, "backup", str(tmp_path / "x")) == (2, [], [empty])
    assert run(capsys, "restore", str(tmp_path / "x"))[2] == [f"Der er ingen hel sikkerhedskopi i {tmp_path}/x."]
    assert run(capsys, "municipality", "create", "EKS", "Eksempel")[0] == 0

    code, said, _ = run(capsys, "backup", "--keep", "1")
    assert code == 0
    path = folder.chosen_backup(tmp_path / "data/backups")
    held = contents(folder.read_manifest(path))
    assert held.endswith(" tabeller og 0 filer (0,0 MB)")
    assert said == [
        f"Sikkerhedskopi: {path}",
        f"Taget: {held}.",
        "Ikke med: indstillingerne. Gem HANDLEPLIGT_SECRET_KEY og de andre hemmeligheder et andet sted.",
    ]
    code, said, _ = run(capsys, "restore", str(path), "--check")
    assert (code, said[1]) == (0, f"Den er hel: {held}, som de blev skrevet.")

    monkeypatch.setenv("HANDLEPLIGT_SECRET_KEY", "en anden nøgle")
    code, said, wrong = run(capsys, "restore", str(path), "--replace", "--no-backup")
    assert code == 0
    assert said[1:] == [
        f"Gendannet: {held}.",
        "Hændelsesloggen er hel til og med hændelse 2, som sikkerhedskopien siger.",
        "Alle skal logge ind igen. Hvad der er ændret, lukket eller slettet siden da, er det ikke mere.",
    ]
    assert wrong[-1].startswith("HANDLEPLIGT_SECRET_KEY er ikke den")  # slow machines are told of progress, too
    assert run(capsys, "backup", "--quiet", "--keep", "1") == (0, [], [])
    place = tmp_path / "data/backups"
    assert len(whole_backups(place)) == 1
    assert run(capsys, "backup", "--keep", "0")[2] == ["--keep skal være 1 eller mere."]
    assert doctor._backup_problem(config.load())[1] is None
    assert run(capsys, "backup", "--quiet", "--database-only", "--keep", "1") == (0, [], [])
    assert doctor._backup_problem(config.load())[0].startswith(f"Sikkerhedskopi {whole_backups(place)[1]}")

    missing = "f" * 64
    with contextlib.closing(sqlite3.connect(tmp_path / "data/handlepligt.sqlite")) as connection, connection:
        connection.execute(
            "INSERT INTO blobs (sha256, size, media_type, created_at, scan, scan_found) "
            "VALUES (?, 1, 'application/pdf', '2025-08-20 10:00:00+00:00', 'unscanned', '')",
            (missing,),
        )
    assert run(capsys, "backup", "--quiet", "--keep", "1") == (
        1,
        [],
        [
            f"Ikke taget med: filen {missing} mangler på disken.",
            "Ældre sikkerhedskopier er ikke slettet: de kan have de filer, der mangler.",
        ],
    )
    assert len(whole_backups(place)) == 3
