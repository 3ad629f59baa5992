"""Which committees stand next above and below one: by the units that they cover, never by their names (rule 28)."""

from collections.abc import Collection, Mapping

import msgspec


class Seat(msgspec.Struct, frozen=True):
    """A committee covers a unit."""

    committee: int
    unit: int


def nearest_above(units: Collection[int], seats: Collection[Seat], above: Mapping[int, frozenset[int]]) -> list[int]:
    """The committees next above who covers `units`. `above` gives the units strictly above each unit."""
    found: dict[int, None] = {}
    for unit in units:
        higher = [seat for seat in seats if seat.unit in above.get(unit, frozenset())]
        for seat in higher:
            if not any(seat.unit in above.get(other.unit, frozenset()) for other in higher):
                found[seat.committee] = None
    return list(found)


def nearest_below(units: Collection[int], seats: Collection[Seat], above: Mapping[int, frozenset[int]]) -> list[int]:
    """The committees next below who covers `units`: none of the same kind stands between."""
    lower = [seat for seat in seats if not above.get(seat.unit, frozenset()).isdisjoint(units)]
    between = {seat.unit for seat in lower}
    return list(
        dict.fromkeys(seat.committee for seat in lower if between.isdisjoint(above.get(seat.unit, frozenset())))
    )
