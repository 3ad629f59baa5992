"""What the hiding of figures is computed from, and what comes out of it. Nothing here knows the database."""

from collections.abc import Mapping

from msgspec import Struct

from app.surveys.enums import HiddenReason, Measure


class ScaleFacts(Struct, frozen=True):
    """A scale. Its code means the same in every round, so it names instrument and edition too where rounds differ."""

    code: str
    minimum: float
    maximum: float
    is_sensitive: bool = False
    part_of: str | None = None  # the scale that is the sum, or the mean, of this one and others
    is_inverted: bool = False  # counts the other way round in the scale that it is a part of


class Figure(Struct, frozen=True):
    """One scale of one unit. `n` and `mean` None: not known to us."""

    scale: str
    n: int | None = None
    mean: float | None = None
    distribution: tuple[tuple[float, int], ...] | None = None  # an answer, and how many gave it
    is_hidden_by_supplier: bool = False
    is_rounded: bool = False  # the distribution was given in per cent: how many gave an answer is not certain


class UnitFigures(Struct, frozen=True):
    """A unit as it was in the round, with all below it counted in. What the parent has beyond its children is its own.

    `unit` is the same in every round for the same unit, wherever it lay.
    """

    unit: str
    parent: str | None
    invited: int | None = None
    answered: int | None = None
    figures: tuple[Figure, ...] = ()


class RoundFigures(Struct, frozen=True):
    """One measurement. Rounds that cut the same answers by different trees name the same `answers`."""

    round: str
    scales: tuple[ScaleFacts, ...]
    units: tuple[UnitFigures, ...]
    answers: str | None = None  # None: its own


Place = tuple[str, str]  # a round and a unit: those counted there directly, not by a unit below
UNMEASURED = ""  # in the place of a round: the unit was never measured then


class Reorganisation(Struct, frozen=True):
    """Who was counted directly in the places `before` is in those `after`, of later rounds: a merger, a split, or a
    mixture. A unit that merely moved or changed its name needs none: it keeps its id."""

    before: tuple[Place, ...]
    after: tuple[Place, ...]


class Cell(Struct, frozen=True, order=True):
    """A figure that somebody might read: a measure of a unit, of one scale or (scale "") of the unit itself."""

    round: str
    unit: str
    scale: str
    measure: Measure


class Pattern(Struct, frozen=True):
    """What is shown and what is hidden, the same for every reader. What is in neither is not to be shown."""

    shown: frozenset[Cell]
    hidden: Mapping[Cell, HiddenReason]
    withdrawn: tuple[Cell, ...]  # shown before, and must now go: whoever read it still knows

    def shows(self, round: str, unit: str, scale: str, measure: Measure) -> bool:
        """Whether anybody may see the figure. A figure that the pattern does not know is not shown."""
        return Cell(round, unit, scale, measure) in self.shown
