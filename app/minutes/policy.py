"""Which side somebody answers for. Who writes minutes is who plans the meetings (`app/meetings/policy.py`)."""

from app.access.enums import Role
from app.access.policy import Actor
from app.committees.enums import CommitteeSide
from app.meetings.policy import Forum

# At a unit's own meeting nobody sits for a side: its roles say it.
_OF_ROLE = {
    Role.MANAGER: CommitteeSide.EMPLOYER,
    Role.HEALTH_SAFETY_REP: CommitteeSide.EMPLOYEE,
    Role.UNION_REP: CommitteeSide.EMPLOYEE,
}


def side_of(role: Role) -> CommitteeSide | None:
    """The side that a role stands for at a unit's own meeting; None for one that stands for neither."""
    return _OF_ROLE.get(role)


def sides_at_unit(actor: Actor, forum: Forum) -> frozenset[CommitteeSide]:
    """The sides of who leads a unit and who represents its employees; none for a committee."""
    if forum.kind is not None:
        return frozenset()
    return frozenset(
        _OF_ROLE[grant.role]
        for grant in actor.grants
        if grant.role in _OF_ROLE and any(grant.covers(place) for place in forum.places)
    )
