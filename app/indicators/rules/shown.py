"""Which figures about people are shown (rule 34): the strict, simple rule of decision 0032."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from app.surveys.enums import HiddenReason


class Cell(msgspec.Struct, frozen=True):
    """A number about a group of people: a unit in a period. `above` holds the unit and all over it.

    `counts` are the people it tells of: how many it covers and, of a turnover, how many left. As many for all.
    """

    id: int
    unit: int
    above: frozenset[int]
    first: date
    last: date
    counts: tuple[Decimal, ...]


def hidden_cells(cells: Iterable[Cell], minimum: int) -> dict[int, HiddenReason]:
    """Those that are not shown, and why. `cells` stand in the order in which they were entered: what was shown stays
    shown, and a later one is hidden where it would tell too much.

    A cell is shown when each of its counts is 0 or at least `minimum`; when no shown cell of its unit, or of one over
    or under it, lies in another period that overlaps its own; and when what every shown cell of its period has beyond
    the shown cells below it is 0 or at least `minimum`. Every sum and difference of shown cells then weighs whole such
    remainders, and tells of nobody fewer.
    """
    hidden: dict[int, HiddenReason] = {}
    shown: list[Cell] = []
    for cell in cells:
        if any(_is_small(count, minimum) for count in cell.counts):
            hidden[cell.id] = HiddenReason.TOO_FEW
        elif _overlaps_another(cell, shown) or _leaves_few(cell, shown, minimum):
            hidden[cell.id] = HiddenReason.WOULD_TELL
        else:
            shown.append(cell)
    return hidden


def _is_small(count: Decimal, minimum: int) -> bool:
    return 0 < abs(count) < minimum


def _is_under(cell: Cell, other: Cell) -> bool:
    return other.unit in cell.above


def _overlaps_another(cell: Cell, shown: Sequence[Cell]) -> bool:
    return any(
        (each.first, each.last) != (cell.first, cell.last)
        and each.first <= cell.last
        and cell.first <= each.last
        and (_is_under(each, cell) or _is_under(cell, each))
        for each in shown
    )


def _leaves_few(cell: Cell, shown: Sequence[Cell], minimum: int) -> bool:
    same = [each for each in shown if (each.first, each.last) == (cell.first, cell.last)]
    if any(each.unit == cell.unit for each in same):
        return True
    below = [each for each in same if _is_under(each, cell)]
    over = max((each for each in same if _is_under(cell, each)), key=lambda each: len(each.above), default=None)
    remainders = [_beyond(cell, below)]
    if over is not None:
        remainders.append(_beyond(over, [cell, *(each for each in same if each is not over and _is_under(each, over))]))
    return any(_is_small(count, minimum) for counts in remainders for count in counts)


def _beyond(cell: Cell, below: Sequence[Cell]) -> list[Decimal]:
    """What a cell has beyond those below it; of these the highest count, the others lie inside them."""
    highest = [each for each in below if not any(each is not other and _is_under(each, other) for other in below)]
    return [count - sum((each.counts[no] for each in highest), Decimal(0)) for no, count in enumerate(cell.counts)]
