"""What of a survey is shown to anybody: one pattern of all rounds together, the same for every reader (rules 33-36).

`suppression_search` says why what comes out is safe; here is what goes in, and in which order:

1. Units, by how many answered. Who is under the minimum is hidden, and as many others as it takes: the same ones for
   every scale and, as far as it goes, in every round. A hidden unit shows nothing but how many were invited.
2. Each family of scales (a sum and its parts together) among the units that are left.
3. Distributions among the means that are left (`suppression_spread`).

Numbers of answers follow the means, so a hidden unit's number cannot be had by subtraction either. Free text follows
the unit.
"""

from collections.abc import Callable, Mapping, Sequence

from msgspec import structs

from app.organisation.rules import Thresholds
from app.surveys.enums import HiddenReason, Measure
from app.surveys.rules.suppression_facts import (
    Cell,
    Figure,
    Pattern,
    Reorganisation,
    RoundFigures,
    ScaleFacts,
)
from app.surveys.rules.suppression_search import Search
from app.surveys.rules.suppression_sets import Counted, Spot, population
from app.surveys.rules.suppression_spread import telling_distributions
from app.surveys.rules.suppression_values import ANSWERED, Family, answered_family, families_of

_SHOWN_BEFORE = 1_000_000.0  # dearer than any unit: what was shown is hidden last
_OLDER = 0.001  # of two equally good choices the newer round pays

Verdicts = dict[Spot, HiddenReason | None]  # None: shown


def suppress(
    rounds: Sequence[RoundFigures],
    thresholds: Thresholds | None = None,
    earlier: Pattern | None = None,
    reorganisations: Sequence[Reorganisation] = (),
) -> Pattern:
    """The pattern of all rounds that can be compared, oldest first. The same input always gives the same pattern.

    `earlier` is the pattern in force: what it shows is kept where it can be, and listed where it cannot. Raises
    ValueError for a unit named twice, and for units or scales in a circle.
    """
    kept: frozenset[Cell] = frozenset()
    while True:
        pattern = _suppress(_Work(rounds, thresholds or Thresholds(), earlier, reorganisations, kept))
        more = _known_by_what_went(rounds, pattern, earlier) - kept if earlier is not None else frozenset()
        if not more & pattern.shown:
            return pattern
        kept |= more


def _known_by_what_went(rounds: Sequence[RoundFigures], pattern: Pattern, earlier: Pattern) -> frozenset[Cell]:
    """What was hidden in rounds of which something goes now, or went before. Whoever read that knows it still: beside
    it, nothing may appear that it was hidden with. So all that was ever shown is what was safe together."""
    answers = {round.round: round.answers or round.round for round in rounds}
    gone = {*pattern.withdrawn, *(cell for cell in earlier.withdrawn if cell in pattern.hidden)}
    there = {answers.get(cell.round) for cell in gone}
    return frozenset(
        cell for cell in earlier.hidden.keys() - set(earlier.withdrawn) if answers.get(cell.round) in there
    )


def _suppress(work: "_Work") -> Pattern:
    rounds, earlier = work.rounds, work.earlier
    units = work.units()
    verdicts: dict[Cell, HiddenReason | None] = {}
    for (round, unit, _), reason in units.items():
        verdicts[Cell(round, unit, "", Measure.COUNT)] = reason
        verdicts[Cell(round, unit, "", Measure.TEXT)] = reason
    for family in families_of(rounds):
        means = work.means(family, units)
        for (round, unit, scale), reason in means.items():
            verdicts[Cell(round, unit, scale, Measure.MEAN)] = reason
            verdicts[Cell(round, unit, scale, Measure.COUNT)] = reason
        for scale in family.leaves:
            for (round, unit, _), reason in work.distributions(family, scale, means).items():
                verdicts[Cell(round, unit, scale, Measure.DISTRIBUTION)] = reason
    shown = frozenset(cell for cell, reason in verdicts.items() if reason is None)
    hidden = {cell: reason for cell, reason in verdicts.items() if reason is not None}
    before = earlier.shown if earlier is not None else frozenset()
    return Pattern(shown, hidden, tuple(sorted(before & hidden.keys())))


