"""What each receiver gets: the one table of sections, tiers and numbers per profile.

What a profile leaves out is told to the author (`app.reports.rules.leaves_out`), never to the receiver: a section that
is left out has no heading, and what is numbered is numbered without gaps.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from app.access.enums import Tier
from app.reports.enums import Profile, ReportType

Section = Literal[
    "table",
    "news",
    "deadlines",
    "order",
    "plan",
    "surveys",
    "earlier",
    "involvement",
    "remaining",
    "authority",
    "evidence",
]
STATUS_SECTIONS: tuple[Section, ...] = (
    "news",
    "deadlines",
    "order",
    "plan",
    "surveys",
    "earlier",
    "involvement",
    "remaining",
    "authority",
    "evidence",
)
SECTIONS: tuple[Section, ...] = ("table", *STATUS_SECTIONS)  # in the order they are printed


class ProfileRule(msgspec.Struct, frozen=True, kw_only=True):
    """What one receiver gets.

    `of_case` is what they get of one case, `of_unit` of a unit's cases; None: nothing. `tiers` never hold the
    restricted one: who reads that is chosen row by row, and a report is read by everybody who gets it. `first_no`
    begins a series of numbers of its own for each circle of readers: who may not read the reports of one sees no gap
    in the numbers of another. `is_final`: goes to the authority, so that its release waits for rule 19.
    """

    of_case: ReportType | None
    of_unit: ReportType | None = None
    tiers: frozenset[Tier]
    sections: tuple[Section, ...] = STATUS_SECTIONS
    first_no: int = 1
    may_name: bool = True  # owners may be named where the author switches it on (rule 39)
    is_final: bool = False


_AMO = frozenset({Tier.OPEN, Tier.AMO})
SERIES = 1000  # numbers of one series

PROFILES: dict[Profile, ProfileRule] = {
    Profile.AUTHORITY: ProfileRule(of_case=ReportType.STATUS, tiers=frozenset({Tier.OPEN}), is_final=True),
    Profile.COMMITTEE: ProfileRule(
        of_case=ReportType.STATUS, of_unit=ReportType.OVERVIEW, tiers=_AMO, first_no=1 + SERIES
    ),
    Profile.MANAGEMENT: ProfileRule(
        of_case=ReportType.STATUS,
        of_unit=ReportType.OVERVIEW,
        tiers=_AMO | {Tier.MANAGEMENT},
        first_no=1 + 2 * SERIES,
    ),
    Profile.NOTICE_BOARD: ProfileRule(
        of_case=ReportType.ACTION_PLAN, tiers=frozenset({Tier.OPEN}), sections=("table", "plan"), may_name=False
    ),
}
