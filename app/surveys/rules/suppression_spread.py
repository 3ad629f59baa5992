"""What a distribution tells of a mean that is hidden inside it.

Where all have answered alike, the distribution says so, and with it what the few answered. A distribution is taken to
tell how the answers lie among those of whom only the sum is known otherwise; the hidden mean can then be no lower than
that of the lowest of these answers, and no higher than that of the highest. Where the distribution counts many more
people than these, their answers can lie among them in almost any way, and it tells nothing (a rule of thumb of ours,
tried in the attacks that decision 0026 names).
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from app.surveys.enums import HiddenReason
from app.surveys.rules.suppression_facts import Figure, RoundFigures
from app.surveys.rules.suppression_people import Tree, tree_of
from app.surveys.rules.suppression_sets import Spot
from app.surveys.rules.suppression_values import Family, nearest, weight_of

MANY_MORE = 10
Verdicts = Mapping[Spot, HiddenReason | None]  # None: shown; what is not in it is not


def telling_distributions(
    rounds: Sequence[RoundFigures],
    family: Family,
    scale: str,
    means: Verdicts,
    distributions: Verdicts,
    span: float,
) -> list[Spot]:
    """The shown distributions of a scale that leave a hidden mean of its family less than its span.

    Where the same answers are cut by several trees, none is shown: what one of them tells inside another is not
    computed.
    """
    cuts = Counter(round.answers or round.round for round in rounds)
    telling: set[Spot] = set()
    for round in rounds:
        spots = {(round.round, unit.unit, scale) for unit in round.units}
        shown = {spot for spot in spots if _is_shown(distributions, spot)}
        telling |= (
            shown if cuts[round.answers or round.round] > 1 else _telling(round, family, scale, means, shown, span)
        )
    return sorted(telling)


def _telling(
    round: RoundFigures, family: Family, scale: str, means: Verdicts, shown: set[Spot], span: float
) -> set[Spot]:
    tree = tree_of(round)
    figures = {unit.unit: figure for unit in round.units for figure in unit.figures if figure.scale == scale}
    mean_shown = {unit for unit in figures if _is_shown(means, (round.round, unit, scale))}
    spread_shown = {unit for _, unit, _ in shown}
    needed = span * sum(weight_of(family, leaf) for leaf, leaves in family.leaves.items() if leaves == (leaf,))
    telling = set()
    for unit in tree.units:
        given = [(round.round, unit, part) for part in family.leaves if (round.round, unit, part) in means]
        if all(means[spot] is None for spot in given):
            continue
        over = unit if unit in mean_shown else nearest(tree, unit, mean_shown.__contains__)
        source = over if over is None or over in spread_shown else nearest(tree, over, spread_shown.__contains__)
        if over is None or source is None:
            continue
        people = _number(tree, figures, family, unit)
        among = _people(tree, figures, over, mean_shown)
        apart = people - sum(figures[below].n or 0 for below in _shown_below(tree, unit, mean_shown))
        if _people(tree, figures, source, spread_shown) >= MANY_MORE * among:
            continue
        is_mixed = any(means[spot] is None for spot in given)  # what its sums and parts tell together is not computed
        answers = None if is_mixed else _answers_of_rest(tree, figures, over, mean_shown)
        if answers is None or _reach(answers, apart) < needed * people:
            telling.add((round.round, source, scale))
    return telling


def _is_shown(verdicts: Verdicts, spot: Spot) -> bool:
    return spot in verdicts and verdicts[spot] is None


def _shown_below(tree: Tree, unit: str, shown: set[str]) -> list[str]:
    """The first shown units below, on every way down."""
    return [
        below
        for below in tree.within[unit]
        if below != unit and below in shown and nearest(tree, below, lambda key: key in shown or key == unit) == unit
    ]


def _people(tree: Tree, figures: Mapping[str, Figure], unit: str, shown: set[str]) -> int:
    """A unit's people less those of the shown units below."""
    return (figures[unit].n or 0) - sum(figures[below].n or 0 for below in _shown_below(tree, unit, shown))


def _number(tree: Tree, figures: Mapping[str, Figure], family: Family, unit: str) -> int:
    """How many of a unit answered a scale, or at most did, where it has a figure of the scale's sum or parts alone, or
    one that the supplier hid with its number: all that are left of the unit above."""
    if unit in figures and figures[unit].n is not None:
        return figures[unit].n or 0
    row = tree.units[unit]
    others = [figure.n for figure in row.figures if figure.scale in family.leaves and figure.n is not None]
    if others or row.answered is not None:
        return max(others, default=row.answered or 0)
    counted = {key for key, figure in figures.items() if figure.n is not None}
    above = nearest(tree, unit, counted.__contains__)
    return 0 if above is None else _people(tree, figures, above, counted)


def _answers_of_rest(tree: Tree, figures: Mapping[str, Figure], unit: str, shown: set[str]) -> Counter[float] | None:
    """What these people answered; None where it cannot be told from the distributions given."""
    given = [figures[key] for key in [unit, *_shown_below(tree, unit, shown)]]
    distributions = [None if figure.is_rounded else figure.distribution for figure in given]
    rest: Counter[float] = Counter()
    for sign, distribution in zip([1] + [-1] * len(distributions), distributions, strict=False):
        if not distribution:
            return None
        for answer, people in distribution:
            rest[answer] += sign * people
    return rest if min(rest.values(), default=0) >= 0 else None


def _reach(answers: Counter[float], apart: int) -> float:
    """How far the sum of so many of these answers can move."""
    lowest = sorted(answers.elements())
    return sum(lowest[len(lowest) - apart :]) - sum(lowest[:apart]) if 0 < apart < len(lowest) else 0.0
