"""Roles and logins: who may give them, and that nobody helps themselves."""

from datetime import date, timedelta

import pytest

from app.access.enums import Role
from app.accounts.actions import (
    end_role,
    grant_role,
)
from app.accounts.queries import get_person, list_access, list_administrators
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.db.engine import record_statements
from app.db.sql import fetch_value
from tests.factories import Cast, Client

TODAY = date(2025, 8, 20)


async def grant_of(person: int) -> int:
    found = await fetch_value(int, "SELECT id FROM role_grants WHERE person = {} ORDER BY id DESC", person)
    assert found is not None
    return found


async def test_nobody_changes_their_own_roles(cast: Cast) -> None:
    with pytest.raises(Denied, match=r"role\.own"):
        await grant_role(cast.fie.actor, cast.fie.id, role=Role.MANAGER, unit=cast.top.id)
    with pytest.raises(Denied, match=r"role\.own"):
        await end_role(cast.fie.actor, await grant_of(cast.fie.id))


async def test_roles_are_given_and_ended_by_administrators_of_the_unit(cast: Cast) -> None:
    for actor, error in ((cast.anna.actor, Denied), (cast.hans.actor, Denied)):
        with pytest.raises(error):
            await grant_role(actor, cast.bo.id, role=Role.MANAGER, unit=cast.nord.id)
        with pytest.raises(error):
            await end_role(actor, await grant_of(cast.bo.id))
    with pytest.raises(NotFound):  # a unit of another municipality
        await grant_role(cast.fie.actor, cast.bo.id, role=Role.MANAGER, unit=cast.elsewhere.id)


async def test_a_role_is_given_once_for_a_time_and_not_backwards(cast: Cast) -> None:
    with pytest.raises(RuleViolation, match=r"role\.twice"):
        await grant_role(cast.fie.actor, cast.bo.id, role=Role.HEALTH_SAFETY_REP, unit=cast.nord.id)
    with pytest.raises(Invalid) as caught:
        await grant_role(cast.fie.actor, cast.bo.id, role=Role.READER, unit=cast.syd.id, valid_to=TODAY)
    assert caught.value.fields == {"valid_to": "Slutdatoen skal ligge efter startdatoen."}
    await grant_role(
        cast.fie.actor,
        cast.bo.id,
        role=Role.HEALTH_SAFETY_REP,
        unit=cast.nord.id,
        valid_from=TODAY - timedelta(days=9),
        valid_to=TODAY,
    )


async def test_an_ended_role_ends_access_at_once(client: Client, cast: Cast) -> None:
    await client.as_(cast.bo)
    path = f"/enheder/{cast.nord.public_id}"
    assert (await client.get(path)).status_code == 200
    await end_role(cast.fie.actor, await grant_of(cast.bo.id))

    assert (await client.get(path)).status_code == 303  # logged out
    await client.as_(cast.bo)
    assert (await client.get(path)).status_code == 404
    with pytest.raises(RuleViolation, match=r"role\.ended"):
        await end_role(cast.fie.actor, await grant_of(cast.bo.id))


async def test_a_person_shows_roles_with_their_path_in_a_constant_number_of_queries(cast: Cast) -> None:
    await grant_role(cast.fie.actor, cast.bo.id, role=Role.READER, unit=cast.centre.id)
    with record_statements() as statements:
        person = await get_person(cast.fie.scope, cast.bo.public_id)

    assert len(statements) == 3
    assert [(role.role, role.path, role.unit_name, role.unit_count) for role in person.roles] == [
        (Role.READER, ("Eksempel Kommune", "Børn og Ældre"), "Familiecentret", 3),
        (Role.HEALTH_SAFETY_REP, ("Eksempel Kommune", "Børn og Ældre", "Familiecentret"), "Ågruppen Nord", 1),
    ]
    for scope in (cast.anna.scope, cast.hans.scope):
        with pytest.raises(NotFound):
            await get_person(scope, cast.bo.public_id)
    assert len(await list_access(cast.bo.scope, cast.bo.id)) == 2
    assert await list_administrators(cast.bo.scope) == ("Fie Admin",)
