"""A municipality that has an administrator keeps one, whoever is removed, how, and at once."""

import asyncio
from datetime import date, timedelta

import pytest

from app.access.enums import Role
from app.accounts.actions import close_account, create_account, end_role, grant_role
from app.core.errors import RuleViolation
from app.db.sql import execute, fetch_value
from app.db.transaction import transaction
from app.organisation.actions import deactivate_person
from tests.factories import Cast, Member, make_member
from tests.factories_accounts import give_password


@pytest.fixture
async def second(cast: Cast) -> Member:
    """Fie and another both administer, and can log in."""
    await give_password(cast, cast.fie)
    return await make_member(
        cast.clock, cast.municipality, "Grete Admin", Role.ADMINISTRATOR, cast.top.id, with_account=True
    )


async def grant_of(member: Member) -> int:
    found = await fetch_value(int, "SELECT id FROM role_grants WHERE person = {} AND role = 'administrator'", member.id)
    assert found is not None
    return found


async def left() -> int | None:
    return await fetch_value(
        int,
        "SELECT COUNT(*) FROM role_grants g JOIN persons p ON p.id = g.person JOIN accounts a ON a.person = p.id "
        "WHERE g.role = 'administrator' AND g.valid_to IS NULL AND p.is_active AND a.is_active",
    )


async def remove(cast: Cast, member: Member, how: str) -> None:
    if how == "role":
        await end_role(cast.system, await grant_of(member))
    elif how == "later":
        await end_role(cast.system, await grant_of(member), valid_to=cast.system.today + timedelta(days=30))
    elif how == "left":
        version = await fetch_value(int, "SELECT version FROM persons WHERE id = {}", member.id)
        await deactivate_person(cast.system, member.id, seen=version or 0)
    else:
        await close_account(cast.system, member.id, reason="Test")


HOW = ("role", "later", "left", "closed")


@pytest.mark.parametrize("first", HOW)
@pytest.mark.parametrize("then", HOW)
async def test_the_last_one_stays(cast: Cast, second: Member, first: str, then: str) -> None:
    """Also from the command line; nothing of a refused change is left."""
    await remove(cast, second, first)
    seq = await fetch_value(int, "SELECT MAX(seq) FROM audit_entries")
    with pytest.raises(RuleViolation, match=r"administrator\.last"):
        await remove(cast, cast.fie, then)
    assert await left() == 1
    assert await fetch_value(int, "SELECT MAX(seq) FROM audit_entries") == seq
    assert await fetch_value(date, "SELECT valid_to FROM role_grants WHERE id = {}", await grant_of(cast.fie)) is None


@pytest.mark.parametrize("how", HOW)
async def test_two_who_remove_each_other_at_once_do_not_both_succeed(cast: Cast, second: Member, how: str) -> None:
    done = await asyncio.gather(remove(cast, second, how), remove(cast, cast.fie, how), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["NoneType", "RuleViolation"], done
    assert await left() == 1


async def test_one_who_cannot_log_in_or_administers_a_part_does_not_count(cast: Cast) -> None:
    await give_password(cast, cast.fie)
    await make_member(cast.clock, cast.municipality, "Uden Bruger", Role.ADMINISTRATOR, cast.top.id)
    await make_member(cast.clock, cast.municipality, "Af Del", Role.ADMINISTRATOR, cast.nord.id, with_account=True)
    await make_member(
        cast.clock, cast.other_municipality, "Nabo Admin", Role.ADMINISTRATOR, cast.elsewhere.id, with_account=True
    )
    with pytest.raises(RuleViolation, match=r"administrator\.last"):
        await remove(cast, cast.fie, "role")


async def test_somebody_whose_role_ends_is_not_the_one_who_stays(cast: Cast, second: Member) -> None:
    async with transaction():
        await execute(
            "UPDATE role_grants SET valid_to = {} WHERE id = {}",
            cast.system.today + timedelta(days=9),
            await grant_of(second),
        )
    with pytest.raises(RuleViolation, match=r"administrator\.last"):
        await remove(cast, cast.fie, "role")


async def test_others_come_and_go_freely(cast: Cast) -> None:
    await give_password(cast, cast.fie)
    await create_account(cast.system, cast.bo.id, username="bo", password="hemmelig-fredag-nok-1")
    await close_account(cast.fie.actor, cast.bo.id, reason="Orlov")
    await deactivate_person(cast.fie.actor, cast.carl.id, seen=1)


async def test_one_is_replaced_in_one_change(cast: Cast) -> None:
    """What counts is how it is when the change is done."""
    await give_password(cast, cast.fie)
    await give_password(cast, cast.erik)
    async with transaction():
        await end_role(cast.system, await grant_of(cast.fie))
        await grant_role(cast.system, cast.erik.id, role=Role.ADMINISTRATOR, unit=cast.top.id)
    assert await left() == 1
