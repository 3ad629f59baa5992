"""The code flow (OpenID Connect Core 1.0, 3.1) with PKCE (RFC 7636): where to send the browser, and what it brings."""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote_plus, urlencode

import msgspec

from app.accounts.oidc.attempt import Attempt
from app.accounts.oidc.errors import Distrusted, Unreachable
from app.accounts.oidc.fetch import post_form
from app.accounts.oidc.provider import Metadata, Provider

_MOST_CODE = 4096  # characters


class Answer(msgspec.Struct, frozen=True):
    """What the browser brings back from the provider."""

    state: str
    code: str
    error: str
    issuer: str


def authorization_address(
    provider: Provider,
    metadata: Metadata,
    attempt: Attempt,
    redirect_uri: str,
    *,
    anew: bool = False,
    two_steps: bool = False,
) -> str:
    """Where the browser goes to log in. `anew`: the provider is to ask who it is, whomever it remembers; `two_steps`:
    and for a second factor."""
    oidc = provider.oidc
    asked = {
        "response_type": "code",
        "client_id": oidc.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(oidc.scopes),
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": _challenge(attempt.verifier),
        "code_challenge_method": "S256",
    }
    if attempt.must_be_fresh or anew or two_steps:
        asked["prompt"] = "login"
    if attempt.must_be_fresh:
        asked["max_age"] = "0"
    if two_steps and oidc.required_acr:
        asked["acr_values"] = " ".join(oidc.required_acr)
    return _with(metadata.authorization_endpoint, asked)


def logout_address(provider: Provider, metadata: Metadata, back: str, hint: str) -> str | None:
    """Where the browser goes to log out of the provider, too (RP-Initiated Logout 1.0); None where it offers none."""
    if metadata.end_session_endpoint is None:
        return None
    asked = {"client_id": provider.oidc.client_id, "post_logout_redirect_uri": back}
    return _with(metadata.end_session_endpoint, asked | ({"id_token_hint": hint} if hint else {}))


def _with(address: str, asked: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def asked_for(attempt: Attempt, answer: Answer, metadata: Metadata) -> Attempt:
    """The attempt, when the answer belongs to it. Raises `Distrusted` for an answer that this browser did not ask for,
    that names another provider (RFC 9207), or that is no code."""
    if not hmac.compare_digest(attempt.state.encode(), answer.state.encode()):
        raise Distrusted("answer.state")
    if answer.issuer != metadata.issuer and (answer.issuer or metadata.authorization_response_iss_parameter_supported):
        raise Distrusted("answer.issuer")
    if answer.error:
        raise Distrusted("answer.error")
    if not answer.code or len(answer.code) > _MOST_CODE:
        raise Distrusted("answer.code")
    return attempt


async def exchanged(provider: Provider, attempt: Attempt, code: str, redirect_uri: str, now: datetime) -> str:
    """The ID token for a code. Raises `Distrusted` when the provider does not take it, `Unreachable`."""
    oidc, metadata = provider.oidc, await provider.metadata(now)
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": attempt.verifier,
    }
    auth: tuple[str, str] | None = (quote_plus(oidc.client_id), quote_plus(oidc.client_secret))  # RFC 6749, 2.3.1
    if "client_secret_basic" not in metadata.token_endpoint_auth_methods_supported:
        auth = None
        fields |= {"client_id": oidc.client_id, "client_secret": oidc.client_secret}
    status, found = await post_form(metadata.token_endpoint, fields, auth)
    if status != 200:
        raise Distrusted("code.refused")
    token = found.get("id_token")
    if not isinstance(token, str):
        raise Unreachable("code.shape")
    return token
