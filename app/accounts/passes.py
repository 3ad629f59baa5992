"""A pass for an employee without a login of their own: docs/decisions/0033-who-must-be-told.md.

It says that the provider of the municipality's logins knows the holder, and not who they are. It opens the page for all
employees of a unit, and nothing else.
"""

from datetime import datetime, timedelta

import msgspec

from app.accounts.codes import Vault
from app.config import Settings

LASTS = timedelta(hours=1)
_SEAL = "employee pass"


class Pass(msgspec.Struct, frozen=True):
    """Of which municipality, and until when."""

    municipality: str
    until: datetime


def make_pass(settings: Settings, now: datetime) -> str:
    """The pass for a browser's cookie; of the one municipality whose provider logs in here."""
    code = settings.oidc.municipality if settings.oidc else ""
    return Vault(settings.secret_key).seal_for(_SEAL, msgspec.json.encode(Pass(code, now + LASTS)).decode())


def open_pass(settings: Settings, sealed: str, now: datetime) -> str | None:
    """The code of the municipality; None for what is not ours, is too old, or is of another municipality's time."""
    if not sealed or settings.oidc is None:
        return None
    try:
        found = msgspec.json.decode(Vault(settings.secret_key).open_for(_SEAL, sealed) or "", type=Pass)
    except msgspec.DecodeError:
        return None
    return found.municipality if now < found.until and found.municipality == settings.oidc.municipality else None
