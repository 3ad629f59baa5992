"""Made-up surveys, answer by answer: groups of people, the units they were in, and what each of them answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.organisation.rules import Thresholds
from app.surveys.rules.suppression import suppress
from app.surveys.rules.suppression_facts import (
    Figure,
    Pattern,
    Reorganisation,
    RoundFigures,
    ScaleFacts,
    UnitFigures,
)
from app.surveys.rules.suppression_people import reorganisations_of
from app.surveys.rules.told import Measured, Told, resolve

ANSWERS = 5  # of every question: 0 to 4
Change = tuple[str, frozenset[str], frozenset[str]]  # the round after, and the units before and after


@dataclass
class Round:
    """Which groups were directly in which unit, and every group's answers: one tuple a person, one place a leaf."""

    name: str
    parent: dict[str, str | None]
    directly: dict[str, list[str]]
    people: dict[str, list[tuple[int, ...]]]
    answers: str | None = None

    def groups(self, unit: str) -> list[str]:
        """The groups in a unit and all below it."""
        below = [child for child, parent in self.parent.items() if parent == unit]
        return self.directly[unit] + [group for child in below for group in self.groups(child)]


@dataclass
class World:
    leaves: list[ScaleFacts]
    total: ScaleFacts | None  # the scale that is the sum of the first leaves
    rounds: list[Round]
    thresholds: Thresholds
    changes: list[Change] = field(default_factory=list)
    thresholds_before: Thresholds | None = None  # the pattern in force was made with these, and with nothing told
    has_distributions: bool = False
    has_exchange: bool = False  # people of one unit went to another that there was before
    gaps: frozenset[tuple[str, str]] = frozenset()  # units and parts of the sum that no file gave a figure of

    def pattern(self) -> Pattern:
        """What the product shows: after the thresholds were changed, and the reorganisations told."""
        figures, told = self.figures(), self.told()
        before = self.thresholds_before
        earlier = suppress(figures, before, None, reorganisations_of(figures)) if before else None
        return suppress(figures, self.thresholds, earlier, [*told, *reorganisations_of(figures, told)])

    def told(self) -> list[Reorganisation]:
        """The changes, as HR tells them: by day and unit, not by round."""
        names = sorted({unit for round in self.rounds for unit in round.parent})
        code = {name: index for index, name in enumerate(names)}
        measured = [
            Measured(round.name, _year(round.name), frozenset(code[unit] for unit in round.parent))
            for round in self.rounds
        ]
        told = [
            Told(
                _year(after) - timedelta(days=90),
                *(frozenset(code[unit] for unit in units) for units in (before, then)),
            )
            for after, before, then in self.changes
        ]
        return [
            Reorganisation(
                *(tuple((round, names[int(unit)]) for round, unit in side) for side in (one.before, one.after))
            )
            for one in resolve(measured, told)
        ]

    def parts(self, scale: str) -> list[int]:
        """The places of a scale's leaves among a person's answers."""
        if self.total is not None and scale == self.total.code:
            return [place for place, leaf in enumerate(self.leaves) if leaf.part_of == scale]
        return [place for place, leaf in enumerate(self.leaves) if leaf.code == scale]

    def scales(self) -> list[ScaleFacts]:
        return [*self.leaves, *([self.total] if self.total is not None else [])]

    def figures(self) -> list[RoundFigures]:
        """What the product is told: exact means of every unit."""
        return [
            RoundFigures(
                round.name,
                tuple(self.scales()),
                tuple(self._unit(round, unit, parent) for unit, parent in round.parent.items()),
                round.answers,
            )
            for round in self.rounds
        ]

    def _unit(self, round: Round, unit: str, parent: str | None) -> UnitFigures:
        rows = [row for group in round.groups(unit) for row in round.people[group]]
        scales = [scale for scale in self.scales() if rows and (unit, scale.code) not in self.gaps]
        figures = tuple(self._figure(scale, rows) for scale in scales)
        return UnitFigures(unit, parent, len(rows) + 1, len(rows), figures)

    def _figure(self, scale: ScaleFacts, rows: Sequence[tuple[int, ...]]) -> Figure:
        parts = self.parts(scale.code)
        share = sum(row[part] for row in rows for part in parts) / (len(rows) * len(parts) * (ANSWERS - 1))
        mean = scale.minimum + share * (scale.maximum - scale.minimum)
        spread = tuple((float(value), sum(row[parts[0]] == value for row in rows)) for value in range(ANSWERS))
        return Figure(scale.code, len(rows), mean, spread if self.has_distributions and len(parts) == 1 else None)


def _year(round: str) -> date:
    """When a round was measured."""
    return date(2020 + int(round), 1, 1)


def world_of(seed: int) -> World:
    return draw(Random(seed))  # noqa: S311 - a world, not a secret


