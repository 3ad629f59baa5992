"""Who answers for what was done under a focus point, and therefore does not judge it (decision 0016)."""

from collections.abc import Collection, Iterable

import msgspec


class Link(msgspec.Struct, frozen=True):
    """An item under a focus point. `handed_on_by` gave it away themselves; begun is what ever left the plan."""

    owner: int
    handed_on_by: int | None
    is_given_up: bool
    has_begun: bool


class Answerable(msgspec.Struct, frozen=True):
    """Who may not judge a focus point, by why: through its items, through one they took from it, through the case."""

    items: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()
    case: frozenset[int] = frozenset()


def who_answers(links: Iterable[Link], left: Collection[int], case: Collection[int | None]) -> Answerable:
    """Who answers for a focus point: who owns or gave away its items, but for those given up before they had begun;
    and who took an item of theirs from it that had.

    Until an item under it has begun and was not given up, so do those who stand for the case: what nobody has begun is
    nobody else's work.
    """
    counted = [link for link in links if link.has_begun or not link.is_given_up]
    is_begun = any(link.has_begun and not link.is_given_up for link in counted)
    people = {person for link in counted for person in (link.owner, link.handed_on_by)}
    return Answerable(
        _known(people),
        frozenset(left),
        frozenset() if is_begun else _known(case),
    )


def _known(people: Iterable[int | None]) -> frozenset[int]:
    return frozenset(person for person in people if person is not None)
