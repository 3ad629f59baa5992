"""The pinned files are what pyproject.toml asks for, and `make lock-check` would notice if not."""

import pytest

from scripts.check_lock import check, faults_of, read_lock
from tests.architecture.source import ROOT

LOCK = """\
jinja2==3.1.6 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via handlepligt (pyproject.toml)
markupsafe==3.0.4 \\
    --hash=sha256:cc
    # via jinja2
"""


def test_pyproject_and_the_pinned_files_agree() -> None:
    assert check(ROOT) == []


def test_every_pin_is_read() -> None:
    pins = read_lock(LOCK)

    assert {name: (pin.version, pin.hashes) for name, pin in pins.items()} == {
        "jinja2": ("3.1.6", 2),
        "markupsafe": ("3.0.4", 1),
    }


@pytest.mark.parametrize(
    ("text", "requirements", "fault"),
    [
        (LOCK, ["jinja2>=3.2"], "jinja2==3.1.6 is not what pyproject.toml asks (jinja2>=3.2)"),
        (LOCK, ["jinja2", "msgspec"], "msgspec is in pyproject.toml but not pinned"),
        (LOCK, [], "jinja2 is no longer in pyproject.toml"),
        (LOCK.replace("--hash=sha256:cc", ""), ["jinja2"], "markupsafe has no hash"),
        (f"--index-url x\n{LOCK}", ["jinja2"], "names an address; it must not"),
        (f"{LOCK}# from https://example.org\n", ["jinja2"], "names an address; it must not"),
    ],
)
def test_a_disagreement_is_named(text: str, requirements: list[str], fault: str) -> None:
    assert faults_of("lock", text, requirements) == [f"lock: {fault}"]


def test_an_agreement_has_no_fault() -> None:
    assert faults_of("lock", LOCK, ["Jinja2>=3.1,<4"]) == []
