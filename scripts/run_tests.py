"""Runs the whole suite: on SQLite, on PostgreSQL, in the browser. `make test` and `.ci/run` call it.

Installs PostgreSQL, Chromium, Java and ClamAV from the distribution's packages where it may. What cannot be had is
named in the last lines; with `CI=true` it fails the run. The last line is the sum of the three passes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.browser import find_chromium  # noqa: E402 - needs the path above
from tests.support.clamd import find_clamd  # noqa: E402 - the same
from tests.support.postgres import ENGINE_VARIABLE, find_binaries  # noqa: E402 - the same
from tests.support.resources import RESULT_VARIABLE  # noqa: E402 - the same
from tests.support.verapdf import find_jdk  # noqa: E402 - the same

# The long walks stand where they stand; whoever is done takes over what waits for others.
SHARED = ("-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal")


@dataclass(frozen=True)
class Pass:
    """One run of pytest over a part of the suite."""

    name: str
    engine: str
    arguments: tuple[str, ...]


# Of the browser pass only: what is not asked for need not be imported.
IN_BROWSER = tuple(
    str(path) for path in sorted(ROOT.glob("tests/**/test_*.py")) if "mark.browser" in path.read_text("utf-8")
)

PASSES = (
    Pass("SQLite", "sqlite", SHARED),
    # These ask for no database.
    Pass("PostgreSQL", "postgres", (*SHARED, "--ignore=tests/architecture", "--ignore=tests/packaging")),
    # Each worker has a browser and a demo of its own.
    Pass("Browser", "sqlite", ("-m", "browser", *SHARED, *IN_BROWSER)),
)


@dataclass
class Result:
    """What one pass came to."""

    name: str
    exit_code: int
    passed: int
    failed: int
    skipped: int
    not_run: list[str]
    seconds: float


def install(package: str, found: Callable[[], object]) -> None:
    """Installs a Debian package if it is missing and we may; a failure shows later, as a skip."""
    if found() or not shutil.which("apt-get"):
        return
    prefix = [] if os.getuid() == 0 else ["sudo", "-n"]
    if prefix and not shutil.which("sudo"):
        return
    print(f"Installing {package} ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", package],
    ):
        done = subprocess.run(
            prefix + command, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode:
            print(f"  {' '.join(command)}: {done.stderr.strip()[-300:]}", flush=True)
            return


def run_pass(part: Pass, extra: list[str], compiled: str) -> Result:
    """Runs one pass, its output shown as it comes; compiled templates are kept in the folder `compiled`."""
    print(f"\n===== {part.name} =====", flush=True)
    started = time.monotonic()
    # A developer's own settings must not reach the tests.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HANDLEPLIGT_") or "_TEST_" in k}
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "result.json"
        environment |= {ENGINE_VARIABLE: part.engine, RESULT_VARIABLE: str(target)}
        # Whatever the machine says: the many processes of a run share what Python compiles, as the next run does.
        environment |= {"HANDLEPLIGT_TEST_COMPILED": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        command = [sys.executable, "-m", "pytest", "-q", *part.arguments, *extra]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        found = json.loads(target.read_text("utf-8")) if target.exists() else {"counts": {}, "not_run": []}
    counts = found["counts"]
    return Result(
        name=part.name,
        exit_code=code,
        passed=counts.get("passed", 0),
        failed=counts.get("failed", 0) + counts.get("error", 0),
        skipped=counts.get("skipped", 0),
        not_run=found["not_run"],
        seconds=time.monotonic() - started,
    )


def main(extra: list[str]) -> int:
    install("postgresql", find_binaries)
    install("chromium-headless-shell", find_chromium)
    install("chromium", find_chromium)  # where there is no package of the first name
    install("default-jdk-headless", find_jdk)
    install("clamav-daemon", find_clamd)
    with tempfile.TemporaryDirectory() as compiled:
        results = [run_pass(part, extra, compiled) for part in PASSES]
    print("\n===== All passes =====")
    for result in results:
        verdict = "ok" if result.exit_code == 0 else f"FAILED (pytest exit code {result.exit_code})"
        print(
            f"{result.name:<11}{result.passed:>5} passed {result.failed:>4} failed"
            f" {result.skipped:>4} skipped {result.seconds:>6.0f} s  {verdict}"
        )
    for result in results:
        for line in result.not_run:
            print(line)
    # A pass that ended badly without a failed test (collection error, crash, nothing to run) counts as one.
    failed = sum(result.failed or int(result.exit_code != 0) for result in results)
    passed, skipped = (sum(getattr(result, name) for result in results) for name in ("passed", "skipped"))
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
