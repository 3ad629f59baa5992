"""The committees, and one of them."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may, may_anywhere
from app.committees import queries
from app.committees.labels import COMMITTEE_KIND
from app.committees.pages import (
    CommitteePage,
    CommitteesPage,
    address_of,
    committee_line,
    crumbs_of,
    lower_line,
    member_line,
    more_text,
    unit_line,
)
from app.committees.queries import CommitteeDetail
from app.committees.rules.groups import lacking_text
from app.db.transaction import reading
from app.web.pages import render

Req = Request[Any, Any, Any]


def can_change(actor: Actor, committee: CommitteeDetail) -> bool:
    """Whether the reader administers every unit the committee covers."""
    return all(may(actor, Permission.COMMITTEE_WRITE, ancestors).ok for ancestors in committee.ancestors)


@get("/udvalg", name="committees.index", opt={"login_only": True})
async def index(request: Req, actor: NamedDependency[Actor], soeg: FromQuery[str] = "") -> Response[Any]:
    query = soeg.strip()[:200]
    async with reading():
        found = await queries.list_committees(actor.scope, query)
    page = CommitteesPage(
        title="Udvalg",
        committees=tuple(committee_line(row) for row in found.rows if row.closed_on is None),
        closed=tuple(committee_line(row) for row in found.rows if row.closed_on is not None),
        query=query,
        is_whole=found.is_whole,
        can_create=may_anywhere(actor, Permission.COMMITTEE_WRITE),
    )
    return render(request, page)


async def committee_shown(actor: Actor, public_id: str) -> CommitteePage:
    """The page of a committee, as app/requests/views.py shows it. Raises `NotFound`."""
    committee = await queries.get_committee(actor.scope, public_id)
    lower = await queries.list_lower(actor.scope, committee)
    reads_meetings = await queries.is_read_at_meetings(actor.scope, committee.id)
    base, is_open = address_of(committee), committee.closed_on is None
    may_change = is_open and can_change(actor, committee)
    lines = [
        (
            member,
            member_line(member, actor.today, base=base, can_change=may_change, is_self=member.person == actor.person),
        )
        for member in committee.members
    ]
    return CommitteePage(
        title=committee.name,
        crumbs=crumbs_of(committee),
        base=base,
        kind=COMMITTEE_KIND[committee.kind],
        rank=committee.rank,
        external_id=committee.external_id,
        closed_on=committee.closed_on,
        units=tuple(unit_line(unit) for unit in committee.units),
        more_units=more_text(committee.more_units, is_first=not committee.units) if committee.more_units else "",
        members=tuple(line for member, line in lines if not member.is_over(actor.today)),
        former=tuple(line for member, line in lines if member.is_over(actor.today)),
        lower=tuple(lower_line(row) for row in lower),
        can_change=may_change,
        is_member=any(m.person == actor.person and m.holds_on(actor.today) for m in committee.members),
        is_work_environment=committee.is_work_environment,
        lacks=lacking_text(committee.kind, [(m.side, m.function) for m in committee.members if m.holds_on(actor.today)])
        if is_open
        else "",
        meetings_href=f"{base}/moeder" if reads_meetings else None,
    )


routes = [index]
