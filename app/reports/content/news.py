"""What a report says is new since the one that its receiver got last."""

from __future__ import annotations

from datetime import date

from app.reports.content.base import Content


class NewsEntry(Content, frozen=True, kw_only=True):
    """One difference. `group` is what kind of news it is; `label` "" where `subject` says it all."""

    group: str
    subject: str
    label: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""


class News(Content, frozen=True, kw_only=True):
    """Since the report `since_no`, which showed the case on `since_on`. No entries: nothing that it shows is new."""

    since_no: str
    since_on: date
    entries: tuple[NewsEntry, ...] = ()
