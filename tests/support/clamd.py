"""Pytest plugin: ClamAV's own daemon on loopback, with a signature file of our own for the test file EICAR."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.clamav import Clamav
from tests.factories_files import EICAR
from tests.support.resources import missing

_SUPERVISOR = '"$@" >/dev/null 2>&1 & server=$!; read -r _; kill -9 $server; wait $server'
_MOST_MB = 2


def find_clamd() -> str | None:
    """The daemon's program, where Debian puts it or on the path."""
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


@contextlib.contextmanager
def serving_clamd(folder: Path, program: str) -> Iterator[Clamav]:
    """A daemon with its socket in `folder`. It lives as long as the pipe to its supervisor."""
    (folder / "db").mkdir(exist_ok=True)
    (folder / "db" / "local.ndb").write_text(f"Test.EICAR.Local:0:*:{EICAR.hex()}\n")
    place = folder / "clamd.sock"
    settings = {
        "DatabaseDirectory": folder / "db",
        "LocalSocket": place,
        "Foreground": "yes",
        "StreamMaxLength": f"{_MOST_MB}M",
        "AlertExceedsMax": "yes",
        "PidFile": folder / "clamd.pid",
        "TemporaryDirectory": folder,
    }
    if os.getuid() == 0:
        settings["User"] = "root"
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    command = ["sh", "-c", _SUPERVISOR, "sh", program, "-c", str(folder / "clamd.conf")]
    place.unlink(missing_ok=True)
    with subprocess.Popen(command, stdin=subprocess.PIPE) as supervisor:
        deadline = time.monotonic() + 60
        while not place.exists():
            assert supervisor.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield Clamav(socket=str(place), seconds=20)
        assert supervisor.stdin is not None
        supervisor.stdin.close()


@pytest.fixture(scope="session")
def clamd() -> Iterator[Clamav]:
    """The worker's daemon; a test that asks for it where there is none is skipped, and the run says so."""
    program = find_clamd()
    if program is None:
        missing("ClamAV", "clamd is not installed (Debian: clamav-daemon)")
    with tempfile.TemporaryDirectory() as folder, serving_clamd(Path(folder), program) as daemon:
        yield daemon
