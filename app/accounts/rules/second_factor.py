"""Who must log in in two steps."""

from collections.abc import Collection
from enum import StrEnum

from app.access.enums import Role

REQUIRED_ROLES = frozenset({Role.ADMINISTRATOR, Role.CONSULTANT, Role.AUDITOR})


class Demand(StrEnum):
    """What the installation asks for: HANDLEPLIGT_SECOND_FACTOR."""

    STANDARD = "standard"
    EVERYBODY = "all"
    NOBODY = "off"


def is_required(demand: Demand, roles: Collection[Role]) -> bool:
    """Whether somebody with `roles` must have a second factor."""
    if demand is Demand.NOBODY:
        return False
    return demand is Demand.EVERYBODY or not REQUIRED_ROLES.isdisjoint(roles)
