"""A paper to hang up that leads to the page for all employees of a unit."""

from __future__ import annotations

from datetime import date, datetime

from app.reports.content.base import Content


class Notice(Content, frozen=True, kw_only=True):
    """What stands on the paper; `address` is that of the page, with the secret in it."""

    municipality: str
    unit: str
    place: str
    address: str
    until_on: date
    made_at: datetime
