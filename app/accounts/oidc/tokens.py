"""What the provider signed: believed only when signature, sender, recipient, time and question are right."""

import hmac
import json
from datetime import datetime
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from app.accounts.oidc.errors import Distrusted
from app.accounts.oidc.provider import Provider

LEEWAY = 60  # seconds that two clocks may differ
MOST = 64 * 1024  # characters of a token
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LOGOUT_LASTS = 600  # seconds: an older logout is no news
_BROKEN = (JoseError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


class Identity(msgspec.Struct, frozen=True):
    """Who the provider says has logged in, and how. `claims` are all it told, of whatever type."""

    issuer: str
    subject: str
    sid: str | None
    auth_time: float | None
    acr: str
    amr: frozenset[str]
    claims: dict[str, Any]


class LoggedOut(msgspec.Struct, frozen=True):
    """Whose sessions the provider has ended: everybody's with this subject, or one session."""

    jti: str
    subject: str | None
    sid: str | None


class _Registry(JWSRegistry):
    max_header_length = 4096
    max_payload_length = MOST


async def identity_in(provider: Provider, token: str, *, nonce: str, now: datetime) -> Identity:
    """Who an ID token is about (OpenID Connect Core 1.0, 3.1.3.7). Raises `Distrusted` or `Unreachable`."""
    claims = await _believed(provider, token, now, ("sub",))
    told = claims.get("nonce")
    if not isinstance(told, str) or not hmac.compare_digest(told.encode(), nonce.encode()):
        raise Distrusted("token.nonce")
    subject = claims["sub"]
    if not 0 < len(subject) <= 255 or not subject.isprintable():
        raise Distrusted("token.subject")
    auth_time = claims.get("auth_time")
    if not (auth_time is None or _is_time(auth_time)):
        raise Distrusted("token.auth_time")
    acr, amr = claims.get("acr"), claims.get("amr")
    return Identity(
        issuer=claims["iss"],
        subject=subject,
        sid=_sid(claims),
        auth_time=auth_time,
        acr=acr if isinstance(acr, str) else "",
        amr=frozenset(each for each in amr if isinstance(each, str)) if isinstance(amr, list) else frozenset(),
        claims=claims,
    )


async def logged_out_in(provider: Provider, token: str, now: datetime) -> LoggedOut:
    """What a logout token ends (OpenID Connect Back-Channel Logout 1.0, 2.6). Raises as above."""
    claims = await _believed(provider, token, now, ("jti",))
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(_LOGOUT_EVENT), dict):
        raise Distrusted("token.events")
    if "nonce" in claims:
        raise Distrusted("token.nonce")
    if claims["iat"] < now.timestamp() - _LOGOUT_LASTS:
        raise Distrusted("token.old")
    subject, sid = claims.get("sub") or None, _sid(claims)
    if subject is None and sid is None:
        raise Distrusted("token.subject")
    return LoggedOut(claims["jti"], subject, sid)


def _sid(claims: dict[str, Any]) -> str | None:
    sid = claims.get("sid")
    if sid is not None and (not isinstance(sid, str) or not 0 < len(sid) <= 255 or not sid.isprintable()):
        raise Distrusted("token.sid")
    return sid


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**40


async def _believed(provider: Provider, token: str, now: datetime, also: tuple[str, ...]) -> dict[str, Any]:
    """The claims of a token that this provider signed for us, not long ago. `also` are claims it must have."""
    if len(token) > MOST:
        raise Distrusted("token.size")
    algorithms = (await provider.metadata(now)).algorithms
    try:
        claims = _decoded(token, await provider.keys(now), algorithms)
    except InvalidKeyIdError:
        try:
            claims = _decoded(token, await provider.keys(now, unknown=True), algorithms)
        except InvalidKeyIdError as error:
            raise Distrusted("token.key") from error
    _check(claims, provider, now, also)
    return claims


def _decoded(token: str, keys: KeySet, algorithms: tuple[str, ...]) -> dict[str, Any]:
    try:
        found = jwt.decode(token, keys, registry=_Registry(algorithms=algorithms, strict_check_header=False)).claims
        json.dumps(found, ensure_ascii=False).encode()  # half a sign (a lone surrogate) could be kept nowhere
        return found
    except InvalidKeyIdError:
        raise
    except _BROKEN as error:
        raise Distrusted("token.signature") from error


def _check(claims: dict[str, Any], provider: Provider, now: datetime, also: tuple[str, ...]) -> None:
    client = provider.oidc.client_id
    needed: dict[str, jwt.ClaimsOption] = {name: {"essential": True} for name in ("exp", "iat", *also)}
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": provider.oidc.issuer},
        aud={"essential": True, "value": client},
        **needed,
    )
    try:
        rules.validate(claims)
    except ClaimError as error:
        raise Distrusted(f"token.{error.claim}") from error
    except _BROKEN as error:
        raise Distrusted("token.claims") from error
    audience, azp = claims["aud"], claims.get("azp")
    if azp is None:
        if audience not in (client, [client]):
            raise Distrusted("token.azp")
    elif azp != client:
        raise Distrusted("token.azp")
