"""Attacks the hiding of figures in as many made-up surveys as one likes, and times it for a large municipality.

Run: python tests/performance/attack_suppression.py [--worlds 10000] [--first 0] [--whole]. Not a test: it prints what
it found, and exits with 1 where an attack got through. docs/decisions/0026-who-is-hidden.md says what it means and what
was found last.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.surveys.enums import HiddenReason, Measure
from app.surveys.rules.suppression import suppress
from app.surveys.rules.suppression_facts import Figure, RoundFigures, ScaleFacts, UnitFigures
from tests.surveys.attack import breaches
from tests.surveys.worlds import world_of


def municipality(seed: int, units: int, rounds: int) -> list[RoundFigures]:
    """Four levels; a sum of four scales, four more by themselves and one of offensive behaviour; people come and go."""
    random = Random(seed)  # noqa: S311 - a municipality, not a secret
    tree: list[tuple[str, str | None]] = [("k", None)]
    level = ["k"]
    for children in (12, 7, 11):
        below = []
        for parent in level:
            for number in range(max(1, int(random.gauss(children, children / 3)))):
                if len(tree) < units:
                    tree.append((f"{parent}.{number}", parent))
                    below.append(f"{parent}.{number}")
        level = below
    inner = {parent for _, parent in tree}
    size = {
        unit: random.choice([0, 0, 1, 2, 3, 6]) if unit in inner else int(random.lognormvariate(2.4, 0.7))
        for unit, _ in tree
    }
    scales = (
        ScaleFacts("sum", 0, 16),
        *(ScaleFacts(f"q{i}", 0, 4, part_of="sum") for i in range(4)),
        *(ScaleFacts(f"s{i}", 0, 100) for i in range(4)),
        ScaleFacts("hurt", 0, 100, is_sensitive=True),
    )
    return [_round(random, str(number), tree, size, scales) for number in range(1, rounds + 1)]


def _round(
    random: Random,
    name: str,
    tree: list[tuple[str, str | None]],
    size: dict[str, int],
    scales: tuple[ScaleFacts, ...],
) -> RoundFigures:
    people = {unit: max(0, n + random.choice([-1, 0, 0, 0, 1])) if n else 0 for unit, n in size.items()}
    leaves = [scale.code for scale in scales if scale.code != "sum"]
    total = {
        unit: {leaf: sum(random.choice([0, 1, 2, 2, 3, 3, 4]) for _ in range(n)) for leaf in leaves}
        for unit, n in people.items()
    }
    for unit, parent in reversed(tree):
        if parent is not None:
            people[parent] += people[unit]
            for leaf in leaves:
                total[parent][leaf] += total[unit][leaf]
    for sums in total.values():
        sums["sum"] = sum(sums[f"q{i}"] for i in range(4))
    parts = {scale.code: 16 if scale.code == "sum" else 4 for scale in scales}
    return RoundFigures(
        name,
        scales,
        tuple(
            UnitFigures(
                unit,
                parent,
                people[unit] + 3,
                people[unit],
                tuple(
                    Figure(s.code, people[unit], total[unit][s.code] / people[unit] * s.maximum / parts[s.code])
                    for s in scales
                    if people[unit]
                ),
            )
            for unit, parent in tree
        ),
    )


def measure() -> None:
    rounds = municipality(1, 1000, 3)
    began = time.process_time()
    pattern = suppress(rounds)
    print(f"1,000 units, 10 scales, 3 rounds: {time.process_time() - began:.1f} s of processor time")
    for scale in ("sum", "s0", "hurt"):
        cells = [cell for cell in pattern.shown | pattern.hidden.keys() if cell.scale == scale]
        means = Counter(pattern.hidden.get(cell, "shown") for cell in cells if cell.measure is Measure.MEAN)
        print(f"  means of {scale}: {dict(means)}")
    units = Counter(
        pattern.hidden.get(cell, "shown")
        for cell in pattern.shown | pattern.hidden.keys()
        if cell.scale == "" and cell.measure is Measure.COUNT
    )
    print(f"  units: {dict(units)}")


def attack(first: int, worlds: int, is_whole: bool) -> int:
    broken, hidden, began = 0, Counter[HiddenReason | str](), time.process_time()
    for seed in range(first, first + worlds):
        world = world_of(seed)
        pattern = world.pattern()
        for cell in pattern.shown | pattern.hidden.keys():
            if cell.measure is Measure.MEAN:
                hidden[pattern.hidden.get(cell, "shown")] += 1
        found = breaches(world, pattern.shown, is_whole)
        if found:
            broken += 1
            print(f"world {seed}: {', '.join(map(str, found[:3]))}", flush=True)
    print(f"{worlds} worlds from {first}, {broken} broken, means {dict(hidden)}", flush=True)
    print(f"{time.process_time() - began:.0f} s of processor time")
    return broken


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--whole", action="store_true", help="whole answers only: slower")
    chosen = parser.parse_args()
    measure()
    sys.exit(1 if attack(chosen.first, chosen.worlds, chosen.whole) else 0)


if __name__ == "__main__":
    main()
