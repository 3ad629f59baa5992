"""Proves that pyproject.toml and the two pinned files agree, without asking any registry.

Every dependency that pyproject.toml names must be pinned, at a version it permits; every pin must
carry a hash; a pin made for pyproject.toml must still be asked for there (its "# via" note tells);
what both files pin must be the same version; and neither file may name a registry. Exits with 1 and
one line per fault.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)")


@dataclass
class Pin:
    version: str
    hashes: int = 0
    reasons: list[str] = field(default_factory=list)


def read_lock(text: str) -> dict[str, Pin]:
    """The pins of a requirements file by canonical name."""
    pins: dict[str, Pin] = {}
    current: Pin | None = None
    for line in text.splitlines():
        if match := PIN.match(line):
            current = pins.setdefault(canonicalize_name(match["name"]), Pin(match["version"]))
        elif current is not None and "--hash=sha256:" in line:
            current.hashes += 1
        elif current is not None and line.lstrip().startswith("#"):
            current.reasons.append(line)
    return pins


def faults_of(name: str, text: str, requirements: list[str]) -> list[str]:
    """What is wrong with the lock file `name` as the pinned form of `requirements`."""
    pins = read_lock(text)
    faults = [f"{name}: {pin} has no hash" for pin in pins if not pins[pin].hashes]
    if re.search(r"https?://|file:|^\s*(-i|--(extra-)?index-url|--find-links)\b", text, re.MULTILINE):
        faults.append(f"{name}: names an address; it must not")
    wanted: dict[str, Requirement] = {canonicalize_name(r.name): r for r in map(Requirement, requirements)}
    for dependency, requirement in wanted.items():
        if dependency not in pins:
            faults.append(f"{name}: {dependency} is in pyproject.toml but not pinned")
        elif not requirement.specifier.contains(pins[dependency].version, prereleases=True):
            found = pins[dependency].version
            faults.append(f"{name}: {dependency}=={found} is not what pyproject.toml asks ({requirement})")
    for dependency, pin in pins.items():
        direct = any("pyproject.toml" in reason for reason in pin.reasons)
        if direct and dependency not in wanted:
            faults.append(f"{name}: {dependency} is no longer in pyproject.toml")
    return faults


def check(root: Path) -> list[str]:
    """All faults of the checkout at `root`; empty when pyproject.toml and the locks agree."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    runtime = list(project["project"]["dependencies"])
    development = runtime + list(project["dependency-groups"]["dev"])
    texts = {name: (root / name).read_text("utf-8") for name in ("requirements.txt", "requirements-dev.txt")}
    faults = faults_of("requirements.txt", texts["requirements.txt"], runtime)
    faults += faults_of("requirements-dev.txt", texts["requirements-dev.txt"], development)
    run_pins, dev_pins = (read_lock(text) for text in texts.values())
    for name, pin in run_pins.items():
        other = dev_pins.get(name)
        if other is None or other.version != pin.version:
            found = "nothing" if other is None else other.version
            faults.append(f"requirements-dev.txt: {name} is {found}, requirements.txt has {pin.version}")
    return faults


def main() -> int:
    faults = check(Path(__file__).resolve().parent.parent)
    for fault in faults:
        print(fault, file=sys.stderr)
    print("Run: make lock" if faults else "pyproject.toml and the pinned files agree.")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
