"""The policy's own tables, said a second time: a change of who may what must show here."""

from datetime import UTC, datetime

import pytest

from app.access.enums import UNIT_ROLES, Permission, Role, Tier
from app.access.labels import PERMISSION, ROLE, TIER, TIER_HELP
from app.access.policy import (
    ALLOWED,
    READS,
    Above,
    Actor,
    Grant,
    Reach,
    anonymous,
    may,
    may_anywhere,
    reach_of,
    system_actor,
)
from app.core.errors import Denied

NOW = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)
COLUMNS = {
    "LE": Role.MANAGER,
    "AM": Role.HEALTH_SAFETY_REP,
    "TR": Role.UNION_REP,
    "ME": Role.COMMITTEE_MEMBER,
    "SE": Role.COMMITTEE_SECRETARY,
    "KO": Role.CONSULTANT,
    "HR": Role.HR_SURVEYS,
    "SK": Role.SECRETARIAT,
    "RÅ": Role.EXTERNAL_ADVISER,
    "LÆ": Role.READER,
    "AD": Role.ADMINISTRATOR,
    "RE": Role.AUDITOR,
}
GRID = """
                     LE AM TR ME SE KO HR SK RÅ LÆ AD RE
case:read            x  x  x  x  x  x  .  .  x  x  .  x
case:write           x  .  .  .  .  x  .  .  .  .  .  .
case:close           x  x  .  .  .  x  .  .  .  .  .  .
plan:write           x  x  .  .  .  x  .  .  .  .  .  .
plan:approve         x  .  .  .  .  x  .  .  .  .  .  .
item:comment         x  x  .  .  .  x  .  .  x  .  .  .
item:update          x  x  .  .  .  x  .  .  .  .  .  .
item:hand_over       x  .  .  .  .  x  .  .  .  .  .  .
effect:evaluate      x  x  .  .  .  x  .  .  .  .  .  .
evidence:add         x  x  .  .  .  x  .  .  x  .  .  .
evidence:withdraw    x  x  .  .  .  x  .  .  .  .  .  .
evidence:request     x  x  .  .  .  x  .  .  .  .  .  .
content:erase        x  x  .  .  .  x  .  .  .  .  .  .
involvement:add      x  x  .  x  x  x  .  .  .  .  .  .
report:create        x  x  .  .  .  x  .  .  .  .  .  .
report:release       x  .  .  .  .  x  .  .  .  .  .  .
report:back          x  .  .  .  .  x  .  .  .  .  .  .
report:export        x  x  x  x  x  x  .  .  .  x  .  x
organisation:write   .  .  .  .  .  .  .  .  .  .  x  .
account:write        .  .  .  .  .  .  .  .  .  .  x  .
committee:write      .  .  .  .  .  .  .  .  .  .  x  .
case:share           x  .  .  .  .  x  .  .  .  .  .  .
log:read             .  .  .  .  .  .  .  .  .  .  .  x
person:export        .  .  .  .  .  .  .  .  .  .  x  .
survey:read          x  x  x  x  x  x  x  .  .  .  .  x
survey:write         .  .  .  .  .  .  x  .  .  .  .  .
material:send        x  .  .  .  .  x  x  .  .  .  .  .
material:answer      x  x  .  .  .  x  x  .  .  .  .  .
cycle:read           x  x  x  x  x  x  x  .  .  .  .  x
cycle:write          x  x  .  .  .  .  x  .  .  .  .  .
indicator:write      x  .  .  .  .  x  x  .  .  .  .  .
indicator:define     .  .  .  .  .  x  x  .  .  .  .  .
meeting:read         x  x  x  x  x  x  .  .  .  .  .  x
meeting:write        x  x  .  .  .  x  .  .  .  .  .  .
inquiry:read         x  .  .  .  .  x  .  x  .  .  .  x
inquiry:write        .  .  .  .  .  x  .  x  .  .  .  .
inquiry:approve      x  .  .  .  .  x  .  x  .  .  .  .
"""
READ_GRID = """
             LE AM TR ME SE KO HR SK RÅ LÆ AD RE
open         x  x  x  x  x  x  .  .  x  x  .  x
amo          x  x  x  x  x  x  .  .  .  .  .  x
management   x  .  .  .  .  x  .  .  .  .  .  x
restricted   .  .  .  .  .  .  .  .  .  .  .  .
"""


def grid(text: str) -> dict[str, frozenset[Role]]:
    """What stands in the grid: the roles with a mark, by the word of the line."""
    head, *lines = text.strip("\n").splitlines()
    roles = [COLUMNS[short] for short in head.split()]
    found = {}
    for line in lines:
        word, *marks = line.split()
        assert len(marks) == len(roles), line
        found[word] = frozenset(role for role, mark in zip(roles, marks, strict=True) if mark == "x")
    return found


def above(*units: set[int], case: int | None = None) -> Above:
    return Above(tuple(frozenset(each) for each in units), case)


def actor(*grants: Grant) -> Actor:
    return Actor(person=1, name="Nogen", grants=grants, now=NOW, request_id="r")


def test_the_grid_names_every_role_permission_and_tier() -> None:
    assert (set(COLUMNS.values()), set(grid(GRID)), set(grid(READ_GRID))) == (
        set(Role),
        {each.value for each in Permission},
        {each.value for each in Tier},
    )


def test_who_may_what_is_as_the_grid_says() -> None:
    assert {permission.value: roles for permission, roles in ALLOWED.items()} == grid(GRID)


