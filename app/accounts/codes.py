"""Codes of a second factor, and what is derived from the installation's secret key: docs/decisions/0009-accounts.md."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

import msgspec
import pyotp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.core.errors import RuleViolation
from app.core.ids import new_public_id
from app.core.qr import Qr, qr_of

_STEP = 30  # seconds
_DRIFT = 1  # steps that a phone's clock may be off, to both sides
_RECOVERY_CODES = 10
_ISSUER = "Handlepligt"
_MOST_BROWSERS = 4  # accounts that one browser is known to


class Vault:
    """Encrypts, and makes digests that are worth nothing without the installation's secret key.

    `secret_key` may hold several with blanks between: the first one seals and signs, the rest still open and prove what
    they did while each was the first.
    """

    def __init__(self, secret_key: str) -> None:
        self._keys = [key.encode() for key in secret_key.split()]

    def _derived(self, purpose: str) -> list[bytes]:
        return [hmac.new(key, f"handlepligt {purpose}".encode(), hashlib.sha256).digest() for key in self._keys]

    def seal(self, text: str) -> str:
        return self._fernet("encrypt").encrypt(text.encode()).decode()

    def sealed_anew(self, sealed: str) -> str:
        """The same under the first key, so that an older one can go in time. For what `open` has opened."""
        return self._fernet("encrypt").rotate(sealed.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises `RuleViolation` when no key is the one it was sealed with."""
        try:
            return self._fernet("encrypt").decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise RuleViolation(
                "factor.unreadable",
                "Handlepligt kan ikke læse din opsætning af koder. Bed en administrator om at fjerne den, og sæt den "
                "op igen.",
            ) from error

    def seal_for(self, purpose: str, text: str) -> str:
        """Sealed with a key of its own: what was sealed for one purpose opens for no other."""
        return self._fernet(f"encrypt {purpose}").encrypt(text.encode()).decode()

    def open_for(self, purpose: str, sealed: str) -> str | None:
        """None for what this installation has not sealed for that purpose."""
        try:
            return self._fernet(f"encrypt {purpose}").decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def _fernet(self, purpose: str) -> MultiFernet:
        return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in self._derived(purpose)])

    def digests(self, purpose: str, text: str) -> list[str]:
        """The digest under each key; the first is the one to keep, and any may have been kept."""
        return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in self._derived(purpose)]

    def known_browser(self, cookie: str, account: int) -> str:
        """What tells this browser from others, when it has logged in to `account` before; "" when it has not."""
        for part in cookie.split("~")[:_MOST_BROWSERS]:
            nonce, _, signature = part.partition(".")
            known = self._browser_signatures(nonce, account)
            if nonce and any(hmac.compare_digest(signature.encode(), each.encode()) for each in known):
                return nonce
        return ""

    def remember_browser(self, cookie: str, account: int) -> str:
        """The cookie that makes this browser known to `account`, beside those it is known to already."""
        if self.known_browser(cookie, account):
            return cookie
        nonce = secrets.token_urlsafe(12)
        kept = [part for part in cookie.split("~") if part][: _MOST_BROWSERS - 1]
        return "~".join([f"{nonce}.{self._browser_signatures(nonce, account)[0]}", *kept])

    def _browser_signatures(self, nonce: str, account: int) -> list[str]:
        return [digest[:32] for digest in self.digests("browser", f"{account} {nonce}")]


def new_secret() -> str:
    return pyotp.random_base32()


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // _STEP


def matching_step(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The time step whose code was typed, if it is near `now` and later than `after` (the last one used)."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit() and len(typed) == 6):
        return None
    totp = pyotp.TOTP(secret)
    present = step_at(now)
    found = None
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step), typed) and step > after:
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes of 59 random bits, in groups that can be read aloud."""
    return tuple(_in_groups(new_public_id()) for _ in range(_RECOVERY_CODES))


def recovery_text(typed: str) -> str:
    """A typed recovery code without what people add; "" for what cannot be one."""
    text = "".join(sign for sign in typed.casefold() if sign.isalnum())
    return text if len(text) == 12 else ""


def _in_groups(text: str) -> str:
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


class Setup(msgspec.Struct, frozen=True):
    """What an app needs to make codes: as a picture, and to be typed."""

    secret: str
    qr: Qr


def setup_of(secret: str, username: str) -> Setup:
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=_ISSUER)
    return Setup(" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)), qr_of(address))
