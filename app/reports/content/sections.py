"""A report without the sections that its receiver does not get: their parts are empty, and nothing points to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from app.reports.content.profiles import SECTIONS, Section
from app.reports.content.status import StatusReport

PARTS: dict[Section, tuple[str, ...]] = {
    "table": (),  # what "plan" holds, at a glance
    "news": ("news",),
    "deadlines": ("clocks", "events"),
    "order": ("order_summary", "topics", "rulings", "findings"),
    "plan": ("plan", "focus_points", "other_items"),
    "surveys": ("surveys", "indicators"),
    "earlier": ("prior_measures", "permanent_conditions"),
    "involvement": ("involvement",),
    "remaining": ("remaining", "also_missing"),
    "authority": ("warnings", "report_backs", "replies", "contacts"),
    "evidence": ("evidence",),
}


def limited(report: StatusReport, kept: Iterable[Section]) -> StatusReport:
    """`report` with the sections `kept`, in the order of the report, and every other emptied."""
    wanted = tuple(section for section in SECTIONS if section in set(kept))
    empty: dict[str, Any] = {}
    for section in SECTIONS:
        if section not in wanted:
            empty |= {part: _empty(getattr(report, part)) for part in PARTS[section]}
    if "evidence" not in wanted:
        items = tuple(replace(item, evidence=()) for item in report.other_items)
        points = tuple(
            replace(point, evidence=(), items=tuple(replace(item, evidence=()) for item in point.items))
            for point in report.focus_points
        )
        empty = {"other_items": items, "focus_points": points} | empty
    return replace(report, sections=wanted, **empty)


def _empty(value: Any) -> Any:
    return value[:0] if isinstance(value, str | tuple) else None
