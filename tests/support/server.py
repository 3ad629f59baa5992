"""The application as a process of its own, for browser and packaging tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60


def clean_environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """This environment without the developer's own settings, with `settings` (`port="0"`) as ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDLEPLIGT_")}
    ours = {f"HANDLEPLIGT_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "HANDLEPLIGT_DATA_DIR": str(data_dir), **ours}


def run(command: Sequence[str], environment: Mapping[str, str], cwd: Path) -> str:
    """Runs a command to its end; returns what it printed. Fails the test with its output otherwise."""
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], environment: Mapping[str, str], cwd: Path, log_folder: Path) -> Iterator[str]:
    """The address of a server that `command` (`… serve`) runs, ready to answer; stopped afterwards."""
    port = free_port()
    log = log_folder / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**environment, "HANDLEPLIGT_HOST": "127.0.0.1", "HANDLEPLIGT_PORT": str(port)},
            cwd=cwd,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_ready(process, address, log)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the server did not start:\n{log.read_text('utf-8', errors='replace')}")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310 - our own http address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)


def from_checkout(*arguments: str) -> list[str]:
    """The command `handlepligt …` of this checkout, with this interpreter."""
    return [sys.executable, "-m", "app", *arguments]
