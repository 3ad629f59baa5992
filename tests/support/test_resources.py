"""A test left out for want of a resource is named in the last lines, and fails the run in CI."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each runs pytest in a process of its own

ROOT = Path(__file__).resolve().parents[2]

SUITE = """
from tests.support.resources import missing

def test_runs():
    assert True

def test_lacks_something():
    missing("Chromium", "not found")
"""


def run(folder: Path, ci: str, *arguments: str) -> tuple[int, str, dict[str, object]]:
    """One run of pytest over SUITE: its exit code, its output, and the result file."""
    (folder / "test_suite.py").write_text(SUITE, "utf-8")
    result = folder / "result.json"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(folder)),
            *("-p", "tests.support.resources", "-p", "xdist", "-p", "no:cacheprovider", *arguments, str(folder)),
        ],
        # Without the other plugins: to load them takes longer than the run.
        env={
            **os.environ,
            **{"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            **{"CI": ci, "HANDLEPLIGT_TEST_RESULT": str(result)},
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, json.loads(result.read_text("utf-8"))


@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["alone", "workers"])
@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_a_missing_resource_is_named_and_fails_in_ci(
    tmp_path: Path, ci: str, code: int, arguments: tuple[str, ...]
) -> None:
    exit_code, output, result = run(tmp_path, ci, *arguments)

    assert exit_code == code
    assert "NOT RUN: 1 test(s), Chromium: not found" in "\n".join(output.splitlines()[-3:])
    assert result == {
        "counts": {"passed": 1, "failed": 0, "error": 0, "skipped": 1},
        "not_run": ["NOT RUN: 1 test(s), Chromium: not found"],
    }
