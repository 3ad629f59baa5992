"""Reading committees, and what membership of them gives."""

from app.committees.queries.committees import (
    CommitteeDetail,
    CommitteeRow,
    CommitteesPage,
    CoveredUnit,
    Member,
    get_committee,
    list_committees,
)
from app.committees.queries.grants import (
    Membership,
    committee_grants,
    grants_of,
    lasting_grants,
    list_memberships,
    list_seats,
    scope_of,
)
from app.committees.queries.importing import list_known_committees, list_known_people
from app.committees.queries.lower import LowerCommittee, list_lower
from app.committees.queries.people import PersonChoice, get_person_to_add, pick_people
from app.committees.queries.reading import is_read, is_read_at_meetings, reads_meetings, sits_in
from app.committees.queries.roles import HeldRole, list_roles
from app.committees.queries.terms import TermEnding, list_terms_ending
from app.committees.queries.units import UnitsChosen, get_units, list_ranks

__all__ = [
    "CommitteeDetail",
    "CommitteeRow",
    "CommitteesPage",
    "CoveredUnit",
    "HeldRole",
    "LowerCommittee",
    "Member",
    "Membership",
    "PersonChoice",
    "TermEnding",
    "UnitsChosen",
    "committee_grants",
    "get_committee",
    "get_person_to_add",
    "get_units",
    "grants_of",
    "is_read",
    "is_read_at_meetings",
    "lasting_grants",
    "list_committees",
    "list_known_committees",
    "list_known_people",
    "list_lower",
    "list_memberships",
    "list_ranks",
    "list_roles",
    "list_seats",
    "list_terms_ending",
    "pick_people",
    "reads_meetings",
    "scope_of",
    "sits_in",
]
