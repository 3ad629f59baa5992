"""The roles that a login gives and takes."""

from typing import Any

from app.access.enums import Role
from app.access.labels import ROLE
from app.access.policy import Actor
from app.access.tables import RoleGrant
from app.accounts.queries.sso import list_from_login, list_given_by_hand, list_mapping_rules
from app.accounts.rules.sso import LASTS, FromLogin, Place, RoleChanges, given_by, is_left_out, role_changes
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Denied
from app.db.sql import execute, fetch_value, insert
from app.organisation.actions import end_sessions, keep_an_administrator

SOURCE = "sso"


async def apply_mappings(actor: Actor, municipality: int, person: int, name: str, claims: dict[str, Any]) -> None:
    """Gives `person` the roles that `claims` give now, and ends those that earlier logins gave and this one does not.

    In the caller's transaction. Roles given by hand stay. Sessions end where a role came or went. Raises `Denied` when
    the provider has left the groups out, and `RuleViolation` at the end when the last administrator would go.
    """
    wanted = await wanted_places(actor, municipality, person, claims)
    held = await list_from_login(actor.scope, person)
    by_hand = await list_given_by_hand(actor.scope, person)
    await _carry_out(actor, municipality, person, name, role_changes(held, by_hand, wanted, actor.today))


async def end_roles_from_login(actor: Actor, municipality: int, person: int, name: str) -> None:
    """Ends every role of `person` that a login gave. In the caller's transaction; otherwise as `apply_mappings`."""
    held = await list_from_login(actor.scope, person)
    await _carry_out(actor, municipality, person, name, role_changes(held, (), (), actor.today))


async def end_role_from_login(actor: Actor, municipality: int, person: int, name: str, grant: FromLogin) -> None:
    """Ends one of them."""
    await _carry_out(actor, municipality, person, name, RoleChanges(end=(grant,)))


async def _carry_out(actor: Actor, municipality: int, person: int, name: str, changes: RoleChanges) -> None:
    if any(grant.role is Role.ADMINISTRATOR for grant in changes.end):
        await keep_an_administrator(actor, municipality)
    for grant in changes.end:
        await _set_end(actor, grant, name, actor.today)
    for grant in changes.renew:
        await _set_end(actor, grant, name, actor.today + LASTS)
    for place in changes.give:
        await _give(actor, person, name, place)
    if changes.end or changes.give:
        await end_sessions(actor, person)


async def wanted_places(
    actor: Actor, municipality: int, person: int | None, claims: dict[str, Any]
) -> frozenset[Place]:
    """What the mappings of a municipality give for `claims`. Raises `Denied` when a claim they ask for was left out."""
    rules = await list_mapping_rules(actor.scope, municipality)
    if any(is_left_out(claims, rule.claim) for rule in rules):
        raise Denied(
            "sso.left_out",
            "Kommunens login fortæller ikke, hvilke grupper du er med i, fordi de er for mange. Sig det til en "
            "administrator: grupperne skal sendes som roller eller begrænses til dem, Handlepligt bruger.",
        )
    return given_by(rules, claims, person)


async def _set_end(actor: Actor, grant: FromLogin, name: str, day: Any) -> None:
    await execute(
        "UPDATE role_grants SET valid_to = CASE WHEN valid_from > {} THEN valid_from ELSE {} END WHERE id = {}",
        day,
        day,
        grant.id,
    )
    record(
        actor,
        AuditAction.CHANGED,
        EntityKind.ROLE_GRANT,
        grant.id,
        subject=f"{name}: {ROLE[grant.role]} på {await _unit_name(grant.unit)}",
        before={"til": grant.valid_to},
        after={"til": day},
        reason="Kommunens login",
    )


async def _give(actor: Actor, person: int, name: str, place: Place) -> None:
    role, unit = place
    grant = await insert(
        RoleGrant(
            public_id=ids.new_public_id(),
            person=person,
            role=role,
            unit=unit,
            case=None,
            valid_from=actor.today,
            valid_to=actor.today + LASTS,
            source=SOURCE,
        )
    )
    after = {
        "rolle": ROLE[role],
        "enhed": await _unit_name(unit),
        "fra": actor.today,
        "til": actor.today + LASTS,
    }
    record(
        actor,
        AuditAction.CREATED,
        EntityKind.ROLE_GRANT,
        grant,
        subject=name,
        after=after,
        reason="Kommunens login",
    )


async def _unit_name(unit: int) -> str:
    name = await fetch_value(str, "SELECT name FROM unit_versions WHERE unit = {} AND valid_to IS NULL", unit)
    return name or "ukendt enhed"
