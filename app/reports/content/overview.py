"""The overview of many cases in a unit's tree, as plain data: what its snapshot freezes."""

from __future__ import annotations

from datetime import date, datetime

from app.reports.content.base import SCHEMA_VERSION, Content, Tone
from app.reports.content.case import Author, Count


class OverviewCase(Content, frozen=True, kw_only=True):
    """One open case. `next_on` None with `next_text` "Frist ukendt": nobody knows the date (rule 13). `blocked` holds a
    sentence for each thing that stands in the way, `remaining` what is not finished, in words.
    """

    reference: str
    title: str
    units: str
    kind: str
    status: str
    tone: Tone = "neutral"
    next_label: str = ""
    next_on: date | None = None
    next_text: str = ""
    is_overdue: bool = False
    items: int = 0
    items_open: int = 0
    items_overdue: int = 0
    items_unjudged: int = 0
    blocked: tuple[str, ...] = ()
    remaining: str = ""


class Overview(Content, frozen=True, kw_only=True, tag_field="document", tag="overview"):
    """The open cases of a unit and everything below it, on one day."""

    schema_version: int = SCHEMA_VERSION
    report_no: str
    heading: str
    receiver: str = ""
    replaces: str = ""
    as_of: date
    created_at: datetime
    author: Author
    municipality: str
    unit: str
    units: int = 1
    counts: tuple[Count, ...] = ()
    cases: tuple[OverviewCase, ...] = ()
