"""Places in committees that soon end, for those who see to the committee."""

from datetime import date, timedelta

import msgspec

from app.access.policy import Scope
from app.committees.enums import CommitteeFunction
from app.db.sql import fetch_all
from app.organisation.queries.visible import administers

AHEAD = timedelta(days=60)  # our default, not law: time for an election or an appointment


class TermEnding(msgspec.Struct, frozen=True):
    """A place that ends on `ends_on`, the first day without it, and that nobody has renewed."""

    committee_public_id: str
    committee_name: str
    name: str
    function: CommitteeFunction
    ends_on: date


async def list_terms_ending(scope: Scope, until: date, *, limit: int) -> list[TermEnding]:
    """Places of open committees that end after today and by `until`, the first to end first: for who chairs the
    committee or is its secretary, and for the municipality's administrators. One query.

    A place is renewed where the same person has another one in the committee from that day on.
    """
    return await fetch_all(
        TermEnding,
        "SELECT c.public_id AS committee_public_id, c.name AS committee_name, p.name, m.function, "
        "m.valid_to AS ends_on FROM committee_members m JOIN committees c ON c.id = m.committee "
        "AND c.closed_on IS NULL JOIN persons p ON p.id = m.person WHERE m.valid_to > {} AND m.valid_to <= {} "
        "AND p.is_active AND NOT EXISTS (SELECT 1 FROM committee_members n WHERE n.committee = m.committee "
        "AND n.person = m.person AND n.id <> m.id AND n.valid_from <= m.valid_to "
        "AND (n.valid_to IS NULL OR n.valid_to > m.valid_to)) "
        "AND ({} OR EXISTS (SELECT 1 FROM committee_members o WHERE o.committee = m.committee AND o.person = {} "
        "AND o.function IN ('chair', 'deputy_chair', 'secretary') AND o.valid_from <= {} "
        "AND (o.valid_to IS NULL OR o.valid_to > {}))) ORDER BY m.valid_to, c.sort_key, m.id LIMIT {}",
        scope.today,
        until,
        administers(scope, "c.municipality"),
        scope.person or 0,
        scope.today,
        scope.today,
        limit,
    )
