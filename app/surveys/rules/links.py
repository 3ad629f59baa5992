"""A focus point and the result it rests on: which other round is set against it."""

from collections.abc import Sequence
from datetime import date

import msgspec

from app.surveys.enums import LinkRole, SurveyDirection, WishedChange
from app.surveys.rules.instruments import Scale
from app.surveys.rules.shown import ShownFigure, Suppressed
from app.surveys.rules.told import measured_on


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """A unit in a round, with what is shown of one scale; `figure` None: a direction alone."""

    round: int
    round_public_id: str
    round_name: str
    year: int
    period_from: date | None
    period_to: date | None
    period_text: str
    instrument: str | None
    edition: str | None
    unit_public_id: str
    name: str
    parent_name: str
    direction: SurveyDirection | Suppressed | None
    figure: ShownFigure | None

    @property
    def on(self) -> date:
        return measured_on(self.year, self.period_from, self.period_to)

    @property
    def moment(self) -> tuple[int, date, int]:
        """What rounds are ordered by: the year, and in it the last day; the last of the year where it is unknown."""
        return (self.year, self.on, self.round)


class LinkedResult(msgspec.Struct, frozen=True, kw_only=True):
    """A result that a case, or one of its focus points, rests on. `other`: the round it is set against, if any."""

    public_id: str
    focus_point: int | None
    role: LinkRole
    wished: WishedChange | None
    note: str
    is_readable: bool  # False: it lies above what the reader reads, who is shown its figure and not its page
    scale: Scale | None
    own: Measurement
    other: Measurement | None
    told: tuple[str, ...] = ()  # what gave the unit other people between the two

    @property
    def before(self) -> Measurement:
        return self.other if self.other is not None and self.role is LinkRole.EFFECT else self.own

    @property
    def after(self) -> Measurement | None:
        return self.own if self.other is not None and self.role is LinkRole.EFFECT else self.other


def can_show_effect(role: LinkRole, focus_point: int | None, points: Sequence[int]) -> bool:
    """Whether a judgement about the focus points may rest on a result: it is tied as the effect on one of them, or on
    the case as a whole."""
    return role is LinkRole.EFFECT and (focus_point is None or focus_point in points)


def set_against(
    role: LinkRole, own: Measurement, others: Sequence[Measurement], begun: Sequence[int] = ()
) -> Measurement | None:
    """The round that `own` is set against, of those with the same instrument and edition (rule 30).

    An effect has the first round of `begun` (the baselines, then what shows the problem) that lies before it, else the
    latest before it; a problem or a baseline has the latest of all after it. None: there is none.
    """
    if own.figure is None:
        return None
    if role is LinkRole.EFFECT:
        found = [each for each in others if each.moment < own.moment]
        for key in begun:
            for each in found:
                if each.round == key:
                    return each
    else:
        found = [each for each in others if each.moment > own.moment]
    return max(found, key=lambda each: each.moment, default=None)
