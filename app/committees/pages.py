from datetime import date
from typing import ClassVar

import msgspec

from app.committees.labels import COMMITTEE_FUNCTION, COMMITTEE_KIND, COMMITTEE_SIDE
from app.committees.queries import CommitteeDetail, CommitteeRow, CoveredUnit, LowerCommittee, Member
from app.committees.queries.terms import AHEAD
from app.web.pages import Crumb, FormPage, Option, Page

FURTHER_UNITS = ("1", "2", "3")  # so many units can be added at a time


class UnitLine(msgspec.Struct, frozen=True):
    name: str
    href: str | None
    is_closed: bool


class CommitteeLine(msgspec.Struct, frozen=True):
    name: str
    href: str
    rank: str
    kind: str
    units: str
    members: str
    is_mine: bool


class CommitteesPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "committees/index.html"
    committees: tuple[CommitteeLine, ...]
    closed: tuple[CommitteeLine, ...]
    query: str
    is_whole: bool
    can_create: bool


def committee_line(row: CommitteeRow) -> CommitteeLine:
    return CommitteeLine(
        name=row.name,
        href=f"/udvalg/{row.public_id}",
        rank=row.rank or "–",
        kind=COMMITTEE_KIND[row.kind],
        units=units_text(row.units, row.more_units),
        members="ingen" if not row.members else str(row.members),
        is_mine=row.is_mine,
    )


def units_text(units: tuple[CoveredUnit, ...], more: int) -> str:
    """The names, and how many there are besides."""
    names = [unit.name + (" (lukket)" if unit.is_closed else "") for unit in units]
    return ", ".join([*names, *([more_text(more, is_first=not names)] if more else [])])


def more_text(more: int, *, is_first: bool) -> str:
    """The units whose names the reader may not know."""
    noun = "enhed" if more == 1 else "enheder"
    return f"{more} {noun}, du ikke har adgang til" if is_first else f"og {more} {noun} mere"


class MemberLine(msgspec.Struct, frozen=True):
    name: str
    href: str | None
    job_title: str
    function: str
    side: str
    term: str
    stands_in_for: str
    end_href: str | None


def member_line(member: Member, today: date, *, base: str, can_change: bool, is_self: bool) -> MemberLine:
    return MemberLine(
        name=member.name + ("" if member.is_active else " (fratrådt)"),
        href=f"/personer/{member.person_public_id}" if can_change else None,
        job_title=member.job_title,
        function=COMMITTEE_FUNCTION[member.function],
        side=COMMITTEE_SIDE[member.side],
        term=_term(member, today),
        stands_in_for=member.stands_in_for_name or "",
        end_href=f"{base}/medlemmer/{member.public_id}/slut"
        if can_change and not is_self and not member.is_over(today)
        else None,
    )


def _term(member: Member, today: date) -> str:
    start = f"{member.valid_from:%d.%m.%Y}"
    if member.valid_to is not None and today < member.valid_to <= today + AHEAD:
        return f"{start} til {member.valid_to:%d.%m.%Y}, slutter snart"
    if member.valid_to is not None:
        return f"{start} til {member.valid_to:%d.%m.%Y}"
    return f"fra {start}" if member.valid_from > today else f"siden {start}"


class LowerLine(msgspec.Struct, frozen=True):
    name: str
    href: str | None
    rank: str
    open_cases: int
    overdue_cases: int
    unknown_cases: int


def lower_line(row: LowerCommittee) -> LowerLine:
    href = f"/udvalg/{row.public_id}" if row.public_id else None
    return LowerLine(row.name, href, row.rank or "–", row.open_cases, row.overdue_cases, row.unknown_cases)


class CommitteePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "committees/show.html"
    crumbs: tuple[Crumb, ...]
    base: str
    kind: str
    rank: str
    external_id: str | None
    closed_on: date | None
    units: tuple[UnitLine, ...]
    more_units: str
    members: tuple[MemberLine, ...]
    former: tuple[MemberLine, ...]
    lower: tuple[LowerLine, ...]
    can_change: bool
    is_member: bool
    is_work_environment: bool
    lacks: str  # what a work-environment group has nobody for
    meetings_href: str | None


def unit_line(unit: CoveredUnit) -> UnitLine:
    return UnitLine(unit.name, f"/enheder/{unit.public_id}" if unit.public_id else None, unit.is_closed)


def address_of(committee: CommitteeDetail) -> str:
    return f"/udvalg/{committee.public_id}"


def crumbs_of(committee: CommitteeDetail, last: str = "") -> tuple[Crumb, ...]:
    trail = (Crumb("Udvalg", "/udvalg"), Crumb(committee.name, address_of(committee) if last else None))
    return (*trail, Crumb(last)) if last else trail


class EditCommitteePage(FormPage, frozen=True, kw_only=True):
    """A new committee, or one that is changed: `version` tells which."""

    template: ClassVar[str] = "committees/edit.html"
    kinds: tuple[Option, ...]
    ranks: tuple[Option, ...]
    units: tuple[Option, ...]
    chosen: tuple[Option, ...]
    further: tuple[str, ...] = FURTHER_UNITS


class CloseCommitteePage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "committees/close.html"


class NewMemberPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "committees/member.html"
    query: str
    people: tuple[Option, ...]
    is_cut: bool
    sides: tuple[Option, ...]
    functions: tuple[Option, ...]
    places: tuple[Option, ...]  # that a substitute can step in for


class EndMemberPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "committees/member_end.html"
    function: str
    committee: str