class _Work:
    """One computation: the rounds, and what decides about them."""

    def __init__(
        self,
        rounds: Sequence[RoundFigures],
        limits: Thresholds,
        earlier: Pattern | None,
        reorganisations: Sequence[Reorganisation],
        kept: frozenset[Cell],
    ) -> None:
        self.rounds, self.limits, self.reorganisations = rounds, limits, reorganisations
        self.earlier, self.kept = earlier, kept  # `kept`: hidden as before
        self.shown_before = earlier.shown if earlier is not None else frozenset()
        self.age = {round.round: len(rounds) - index for index, round in enumerate(rounds)}
        self.figures = {
            (round.round, unit.unit, figure.scale): figure
            for round in rounds
            for unit in round.units
            for figure in unit.figures
        }

    def units(self) -> Verdicts:
        """Which units are shown at all. One of which no number is known shows nothing that is its own."""
        family = answered_family()
        few = HiddenReason.TOO_FEW
        found: Verdicts = {(round.round, unit.unit, ANSWERED): few for round in self.rounds for unit in round.units}
        return found | self._search(
            self.rounds, family, {ANSWERED: self.limits.minimum}, self.limits.span, self._kept(Measure.COUNT)
        )

    def _kept(self, measure: Measure) -> dict[Spot, HiddenReason]:
        """What stays hidden, of one measure; of units themselves where it is the number of answers."""
        return {
            (cell.round, cell.unit, cell.scale or ANSWERED): HiddenReason.WOULD_TELL
            for cell in self.kept
            if cell.measure is measure and (measure is not Measure.COUNT or not cell.scale)
        }

    def means(self, family: Family, units: Verdicts) -> Verdicts:
        """Which means of a family are shown, among the units that are."""
        kept = self._kept(Measure.MEAN)
        forced = {spot: reason for spot, reason in kept.items() if spot in self.figures and spot[2] in family.leaves}
        for spot, figure in self.figures.items():
            if spot[2] in family.leaves:
                unit = units[spot[0], spot[1], ANSWERED]
                if figure.is_hidden_by_supplier:
                    forced[spot] = HiddenReason.SUPPLIER
                elif figure.n is not None and figure.n < self._least(family.facts[spot[2]]):
                    forced[spot] = HiddenReason.TOO_FEW
                elif unit is not None:
                    forced[spot] = unit
        least = {scale: self._least(family.facts[scale]) for scale in family.leaves}
        found: Verdicts = dict(forced)
        return found | self._search(self.rounds, family, least, self.limits.span, forced)

    def distributions(self, family: Family, scale: str, means: Verdicts) -> Verdicts:
        """Which distributions of a scale are shown, among the means that are."""
        rounds = [_with_distributions(round, scale) for round in self.rounds]
        spots = [(round.round, unit.unit, scale) for round in rounds for unit in round.units if unit.figures]
        if not spots:
            return {}
        least = max(self.limits.distribution, self._least(family.facts[scale]))
        kept = self._kept(Measure.DISTRIBUTION)
        forced = {spot: kept[spot] for spot in spots if spot in kept}
        for spot in spots:
            reason = means.get(spot, HiddenReason.TOO_FEW)
            if reason is not None:
                forced[spot] = reason
            elif (self.figures[spot].n or 0) < least:
                forced[spot] = HiddenReason.TOO_FEW
        alone = Family({scale: (scale,)}, family.facts)
        while True:
            found: Verdicts = dict(forced)
            found |= self._search(rounds, alone, {scale: least}, 0.0, forced)
            telling = telling_distributions(self.rounds, family, scale, means, found, self.limits.span)
            if not telling:
                return found
            forced |= dict.fromkeys(telling, HiddenReason.WOULD_TELL)

    def _least(self, scale: ScaleFacts) -> int:
        return self.limits.sensitive if scale.is_sensitive else self.limits.minimum

    def _search(
        self,
        rounds: Sequence[RoundFigures],
        family: Family,
        least: Mapping[str, int],
        span: float,
        forced: Mapping[Spot, HiddenReason],
    ) -> Verdicts:
        people = population(rounds, self.reorganisations, family, self.limits.minimum)
        few = {
            index
            for index, counted in enumerate(people.counted)
            if counted.people < max(least[scale] for scale in counted.scales)
            or counted.counts_exchanged
            or any(spot in forced for spot in counted.spots)
        }
        hidden = Search(people, least, span, self._cost(family), few).run()
        found: Verdicts = {}
        for index, counted in enumerate(people.counted):
            for spot in counted.spots:
                if index not in hidden:
                    found[spot] = None
                elif spot in forced:
                    found[spot] = forced[spot]
                else:
                    is_few = counted.people < least[spot[2]]
                    found[spot] = HiddenReason.TOO_FEW if is_few else HiddenReason.WOULD_TELL
        return found

    def _cost(self, family: Family) -> Callable[[Counted], float]:
        """The fewer read it, the sooner it is hidden; what was shown before comes last."""
        measure = Measure.COUNT if ANSWERED in family.leaves else Measure.MEAN

        def cost(counted: Counted) -> float:
            was_shown = any(Cell(*spot, measure) in self.shown_before for spot in counted.spots)
            age = max(self.age[spot[0]] for spot in counted.spots)
            return counted.people + age * _OLDER + (_SHOWN_BEFORE if was_shown else 0.0)

        return cost


def _with_distributions(round: RoundFigures, scale: str) -> RoundFigures:
    """The round as if it held nothing but this scale's distributions."""

    def kept(figure: Figure) -> bool:
        return figure.scale == scale and bool(figure.distribution) and None not in (figure.n, figure.mean)

    units = tuple(
        structs.replace(unit, figures=tuple(figure for figure in unit.figures if kept(figure))) for unit in round.units
    )
    return structs.replace(round, units=units)
