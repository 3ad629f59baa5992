"""`handlepligt privacy …`: everything held about a person in a file, and what could be purged."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Handlepligt

pytestmark = pytest.mark.slow


def test_a_request_is_answered_from_the_command_line(handlepligt: Handlepligt, tmp_path: Path) -> None:
    assert handlepligt("municipality", "create", "EKS", "Eksempel Kommune").returncode == 0
    made = ("--municipality", "EKS", "--name", "Åse Ærø", "--role", "administrator", "--link")
    assert handlepligt("user", "create", "åse", *made).returncode == 0
    out = tmp_path / "åse.zip"
    done = handlepligt("privacy", "export", "ÅSE", "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Læs dem igennem, før de udleveres" in done.stdout
    assert out.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(out) as file:
        lines = [json.loads(line) for line in file.read("oplysninger.jsonl").splitlines()]
    assert lines[0]["name"] == "Åse Ærø"
    assert lines[0]["by"] == "Systemet"
    assert [line["row"]["Brugernavn"] for line in lines if line.get("part") == "account"] == ["åse"]
    assert [line["row"]["Formål"] for line in lines if line.get("part") == "links"] == ["Invitation"]
    again = handlepligt("privacy", "export", "åse", "--out", str(out))
    assert (again.returncode, "kan ikke skrives" in again.stderr) == (2, True)
    unknown = handlepligt("privacy", "export", "ukendt", "--out", str(tmp_path / "x.zip"))
    assert (unknown.returncode, unknown.stderr) == (2, "Der er ingen person »ukendt«.\n")
    assert handlepligt("privacy", "purge").stdout == "0 filer med rækker af svar er slettet.\n"
    report = handlepligt("privacy", "purge-report")
    assert report.returncode == 0
    assert "Brugere for personer, der er fratrådt: 0" in report.stdout
    assert "87.15.00, 87.05.10, 87.00.10 bevares" in report.stdout
