"""What a token may, how long it lives, and how often it may ask: docs/decisions/0012-json-api.md."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, timedelta

import msgspec

from app.access.enums import Permission
from app.api.enums import TokenScope

PREFIX = "hlp_"  # so that a key lying somewhere is known for what it is
SHOWN = 8  # how many signs of the key stay visible: the prefix and four more
MOST_TOKENS = 20  # live ones, per person
MOST_REQUESTS = 300  # per token
WINDOW = timedelta(minutes=1)
LAST_USED_EVERY = timedelta(minutes=5)
LONGEST_DAYS = 366

# Writing needs reading: the policy lets nobody change what they cannot see.
PERMISSIONS: dict[TokenScope, frozenset[Permission]] = {
    TokenScope.READ: frozenset(
        {Permission.CASE_READ, Permission.REPORT_EXPORT, Permission.LOG_READ, Permission.SURVEY_READ}
    ),
    TokenScope.ITEMS_WRITE: frozenset({Permission.CASE_READ, Permission.ITEM_COMMENT, Permission.ITEM_UPDATE}),
    TokenScope.EVIDENCE_WRITE: frozenset({Permission.CASE_READ, Permission.EVIDENCE_ADD}),
}


def permissions_of(scopes: Collection[TokenScope]) -> frozenset[Permission]:
    """What a token with these scopes leaves its owner, of all that they may."""
    return frozenset(permission for scope in scopes for permission in PERMISSIONS[scope])


def scopes_text(scopes: Iterable[TokenScope]) -> str:
    """The scopes as they are stored, in the order of the enum."""
    chosen = set(scopes)
    return " ".join(scope for scope in TokenScope if scope in chosen)


def scopes_from(text: str) -> tuple[TokenScope, ...]:
    return tuple(TokenScope(word) for word in text.split())


def latest_expiry(today: date) -> date:
    """The last day a token made today may work: a year from now."""
    return today + timedelta(days=LONGEST_DAYS - 1)


def expiry_problem(expires_on: date, today: date) -> str:
    """What is wrong with the last day of a token; empty when it may stand."""
    if expires_on <= today:
        return "Vælg en dag efter i dag."
    if expires_on > latest_expiry(today):
        return f"En nøgle kan højst gælde et år. Vælg senest {latest_expiry(today):%d.%m.%Y}."
    return ""


def entity_tag(*parts: object) -> str:
    """What stands in an ETag, for one state of a thing: the same parts always give the same tag."""
    return hashlib.sha256(msgspec.json.encode([str(part) for part in parts])).hexdigest()[:20]
