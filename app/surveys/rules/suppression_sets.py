"""Which people's answers each figure counts: the sets that the search hides or shows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from app.surveys.rules.suppression_facts import Place, Reorganisation, RoundFigures
from app.surveys.rules.suppression_people import Atoms, Tree, atoms_of, tree_of
from app.surveys.rules.suppression_values import (
    ANSWERED,
    Family,
    Value,
    known_values,
    nearest,
    own_values,
    weight_of,
)

Spot = tuple[str, str, str]  # round, unit, scale
Size = tuple[str, str]  # whose answers, and of which scale


class Column(Struct):
    """One atom's answers on one leaf: their sum lies between 0 and `room`."""

    atom: int
    leaf: str
    room: float
    total: float | None
    is_still: bool = False  # not one round's answers, but the same people through all rounds


class Counted(Struct):
    """Figures that count the same people's same answers, and so are hidden or shown together."""

    spots: list[Spot]
    columns: tuple[int, ...]
    answers: str
    scales: set[str]
    people: int
    counts_exchanged: bool  # of the same answers in two cuts: people of units that exchanged some between them, or
    # other people than the other cut has in the same units


class Watched(Struct):
    """A figure whose value only the supplier knows: it is a share of these columns."""

    parts: tuple[tuple[int, float], ...]


class Merged(Struct, frozen=True):
    """How many answered in a unit that was several atoms before."""

    atoms: frozenset[int]
    size: Size
    people: int


class Population(Struct):
    """Everything the search needs about one family of scales in all rounds."""

    columns: list[Column]
    sizes: list[dict[Size, int]]  # of each atom
    merged: list[Merged]
    counted: list[Counted]
    watched: list[Watched]
    known_anyway: list[tuple[int, ...]]  # columns whose sum is known without any figure


def population(
    rounds: Sequence[RoundFigures], reorganisations: Sequence[Reorganisation], family: Family, minimum: int
) -> Population:
    """The columns of every round, those that are the same people in all rounds, and the sets over both."""
    built = Population([], [], [], [], [], [])
    groups: dict[str, list[RoundFigures]] = defaultdict(list)
    for round in rounds:
        groups[round.answers or round.round].append(round)
    trees = {round.round: tree_of(round) for round in rounds}
    values = {round.round: known_values(trees[round.round], family) for round in rounds}
    for group in groups.values():
        _share(group, trees, values)
    own = {round.round: own_values(trees[round.round], values[round.round], family) for round in rounds}
    everybody = None
    if len(groups) > 1:
        everybody = _Layer(built, family, atoms_of(rounds, reorganisations))
        for answers, group in groups.items():
            everybody.add(answers, {round.round: own[round.round] for round in group})
        everybody.know_mixed(minimum)
        everybody.forget_sums()
    for answers, group in groups.items():
        layer = _Layer(built, family, atoms_of(group, reorganisations))
        layer.add(answers, {round.round: own[round.round] for round in group})
        for round in group:
            tree, known = trees[round.round], values[round.round]
            layers = [layer, everybody] if everybody is not None else [layer]
            _count(built, answers, round.round, tree, known, family, layers)
            _watch(built, round.round, tree, known, own[round.round], family, layer)
        layer.know_mixed(minimum)
    _find_others(built)
    return built


def _find_others(built: Population) -> None:
    """One survey in several rounds gives as many answers of the same people each time. Where a unit has other numbers,
    it has other people, and nobody told who: both figures less each other would tell of the few between them."""
    people: dict[tuple[str, tuple[int, ...]], set[int]] = defaultdict(set)
    for counted in built.counted:
        people[counted.answers, counted.columns].add(counted.people)
    for counted in built.counted:
        counted.counts_exchanged |= len(people[counted.answers, counted.columns]) > 1


def _share(
    group: Sequence[RoundFigures], trees: Mapping[str, Tree], values: dict[str, dict[tuple[str, str], Value]]
) -> None:
    """What one round of the same answers knows of a unit, another that has the unit knows, too."""
    for round in group:
        mine, within = values[round.round], trees[round.round].within
        for other in group:
            theirs = trees[other.round].within
            for key, value in values[other.round].items():
                if key not in mine and key[0] in within and set(within[key[0]]) == set(theirs[key[0]]):
                    mine[key] = value


