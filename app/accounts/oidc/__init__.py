"""OpenID Connect, without people and without database: asks the provider, and believes only what it has proved.

docs/decisions/0010-single-sign-on.md. joserfc does keys, signatures and claims, httpx the transport.
"""

from app.accounts.oidc.attempt import Attempt, Purpose, begin_attempt, open_attempt, seal_attempt
from app.accounts.oidc.errors import Distrusted, OidcError, Unreachable
from app.accounts.oidc.flow import Answer, asked_for, authorization_address, exchanged, logout_address
from app.accounts.oidc.provider import Provider, problem_of, provider_of
from app.accounts.oidc.tokens import Identity, LoggedOut, identity_in, logged_out_in

__all__ = [
    "Answer",
    "Attempt",
    "Distrusted",
    "Identity",
    "LoggedOut",
    "OidcError",
    "Provider",
    "Purpose",
    "Unreachable",
    "asked_for",
    "authorization_address",
    "begin_attempt",
    "exchanged",
    "identity_in",
    "logged_out_in",
    "logout_address",
    "open_attempt",
    "problem_of",
    "provider_of",
    "seal_attempt",
]
