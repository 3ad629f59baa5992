"""What docs/operations.md tells an operator to type, set and follow is there."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from app.cli import make_parser
from app.config.variables import VARIABLES

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text("utf-8")
# A command where it begins a line of code, stands in code in the text, or is started by systemd.
COMMAND = re.compile(
    r"(?:^ExecStart=/usr/local/bin/|^(?:time )?|`|EnvironmentFile=\S+ )handlepligt ([a-z][^`\n]*)", re.M
)
VARIABLE = re.compile(r"HANDLEPLIGT_[A-Z0-9_]+")


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _unknown(line: str) -> str:
    """What of a command the program does not know; empty when it knows all of it."""
    parser: argparse.ArgumentParser = make_parser()
    for word in shlex.split(line.replace("…", "x").replace("[", "").replace("]", "")):
        below = _commands(parser)
        if below:
            missing = [part for part in word.split("|") if part not in below]
            if missing:
                return f"{line}: {missing[0]}"
            parser = below[word.split("|")[0]]
        elif word.startswith("--") and word not in parser._option_string_actions:
            return f"{line}: {word}"
    return ""


def test_every_command_and_option_exists() -> None:
    lines = COMMAND.findall(TEXT)
    assert len(lines) > 30
    assert [fault for line in lines if (fault := _unknown(line))] == []


@pytest.mark.parametrize("line", ["flyv", "backup --hurtigt", "audit flyv", "audit anchor --uden"])
def test_a_command_that_is_not_there_is_found(line: str) -> None:
    assert _unknown(line)


def test_every_variable_exists() -> None:
    known = {variable.name for variable in VARIABLES}
    assert {name for name in VARIABLE.findall(TEXT) if name not in known and not name.endswith("_")} == set()


def test_every_heading_that_is_linked_to_exists() -> None:
    headings = {
        re.sub(r"[^a-zæøå0-9 -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^## (.+)$", TEXT, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) - headings == set()
