"""Every PDF we make is PDF/UA-1 and PDF/A-2a (3a with attachments), by the veraPDF engine (rule 39)."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import app
from app.reports.pdf import render
from tests.reports.pdf import specimens
from tests.reports.pdf.breakage import BREAKAGES, broken
from tests.support.verapdf import Check, faults

# Everything outside app/reports/pdf that makes a PDF (routes, commands), by the function it makes it with.
# A new line here wants specimens of what it makes in tests/reports/pdf/specimens.py.
MAKERS = {
    "api/v1/reports.py": {"render_status_report"},
    "commands/reports.py": {"render_status_report"},  # into the package
    "notices/views/links.py": {"render_notice"},
    "reports/actions/leaving.py": {"render_status_report"},  # the command line
    "reports/views/files.py": {"render_status_report"},  # into the package
    "reports/views/minutes.py": {"render_minutes"},
    "reports/views/overviews.py": {"render_overview"},
    "reports/views/preview.py": {"render_status_report"},
    "reports/views/snapshots.py": {"render_status_report"},
}

# Modules of later slices that draw a document of their own content with the same blocks, and what makes it.
# Their specimens stand in specimens.py, too.
ELSEWHERE = {"inquiries/memo_pdf.py": "render_memo", "packs/pack_pdf.py": "render_pack"}


def test_every_maker_of_a_pdf_is_known_and_has_specimens() -> None:
    root = Path(app.__path__[0])
    found: dict[str, set[str]] = {}
    for path in sorted(root.rglob("*.py")):
        text = path.read_text("utf-8")
        if "reports.pdf" not in text or path.is_relative_to(root / "reports" / "pdf"):
            continue
        if path.relative_to(root).as_posix() in ELSEWHERE:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.reports.pdf"):
                assert node.module == "app.reports.pdf.render", f"{path}: only render.py makes whole documents"
                found.setdefault(path.relative_to(root).as_posix(), set()).update(name.name for name in node.names)
            assert not (isinstance(node, ast.Import) and "app.reports.pdf" in ast.unparse(node)), path

    assert found == MAKERS
    made = {
        name for name, value in inspect.getmembers(render, inspect.isfunction) if value.__module__ == render.__name__
    }
    assert {name for name in made if not name.startswith("_")} | set(ELSEWHERE.values()) == set(specimens.SPECIMENS)


@pytest.mark.slow
def test_every_pdf_holds_both_standards_and_every_broken_copy_fails_on_its_clause() -> None:
    """One test, since the engine is started once: a specimen of everything, whole and broken, and all reports."""
    attached = specimens.make_attached()
    archived = {
        f"{kind}: {name}": content for kind, make in specimens.SPECIMENS.items() for name, content in make().items()
    }
    archived |= {"specimen": specimens.make_specimen(), "surrogates": specimens.make_surrogates()}
    good = [
        *(Check(name, content, standard) for name, content in archived.items() for standard in ("ua1", "2a")),
        *(Check("attached", attached, standard) for standard in ("ua1", "3a")),
    ]
    small = specimens.make_specimen(rows=3)
    whole = {"ua1": small, "2a": small, "3a": attached}
    bad = [
        Check(f"broken: {name}", broken(whole[standard], breakage), standard)
        for name, (breakage, standard, _) in BREAKAGES.items()
    ]

    found = faults([*good, *bad])

    assert {check[::2]: found[check[::2]] for check in good if found[check[::2]]} == {}
    missed = {
        name: found[f"broken: {name}", standard]
        for name, (_, standard, clause) in BREAKAGES.items()
        if not any(fault.startswith(f"{clause}:") for fault in found[f"broken: {name}", standard])
    }
    assert missed == {}
