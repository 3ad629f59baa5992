"""What the provider says of itself, and its keys: asked for once, and again when they get old."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

from app.accounts.oidc.errors import Distrusted, OidcError, Unreachable
from app.accounts.oidc.fetch import get_json
from app.config.sso import Oidc

_FRESH = timedelta(hours=1)
_USABLE = timedelta(days=1)  # while the provider does not answer
_KEYS_EVERY = timedelta(minutes=1)  # at most: an unknown key makes us ask again, and anybody can name one
_PAUSE = timedelta(seconds=10)  # after a failure
_MOST_KEYS = 50
_DISCOVERY = "/.well-known/openid-configuration"
_LEAST_RSA_BITS = 2048
# Signatures that only the provider can make. Never "none", and no HS…: its key would be the client's secret.
SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


class Metadata(msgspec.Struct, frozen=True):
    """The part of the provider's document (OpenID Connect Discovery 1.0) that we go by."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False

    @property
    def algorithms(self) -> tuple[str, ...]:
        return tuple(name for name in SIGNED if name in self.id_token_signing_alg_values_supported)


class Provider:
    """One provider, with what is known of it. Shared by all requests of a process."""

    def __init__(self, oidc: Oidc) -> None:
        self.oidc = oidc
        self._metadata: tuple[datetime, Metadata] | None = None
        self._keys: tuple[datetime, KeySet] | None = None
        self._failed: dict[str, tuple[datetime, str]] = {}  # by address: when, and how
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    def _lock(self) -> asyncio.Lock:
        return self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())

    async def metadata(self, now: datetime) -> Metadata:
        """What the provider says of itself. Raises `Unreachable`, or `Distrusted` when it speaks for somebody else."""
        async with self._lock():
            return await self._current_metadata(now)

    async def keys(self, now: datetime, *, unknown: bool = False) -> KeySet:
        """The keys it signs with; `unknown`: a token names one that is not among those we have. Raises as above."""
        async with self._lock():
            metadata = await self._current_metadata(now)
            if self._keys is not None and now - self._keys[0] < (_KEYS_EVERY if unknown else _FRESH):
                return self._keys[1]
            try:
                found = _usable(await self._asked(metadata.jwks_uri, now))
            except OidcError:
                if self._keys is None or now - self._keys[0] >= _USABLE:
                    raise
                return self._keys[1]
            self._keys = (now, found)
            return found

    async def _current_metadata(self, now: datetime) -> Metadata:
        known = self._metadata
        if known is not None and now - known[0] < _FRESH:
            return known[1]
        try:
            found = _read(await self._asked(f"{self.oidc.issuer.rstrip('/')}{_DISCOVERY}", now), self.oidc)
        except Unreachable:
            if known is None or now - known[0] >= _USABLE:
                raise
            return known[1]
        self._metadata = (now, found)
        return found

    async def _asked(self, address: str, now: datetime) -> dict[str, Any]:
        """Asked for anew, unless it went wrong a moment ago: nobody waits for a provider that is known to be gone."""
        failed = self._failed.get(address)
        if failed is not None and now - failed[0] < _PAUSE:
            raise Unreachable(failed[1])
        try:
            return await get_json(address)
        except Unreachable as error:
            self._failed[address] = (now, error.code)
            raise


def _read(document: dict[str, Any], oidc: Oidc) -> Metadata:
    try:
        found = msgspec.convert(document, Metadata)
    except msgspec.ValidationError as error:
        raise Unreachable("discovery.shape") from error
    if found.issuer != oidc.issuer:
        raise Distrusted("discovery.issuer")
    scheme = urlsplit(oidc.issuer).scheme
    addresses = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.end_session_endpoint)
    if not all(_is_safe(address, scheme) for address in addresses if address is not None):
        raise Distrusted("discovery.address")
    if not found.algorithms:
        raise Distrusted("discovery.algorithms")
    return found


def _is_safe(address: str, scheme: str) -> bool:
    """Whether it is a whole address, encrypted as the issuer's is."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("https", scheme) and bool(parts.hostname) and address.isprintable()


def _usable(document: dict[str, Any]) -> KeySet:
    """The public keys for signatures among those published; what we cannot use is passed over, not guessed at."""
    published = document.get("keys")
    if not isinstance(published, list) or len(published) > _MOST_KEYS:
        raise Unreachable("keys.shape")
    found = [key for each in published if (key := _key(each)) is not None]
    if not found:
        raise Distrusted("keys.none")
    return KeySet(found)


def _key(published: object) -> Key | None:
    if not isinstance(published, dict) or published.get("use") not in (None, "sig"):
        return None
    kinds: dict[str, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}
    kind = kinds.get(str(published.get("kty")))
    if kind is None:
        return None
    try:
        key = kind.import_key({name: value for name, value in published.items() if name not in ("d", "key_ops")})
        bits = key.public_key.key_size
    except (JoseError, ValueError, TypeError, KeyError, OverflowError):
        return None
    return key if kind is ECKey or bits >= _LEAST_RSA_BITS else None


_PROVIDERS: dict[Oidc, Provider] = {}


def provider_of(oidc: Oidc) -> Provider:
    """The provider with these settings: one in a process, so that what is known of it is shared."""
    return _PROVIDERS.setdefault(oidc, Provider(oidc))


_TOLD = {
    "fetch.silent": "svarer ikke, eller er ikke til at stole på (adresse, netværk eller certifikat)",
    "fetch.status": "svarer med en fejl: er adressen rigtig?",
    "fetch.shape": "svarer med noget andet end JSON: er adressen rigtig?",
    "fetch.size": "svarer med alt for meget",
    "discovery.shape": "beskriver sig selv uden det, der skal til (OpenID Connect Discovery)",
    "discovery.issuer": "kalder sig noget andet end HANDLEPLIGT_OIDC_ISSUER: de skal være ens, tegn for tegn",
    "discovery.address": "nævner adresser, der ikke er krypterede",
    "discovery.algorithms": "underskriver ikke på en måde, vi godtager (RS256, PS256, ES256 eller længere)",
    "keys.shape": "viser ikke sine nøgler, som den skal",
    "keys.none": "har ingen nøgle, vi kan bruge",
}


async def problem_of(oidc: Oidc, now: datetime) -> str | None:
    """None when the provider can be used; else in Danish what is wrong. For `handlepligt doctor`."""
    provider = Provider(oidc)
    try:
        await provider.keys(now)
    except OidcError as error:
        return f"{_TOLD.get(error.code, error.code)}."
    return None
