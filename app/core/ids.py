"""Random identifiers. Row numbers never leave the server; addresses carry these."""

import hashlib
import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_public_id() -> str:
    """12 characters, 59 bits, without letters and digits that are mistaken for each other."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def new_token() -> str:
    """A secret of 256 bits for cookies and links."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is stored instead of a token. The token is random, so an unsalted digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
