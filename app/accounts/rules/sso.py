"""Which roles the claims of a login give: docs/decisions/0010-single-sign-on.md."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from app.access.enums import Role

# A role from a login holds this long without another login; ours, not law. Whoever has left the municipality's
# directory never logs in again, and nothing else would tell.
LASTS = timedelta(days=90)
_RENEWED = timedelta(days=60)  # an end nearer than this is moved

Place = tuple[Role, int]  # a role on a unit


class MappingRule(msgspec.Struct, frozen=True):
    """Who has `value` in `claim` gets `role` on `unit`; never whoever made the rule (`made_by`)."""

    claim: str
    value: str
    role: Role
    unit: int
    made_by: int | None


class FromLogin(msgspec.Struct, frozen=True):
    """A role that an earlier login gave, and that still holds."""

    id: int
    role: Role
    unit: int
    valid_to: date | None


class RoleChanges(msgspec.Struct, frozen=True):
    """What a login changes: roles to give, grants to end, grants to give a later end."""

    give: tuple[Place, ...] = ()
    end: tuple[FromLogin, ...] = ()
    renew: tuple[FromLogin, ...] = ()


def values_in(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    """The texts that a claim holds: itself, or the texts in its list; anything else in it counts as nothing.

    "realm_access.roles" is the claim of that name, else what lies in the claim before the dot.
    """
    found: Any = claims
    if claim in claims:
        found = claims[claim]
    else:
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return frozenset({found})
    return frozenset(each for each in found if isinstance(each, str)) if isinstance(found, list) else frozenset()


def is_left_out(claims: Mapping[str, Any], claim: str) -> bool:
    """Whether the provider says that it has left the claim out because it is too long (Entra ID does, for groups)."""
    names = claims.get("_claim_names")
    return claim not in claims and (
        (isinstance(names, Mapping) and claim in names) or (claim == "groups" and bool(claims.get("hasgroups")))
    )


def given_by(rules: Collection[MappingRule], claims: Mapping[str, Any], person: int | None) -> frozenset[Place]:
    """The roles that `claims` give to `person`. Nobody gets anything by a rule of their own making."""
    return frozenset(
        (rule.role, rule.unit)
        for rule in rules
        if rule.value in values_in(claims, rule.claim) and (person is None or rule.made_by != person)
    )


def role_changes(
    held: Collection[FromLogin], by_hand: Collection[Place], wanted: Collection[Place], today: date
) -> RoleChanges:
    """From what a person holds to what the login gives. Roles given by hand stay, and are not given twice."""
    kept = [grant for grant in held if (grant.role, grant.unit) in wanted]
    have = {*by_hand, *((grant.role, grant.unit) for grant in kept)}
    return RoleChanges(
        give=tuple(sorted(place for place in wanted if place not in have)),
        end=tuple(grant for grant in held if grant not in kept),
        renew=tuple(grant for grant in kept if grant.valid_to is not None and grant.valid_to - today < _RENEWED),
    )