class _Layer:
    """Columns that are summed over: one round's, or (without sums) those that are the same people in all rounds."""

    def __init__(self, built: Population, family: Family, atoms: Atoms) -> None:
        self.built, self.family, self.atoms = built, family, atoms
        self.atom: dict[Place, int] = {}
        self.column: dict[tuple[Place, str], int] = {}

    def add(self, answers: str, own: Mapping[str, Mapping[tuple[str, str], Value]]) -> None:
        """Units that are one atom first: what was merged is shared out as it was there."""
        found = [
            (self.atoms.of[round, unit], scale, value)
            for round, values in own.items()
            for (unit, scale), value in values.items()
        ]
        for places, scale, value in sorted(found, key=lambda place: len(place[0])):
            for place in places:
                if place not in self.atom:
                    self.atom[place] = len(self.built.sizes)
                    self.built.sizes.append({})
                is_empty = len(places) > 1 and self.built.sizes[self.atom[place]].get((answers, scale)) == 0
                if value.people and not is_empty:
                    self._open(place, scale, value if len(places) == 1 else None)
            atoms = frozenset(self.atom[place] for place in places)
            if len(atoms) == 1:
                self.built.sizes[min(atoms)].setdefault((answers, scale), value.people)
            elif not any((answers, scale) in self.built.sizes[atom] for atom in atoms):
                # How many of them are whose, nobody was told; another tree of the same answers would have.
                self.built.merged.append(Merged(atoms, (answers, scale), value.people))

    def _open(self, place: Place, scale: str, value: Value | None) -> None:
        for leaf in self.family.leaves[scale]:
            if (place, leaf) not in self.column:
                self.column[place, leaf] = len(self.built.columns)
                self.built.columns.append(Column(self.atom[place], leaf, 0.0, None))
            column = self.built.columns[self.column[place, leaf]]
            if value is not None and leaf == scale and column.room == 0.0:
                column.room = value.people * weight_of(self.family, leaf)
                column.total = None if value.total is None else min(max(value.total, 0.0), column.room)

    def columns_of(self, round: str, units: Sequence[str], leaves: Sequence[str]) -> list[int]:
        return [
            self.column[place, leaf]
            for unit in units
            for place in self.atoms.of[(round, unit)]
            for leaf in leaves
            if (place, leaf) in self.column
        ]

    def counts_exchanged(self, round: str, tree: Tree, unit: str) -> bool:
        """Whether a unit holds people of units that exchanged some between two cuts of the same answers. One that holds
        them all holds the same people in both cuts, and its figure in one would be known of the other."""
        places = {place for below in tree.within[unit] for place in self.atoms.of[(round, below)]}
        return any(places & set(group) for group in self.atoms.mixed)

    def know_mixed(self, minimum: int) -> None:
        """What units that exchanged people hold together is taken as known, unless it is too few anyway."""
        for group in self.atoms.mixed:
            sizes = [self.built.sizes[self.atom[place]] for place in group if place in self.atom]
            if max((sum(size.get(key, 0) for size in sizes) for size in sizes for key in size), default=0) < minimum:
                continue
            for leaf in {leaf for leaves in self.family.leaves.values() for leaf in leaves}:
                columns = tuple(self.column[place, leaf] for place in group if (place, leaf) in self.column)
                self.built.known_anyway += [columns] if columns else []

    def forget_sums(self) -> None:
        """Answers of different rounds are not the same answers: only who they are is compared."""
        for index in self.column.values():
            self.built.columns[index].room = 0.0
            self.built.columns[index].is_still = True


def _count(
    built: Population,
    answers: str,
    round: str,
    tree: Tree,
    known: Mapping[tuple[str, str], Value],
    family: Family,
    layers: Sequence[_Layer],
) -> None:
    alike: dict[tuple[int, ...], Counted] = {}
    for (unit, scale), value in known.items():
        figure = next((figure for figure in tree.units[unit].figures if figure.scale == scale), None)
        is_given = scale == ANSWERED or (figure is not None and figure.n is not None and figure.mean is not None)
        if not is_given or not value.people:
            continue
        leaves = family.leaves[scale]
        columns = tuple(sorted({c for layer in layers for c in layer.columns_of(round, tree.within[unit], leaves)}))
        if columns not in alike:
            alike[columns] = Counted(
                [], columns, answers, set(), value.people, layers[0].counts_exchanged(round, tree, unit)
            )
            built.counted.append(alike[columns])
        alike[columns].spots.append((round, unit, scale))
        alike[columns].scales.add(scale)
        alike[columns].people = min(alike[columns].people, value.people)


def _watch(
    built: Population,
    round: str,
    tree: Tree,
    known: Mapping[tuple[str, str], Value],
    own: Mapping[tuple[str, str], Value],
    family: Family,
    layer: _Layer,
) -> None:
    """Figures that the supplier hid and whose values we do not have: they are within what is left of a unit above."""
    inside: dict[int, list[float | None]] = defaultdict(list)
    for unit, leaf, n in _unknown(tree, known, family):
        above = nearest(tree, unit, lambda key, leaf=leaf: (key, leaf) in known)  # type: ignore[misc]
        if above is not None:
            share = None if n is None else n / max(own[above, leaf].people, 1)
            for column in layer.columns_of(round, [above], [leaf]):
                inside[column].append(share)
    for column, shares in inside.items():
        for share in shares:
            built.watched.append(Watched(((column, min(share or 1 / len(shares), 1.0)),)))


def _unknown(tree: Tree, known: Mapping[tuple[str, str], Value], family: Family) -> list[tuple[str, str, int | None]]:
    return [
        (unit.unit, leaf, figure.n)
        for unit in tree.units.values()
        for figure in unit.figures
        if figure.is_hidden_by_supplier and figure.scale in family.leaves
        for leaf in family.leaves[figure.scale]
        if (unit.unit, leaf) not in known
    ]
