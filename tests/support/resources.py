"""Pytest plugin: things a machine may lack (PostgreSQL, Chromium), and how a run says so.

A test that cannot run for want of such a thing is skipped through `missing()`. The run then names
the thing in its last lines, and fails when `CI=true`: there, nothing may be left out in silence.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import pytest

# A skip crosses from an xdist worker to the main process as its reason only: the prefix marks ours.
MARK = "missing resource: "
# Where scripts/run_tests.py wants the counts of a run; unset in a developer's own run.
RESULT_VARIABLE = "HANDLEPLIGT_TEST_RESULT"


def missing(resource: str, why: str) -> NoReturn:
    """Skips the running test and has the run name `resource` and `why` it cannot be had."""
    pytest.skip(f"{MARK}{resource}: {why}")


def is_ci(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a missing resource is a failure (`CI=true`)."""
    return environment.get("CI", "").lower() in {"1", "true"}


class MissingResources:
    """Collects the skips of `missing()` in the main process and reports them at the end."""

    def __init__(self) -> None:
        self.skips: Counter[str] = Counter()

    def lines(self) -> list[str]:
        return [f"NOT RUN: {count} test(s), {what}" for what, count in sorted(self.skips.items())]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and isinstance(report.longrepr, tuple):
            _, found, what = str(report.longrepr[2]).partition(MARK)
            if found:
                self.skips[what] += 1

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skips and is_ci() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        counts = {
            outcome: len(terminalreporter.stats.get(outcome, []))
            for outcome in ("passed", "failed", "error", "skipped")
        }
        if target := os.environ.get(RESULT_VARIABLE):
            result = {"counts": counts, "not_run": self.lines()}
            Path(target).write_text(json.dumps(result), encoding="utf-8")
        for line in self.lines():
            verdict = " (CI=true: this fails the run)" if is_ci() else ""
            terminalreporter.write_line(line + verdict, red=True)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # an xdist worker leaves the reporting to the main process
        config.pluginmanager.register(MissingResources(), "handlepligt-missing-resources")
