"""What a reader is shown of a round: figures with one decimal, or that they are hidden."""

import functools
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import TypeVar

import msgspec

from app.surveys.enums import HiddenReason, Measure, SurveyDirection
from app.surveys.rules.instruments import Scale, band_of, one_decimal
from app.surveys.rules.rounds import response_rate
from app.surveys.rules.spread import Spread

SPREAD = 0.2  # of the scale: how far answers commonly lie from their mean. An estimate of ours, and labelled so
ERRORS = 2  # standard errors, some 95 of 100


class Suppressed(msgspec.Struct, frozen=True):
    """A figure that exists and is shown to nobody."""

    reason: HiddenReason


class ShownFigure(msgspec.Struct, frozen=True):
    """One scale of one unit. None: unknown."""

    n: int | Suppressed | None
    mean: Decimal | Suppressed | None
    band: str = ""
    distribution: Spread | Suppressed | None = None


class ShownUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as it was. `is_readable` False: it is there to compare with, as what the reader's unit lay under."""

    id: int
    public_id: str
    unit: int
    parent: int | None
    name: str
    parent_name: str
    depth: int
    invited: int | None
    answered: int | Suppressed | None
    direction: SurveyDirection | Suppressed | None
    direction_note: str  # "" where the direction is hidden
    version: int
    is_readable: bool
    figures: dict[str, ShownFigure]
    corrected_on: date | None = None  # written anew after readers had seen it

    @property
    def rate(self) -> int | Suppressed | None:
        """Answered of invited in per cent; None: nobody invited, or unknown."""
        return self.answered if isinstance(self.answered, Suppressed) else response_rate(self.invited, self.answered)

    @property
    def is_measured(self) -> bool:
        """Whether anything at all is known of the unit."""
        return self.direction is not None or self.invited is not None or self.answered is not None or bool(self.figures)


class ShownRound(msgspec.Struct, frozen=True):
    round: int
    units: tuple[ShownUnit, ...]  # in the order of the tree

    def find(self, unit: int | None) -> ShownUnit | None:
        return next((each for each in self.units if each.unit == unit), None)


def rounded(mean: str | None, scale: Scale) -> tuple[Decimal | None, str]:
    """The stored mean with one decimal, and its band by that; None and "" for none."""
    if mean is None:
        return None, ""
    shown = _one_decimal_of(mean)
    band = band_of(shown, scale)
    return shown, band.label if band else ""


@functools.lru_cache(maxsize=50_000)
def _one_decimal_of(mean: str) -> Decimal:
    return one_decimal(Fraction(mean))


T = TypeVar("T")
Pattern = dict[tuple[int, str | None, Measure], HiddenReason | None]


class Result(msgspec.Struct, frozen=True):
    """A stored figure, as it is read. Not to be shown: `figure_of` says what may be."""

    round_unit: int
    code: str
    n: int | None
    mean: str | None
    is_hidden_by_supplier: bool
    distribution: str | None


def figure_of(row: Result, scale: Scale, pattern: Pattern) -> ShownFigure:
    """What is shown of a stored figure by the stored pattern."""
    if row.is_hidden_by_supplier:
        gone = Suppressed(HiddenReason.SUPPLIER)
        return ShownFigure(gone, gone, "", gone)
    mean, band = rounded(row.mean, scale)
    told = guarded(mean, pattern, row.round_unit, row.code, Measure.MEAN)
    spread = msgspec.json.decode(row.distribution, type=Spread) if row.distribution else None
    return ShownFigure(
        n=guarded(row.n, pattern, row.round_unit, row.code, Measure.COUNT),
        mean=told,
        band="" if isinstance(told, Suppressed) else band,
        distribution=guarded(spread, pattern, row.round_unit, row.code, Measure.DISTRIBUTION),
    )


def guarded(value: T | None, pattern: Pattern, unit: int, code: str | None, measure: Measure) -> T | Suppressed | None:
    """The value where the pattern shows it; unknown stays unknown."""
    if value is None:
        return None
    reason = pattern.get((unit, code, measure), HiddenReason.TOO_FEW)
    return value if reason is None else Suppressed(reason)


class Change(msgspec.Struct, frozen=True):
    """The difference of two shown scores. `is_certain` False: so few answered that it says nothing (trap 19)."""

    points: Decimal
    margin: Decimal
    is_certain: bool
    is_better: bool


def change_of(scale: Scale, now: ShownFigure, before: ShownFigure) -> Change | None:
    """How a score changed, with its uncertainty; None where one of the two is hidden or unknown.

    From what is shown, so that it tells no more. The margin supposes the spread of answers, which nobody gave us.
    """
    mean, earlier = now.mean, before.mean
    if not isinstance(mean, Decimal) or not isinstance(earlier, Decimal):
        return None
    if not (isinstance(now.n, int) and isinstance(before.n, int) and now.n and before.n):
        return None
    points = mean - earlier
    width = scale.maximum - scale.minimum
    margin = one_decimal(Decimal(str(round(ERRORS * SPREAD * width * sqrt(1 / now.n + 1 / before.n), 6))))
    is_better = (points > 0) == scale.is_higher_better
    return Change(points, margin, abs(points) > margin, is_better)