def test_who_reads_what_is_as_the_grid_says() -> None:
    """Rule 41. Restricted rows have their readers by name."""
    assert {tier.value: roles for tier, roles in READS.items()} == grid(READ_GRID)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_verdict_for_every_permission_and_role(permission: Permission, role: Role) -> None:
    """On the unit, below it, above it and beside it; 3 is the unit, 1 and 2 lie above, 4 is another."""
    somebody = actor(Grant(role, 3, 1))
    expected = role in grid(GRID)[permission.value]
    verdicts = [
        may(somebody, permission, above(*units)).ok
        for units in ([{1, 2, 3}], [{1, 2}, {1, 2, 3, 9}], [{1, 2}], [{4}], [])
    ]
    assert verdicts == [expected, expected, False, False, False]
    assert may_anywhere(somebody, permission) is expected


def test_each_kind_of_role_is_given_in_one_way() -> None:
    """On a unit; by committee; on one case."""
    assert set(Role) - set(UNIT_ROLES) == {Role.COMMITTEE_MEMBER, Role.COMMITTEE_SECRETARY, Role.EXTERNAL_ADVISER}


def test_everything_has_a_danish_name() -> None:
    assert (set(ROLE), set(PERMISSION), set(TIER), set(TIER_HELP)) == (
        set(Role),
        set(Permission),
        set(Tier),
        set(Tier),
    )


@pytest.mark.parametrize(
    ("grant", "units", "case", "covers"),
    [
        (Grant(Role.MANAGER, 3, 1), [{1, 3}], None, True),
        (Grant(Role.MANAGER, 3, 1), [{1, 3}], 7, True),
        (Grant(Role.MANAGER, 3, 1), [{1, 4}, {1, 3}], 7, True),
        (Grant(Role.MANAGER, 3, 1), [{1}], 7, False),
        (Grant(Role.MANAGER, 3, 1), [], 7, False),
        (Grant(Role.COMMITTEE_MEMBER, 1, 1, but=frozenset({3})), [{1, 2}], None, True),
        (Grant(Role.COMMITTEE_MEMBER, 1, 1, but=frozenset({3})), [{1, 3}], None, False),
        (Grant(Role.COMMITTEE_MEMBER, 1, 1, but=frozenset({3})), [{1, 3, 4}], None, False),
        # A case of two units, of which one is a lower committee's: the other is enough.
        (Grant(Role.COMMITTEE_MEMBER, 1, 1, but=frozenset({3})), [{1, 3, 4}, {1, 2}], None, True),
        (Grant(Role.COMMITTEE_MEMBER, 1, 1, but=frozenset({3})), [{1, 3, 4}, {1, 3}], None, False),
        (Grant(Role.COMMITTEE_MEMBER, 1, 1, but=frozenset({3})), [{1, 3}, {5}], None, False),
        (Grant(Role.EXTERNAL_ADVISER, None, 1, case=7), [{1, 3}], 7, True),
        (Grant(Role.EXTERNAL_ADVISER, None, 1, case=7), [{1, 3}], 8, False),
        (Grant(Role.EXTERNAL_ADVISER, None, 1, case=7), [{1, 3}], None, False),
    ],
)
def test_where_a_grant_holds(grant: Grant, units: list[set[int]], case: int | None, covers: bool) -> None:
    assert grant.covers(above(*units, case=case)) is covers


def test_reach_says_each_place_once_and_in_order() -> None:
    grants = (
        Grant(Role.READER, 9, 1),
        Grant(Role.MANAGER, 4, 1),
        Grant(Role.MANAGER, 4, 1),
        Grant(Role.COMMITTEE_MEMBER, 2, 1, but=frozenset({6, 5})),
        Grant(Role.EXTERNAL_ADVISER, None, 1, case=8),
        Grant(Role.ADMINISTRATOR, 1, 1),
    )
    assert reach_of(grants, READS[Tier.OPEN]) == Reach(units=(4, 9), partly=((2, (5, 6)),), cases=(8,))
    assert reach_of(grants, READS[Tier.AMO]) == Reach(units=(4,), partly=((2, (5, 6)),))
    assert reach_of(grants, READS[Tier.MANAGEMENT]) == Reach(units=(4,))
    assert reach_of((), READS[Tier.OPEN]) == Reach()


def test_a_scope_keeps_apart_what_is_read_administered_and_audited() -> None:
    scope = actor(
        Grant(Role.ADMINISTRATOR, 1, 1),
        Grant(Role.AUDITOR, 2, 1),
        Grant(Role.HR_SURVEYS, 3, 2),
        Grant(Role.COMMITTEE_MEMBER, 4, 1, but=frozenset({5})),
    ).scope
    assert (scope.admin_units, scope.log_units, scope.other_units, scope.units, scope.municipalities) == (
        (1,),
        (2,),
        (3,),
        (2, 4),
        (1, 2),
    )
    assert scope.sees_cases
    for role in (Role.ADMINISTRATOR, Role.HR_SURVEYS, Role.SECRETARIAT):
        assert not actor(Grant(role, 1, 1)).scope.sees_cases


def test_the_application_may_everything_and_a_stranger_nothing() -> None:
    stranger = anonymous(NOW, "r")
    for permission in Permission:
        assert may(system_actor(NOW), permission, set()).ok
        assert not may(stranger, permission, {1}).ok
        assert not may_anywhere(stranger, permission)
    assert stranger.scope.units == ()
    assert not stranger.scope.sees_all


def test_a_refusal_says_whom_to_ask() -> None:
    verdict = may(actor(), Permission.CASE_WRITE, {1})
    with pytest.raises(Denied) as caught:
        verdict.require()
    assert caught.value.message == verdict.reason != ""
    with pytest.raises(Denied):
        system_actor(NOW).require_person()
