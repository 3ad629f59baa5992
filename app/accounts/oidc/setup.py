"""What the settings say about single sign-on, and what goes wrong with it, in words that people can use."""

from typing import NoReturn

import structlog

from app.accounts.oidc.errors import OidcError, Unreachable
from app.config import Settings
from app.config.sso import Oidc
from app.core.errors import Busy, Denied, NotFound

log = structlog.get_logger("sso")
ANSWER_PATH = "/log-ind/kommune/svar"


def require_oidc(settings: Settings) -> Oidc:
    """Raises `NotFound` where single sign-on is not set up."""
    if settings.oidc is None:
        raise NotFound
    return settings.oidc


def redirect_uri(settings: Settings) -> str:
    """Where the provider sends the browser back to: from the settings, never from the request."""
    return f"{settings.base_url}{ANSWER_PATH}"


def refuse(error: OidcError) -> NoReturn:
    """Says the same whatever was wrong with an answer; the log names the check. Raises `Busy` or `Denied`."""
    log.warning("sso refused", code=error.code)
    if isinstance(error, Unreachable):
        raise Busy(
            "sso.unreachable",
            "Kommunens login svarer ikke lige nu. Prøv igen om lidt. Har du et brugernavn og en adgangskode til "
            "Handlepligt, kan du bruge dem imens.",
        ) from error
    raise Denied(
        "sso.distrusted",
        "Login blev ikke gennemført. Begynd igen. Bliver det ved, så sig det til en administrator.",
    ) from error
