"""Who is behind a token, and which tokens there are."""

from datetime import date, datetime

import msgspec

from app.access.policy import Grant, Scope
from app.accounts.queries.grants import HELD, HOLDS, Held, grants_of
from app.api.enums import TokenScope
from app.api.rules import entity_tag, scopes_from
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one
from app.evidence.enums import LinkKind
from app.evidence.queries import LinkedEvidence, get_target, list_case_evidence, list_item_evidence
from app.organisation.queries.reach import person_in_reach

MOST_LISTED = 500


class TokenInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A token that works today, and what its owner holds today."""

    id: int
    account: int
    person: int
    owner_name: str
    token_name: str
    scopes: tuple[TokenScope, ...]
    expires_on: date
    grants: tuple[Grant, ...]


class _Held(Held, frozen=True, kw_only=True):
    id: int
    account: int
    token_name: str
    scopes: str
    expires_on: date


async def find_token(scope: Scope, digest: str, today: date) -> TokenInfo | None:
    """The token with this digest, with what its owner may do today. One query; two for members of committees.

    None for one that is unknown, has expired or was revoked, or whose owner has left or lost the login: the same
    query for all of them, so that the time it takes tells nothing.
    """
    rows = await fetch_all(
        _Held,
        f"SELECT t.id, t.account, t.name AS token_name, t.scopes, t.expires_on, {HELD} FROM api_tokens t "
        f"JOIN accounts a ON a.id = t.account JOIN persons p ON p.id = a.person {HOLDS}"
        "WHERE t.digest = {} AND t.revoked_at IS NULL AND t.expires_on >= {} AND a.is_active AND p.is_active "
        "AND (p.left_on IS NULL OR p.left_on > {})",
        today,
        today,
        digest,
        today,
        today,
    )
    if not rows:
        return None
    first = rows[0]
    return TokenInfo(
        id=first.id,
        account=first.account,
        person=first.person,
        owner_name=first.name,
        token_name=first.token_name,
        scopes=scopes_from(first.scopes),
        expires_on=first.expires_on,
        grants=await grants_of(scope, rows, today),
    )


class TokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """A token as its owner and administrators see it."""

    id: int
    public_id: str
    shown: str
    name: str
    scopes: str
    owner: int
    owner_name: str
    owner_is_active: bool
    municipality: int
    created_at: datetime
    expires_on: date
    last_used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None

    def works_on(self, day: date) -> bool:
        return self.revoked_at is None and self.expires_on >= day and self.owner_is_active


_SELECT = (
    "SELECT t.id, t.public_id, t.shown, t.name, t.scopes, p.id AS owner, p.name AS owner_name, "
    "CASE WHEN p.is_active AND a.is_active THEN 1 ELSE 0 END AS owner_is_active, p.municipality, t.created_at, "
    "t.expires_on, t.last_used_at, t.revoked_at, r.name AS revoked_by FROM api_tokens t "
    "JOIN accounts a ON a.id = t.account JOIN persons p ON p.id = a.person "
    "LEFT JOIN persons r ON r.id = t.revoked_by WHERE "
)


async def list_own_tokens(scope: Scope) -> list[TokenRow]:
    """The reader's own tokens, the newest first, also those that no longer work."""
    return await fetch_all(TokenRow, _SELECT + "p.id = {} ORDER BY t.id DESC LIMIT {}", scope.person or 0, MOST_LISTED)


async def list_administered_tokens(scope: Scope) -> list[TokenRow]:
    """The working tokens of everybody whom the reader administers wholly (`person_in_reach`), by owner."""
    return await fetch_all(
        TokenRow,
        _SELECT + "{} AND t.revoked_at IS NULL AND t.expires_on >= {} AND a.is_active AND p.is_active "
        "ORDER BY p.sort_key, t.id LIMIT {}",
        person_in_reach(scope),
        scope.today,
        MOST_LISTED,
    )


async def get_token(scope: Scope, public_id: str) -> TokenRow:
    """One token, for its owner and for administrators who have the owner in reach. Raises `NotFound` to others."""
    found = await fetch_one(
        TokenRow,
        _SELECT + "t.public_id = {} AND (p.id = {} OR {})",
        public_id,
        scope.person or 0,
        person_in_reach(scope),
    )
    if found is None:
        raise NotFound
    return found


class EvidenceList(msgspec.Struct, frozen=True):
    """What is listed under a case or an item, a row per link."""

    rows: tuple[LinkedEvidence, ...]

    @property
    def tag(self) -> str:
        """Another piece, another version or a withdrawal gives another tag."""
        return entity_tag(*((row.public_id, row.no, row.is_withdrawn) for row in self.rows))


async def list_evidence_of(scope: Scope, kind: LinkKind, public_id: str) -> EvidenceList:
    """The evidence of a case, with that of its focus points and items, or of one item. `NotFound` out of scope."""
    target = await get_target(scope, kind, public_id)
    found = list_item_evidence if kind is LinkKind.ITEM else list_case_evidence
    return EvidenceList(tuple(await found(scope, target.id)))
