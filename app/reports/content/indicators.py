"""The indicators that a case is followed by, in the words in which they could be shown when the report was frozen."""

from __future__ import annotations

from app.reports.content.base import Content


class FollowedIndicator(Content, frozen=True, kw_only=True):
    """An indicator of a unit: the newest figure and the one before it, each with its period, reservation, day and
    source in the same text, so that none goes without. What was hidden then says so, and has no number.

    ``id`` is that of the link. ``focus_point`` is "" for the case as a whole, ``before`` is "" where there is none.
    """

    id: str = ""
    focus_point: str = ""
    indicator: str
    unit: str
    definition: str = ""
    figure: str
    before: str = ""
    better: str = ""
    note: str = ""

    @property
    def subject(self) -> str:
        """ "Personaleomsætning, Team Nord"."""
        return f"{self.indicator}, {self.unit}"
