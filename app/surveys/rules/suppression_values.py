"""What is known of each unit on each scale, and what a unit has beyond the units below it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from app.surveys.rules.suppression_facts import Figure, RoundFigures, ScaleFacts
from app.surveys.rules.suppression_people import Tree

ANSWERED = ""  # in the place of a scale: having answered at all


class Family(Struct, frozen=True):
    """Scales that are sums of each other, or one by itself; each with the leaves that it is the sum of."""

    leaves: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, ScaleFacts]


class Value(Struct):
    """How many answered, and the sum of what they answered, counted from the lower end of the scale."""

    people: int
    total: float | None


def families_of(rounds: Sequence[RoundFigures]) -> list[Family]:
    """The scales that have a figure anywhere, those that are parts of each other together."""
    used = {figure.scale for round in rounds for unit in round.units for figure in unit.figures}
    facts = {scale.code: scale for round in rounds for scale in round.scales if scale.code in used}
    parts: dict[str, list[str]] = defaultdict(list)
    for scale in facts.values():
        if scale.part_of in facts and scale.part_of is not None:
            parts[scale.part_of].append(scale.code)
    families = []
    for top in (code for code, scale in facts.items() if scale.part_of not in facts):
        leaves: dict[str, tuple[str, ...]] = {}
        _leaves(top, parts, leaves)
        families.append(Family(leaves, facts))
    if sum(len(family.leaves) for family in families) != len(facts):
        raise ValueError("scales are parts of each other in a circle")
    return families


def _leaves(scale: str, parts: Mapping[str, list[str]], found: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    below = [leaf for part in parts.get(scale, ()) for leaf in _leaves(part, parts, found)]
    found[scale] = tuple(below) or (scale,)
    return found[scale]


def answered_family() -> Family:
    return Family({ANSWERED: (ANSWERED,)}, {ANSWERED: ScaleFacts(ANSWERED, 0, 1)})


def weight_of(family: Family, leaf: str) -> float:
    return family.facts[leaf].maximum - family.facts[leaf].minimum


def known_values(tree: Tree, family: Family) -> dict[tuple[str, str], Value]:
    """Every unit's value on every scale where it is known, or follows from the sum that it is a part of."""
    known: dict[tuple[str, str], Value] = {}
    for key, unit in tree.units.items():
        if ANSWERED in family.leaves:
            counts = [figure.n for figure in unit.figures if figure.n is not None]
            answered = unit.answered if unit.answered is not None else max(counts, default=None)
            if answered is not None:
                known[key, ANSWERED] = Value(answered, None)
            continue
        if unit.answered == 0:  # nobody answered anything, whatever the unit became
            known |= {(key, leaf): Value(0, 0.0) for leaf in family.leaves}
        for figure in unit.figures:
            if figure.scale in family.leaves and figure.n is not None and figure.mean is not None:
                known[key, figure.scale] = Value(figure.n, figure.n * _from_below(family, figure))
        for scale in sorted(family.leaves, key=lambda code: len(family.leaves[code])):
            _fill(known, key, scale, family.leaves[scale])
    return known


def _from_below(family: Family, figure: Figure) -> float:
    scale, leaves = family.facts[figure.scale], family.leaves[figure.scale]
    mean = figure.mean if figure.mean is not None else scale.minimum
    part = min(max((mean - scale.minimum) / (scale.maximum - scale.minimum), 0.0), 1.0)
    return (1 - part if scale.is_inverted else part) * sum(weight_of(family, leaf) for leaf in leaves)


def _fill(known: dict[tuple[str, str], Value], unit: str, scale: str, leaves: tuple[str, ...]) -> None:
    """Parts that no file gave are taken to share what is left of their sum."""
    missing = [leaf for leaf in leaves if (unit, leaf) not in known]
    whole = known.get((unit, scale))
    if whole is None or whole.total is None or not missing or leaves == (scale,):
        return
    rest = whole.total - sum(known[unit, leaf].total or 0.0 for leaf in leaves if leaf not in missing)
    for leaf in missing:
        known[unit, leaf] = Value(whole.people, max(rest, 0.0) / len(missing))


def nearest(tree: Tree, unit: str, is_it: Callable[[str], bool]) -> str | None:
    """The first unit above of which it holds."""
    above = tree.parent[unit]
    while above is not None and not is_it(above):
        above = tree.parent[above]
    return above


def own_values(tree: Tree, known: Mapping[tuple[str, str], Value], family: Family) -> dict[tuple[str, str], Value]:
    """What each unit has beyond the units below it. What is not known below is part of that."""
    own = {key: Value(value.people, value.total) for key, value in known.items()}
    for (unit, scale), value in known.items():
        above = nearest(tree, unit, lambda key, scale=scale: (key, scale) in known)  # type: ignore[misc]
        if above is not None:
            rest = own[above, scale]
            rest.people -= value.people
            rest.total = None if rest.total is None or value.total is None else rest.total - value.total
    for value in own.values():
        value.people = max(value.people, 0)
    return own