def draw(random: Random) -> World:
    """A world: a tree, one to three rounds with people coming and going, perhaps a reorganisation between them."""
    has_total = random.random() < 0.4
    count = random.randint(2, 3) if has_total else random.randint(1, 2)
    leaves = [
        ScaleFacts(f"q{i}", 0, 4, is_sensitive=random.random() < 0.2, part_of="sum" if has_total else None)
        for i in range(count)
    ]
    total = ScaleFacts("sum", 0, 4 * count) if has_total else None
    minimum = random.choice([4, 5, 5, 6])
    thresholds = Thresholds(minimum, minimum + random.randint(0, 4), minimum + random.randint(0, 8))
    first = _first_round(random, count)
    world = World(leaves, total, [first], thresholds, has_distributions=random.random() < 0.4)
    if random.random() < 0.3:
        least = random.choice([4, 5, 8])
        world.thresholds_before = Thresholds(least, least + random.randint(0, 4), least + random.randint(0, 8))
    for number in range(2, random.randint(1, 3) + 1):
        world.rounds.append(_next_round(random, world, str(number)))
    if has_total and random.random() < 0.4:
        units = sorted({unit for round in world.rounds for unit in round.parent})
        world.gaps = frozenset((unit, "q0") for unit in units if random.random() < 0.2)
    return world


def _first_round(random: Random, leaves: int) -> Round:
    parent: dict[str, str | None] = {"u0": None}
    for number in range(1, random.randint(3, 11)):
        parent[f"u{number}"] = random.choice(list(parent)[:4])
    inner = set(parent.values())
    directly = {unit: [f"g{unit}"] for unit in parent}
    for unit in parent:
        if unit not in inner and random.random() < 0.2:  # two groups that a split may tell apart
            directly[unit].append(f"h{unit}")
    tone = random.choice([0, 2, 2, 2, 4])
    people = {
        group: [_answer(random, leaves, tone) for _ in range(_size(random, unit in inner))]
        for unit, groups in directly.items()
        for group in groups
    }
    return Round("1", parent, directly, people)


def _size(random: Random, is_inner: bool) -> int:
    return random.choice([0, 0, 1, 2, 5]) if is_inner else random.choice([0, 1, 2, 3, 4, 5, 5, 6, 8, 9, 12, 15, 25])


def _answer(random: Random, leaves: int, tone: int) -> tuple[int, ...]:
    return tuple(random.randrange(ANSWERS) if random.random() < 0.6 else tone for _ in range(leaves))


def _next_round(random: Random, world: World, name: str) -> Round:
    before = world.rounds[-1]
    after = Round(name, dict(before.parent), {unit: list(groups) for unit, groups in before.directly.items()}, {})
    leaves = len(world.leaves)
    if random.random() < 0.2:  # the same answers, cut by another organisation
        after.answers = before.answers or before.name
        after.people = before.people
    else:
        tone = random.choice([0, 2, 2, 4])
        for group, rows in before.people.items():
            size = max(0, len(rows) + random.choice([-1, 0, 0, 0, 0, 1])) if rows else 0
            after.people[group] = [_answer(random, leaves, tone) for _ in range(size)]
    for _ in range(random.choice([0, 1, 1, 2])):
        _reorganise(random, world, before, after)
    return after


def _reorganise(random: Random, world: World, before: Round, after: Round) -> None:
    """A unit moves, is split, gives some of its people away, or two units without any below them become one: a new one,
    or one of the two."""
    ends = [unit for unit in after.parent if unit not in after.parent.values() and unit in before.parent]
    if len(ends) < 2 or len(after.parent) < 4:
        return
    moved, other = random.sample(ends, 2)
    if random.random() < 0.5:
        after.parent[moved] = random.choice([unit for unit in after.parent if unit not in (moved, other)])
        return
    if any(unit in change[1] | change[2] for change in world.changes for unit in (moved, other)):
        return  # one change of a unit is enough to tell
    if len(after.directly[moved]) > 1:
        if random.random() < 0.3:
            world.has_exchange = True
            after.directly[other].append(after.directly[moved].pop())
            world.changes.append((after.name, frozenset({moved, other}), frozenset({moved, other})))
            return
        part = f"{moved}'"
        after.parent[part] = random.choice([after.parent[moved], after.parent[other]])
        after.directly[part] = [after.directly[moved].pop()]
        world.changes.append((after.name, frozenset({moved}), frozenset({moved, part})))
        return
    merged = random.choice([f"{moved}+{other}", moved])
    after.parent[merged] = after.parent[moved]
    after.directly[merged] = after.directly.pop(moved) + after.directly.pop(other)
    for gone in {moved, other} - {merged}:
        del after.parent[gone]
    world.changes.append((after.name, frozenset({moved, other}), frozenset({merged})))
