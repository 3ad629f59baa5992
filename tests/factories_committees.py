"""Makers for what committees need."""

import msgspec

from app.committees.queries import committee_grants
from tests.factories import Cast, Member, make_member


async def make_plain(cast: Cast, name: str) -> Member:
    """Somebody without any role."""
    return await make_member(cast.clock, cast.municipality, name, None, None)


async def renewed(cast: Cast, member: Member) -> Member:
    """The member with what committees give now, as the session would say it."""
    given = await committee_grants(cast.system.scope, member.id, member.actor.today)
    kept = tuple(grant for grant in member.grants if not grant.role.value.startswith("committee"))
    return msgspec.structs.replace(member, grants=(*kept, *given))
