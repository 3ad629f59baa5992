"""Enums, their Danish labels, and the glossary say the same."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping
from enum import Enum
from types import ModuleType
from typing import Any

from piccolo.table import Table

from tests.architecture.source import ROOT, SLICES

# Enums that no reader ever sees, with the reason.
NEVER_SHOWN = {
    "SessionStage": "a session is open or it is not listed",
    "DeadlineState": "as stored; what is shown is the ClockState computed from it",
}

LATER = re.compile(r"^## (?!Later).*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([A-Z][A-Za-z]+(?:\.\w+)?)`")


def constant(name: str) -> str:
    """`NoticeKind` -> `NOTICE_KIND`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


def module(slice_name: str, layer: str) -> ModuleType | None:
    """One module of a slice, or None where the slice has none."""
    exists = (ROOT / "app" / slice_name / f"{layer}.py").exists()
    return importlib.import_module(f"app.{slice_name}.{layer}") if exists else None


def defined_in(home: ModuleType, kind: type[Any]) -> list[Any]:
    """The classes of one kind that a module defines itself."""
    return [
        value
        for value in vars(home).values()
        if isinstance(value, type) and issubclass(value, kind) and value.__module__ == home.__name__
    ]


def all_enums() -> list[type[Enum]]:
    """Every closed vocabulary of every slice."""
    homes = [found for name in SLICES if (found := module(name, "enums"))]
    return [enum for home in homes for enum in defined_in(home, Enum)]


def all_tables() -> list[type[Table]]:
    """Every table of every slice."""
    homes = [found for name in SLICES if (found := module(name, "tables"))]
    return [table for home in homes for table in defined_in(home, Table)]


def label_faults(enums: Iterable[type[Enum]], labels: Mapping[str, object]) -> list[str]:
    """Members without a label, labels without a member, and label tables of no enum.

    The labels of `NoticeKind` are the dict `NOTICE_KIND`; further dicts about it (help, colour) are
    named `NOTICE_KIND_…` and may leave members out.
    """
    known = {constant(enum.__name__): enum for enum in enums if enum.__name__ not in NEVER_SHOWN}
    tables = {name: value for name, value in labels.items() if name.isupper() and isinstance(value, dict)}
    faults = [f"{name} is missing" for name in known if name not in tables]
    for name, table in tables.items():
        owner = max((k for k in known if f"{name}_".startswith(f"{k}_")), key=len, default=None)
        if owner is None:
            faults.append(f"{name} is no enum's")
            continue
        if owner == name:
            faults += [f"{name} lacks {member.name}" for member in known[name] if not table.get(member)]
        faults += [f"{name} labels {key!r}, no member" for key in table if not isinstance(key, known[owner])]
    return faults


def glossary_faults(text: str, enums: Iterable[type[Enum]], tables: Iterable[type[Table]]) -> list[str]:
    """Words of the glossary that the code does not have, and classes of the code that it leaves out.

    Only table rows count; code stands in backticks (`Case`, `NoticeKind.IMPROVEMENT`). What is planned
    but not built stands under a heading that begins with "Later".
    """
    built = "".join(LATER.findall(text))
    rows = [line for line in built.splitlines() if line.startswith("|")]
    words = {word for row in rows for word in CODE.findall(row)}
    by_name: dict[str, Any] = {kind.__name__: kind for kind in [*enums, *tables]}
    explained = {word.split(".")[0] for word in words}
    faults = [f"{name} is not in the glossary" for name in by_name if name not in explained]
    for word in sorted(words):
        owner, _, member = word.partition(".")
        if owner not in by_name:
            faults.append(f"{word} is not in the code")
        elif member and not hasattr(by_name[owner], member):
            faults.append(f"{word}: {owner} has no {member}")
    return sorted(faults)


def glossary() -> str:
    """The glossary as committed."""
    return (ROOT / "docs" / "glossary.md").read_text("utf-8")
