"""Who is who: the same people in units of different rounds, and in a unit and those below it."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from msgspec import Struct

from app.surveys.rules.suppression_facts import UNMEASURED, Place, Reorganisation, RoundFigures, UnitFigures


class Tree(Struct, frozen=True):
    """The units of one round, each with its parent and all that lie in it."""

    units: Mapping[str, UnitFigures]
    parent: Mapping[str, str | None]
    within: Mapping[str, tuple[str, ...]]  # a unit and all below it


def tree_of(round: RoundFigures) -> Tree:
    """The tree of a round. A parent that has no row of its own is none. Raises ValueError for a unit named twice or
    a circle."""
    units = {unit.unit: unit for unit in round.units}
    if len(units) != len(round.units):
        raise ValueError(f"a unit is named twice in round {round.round}")
    parent = {key: unit.parent if unit.parent in units else None for key, unit in units.items()}
    within: dict[str, list[str]] = defaultdict(list)
    for key in units:
        above: str | None = key
        for _ in range(len(units) + 1):
            if above is None:
                break
            within[above].append(key)
            above = parent[above]
        else:
            raise ValueError(f"the units of round {round.round} lie in a circle")
    return Tree(units, parent, {key: tuple(below) for key, below in within.items()})


def reorganisations_of(rounds: Sequence[RoundFigures], told: Sequence[Reorganisation] = ()) -> list[Reorganisation]:
    """What the trees themselves tell of mergers and splits, oldest round first. Where units are gone from below one
    that is still there, and others have come below it, these are taken to be the same people.

    Of units in `told` somebody has said what became of them: nothing is guessed of these.
    """
    found = []
    below: dict[str, tuple[str, set[str]]] = {}  # of each unit, the round it was last in, and what it held then
    last: dict[str, str] = {}  # of each unit, the round it was last in
    said_gone = {place for change in told for place in change.before}
    said_come = {place for change in told for place in change.after}
    for round in rounds:
        within = {unit: set(others) - {unit} for unit, others in tree_of(round).within.items()}
        here = {unit.unit for unit in round.units}
        lowest = sorted((unit for unit in here if unit in below), key=lambda unit: (len(within[unit]), unit))
        done = {unit for unit, where in last.items() if unit not in here and (where, unit) in said_gone}
        done |= {unit for unit in here if (round.round, unit) in said_come}
        for unit in lowest:
            _, then = below[unit]
            gone = tuple(sorted(then - here - done))
            come = tuple(sorted(within[unit] - last.keys() - done))
            if gone and come:
                before = tuple((last[each], each) for each in gone)
                found.append(Reorganisation(before, tuple((round.round, each) for each in come)))
                done |= {*gone, *come}
        below |= {unit: (round.round, others) for unit, others in within.items()}
        last |= dict.fromkeys(here, round.round)
    return found


def same_answers(rounds: Mapping[str, tuple[Hashable, frozenset[str]]]) -> dict[str, str]:
    """The rounds that give the same answers again, each with the name they share; of each round, what was asked when,
    and its units. The same survey of a unit and, in a round of its own, of one below it: the one less the other are
    people, as in one round."""
    groups: list[tuple[Hashable, frozenset[str], list[str]]] = []
    for round, (asked, units) in rounds.items():
        mine = [group for group in groups if group[0] == asked and group[1] & units]
        groups = [group for group in groups if group not in mine]
        names = [name for group in mine for name in group[2]]
        groups.append((asked, units.union(*(group[1] for group in mine)), [*names, round]))
    return {name: names[0] for _, _, names in groups for name in names}


class Atoms(Struct, frozen=True):
    """The finest groups that the rounds tell apart: each place is one or several of them.

    `mixed` are pairs of groups of atoms that hold the same people though no atom is the same (units that exchanged
    people), so that what is known of one group is known of the other.
    """

    of: Mapping[Place, tuple[Place, ...]]
    mixed: tuple[tuple[Place, ...], ...]


def atoms_of(rounds: Sequence[RoundFigures], reorganisations: Sequence[Reorganisation]) -> Atoms:
    """A unit is the same from one round to the next that has it, unless a reorganisation between them says more."""
    present = {(round.round, unit.unit) for round in rounds for unit in round.units}
    known = [
        change
        for change in reorganisations
        if all(place in present or place[0] == UNMEASURED for place in (*change.before, *change.after))
    ]
    gone = {place for change in known for place in change.before}
    come = {place for change in known for place in change.after}
    same: dict[Place, Place] = {}
    latest: dict[str, Place] = {}
    for round in rounds:
        for unit in round.units:
            place = (round.round, unit.unit)
            before = latest.get(unit.unit)
            is_kept = before is not None and before not in gone and place not in come
            same[place] = same[before] if is_kept and before is not None else place
            latest[unit.unit] = place
    parts: dict[Place, tuple[Place, ...]] = {}
    mixed = []
    for change in known:
        left = tuple(dict.fromkeys(same.get(place, place) for place in change.before))
        right = tuple(dict.fromkeys(same.get(place, place) for place in change.after))
        if len(right) == 1 and _may_part(parts, right[0], left):
            parts[right[0]] = left
        elif len(left) == 1 and _may_part(parts, left[0], right):
            parts[left[0]] = right
        else:
            mixed += [left, right]
    return Atoms(
        {place: _finest(parts, first) for place, first in same.items()},
        tuple(tuple(atom for place in group for atom in _finest(parts, place)) for group in mixed),
    )


def _may_part(parts: Mapping[Place, tuple[Place, ...]], whole: Place, pieces: tuple[Place, ...]) -> bool:
    return whole not in parts and all(whole not in _finest(parts, piece) for piece in pieces)


def _finest(parts: Mapping[Place, tuple[Place, ...]], place: Place) -> tuple[Place, ...]:
    if place not in parts:
        return (place,)
    return tuple(atom for piece in parts[place] for atom in _finest(parts, piece))
