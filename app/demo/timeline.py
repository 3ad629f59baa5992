"""Everything that happens in the made-up municipality, in the order of its days."""

from collections.abc import Awaitable, Callable
from datetime import date

from app.access.policy import Actor
from app.demo.cast import Member

Happening = Callable[[Actor], Awaitable[object]]


class Timeline:
    """Happenings of all cases, told in any order and run by day, so that the log reads as it would have been written.

    A happening may tell further ones; they run on its own day at the earliest.
    """

    def __init__(self) -> None:
        self._ahead: list[tuple[date, int, Member, Happening]] = []
        self._count = 0
        self._reached = date.min

    def tell(self, day: date, who: Member, happening: Happening) -> None:
        """`happening` runs with `who` acting on `day`; of one day the first told is the first to run."""
        self._count += 1
        self._ahead.append((max(day, self._reached), self._count, who, happening))

    async def run(self) -> None:
        while self._ahead:
            first = min(self._ahead, key=lambda each: each[:2])
            self._ahead.remove(first)
            day, _, who, happening = first
            self._reached = day
            await happening(who.on(day))
