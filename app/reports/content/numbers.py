"""The texts of a report, and where they look like a CPR number (rule 44)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from app.core.cpr import any_looks_like_cpr

# Numbers of a form of their own.
_OTHER = {"production_unit_no", "cvr_no", "sha256", "id"}


def parts_like_cpr(report: msgspec.Struct) -> tuple[str, ...]:
    """The fields of `report` in which, at any depth, some text looks like a CPR number; in the report's order."""
    return tuple(name for name in report.__struct_fields__ if any_looks_like_cpr(every_text(getattr(report, name))))


def every_text(value: Any) -> Iterator[str]:
    """Each text of `value`, at any depth, but for numbers of a form of their own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name not in _OTHER:
                yield from every_text(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from every_text(each)
