"""Which groups of the provider give which roles: kept by administrators, and never to their own advantage."""

from datetime import date

import msgspec

from app.access.enums import Permission, Role
from app.access.labels import ROLE
from app.access.policy import Actor, may_anywhere
from app.accounts.actions.sso.roles import SOURCE, end_role_from_login
from app.accounts.rules.sso import FromLogin
from app.accounts.tables import SsoMapping
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.core.text import clean_line
from app.db.sql import execute, fetch_all, fetch_one, fetch_rows, insert
from app.db.transaction import transaction
from app.organisation.actions import require_administrator


class _Unit(msgspec.Struct, frozen=True):
    name: str
    municipality: int
    closed_on: date | None


async def create_mapping(actor: Actor, *, claim: str, value: str, role: Role, unit: int) -> int:
    """From the next login on, whoever has `value` in `claim` gets `role` on `unit` and everything below it.

    Only for administrators of the whole municipality, as it may let new people in; it never applies to whoever made
    it. Raises `NotFound`, `Denied`, `Invalid` naming the field, `RuleViolation` for a closed unit or one that is there.
    """
    claim, value = clean_line(claim), clean_line(value)
    fields = {name: "Udfyld feltet." for name, text in (("claim", claim), ("value", value)) if not text}
    if fields:
        raise Invalid("mapping.fields", "Udfyld begge felter.", fields)
    async with transaction():
        found = await fetch_one(
            _Unit,
            "SELECT v.name, u.municipality, u.closed_on FROM units u "
            "JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL WHERE u.id = {}",
            unit,
        )
        await _require(actor, found.municipality if found else None)
        if found is None or found.closed_on is not None:
            raise RuleViolation("mapping.unit_closed", "Enheden er lukket. Vælg en anden.")
        if await fetch_rows(
            "SELECT id FROM sso_mappings WHERE claim = {} AND value = {} AND role = {} AND unit = {} "
            "AND removed_at IS NULL",
            claim,
            value,
            role,
            unit,
        ):
            raise RuleViolation("mapping.twice", "Den regel er der allerede.")
        key = await insert(
            SsoMapping(
                public_id=ids.new_public_id(),
                claim=claim,
                value=value,
                role=role,
                unit=unit,
                made_by=actor.person,
                made_at=actor.now,
                removed_at=None,
            )
        )
        after = {"felt": claim, "gruppe": value, "rolle": ROLE[role], "enhed": found.name}
        record(actor, AuditAction.CREATED, EntityKind.SSO_MAPPING, key, subject=f"{claim}: {value}", after=after)
    return key


async def _require(actor: Actor, municipality: int | None) -> None:
    """Raises `NotFound` for what lies in no municipality of the actor's, else `Denied` unless they may."""
    is_visible = actor.is_system or municipality in actor.scope.municipalities
    if municipality is None or not is_visible or not may_anywhere(actor, Permission.ACCOUNT_WRITE):
        raise NotFound
    await require_administrator(actor, municipality)


class _Mapping(msgspec.Struct, frozen=True):
    id: int
    claim: str
    value: str
    role: Role
    unit: int
    unit_name: str
    municipality: int


class _Holder(msgspec.Struct, frozen=True):
    id: int
    person: int
    name: str
    valid_to: date | None


async def remove_mapping(actor: Actor, mapping: int) -> None:
    """The rule no longer counts, and the roles it gave end now, unless another rule gives the same one.

    Nobody removes a rule by which they have a role themselves. Raises `NotFound`, `Denied`, and `RuleViolation` when
    the last administrator would go.
    """
    async with transaction():
        found = await fetch_one(
            _Mapping,
            "SELECT m.id, m.claim, m.value, m.role, m.unit, v.name AS unit_name, u.municipality FROM sso_mappings m "
            "JOIN units u ON u.id = m.unit JOIN unit_versions v ON v.unit = m.unit AND v.valid_to IS NULL "
            "WHERE m.id = {} AND m.removed_at IS NULL",
            mapping,
        )
        await _require(actor, found.municipality if found else None)
        if found is None:
            raise NotFound
        await execute("UPDATE sso_mappings SET removed_at = {} WHERE id = {}", actor.now, found.id)
        for holder in await _holders_without(actor, found):
            if holder.person == actor.person:
                raise Denied(
                    "mapping.own", "Reglen giver dig selv en rolle. Bed en anden administrator om at fjerne den."
                )
            grant = FromLogin(holder.id, found.role, found.unit, holder.valid_to)
            await end_role_from_login(actor, found.municipality, holder.person, holder.name, grant)
        before = {"felt": found.claim, "gruppe": found.value, "rolle": ROLE[found.role], "enhed": found.unit_name}
        subject = f"{found.claim}: {found.value}"
        record(actor, AuditAction.REMOVED, EntityKind.SSO_MAPPING, found.id, subject=subject, before=before)


async def _holders_without(actor: Actor, removed: _Mapping) -> list[_Holder]:
    """Who has the role from a login, when no rule that is left gives it there."""
    if await fetch_rows(
        "SELECT id FROM sso_mappings WHERE role = {} AND unit = {} AND removed_at IS NULL", removed.role, removed.unit
    ):
        return []
    return await fetch_all(
        _Holder,
        "SELECT g.id, g.person, p.name, g.valid_to FROM role_grants g JOIN persons p ON p.id = g.person "
        "WHERE g.source = {} AND g.role = {} AND g.unit = {} AND (g.valid_to IS NULL OR g.valid_to > {}) ORDER BY g.id",
        SOURCE,
        removed.role,
        removed.unit,
        actor.today,
    )
