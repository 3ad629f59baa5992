"""Which roles the claims of a login give and take: pure."""

from datetime import date
from typing import Any

import pytest

from app.access.enums import Role
from app.accounts.rules.sso import (
    FromLogin,
    MappingRule,
    RoleChanges,
    given_by,
    is_left_out,
    role_changes,
    values_in,
)

TODAY = date(2025, 8, 20)


@pytest.mark.parametrize(
    ("claims", "claim", "found"),
    [
        ({"groups": ["a", "b"]}, "groups", {"a", "b"}),
        ({"groups": "a"}, "groups", {"a"}),
        ({"groups": "a b"}, "groups", {"a b"}),
        ({"groups": ["a", 7, None, ["b"], {"c": 1}, True]}, "groups", {"a"}),
        ({"groups": {"a": 1}}, "groups", set()),
        ({"groups": None}, "groups", set()),
        ({"groups": True}, "groups", set()),
        ({}, "groups", set()),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", {"a"}),
        ({"realm_access": {"roles": ["a"]}, "realm_access.roles": "b"}, "realm_access.roles", {"b"}),
        ({"realm_access": ["roles"]}, "realm_access.roles", set()),
        ({"https://kommune.dk/role": ["a"]}, "https://kommune.dk/role", {"a"}),
        ({"a": "b"}, "", set()),
        ({"a": "b"}, "...", set()),
    ],
)
def test_the_texts_in_a_claim(claims: dict[str, Any], claim: str, found: set[str]) -> None:
    assert values_in(claims, claim) == found


@pytest.mark.parametrize(
    ("claims", "is_out"),
    [
        ({}, False),
        ({"groups": []}, False),
        ({"_claim_names": {"groups": "src1"}}, True),
        ({"_claim_names": {"roles": "src1"}}, False),
        ({"_claim_names": "groups"}, False),
        ({"hasgroups": True}, True),
        ({"hasgroups": True, "groups": ["a"]}, False),
    ],
)
def test_whether_the_provider_left_the_groups_out(claims: dict[str, Any], is_out: bool) -> None:
    assert is_left_out(claims, "groups") is is_out


def test_no_rule_gives_anything_to_whoever_made_it() -> None:
    rules = [
        MappingRule("groups", "a", Role.MANAGER, 1, made_by=7),
        MappingRule("groups", "b", Role.MANAGER, 1, made_by=8),
        MappingRule("groups", "A", Role.AUDITOR, 1, made_by=None),
    ]
    claims = {"groups": ["a"]}
    assert given_by(rules, claims, 7) == frozenset()
    assert given_by(rules, claims, 8) == given_by(rules, claims, None) == {(Role.MANAGER, 1)}
    assert given_by(rules, {"groups": ["a", "b", "A"]}, 7) == {(Role.MANAGER, 1), (Role.AUDITOR, 1)}


def _held(no: int, role: Role, unit: int, end: date | None) -> FromLogin:
    return FromLogin(no, role, unit, end)


def test_from_what_is_held_to_what_is_wanted() -> None:
    fresh, old, gone = (
        _held(1, Role.READER, 1, date(2025, 11, 1)),
        _held(2, Role.READER, 2, date(2025, 10, 18)),
        _held(3, Role.READER, 3, date(2025, 11, 1)),
    )
    wanted = {(Role.READER, 1), (Role.READER, 2), (Role.READER, 4), (Role.READER, 5), (Role.MANAGER, 1)}
    assert role_changes((fresh, old, gone), {(Role.READER, 5)}, wanted, TODAY) == RoleChanges(
        give=((Role.MANAGER, 1), (Role.READER, 4)), end=(gone,), renew=(old,)
    )
    assert role_changes((fresh,), (), {(Role.READER, 1)}, TODAY) == RoleChanges()
