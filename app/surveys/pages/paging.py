"""Long tables of units in parts: a round may have a thousand."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

PER_PAGE = 50
T = TypeVar("T")


class Pages(msgspec.Struct, frozen=True):
    """Where a part lies; `text` is "" where all is on one page."""

    text: str = ""
    previous_href: str | None = None
    next_href: str | None = None


def part_of(items: Sequence[T], typed: str, href: str) -> tuple[Sequence[T], Pages]:
    """The part that `typed` names, "1" the first; for what is no part the nearest. `href` ends before the number."""
    last = max(1, -(-len(items) // PER_PAGE))
    no = min(last, max(1, int(typed))) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
    if last == 1:
        return items, Pages()
    first = (no - 1) * PER_PAGE
    part = items[first : first + PER_PAGE]
    return part, Pages(
        f"Her er nr. {first + 1} til {first + len(part)} af {len(items)}.",
        f"{href}{no - 1}" if no > 1 else None,
        f"{href}{no + 1}" if no < last else None,
    )
