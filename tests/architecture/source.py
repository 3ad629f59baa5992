"""The modules of app/ as syntax trees, and where each stands: its area, slice and layer.

The order is the architecture's (docs/architecture.md). A module with a name of its own inside a slice
needs a line in TOPICS, which says as what it counts.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SLICES = (
    "access",
    "audit",
    "organisation",
    "committees",
    "accounts",
    "documents",
    "deadlines",
    "cases",
    "plans",
    "evidence",
    "handover",
    "involvement",
    "surveys",
    "material",
    "cycles",
    "indicators",
    "meetings",
    "minutes",
    "requests",
    "reports",
    "approvals",
    "packs",
    "notices",
    "erasure",
    "search",
    "inquiries",
    "dashboard",
    "digest",
    "api",
    "privacy",
    "demo",
)

# Lowest first; what stands together may not import each other.
LAYERS = (
    ("enums",),
    ("labels", "tables"),
    ("rules",),
    ("adapter",),  # to the world outside: files, fonts, password hashes; no database, no HTTP
    ("policy",),
    ("queries",),
    ("actions",),
    ("forms",),
    ("pages",),
    ("views", "api"),
)
RANK = {layer: rank for rank, layers in enumerate(LAYERS) for layer in layers}

# Modules (and packages, with all in them) that are not named after their layer.
TOPICS = {
    "app.accounts.codes": "adapter",  # encryption, time-based codes
    "app.accounts.mail": "adapter",  # to a mail server
    "app.accounts.oidc": "adapter",  # to a provider of logins
    "app.accounts.passwords": "adapter",
    "app.accounts.passes": "adapter",  # what a browser holds, sealed
    "app.accounts.words": "rules",  # Danish words that passwords lean on
    "app.documents.blobs": "adapter",  # files on their way in, and kept
    "app.documents.papers": "actions",
    "app.documents.objects": "adapter",  # a disk or a bucket, through obstore
    "app.documents.filetypes": "adapter",  # what a file is, told from its bytes
    "app.documents.pictures": "adapter",  # a program of its own: pixels alone
    "app.documents.clamav": "adapter",  # to a virus scanner
    "app.documents.previews": "adapter",  # starts that program
    "app.accounts.reasons": "pages",
    "app.accounts.sso_pages": "pages",
    "app.evidence.asking": "actions",
    "app.evidence.scanning": "actions",
    "app.evidence.request_pages": "pages",
    "app.evidence.tiers": "actions",
    "app.material.file_views": "views",
    "app.dashboard.presenters": "pages",
    "app.surveys.files": "adapter",  # what suppliers send, read without a database
    "app.indicators.files": "adapter",  # rows of a spreadsheet, read without a database
    "app.indicators.words": "adapter",  # a figure with its reservations: the same wherever it goes
    "app.surveys.words": "adapter",  # what is shown, in words: the same on pages and in reports
    "app.minutes.files": "actions",
    "app.minutes.file_views": "views",
    "app.minutes.content": "rules",  # what frozen minutes say: data without behaviour
    "app.reports.changes": "rules",
    "app.reports.road": "rules",
    "app.reports.standing": "rules",
    "app.reports.content": "rules",  # the frozen content of a report: data without behaviour
    "app.reports.receivers": "rules",  # who a report is for, and what they do not get
    "app.reports.sheets": "adapter",  # content in, CSV and XLSX out
    "app.reports.package": "adapter",  # content and files in, a ZIP out
    "app.reports.pdf": "adapter",  # content in, bytes out
    "app.packs.content": "rules",  # what a pack says: data without behaviour
    "app.packs.pack_pdf": "adapter",  # content in, bytes out
    "app.inquiries.content": "rules",  # the frozen content of a memo
    "app.inquiries.facts": "queries",
    "app.inquiries.memo_pdf": "adapter",  # content in, bytes out
    "app.api.guard": "views",  # stands before the handlers, as they do before the actions
    "app.api.v1": "views",  # handlers by subject, with the shapes of what they answer
    "app.demo": "actions",  # fills a database through the actions of all slices
}

TOP = ("app.asgi", "app.upkeep", "app.cli", "app.commands", "app.__main__", "app.piccolo_app", "app.piccolo_conf")


@dataclass(frozen=True)
class Module:
    """One module: its dotted name and its syntax tree."""

    name: str
    tree: ast.Module
    is_package: bool = False

    @property
    def area(self) -> str:
        """core, db, web, config, top, a slice's name, or "" for the package itself."""
        if is_within(self.name, *TOP):
            return "top"
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def layer(self) -> str | None:
        """The layer inside the slice; None outside slices and for a slice's own __init__."""
        if self.area not in SLICES:
            return None
        for topic, layer in TOPICS.items():
            if is_within(self.name, topic):
                return layer
        parts = self.name.split(".")
        return parts[2] if len(parts) > 2 else None

    @property
    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and dotted name of everything imported, inside functions and for types only as well."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield node.lineno, alias.name
            elif isinstance(node, ast.ImportFrom):
                base = self._absolute(node)
                for alias in node.names:
                    yield node.lineno, f"{base}.{alias.name}"

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        kept = len(parts) - node.level + (1 if self.is_package else 0)
        return ".".join([*parts[:kept], *([node.module] if node.module else [])])


@dataclass(frozen=True)
class Fault:
    """A broken rule, where, and what."""

    module: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.text}"


Modules = dict[str, Module]


def is_within(name: str, *packages: str) -> bool:
    """Whether `name` is one of the packages or lies in one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def parse(sources: dict[str, str]) -> Modules:
    """Modules from their text, by dotted name; the checks' own controls are made so."""
    return {name: Module(name, ast.parse(text)) for name, text in sources.items()}


@cache
def load(root: Path = ROOT) -> Modules:
    """Every module of app/ in the checkout; read once, for all who look."""
    modules = {}
    for path in sorted((root / "app").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        modules[name] = Module(name, ast.parse(path.read_text("utf-8"), str(path)), is_package)
    return modules


def target_of(modules: Modules, imported: str) -> Module | None:
    """The module of ours that an import reaches: itself, or the one that defines the name."""
    while imported and is_within(imported, "app"):
        if imported in modules:
            return modules[imported]
        imported = imported.rpartition(".")[0]
    return None
