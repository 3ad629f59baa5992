"""Made-up surveys, answer by answer: groups of people, the units they were in, and what each of them answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from app.organisation.rules import Thresholds
from app.surveys.rules.suppression_facts import (
    Figure,
    Reorganisation,
    RoundFigures,
    ScaleFacts,
    UnitFigures,
)

ANSWERS = 5  # of every question: 0 to 4


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
    changes: list[Reorganisation] = field(default_factory=list)
    has_distributions: bool = False

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
        figures = tuple(self._figure(scale, rows) for scale in self.scales()) if rows else ()
        return UnitFigures(unit, parent, len(rows) + 1, len(rows), figures)

    def _figure(self, scale: ScaleFacts, rows: Sequence[tuple[int, ...]]) -> Figure:
        parts = self.parts(scale.code)
        share = sum(row[part] for row in rows for part in parts) / (len(rows) * len(parts) * (ANSWERS - 1))
        mean = scale.minimum + share * (scale.maximum - scale.minimum)
        spread = tuple((float(value), sum(row[parts[0]] == value for row in rows)) for value in range(ANSWERS))
        return Figure(scale.code, len(rows), mean, spread if self.has_distributions and len(parts) == 1 else None)


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
    for number in range(2, random.randint(1, 3) + 1):
        world.rounds.append(_next_round(random, world, str(number)))
    return world


def _first_round(random: Random, leaves: int) -> Round:
    parent: dict[str, str | None] = {"u0": None}
    for number in range(1, random.randint(3, 11)):
        parent[f"u{number}"] = random.choice(list(parent)[:4])
    directly = {unit: [f"g{unit}"] for unit in parent}
    inner = set(parent.values())
    tone = random.choice([0, 2, 2, 2, 4])
    people = {
        f"g{unit}": [_answer(random, leaves, tone) for _ in range(_size(random, unit in inner))] for unit in parent
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
    """A unit moves, or two units without any below them become one."""
    ends = [unit for unit in after.parent if unit not in after.parent.values() and unit in before.parent]
    if len(ends) < 2 or len(after.parent) < 4:
        return
    moved, other = random.sample(ends, 2)
    if random.random() < 0.5:
        after.parent[moved] = random.choice([unit for unit in after.parent if unit not in (moved, other)])
        return
    merged = f"{moved}+{other}"
    after.parent[merged] = after.parent[moved]
    after.directly[merged] = after.directly.pop(moved) + after.directly.pop(other)
    del after.parent[moved], after.parent[other]
    world.changes.append(Reorganisation(((before.name, moved), (before.name, other)), ((after.name, merged),)))
