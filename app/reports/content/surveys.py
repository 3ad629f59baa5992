"""The survey results that a case rests on, in the words in which they could be shown when the report was frozen."""

from __future__ import annotations

from app.reports.content.base import Content


class SurveyResult(Content, frozen=True, kw_only=True):
    """A result that the case, or one of its focus points, rests on. What was hidden then says so, and has no number.

    ``id`` is that of the link. ``focus_point`` is "" for the case as a whole, ``scale`` is "" where a direction is all
    that is known, and then ``value`` is that direction. ``comparison`` sets it against another round, before and after,
    with whether the change says anything; "" where there is none. ``was`` says what the unit was called or lay under
    in the other round.
    """

    id: str = ""
    focus_point: str = ""
    role: str
    survey: str
    period: str = ""
    unit: str = ""
    scale: str = ""
    instrument: str = ""
    edition: str = ""
    value: str
    answered: str = ""
    comparison: str = ""
    was: str = ""
    wished: str = ""
    note: str = ""

    @property
    def subject(self) -> str:
        """ "Måling 2024, Team Nord, Social kapital"."""
        return ", ".join(part for part in (self.survey, self.unit, self.scale) if part)

    @property
    def measured_with(self) -> str:
        return f"{self.instrument}, udgave {self.edition}" if self.instrument else "Spørgeskema ukendt"

    @property
    def told(self) -> str:
        """The value with how many answered."""
        return f"{self.value} ({self.answered})" if self.answered else self.value
