"""The search for what to hide: from the figures that must be hidden to all those that protect them.

Two columns are alike when exactly the same shown figures count them. Whatever is added and subtracted of what is
shown weighs alike columns equally, so nobody can tell the people of one class of alike columns apart:

- no group smaller than the smallest class can be isolated, and
- even who knew the sum of every class (more than anybody can compute, exact where the shown means are rounded)
  would know of a hidden figure only that each class's sum is shared between those inside the figure and those outside,
  all of them between the ends of the scale. That leaves an interval; the true one is no narrower.

So it is enough that every class has the minimum, and that every hidden figure's interval spans its part of the scale.
Hiding more only joins classes, so the search can always end: where nothing is shown, nothing is known.
"""

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b

from app.surveys.rules.suppression_sets import Counted, Merged, Population, Size

_STILL = 1 << 128  # keeps what is the same in all rounds apart from what is one round's
_CLOSE = 1e-9
_LOOKED_AT = 2  # classes of a figure that is too narrow; another round of the search looks at others


class Search:
    """The sets of one family of scales, each hidden or shown, and what can be known from the shown ones."""

    def __init__(
        self,
        population: Population,
        minimum: Mapping[str, int],
        span: float,
        cost: Callable[[Counted], float],
        forced: Iterable[int],
    ) -> None:
        self.columns, self.sizes, self.counted = population.columns, population.sizes, population.counted
        self.minimum, self.span = minimum, span
        self.merged: dict[int, list[Merged]] = {}
        for merged in population.merged:
            for atom in merged.atoms:
                self.merged.setdefault(atom, []).append(merged)
        self.forced = frozenset(forced)
        self.hidden: set[int] = set()
        self.cost = [cost(counted) for counted in self.counted]
        self.covering: list[list[int]] = [[] for _ in self.columns]
        covers = [counted.columns for counted in self.counted] + population.known_anyway
        self.covers = covers
        self.exact = [tuple(c for c in cover if not self.columns[c].is_still) for cover in covers]
        self.still = [tuple(c for c in cover if self.columns[c].is_still) for cover in covers]
        self.token = [int.from_bytes(blake2b(repr(i).encode(), digest_size=16).digest()) for i in range(len(covers))]
        self.watched = [watched.parts for watched in population.watched]
        self.watching: dict[int, list[int]] = {}
        for number, parts in enumerate(self.watched):
            for column, _ in parts:
                self.watching.setdefault(column, []).append(-1 - number)
        self.bare = [_STILL if column.is_still else 0 for column in self.columns]
        self.sign = list(self.bare)
        for index, cover in enumerate(covers):
            for c in cover:
                self.covering[c].append(index)
                self.sign[c] ^= self.token[index]
        self.classes: dict[int, set[int]] = {}
        for c, sign in enumerate(self.sign):
            self.classes.setdefault(sign, set()).add(c)
        self.sums: dict[int, tuple[float, float | None]] = {}
        self.rooms: dict[int, dict[int, float]] = {}
        self.shown_of: dict[int, frozenset[int]] = {}
        for index in sorted(self.forced):
            self._turn(index)

    def run(self) -> frozenset[int]:
        """The sets to hide: those that are forced, those that protect them, and none that could be shown again."""
        self._protect()
        while self._show_again():
            pass
        return frozenset(self.hidden)

    # -- what is known ------------------------------------------------------------------------------------------

    def _shown(self, sign: int) -> frozenset[int]:
        """What is shown that counts a class: the sign stands for nothing else."""
        if sign not in self.shown_of:
            column = next(iter(self.classes[sign]))
            self.shown_of[sign] = frozenset(index for index in self.covering[column] if index not in self.hidden)
        return self.shown_of[sign]

    def _is_too_small(self, sign: int) -> bool:
        """Whether the people of a class can be told apart from all others and are under the minimum."""
        alike = self.classes[sign]
        first = next(iter(alike))
        if sign == self.bare[first]:
            return False
        scales: dict[str, set[str]] = {}
        for index in self._shown(sign):
            if index < len(self.counted):
                shown = self.counted[index]
                scales.setdefault(shown.answers, set()).update(shown.scales)
        if not scales:
            return False  # known without any figure, and never under the minimum
        least = min(self.minimum[self.columns[c].leaf] for c in alike)
        least = max(least, min(self.minimum[scale] for group in scales.values() for scale in group))
        atoms = {self.columns[c].atom for c in alike}
        most = max(min(self._people(atoms, (answers, scale)) for scale in group) for answers, group in scales.items())
        return most < least and any(self._has_answers(atom, scales) for atom in atoms)

    def _has_answers(self, atom: int, among: Mapping[str, set[str]]) -> bool:
        """Whether anybody answered there, as far as is known of a merged unit."""
        merged = self.merged.get(atom, ())
        return any(
            self.sizes[atom].get((answers, scale), 0)
            or any(unit.people for unit in merged if unit.size == (answers, scale))
            for answers, group in among.items()
            for scale in group
        )

    def _people(self, atoms: set[int], size: Size) -> int:
        """How many of these certainly answered: those of a merged unit only where all that it was made of is here."""
        people = sum(self.sizes[atom].get(size, 0) for atom in atoms)
        if self.merged:
            inside = {merged for atom in atoms for merged in self.merged.get(atom, ()) if merged.size == size}
            people += sum(merged.people for merged in inside if merged.atoms <= atoms)
        return people

    def _sum(self, sign: int) -> tuple[float, float | None]:
        if sign not in self.sums:
            alike = [self.columns[c] for c in self.classes[sign]]
            totals = [column.total for column in alike if column.room]
            whole = None if None in totals else sum(total for total in totals if total is not None)
            self.sums[sign] = sum(column.room for column in alike), whole
        return self.sums[sign]

    def _parts(self, figure: int) -> list[tuple[int, float]]:
        """The columns of a hidden figure; of one that the supplier hid, its share of them."""
        if figure < 0:
            return [(column, self.columns[column].room * share) for column, share in self.watched[-1 - figure]]
        return [(column, self.columns[column].room) for column in self.exact[figure]]

    def _rooms(self, figure: int) -> dict[int, float]:
        """How much of a hidden figure lies in each class."""
        rooms = self.rooms.get(figure)
        if rooms is None:
            rooms = {}
            for column, room in self._parts(figure):
                sign = self.sign[column]
                rooms[sign] = rooms.get(sign, 0.0) + room
            self.rooms[figure] = rooms
        return rooms

    def _lacks(self, figure: int) -> float:
        """How much is missing in a hidden figure's interval; 0 or less: it is wide enough."""
        rooms = self._rooms(figure)
        missing = self.span * sum(rooms.values()) - _CLOSE - rooms.get(0, 0.0)
        for sign, room in rooms.items():
            if missing <= 0:
                break
            if sign:
                whole, total = self._sum(sign)
                if whole > room:
                    missing -= _slack(room, whole, total)
        return missing

    # -- hiding and showing -------------------------------------------------------------------------------------

    def _turn(self, index: int) -> set[int]:
        """Hides what is shown, or shows what is hidden. Returns the signs of the classes that changed."""
        self.hidden ^= {index}
        token, changed = self.token[index], set()
        for c in self.covers[index]:
            old = self.sign[c]
            new = old ^ token
            alike = self.classes[old]
            alike.discard(c)
            if not alike:
                del self.classes[old]
            self.sign[c] = new
            self.classes.setdefault(new, set()).add(c)
            changed.add(old)
            changed.add(new)
            for other in self.covering[c]:
                self.rooms.pop(other, None)
            for other in self.watching.get(c, ()):
                self.rooms.pop(other, None)
        for sign in changed:
            self.sums.pop(sign, None)
        return changed

    def _protect(self) -> None:
        """Hides until no class is too small and no interval too narrow; after the first look, where it hid."""
        changed = set(self.classes)
        narrow = set(range(-len(self.watched), 0)) | self.hidden
        while changed or narrow:
            self.changed: set[int] = set()
            for sign in sorted(changed & self.classes.keys(), key=lambda sign: min(self.classes[sign])):
                if sign in self.classes and self._is_too_small(sign):
                    self._join(sign)
            for figure in sorted(narrow, key=self._order):
                while self._lacks(figure) > 0 and self._widen(figure):
                    pass
            changed = self.changed & self.classes.keys()
            narrow = self._touched(changed)

    def _order(self, figure: int) -> tuple[int, int]:
        return (self.counted[figure].people if figure >= 0 else 0), figure

    def _touched(self, signs: Iterable[int]) -> set[int]:
        """The hidden figures that have people in a class."""
        columns = [c for sign in signs for c in self.classes[sign]]
        touched = {index for c in columns for index in self.covering[c] if index in self.hidden}
        return touched.union(*(self.watching.get(c, ()) for c in columns)) if self.watching else touched

    def _hide(self, indexes: Iterable[int]) -> None:
        for index in indexes:
            self.changed |= self._turn(index)

    def _neighbours(self, sign: int) -> list[tuple[float, list[int], int]]:
        """The classes nearby, the cheapest first: the price of joining it, and what must be hidden for that. The
        class of those whom nothing shown counts is one of them."""
        shown, is_still = self._shown(sign), self._is_still(sign)
        found = {_STILL if is_still else 0: shown}
        found |= {
            sign ^ self.token[index]: frozenset([index]) for index in shown if sign ^ self.token[index] in self.classes
        }
        smallest = min(shown, key=lambda index: (len(self.covers[index]), index))
        for c in self.still[smallest] if is_still else self.exact[smallest]:
            other = self.sign[c]
            if other not in found and other != sign:
                found[other] = shown ^ self._shown(other)
        fixed = len(self.counted)
        return sorted(
            (sum(self.cost[index] for index in between), sorted(between), other)
            for other, between in found.items()
            if max(between, default=fixed) < fixed
        )

    def _is_still(self, sign: int) -> bool:
        return self.columns[next(iter(self.classes[sign]))].is_still

    def _join(self, sign: int) -> None:
        cheapest = next(iter(self._neighbours(sign)), None)
        self._hide(cheapest[1] if cheapest is not None else self._all_of(sign))

    def _all_of(self, sign: int) -> list[int]:
        """What counts a class and can be hidden: the last resort beside what is known anyway."""
        return [index for index in self._shown(sign) if index < len(self.counted)]

    def _widen(self, figure: int) -> bool:
        """Joins a class of the figure's with one nearby: the cheapest that is enough, or what gives most for its
        price. False where nothing is left to hide: what is known of it then, no figure tells."""
        lacks = self._lacks(figure)
        rooms = {sign: room for sign, room in self._rooms(figure).items() if sign != 0}
        nearest = sorted(rooms, key=lambda sign: (len(self._shown(sign)), min(self.classes[sign])))
        enough: list[tuple[float, list[int]]] = []
        best: list[tuple[float, list[int]]] = []
        for sign in nearest[:_LOOKED_AT]:
            for price, between, other in self._neighbours(sign):
                if enough and price >= enough[0][0]:
                    break
                gain = self._gain(rooms, sign, other)
                if gain >= lacks:
                    enough = [(price, between)]
                elif gain > _CLOSE:
                    best.append((price / gain, between))
        chosen = min(enough or best, default=(0.0, self._all_of(nearest[0])))[1]
        chosen = chosen or [index for sign in rooms for index in self._all_of(sign)][:1]
        self._hide(chosen)
        return bool(chosen)

    def _gain(self, rooms: Mapping[int, float], sign: int, other: int) -> float:
        """By how much a figure's interval grows where two classes become one."""
        here, total = self._sum(sign)
        before = _slack(rooms[sign], here, total)
        if other == 0:
            return rooms[sign] - before
        there, other_total = self._sum(other)
        inside = rooms.get(other, 0.0)
        both = None if total is None or other_total is None else total + other_total
        return _slack(rooms[sign] + inside, here + there, both) - before - _slack(inside, there, other_total)

    def _show_again(self) -> bool:
        """Shows what need not be hidden, the dearest first. Returns whether anything was."""
        before = len(self.hidden)
        for index in sorted(self.hidden - self.forced, key=lambda index: (-self.cost[index], index)):
            changed = self._turn(index)
            if not self._holds(changed):
                self._turn(index)
        return len(self.hidden) < before

    def _holds(self, changed: set[int]) -> bool:
        present = changed & self.classes.keys()
        return not any(self._is_too_small(sign) for sign in present) and all(
            self._lacks(figure) <= 0 for figure in self._touched(present)
        )


def _slack(room: float, whole: float, total: float | None) -> float:
    """How far the sum of `room` can move when it and the rest of `whole` make `total` (not known: at best)."""
    rest = max(whole - room, 0.0)
    if total is None:
        return min(room, rest)
    return max(min(room, total) - max(0.0, total - rest), 0.0)
