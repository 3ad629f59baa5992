"""The wheel holds all it needs: installed elsewhere, `handlepligt` works as it does in the checkout."""

import os
import re
import site
import subprocess
import sys
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import clean_environment, run, serving

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as a release would build it."""
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], os.environ, ROOT)
    (built,) = folder.glob("handlepligt-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `handlepligt` in a new virtual environment, which borrows the dependencies of this one.

    Borrowing keeps the test offline and quick; that the pinned dependencies install is what building
    this environment has just shown. The checkout is not on its path.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    (own,) = folder.glob("lib/python*/site-packages")
    borrowed = [path for path in site.getsitepackages() if Path(path).is_dir()]
    (own / "borrowed.pth").write_text("\n".join(borrowed), encoding="utf-8")
    target = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python")]
    run([*target, "install", "-q", "--no-deps", "--no-index", str(wheel)], os.environ, folder)
    where = run([str(folder / "bin" / "python"), "-c", "import app; print(app.__file__)"], os.environ, folder)
    assert where.startswith(str(own))
    return folder / "bin" / "handlepligt"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return clean_environment(tmp_path / "data")


@pytest.fixture(scope="module")
def demo(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The demo, loaded and served by the installed command: its address and its environment."""
    folder = tmp_path_factory.mktemp("wheel-demo")
    environment = clean_environment(folder / "data")
    run([str(installed), "demo", "--load-only"], environment, folder)
    with serving([str(installed), "demo"], environment, folder, log_folder=folder) as address:
        yield address, environment


def fetch(address: str) -> tuple[int, str, bytes]:
    """Status, media type and body of a page."""
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own http address
        return answer.status, answer.headers.get_content_type(), answer.read()


def test_the_wheel_holds_every_template_migration_and_static_file(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "app", "templates", "migrations"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    moved = {
        re.sub(r"^(templates|migrations)/", r"app/_bundled/\1/", name) for name in listed if (ROOT / name).exists()
    }

    with zipfile.ZipFile(wheel) as archive:
        missing = moved - set(archive.namelist())

    assert len(moved) > 20
    assert missing == set()


def test_the_wheel_holds_nothing_but_the_application(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}

    assert tops == {"app", "handlepligt-0.1.0.dist-info"}


def test_an_empty_database_is_migrated_twice_without_harm(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    run([str(installed), "migrate"], environment, tmp_path)
    run([str(installed), "migrate"], environment, tmp_path)
    reports = run([str(installed), "report", "list"], environment, tmp_path)

    assert reports.strip() == ""


def test_the_demo_lists_its_cases_reference_first(
    installed: Path, demo: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    _, environment = demo
    lines = run([str(installed), "report", "list"], environment, tmp_path).splitlines()
    references = [line.split()[0] for line in lines]

    assert len(references) >= 2
    assert len(set(references)) == len(references)
    assert [r for r in references if not re.fullmatch(r"\S+\d{4}-\d{4}", r)] == []


def test_a_report_is_built_from_the_installed_command(
    installed: Path, demo: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    _, environment = demo
    reference = run([str(installed), "report", "list"], environment, tmp_path).split()[0]
    target = tmp_path / "rapport.pdf"
    run([str(installed), "report", "build", reference, "--out", str(target)], environment, tmp_path)

    assert target.read_bytes().startswith(b"%PDF-")


def test_health_page_template_and_static_file_are_served(demo: tuple[str, dict[str, str]]) -> None:
    address, _ = demo
    status, _, _ = fetch(f"{address}/healthz")
    page_status, page_type, page = fetch(f"{address}/fristberegner?slags=klagefrist&dato=2025-03-20")
    style = re.search(rb'<link[^>]+href="([^"]+\.css[^"]*)"', page)

    assert (status, page_status, page_type) == (200, 200, "text/html")
    assert b'<time datetime="2025-04-22">' in page
    assert style is not None
    assert fetch(address + style[1].decode())[:2] == (200, "text/css")
