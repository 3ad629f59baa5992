"""Which figures about people are shown (rule 34): tried on made-up worlds by somebody who adds and subtracts."""

import itertools
import random
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import pytest

from app.indicators.rules import Cell, hidden_cells, shown
from app.surveys.enums import HiddenReason

MINIMUM = 5
# A unit and the one above it.
TREE = {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3}
LEAVES = (4, 5, 6, 2)  # people work in 2 itself, too
QUARTERS = 4


def above(unit: int | None) -> frozenset[int]:
    return frozenset() if unit is None else frozenset({unit}) | above(TREE[unit])


def cell(no: int, unit: int, first: int, last: int, *counts: int) -> Cell:
    """A figure of the quarters from `first` to `last`."""
    begin, end = date(2024, 3 * first + 1, 1), date(2024, 3 * last + 3, 28)
    return Cell(no, unit, above(unit), begin, end, tuple(map(Decimal, counts)))


Atom = tuple[int, int]  # where somebody works, and in which quarter they left


def covered(each: Cell) -> frozenset[Atom]:
    first, last = (each.first.month - 1) // 3, (each.last.month - 3) // 3
    return frozenset(
        (leaf, quarter) for leaf in LEAVES if each.unit in above(leaf) for quarter in range(first, last + 1)
    )


def isolated(cells: Sequence[Cell], left: dict[Atom, int]) -> list[int]:
    """How many the groups have that sums and differences of up to five shown figures single out, where it is few."""
    found = []
    for some in itertools.chain.from_iterable(itertools.combinations(cells, size) for size in range(1, 6)):
        for signs in itertools.product((1, -1), repeat=len(some)):
            weights: dict[Atom, int] = {}
            for sign, each in zip(signs, some, strict=True):
                for atom in covered(each):
                    weights[atom] = weights.get(atom, 0) + sign
            if set(weights.values()) <= {0, 1}:
                count = sum(left[atom] for atom, weight in weights.items() if weight)
                found += [count] if 0 < count < MINIMUM else []
    return found


def world(seed: int) -> tuple[list[Cell], dict[Atom, int]]:
    """Who left where and when, and what was entered of it, in some order."""
    chance = random.Random(seed)  # noqa: S311
    left = {(leaf, quarter): chance.choice((0, 1, 3, 6, 9)) for leaf in LEAVES for quarter in range(QUARTERS)}
    spans = ((0, 3), (0, 1), (2, 3), (0, 0), (3, 3))
    asked = chance.sample([(unit, span) for unit in TREE for span in spans], 9)
    cells = []
    for no, (unit, span) in enumerate(asked):
        empty = cell(no, unit, *span, 0, 0)
        cells.append(cell(no, unit, *span, 100 * len(covered(empty)), sum(left[atom] for atom in covered(empty))))
    return cells, left


def leaks(seeds: Iterable[int]) -> int:
    found = 0
    for seed in seeds:
        cells, left = world(seed)
        hidden = hidden_cells(cells, MINIMUM)
        found += bool(isolated([each for each in cells if each.id not in hidden], left))
    return found


def test_no_sum_or_difference_of_shown_figures_is_about_few() -> None:
    """Rule 34."""
    assert leaks(range(30)) == 0


@pytest.mark.parametrize("condition", ["_overlaps_another", "_leaves_few"])
def test_without_a_condition_somebody_gets_through(condition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """That the trial would find it."""
    monkeypatch.setattr(shown, condition, lambda *_: False)
    assert leaks(range(30)) > 0


def test_the_first_that_was_entered_stays_and_the_later_one_is_hidden() -> None:
    whole, part = cell(1, 1, 0, 3, 60, 20), cell(2, 2, 0, 3, 57, 20)
    assert hidden_cells([whole, part], MINIMUM) == {2: HiddenReason.WOULD_TELL}
    assert hidden_cells([part, whole], MINIMUM) == {1: HiddenReason.WOULD_TELL}
    few = cell(3, 3, 0, 3, 4, 0)
    nobody_left = cell(4, 6, 1, 1, 40, 0)
    assert hidden_cells([whole, few, nobody_left], MINIMUM) == {
        3: HiddenReason.TOO_FEW,
        4: HiddenReason.WOULD_TELL,  # a quarter in a year that is shown
    }
    assert hidden_cells([nobody_left, cell(5, 6, 2, 2, 41, 6)], MINIMUM) == {}
    assert hidden_cells([whole, cell(6, 1, 0, 3, 60, 20)], MINIMUM) == {6: HiddenReason.WOULD_TELL}
