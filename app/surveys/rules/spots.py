"""Where a round is hot and cold: scores that lie farther from the whole than chance commonly brings."""

from collections.abc import Sequence

import msgspec

from app.surveys.rules.instruments import Scale
from app.surveys.rules.shown import Change, ShownFigure, ShownRound, ShownUnit, change_of

MOST_SPOTS = 6  # to each side: a choice of ours, so that the page can be taken in
_NOTHING = ShownFigure(None, None)


class Spot(msgspec.Struct, frozen=True):
    """A unit's score of a scale, and how far it is from that of the whole round."""

    unit: ShownUnit
    scale: Scale
    mean: ShownFigure
    whole: ShownFigure
    distance: Change

    @property
    def share(self) -> float:
        """The distance as a share of the scale; above 0 is better, whichever way the scale goes."""
        width = self.scale.maximum - self.scale.minimum
        return abs(float(self.distance.points)) / width * (1 if self.distance.is_better else -1)


def spots_of(shown: ShownRound, scales: Sequence[Scale]) -> tuple[Spot, ...]:
    """The best above the whole round, then the worst below it, each the farthest first.

    From shown scores alone. A distance that so few answers cannot bear is none (trap 19).
    """
    top = next((unit for unit in shown.units if unit.parent is None), None)
    if top is None:
        return ()
    found = []
    for unit in shown.units:
        for scale in scales:
            if unit is top or not unit.is_readable:
                continue
            figure, whole = unit.figures.get(scale.code, _NOTHING), top.figures.get(scale.code, _NOTHING)
            distance = change_of(scale, figure, whole)
            if distance is not None and distance.is_certain:
                found.append(Spot(unit, scale, figure, whole, distance))
    far = sorted(found, key=lambda spot: -abs(spot.share))
    better = [spot for spot in far if spot.distance.is_better][:MOST_SPOTS]
    return (*better, *[spot for spot in far if not spot.distance.is_better][:MOST_SPOTS])
