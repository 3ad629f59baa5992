"""How often somebody may try, and how long they wait then: docs/decisions/0009-accounts.md.

A known browser (one that has logged in to this account before) has a count of its own, which strangers cannot use up:
so nobody can lock a person out of their account for good. The numbers are ours, not law.
"""

from datetime import timedelta
from enum import StrEnum

import msgspec

WAIT = timedelta(minutes=15)
KEPT = timedelta(days=1)


class Counted(StrEnum):
    """What a count is about."""

    BROWSER = "browser"  # a known browser of the account
    PLACE = "place"  # a name, from one address
    NAME = "name"  # a name, from anywhere
    ADDRESS = "address"  # an address, whatever the name


class Limit(msgspec.Struct, frozen=True):
    """At most `most` tries within `window`; the last of them closes the door for `WAIT`."""

    most: int
    window: timedelta


LIMITS = {
    Counted.BROWSER: Limit(5, WAIT),
    Counted.PLACE: Limit(5, WAIT),
    Counted.NAME: Limit(20, timedelta(hours=1)),
    Counted.ADDRESS: Limit(50, WAIT),  # a whole town hall may share one
}


def counted(*, name: str, address: str, browser: str) -> tuple[tuple[Counted, str], ...]:
    """What a try counts against, the narrowest first: a known browser's own count, or name and address."""
    if browser:
        return ((Counted.BROWSER, browser),)
    return ((Counted.PLACE, f"{name} {address}"), (Counted.NAME, name), (Counted.ADDRESS, address))
