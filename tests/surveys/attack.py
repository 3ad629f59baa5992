"""What somebody can find out who reads everything that is shown, knows the rule, and how many answered in each group.

Two attacks, neither of which knows how the pattern was made:

- `narrowest`: how low and how high every hidden mean can be. A linear program (HiGHS) over how many in each group gave
  each answer, with every shown mean, rounded as on the page, and every shown distribution.
- `isolated`: whether any combination of shown figures is about a group under the minimum alone, in one round, or in all
  rounds by one who takes it that people answer as last time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import highspy
import numpy as np

from app.surveys.enums import Measure
from app.surveys.rules.suppression_facts import Cell
from tests.surveys.worlds import ANSWERS, Round, World

DECIMALS = 1
Shown = frozenset[Cell]
Row = dict[int, float]


@dataclass
class Breach:
    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.what}: {self.where}"


def breaches(world: World, shown: Shown, is_whole: bool = False) -> list[Breach]:
    """Everything that the attacks find. `is_whole`: nobody gives half an answer (slower)."""
    return [*narrowest(world, shown, is_whole), *isolated(world, shown)]


def narrowest(world: World, shown: Shown, is_whole: bool = False) -> Iterator[Breach]:
    """Hidden means whose value is known to less than the span of their scale."""
    for rounds in _same_answers(world):
        for places in _families(world):
            attacker = _Attacker(world, rounds, places, shown, is_whole)
            for round in rounds:
                for scale in world.scales():
                    if set(world.parts(scale.code)) <= set(places):
                        yield from _hidden_of_scale(world, round, scale.code, shown, attacker)


def _hidden_of_scale(world: World, round: Round, scale: str, shown: Shown, attacker: "_Attacker") -> Iterator[Breach]:
    for unit in round.parent:
        people = sum(len(round.people[group]) for group in round.groups(unit))
        is_given = people and (unit, scale) not in world.gaps
        if is_given and Cell(round.name, unit, scale, Measure.MEAN) not in shown:
            parts = world.parts(scale)
            low, high = attacker.interval(attacker.total(round, unit, parts))
            part = (high - low) / (people * len(parts) * (ANSWERS - 1))
            if part < world.thresholds.span - 1e-6:
                yield Breach("narrow", f"{unit} {scale} in {round.name}: {part:.1%} of the scale")


def _same_answers(world: World) -> list[list[Round]]:
    by: dict[str, list[Round]] = {}
    for round in world.rounds:
        by.setdefault(round.answers or round.name, []).append(round)
    return list(by.values())


def _families(world: World) -> list[list[int]]:
    every = range(len(world.leaves))
    return [list(every)] if world.total is not None else [[place] for place in every]


class _Attacker:
    """One linear program: how many of each group gave each answer to each leaf."""

    def __init__(self, world: World, rounds: list[Round], places: list[int], shown: Shown, is_whole: bool) -> None:
        self.people = rounds[0].people
        groups = [group for group in self.people if self.people[group]]
        keys = [(group, place, answer) for group in groups for place in places for answer in range(ANSWERS)]
        self.index = {key: index for index, key in enumerate(keys)}
        self.solver = highspy.Highs()
        self.solver.silent()
        for group, _, _ in keys:
            self.solver.addVar(0.0, float(len(self.people[group])))
        if is_whole:
            for index in range(len(keys)):
                self.solver.changeColIntegrality(index, highspy.HighsVarType.kInteger)
        for group in groups:
            for place in places:
                size = float(len(self.people[group]))
                self._row({self.index[group, place, answer]: 1.0 for answer in range(ANSWERS)}, size, size)
        for round in rounds:
            for cell in shown:
                if cell.round == round.name and cell.scale and set(world.parts(cell.scale)) <= set(places):
                    self._learn(world, round, cell)

    def _learn(self, world: World, round: Round, cell: Cell) -> None:
        parts = world.parts(cell.scale)
        rows = [row for group in round.groups(cell.unit) for row in self.people[group]]
        if cell.measure is Measure.MEAN:
            scale = next(scale for scale in world.scales() if scale.code == cell.scale)
            steps = sum(row[part] for row in rows for part in parts)
            unit = (scale.maximum - scale.minimum) / (len(parts) * (ANSWERS - 1))
            printed = round_half(steps * unit / len(rows))
            half = 0.5 * 10**-DECIMALS
            low, high = ((printed + sign * half) * len(rows) / unit for sign in (-1, 1))
            self._row(self.total(round, cell.unit, parts), np.ceil(low - 1e-9), np.floor(high + 1e-9))
        elif cell.measure is Measure.DISTRIBUTION:
            for answer in range(ANSWERS):
                given = float(sum(row[parts[0]] == answer for row in rows))
                groups = [group for group in round.groups(cell.unit) if self.people[group]]
                self._row({self.index[group, parts[0], answer]: 1.0 for group in groups}, given, given)

    def total(self, round: Round, unit: str, parts: list[int]) -> Row:
        groups = [group for group in round.groups(unit) if self.people[group]]
        return {
            self.index[group, place, answer]: float(answer)
            for group in groups
            for place in parts
            for answer in range(1, ANSWERS)
        }

    def _row(self, row: Row, low: float, high: float) -> None:
        self.solver.addRow(low, high, len(row), np.array(list(row), dtype=np.int32), np.array(list(row.values())))

    def interval(self, row: Row) -> tuple[float, float]:
        for index in range(len(self.index)):
            self.solver.changeColCost(index, row.get(index, 0.0))
        found = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self.solver.changeObjectiveSense(sense)
            self.solver.run()
            is_solved = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            assert is_solved, self.solver.getModelStatus()
            found.append(self.solver.getObjectiveValue())
        return found[0], found[1]


def round_half(value: float) -> float:
    return float(np.floor(value * 10**DECIMALS + 0.5) / 10**DECIMALS)


def isolated(world: World, shown: Shown) -> Iterator[Breach]:
    """Groups under the minimum that some sum and difference of shown figures is about, and about nobody else."""
    # Who went from one unit to another is known by no figure; that they are few is not covered (decision 0026).
    over = [] if world.has_exchange else [world.rounds]
    for rounds in [*_same_answers(world), *over]:
        people = {
            group: max(len(round.people.get(group, ())) for round in rounds)
            for round in rounds
            for group in round.people
        }
        groups = [group for group, size in people.items() if size]
        for scale in world.scales():
            least = world.thresholds.sensitive if scale.is_sensitive else world.thresholds.minimum
            for measure, minimum in ((Measure.MEAN, least), (Measure.DISTRIBUTION, world.thresholds.distribution)):
                yield from _isolated_of(rounds, groups, people, shown, (scale.code, measure, max(least, minimum)))
        counts = ("", Measure.COUNT, world.thresholds.minimum)
        yield from _isolated_of(rounds, groups, people, shown, counts)


def _may_have_answered(round: Round, group: str) -> bool:
    """Whether anybody answered where the group is. Nobody knows which of a merged unit's people stayed away."""
    together = next(groups for groups in round.directly.values() if group in groups)
    return any(round.people[other] for other in together)


def _isolated_of(
    rounds: list[Round], groups: list[str], people: dict[str, int], shown: Shown, what: tuple[str, Measure, int]
) -> Iterator[Breach]:
    scale, measure, least = what
    rows = [
        [float(group in inside) for group in groups]
        for round in rounds
        for unit in round.parent
        if Cell(round.name, unit, scale, measure) in shown
        for inside in [set(round.groups(unit))]
    ]
    there = {
        group
        for round in rounds
        for unit in round.parent
        if Cell(round.name, unit, scale, measure) in shown
        for group in round.groups(unit)
        if _may_have_answered(round, group)
    }
    if not there:
        return
    matrix = np.array(rows)
    onto = np.linalg.pinv(matrix) @ matrix  # what can be computed from the rows stays as it is
    for size in (1, 2, 3):
        for few in combinations(range(len(groups)), size):
            names = [groups[index] for index in few]
            together = max(sum(len(round.people.get(name, ())) for name in names) for round in rounds)
            if 0 < together < least and there & set(names):
                target = np.zeros(len(groups))
                target[list(few)] = 1.0
                if np.abs(onto @ target - target).max() < 1e-7:
                    yield Breach("isolated", f"{'+'.join(names)} ({together} people) by {measure.value} {scale}")
