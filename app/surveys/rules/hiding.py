"""What of a round is shown to anybody: whoever is few hides with all beside them, and with all that lies below.

Coarse, and the same for every reader: among units that lie under the same, one with too few answers hides them all, so
that none of them can be computed from what they lie under and the others.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from app.surveys.enums import HiddenReason, Measure


class Thresholds(Struct, frozen=True):
    """How many must have answered (rule 33). Defaults of ours, none of them law; the minimum is never under 4."""

    minimum: int = 5
    distribution: int = 8
    sensitive: int = 20


class ScaleFacts(Struct, frozen=True):
    code: str
    minimum: float
    maximum: float
    is_sensitive: bool = False
    part_of: str | None = None


class Figure(Struct, frozen=True):
    """One scale of one unit. `n` and `mean` None: not known to us."""

    scale: str
    n: int | None = None
    mean: float | None = None
    distribution: tuple[tuple[float, int], ...] | None = None
    is_hidden_by_supplier: bool = False


class UnitFigures(Struct, frozen=True):
    """A unit as it was in the round, with all below it counted in."""

    unit: str
    parent: str | None
    invited: int | None = None
    answered: int | None = None
    figures: tuple[Figure, ...] = ()

    @property
    def fewest(self) -> int | None:
        """The smallest number of answers that is known of it; None: none is."""
        known = [each for each in (self.answered, *(figure.n for figure in self.figures)) if each is not None]
        return min(known, default=None)


class RoundFigures(Struct, frozen=True):
    round: str
    scales: tuple[ScaleFacts, ...]
    units: tuple[UnitFigures, ...]


class Cell(Struct, frozen=True, order=True):
    """A measure of a unit: of one scale, or (scale "") of the unit itself."""

    round: str
    unit: str
    scale: str
    measure: Measure


class Pattern(Struct, frozen=True):
    """What is shown and what is hidden. What is in neither is not to be shown."""

    shown: frozenset[Cell]
    hidden: Mapping[Cell, HiddenReason]
    withdrawn: tuple[Cell, ...]  # shown before, and must now go


def suppress(
    rounds: Sequence[RoundFigures], thresholds: Thresholds | None = None, earlier: Pattern | None = None
) -> Pattern:
    """The pattern of the rounds, each by itself. The same input always gives the same pattern."""
    limits = thresholds or Thresholds()
    hidden: dict[Cell, HiddenReason] = {}
    every: set[Cell] = set()
    for each in rounds:
        for cell, reason in _verdicts(each, limits):
            every.add(cell)
            if reason is not None:
                hidden[cell] = reason
    before = earlier.shown if earlier is not None else frozenset()
    return Pattern(frozenset(every - hidden.keys()), hidden, tuple(sorted(before & hidden.keys())))


def _verdicts(round: RoundFigures, limits: Thresholds) -> Iterator[tuple[Cell, HiddenReason | None]]:
    below: dict[str | None, list[UnitFigures]] = {}
    for unit in round.units:
        below.setdefault(unit.parent, []).append(unit)
    sensitive = {scale.code for scale in round.scales if scale.is_sensitive}
    gone = _hidden(below, lambda unit: unit.fewest, limits.minimum)
    of_scale: dict[tuple[str, int], dict[str, HiddenReason]] = {}
    for unit in round.units:
        if unit.answered is not None:
            yield Cell(round.round, unit.unit, "", Measure.COUNT), gone.get(unit.unit)
        for figure in unit.figures:
            least = limits.sensitive if figure.scale in sensitive else limits.minimum
            for measure, floor in (
                (Measure.COUNT, least),
                (Measure.MEAN, least),
                (Measure.DISTRIBUTION, max(least, limits.distribution)),
            ):
                key = (figure.scale, floor)
                if key not in of_scale:
                    of_scale[key] = gone | _hidden(below, _answers_to(figure.scale), floor)
                reason = HiddenReason.SUPPLIER if figure.is_hidden_by_supplier else of_scale[key].get(unit.unit)
                yield Cell(round.round, unit.unit, figure.scale, measure), reason


def _answers_to(scale: str) -> Callable[[UnitFigures], int | None]:
    return lambda unit: next((figure.n for figure in unit.figures if figure.scale == scale), None)


def _hidden(
    below: Mapping[str | None, list[UnitFigures]], count: Callable[[UnitFigures], int | None], least: int
) -> dict[str, HiddenReason]:
    """The units that hide when each needs `least` answers; those beside them and below them, too."""
    parents = {unit.unit: unit for units in below.values() for unit in units}
    found: dict[str, HiddenReason] = {}
    for parent, units in below.items():
        counts = {unit.unit: count(unit) for unit in units}
        known = [each for each in counts.values() if each is not None]
        above = count(parents[parent]) if parent in parents else None
        rest = above - sum(known) if above is not None and known else 0
        few = {unit for unit, number in counts.items() if number is not None and number < least}
        if few or 0 < abs(rest) < least:
            for unit in units:
                found[unit.unit] = HiddenReason.TOO_FEW if unit.unit in few else HiddenReason.WOULD_TELL
    ahead = list(found)
    while ahead:
        for unit in below.get(ahead.pop(), ()):
            if unit.unit not in found:
                found[unit.unit] = HiddenReason.WOULD_TELL
                ahead.append(unit.unit)
    return found
