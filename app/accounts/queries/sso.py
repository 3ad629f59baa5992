"""Who is who to the provider of single sign-on, and which roles a login gives."""

from datetime import datetime

import msgspec

from app.access.enums import Role
from app.access.policy import Scope
from app.accounts.rules.sso import FromLogin, MappingRule, Place
from app.core.text import search_key
from app.db.sql import fetch_all, fetch_one, fetch_rows
from app.organisation.queries.visible import administers


class KnownIdentity(msgspec.Struct, frozen=True):
    """An account by its identity, and whether it may log in."""

    id: int
    account: int
    person: int
    name: str
    municipality: int
    is_open: bool
    has_factor: bool


async def find_identity(scope: Scope, issuer: str, subject: str) -> KnownIdentity | None:
    """The account behind a provider's subject, or None. For the login itself."""
    return await fetch_one(
        KnownIdentity,
        "SELECT i.id, i.account, p.id AS person, p.name, p.municipality, "
        "CASE WHEN a.is_active AND p.is_active THEN 1 ELSE 0 END AS is_open, "
        "CASE WHEN f.confirmed_at IS NULL THEN 0 ELSE 1 END AS has_factor "
        "FROM sso_identities i JOIN accounts a ON a.id = i.account JOIN persons p ON p.id = a.person "
        "LEFT JOIN second_factors f ON f.account = a.id WHERE i.issuer = {} AND i.subject = {}",
        issuer,
        subject,
    )


class PossiblePerson(msgspec.Struct, frozen=True):
    """Somebody whom a login may be about."""

    id: int
    is_active: bool
    has_account: bool


async def find_possible_persons(
    scope: Scope, municipality: int, *, external_id: str = "", email: str = ""
) -> list[PossiblePerson]:
    """The people of a municipality with this external id, or with this e-mail. For the login itself."""
    if email:
        rows = await fetch_rows(
            "SELECT id, email FROM persons WHERE municipality = {} AND email IS NOT NULL", municipality
        )
        ids = [int(row["id"]) for row in rows if search_key(str(row["email"])) == search_key(email)]
    else:
        rows = await fetch_rows(
            "SELECT id FROM persons WHERE municipality = {} AND external_id = {}", municipality, external_id
        )
        ids = [int(row["id"]) for row in rows]
    return [found for key in ids if (found := await _possible(key)) is not None]


async def _possible(person: int) -> PossiblePerson | None:
    return await fetch_one(
        PossiblePerson,
        "SELECT p.id, p.is_active, CASE WHEN a.id IS NULL THEN 0 ELSE 1 END AS has_account "
        "FROM persons p LEFT JOIN accounts a ON a.person = p.id WHERE p.id = {}",
        person,
    )


async def list_mapping_rules(scope: Scope, municipality: int) -> list[MappingRule]:
    """The mappings of a municipality that count: on units that are open. For the login itself."""
    return await fetch_all(
        MappingRule,
        "SELECT m.claim, m.value, m.role, m.unit, m.made_by FROM sso_mappings m JOIN units u ON u.id = m.unit "
        "WHERE u.municipality = {} AND u.closed_on IS NULL AND m.removed_at IS NULL ORDER BY m.id",
        municipality,
    )


async def list_from_login(scope: Scope, person: int) -> list[FromLogin]:
    """The roles of a person that logins have given and that still hold."""
    return await fetch_all(
        FromLogin,
        "SELECT id, role, unit, valid_to FROM role_grants WHERE person = {} AND source = 'sso' AND unit IS NOT NULL "
        "AND (valid_to IS NULL OR valid_to > {}) ORDER BY id",
        person,
        scope.today,
    )


class _Place(msgspec.Struct, frozen=True):
    role: Role
    unit: int


async def list_given_by_hand(scope: Scope, person: int) -> list[Place]:
    """The roles of a person that hold today and that no login has given."""
    rows = await fetch_all(
        _Place,
        "SELECT role, unit FROM role_grants WHERE person = {} AND source <> 'sso' AND unit IS NOT NULL "
        "AND valid_from <= {} AND (valid_to IS NULL OR valid_to > {})",
        person,
        scope.today,
        scope.today,
    )
    return [(row.role, row.unit) for row in rows]


class MappingRow(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    claim: str
    value: str
    role: Role
    unit: int
    unit_name: str
    municipality_name: str
    made_by: str | None
    made_at: datetime
    holders: int  # people who have the role there from a login


async def list_mappings(scope: Scope) -> list[MappingRow]:
    """The mappings of the municipalities that the reader administers some unit of, as a page shows them."""
    return await fetch_all(
        MappingRow,
        "SELECT m.id, m.public_id, m.claim, m.value, m.role, m.unit, v.name AS unit_name, "
        "c.name AS municipality_name, p.name AS made_by, m.made_at, "
        "(SELECT COUNT(*) FROM role_grants g WHERE g.source = 'sso' AND g.role = m.role AND g.unit = m.unit "
        "AND g.valid_from <= {} AND (g.valid_to IS NULL OR g.valid_to > {})) AS holders "
        "FROM sso_mappings m JOIN units u ON u.id = m.unit JOIN municipalities c ON c.id = u.municipality "
        "JOIN unit_versions v ON v.unit = m.unit AND v.valid_to IS NULL LEFT JOIN persons p ON p.id = m.made_by "
        "WHERE m.removed_at IS NULL AND {} ORDER BY c.name, v.sort_key, m.role, m.claim, m.value, m.id",
        scope.today,
        scope.today,
        administers(scope, "u.municipality"),
    )


class Connection(msgspec.Struct, frozen=True):
    """How an account is connected with single sign-on."""

    linked_at: datetime
    linked_by: str | None  # None: at the first login
    used_at: datetime | None


async def get_connection(scope: Scope, account: int) -> Connection | None:
    """The connection of an account that the caller has resolved, or that is the reader's own."""
    return await fetch_one(
        Connection,
        "SELECT i.linked_at, p.name AS linked_by, i.used_at FROM sso_identities i "
        "LEFT JOIN persons p ON p.id = i.linked_by WHERE i.account = {}",
        account,
    )


async def find_administrators_of(scope: Scope, code: str) -> tuple[str, ...]:
    """The names of those who administer a whole municipality: whom to ask. For somebody the provider knows."""
    rows = await fetch_rows(
        "SELECT DISTINCT p.name, p.sort_key FROM persons p JOIN role_grants g ON g.person = p.id "
        "AND g.role = 'administrator' JOIN unit_versions v ON v.unit = g.unit AND v.valid_to IS NULL "
        "AND v.parent IS NULL JOIN municipalities m ON m.id = p.municipality "
        "WHERE m.code = {} AND p.is_active AND g.valid_from <= {} AND (g.valid_to IS NULL OR g.valid_to > {}) "
        "ORDER BY p.sort_key",
        code,
        scope.today,
        scope.today,
    )
    return tuple(str(row["name"]) for row in rows)
