"""A login on its way: what the browser keeps, sealed, from our question until the provider's answer."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from app.accounts.codes import Vault
from app.core.ids import new_token

LASTS = timedelta(minutes=10)
_SEAL = "sso attempt"
_LONGEST_WAY = 1000  # characters; the whole must fit into a cookie


class Purpose(StrEnum):
    """What the answer is for."""

    LOG_IN = "log_in"
    PROVE = "prove"  # somebody logged in shows again that it is them
    READ = "read"  # somebody of the municipality reads what everybody at a workplace may, and becomes nobody here
    LINK = "link"  # the login is to be connected with an account: the own one, or that of an invitation


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One question to the provider. Only the browser that asked has it, so the answer counts nowhere else."""

    purpose: Purpose
    state: str
    nonce: str
    verifier: str  # of PKCE
    begun_at: datetime
    to: str = "/"
    session: str = ""  # public id of the session that proves or links
    invitation: str = ""  # the secret of a link by which somebody links
    is_carrying: bool = False  # a form that came too late waits in the session that the browser had

    @property
    def must_be_fresh(self) -> bool:
        """Whether the provider must ask the person anew, whatever it remembers."""
        return self.purpose in (Purpose.PROVE, Purpose.LINK)


def begin_attempt(
    purpose: Purpose,
    now: datetime,
    *,
    to: str = "/",
    session: str = "",
    invitation: str = "",
    is_carrying: bool = False,
) -> Attempt:
    return Attempt(
        purpose=purpose,
        state=new_token(),
        nonce=new_token(),
        verifier=new_token(),
        begun_at=now,
        to=to if len(to) <= _LONGEST_WAY else "/",
        session=session,
        invitation=invitation,
        is_carrying=is_carrying,
    )


def seal_attempt(vault: Vault, attempt: Attempt) -> str:
    return vault.seal_for(_SEAL, msgspec.json.encode(attempt).decode())


def open_attempt(vault: Vault, sealed: str, now: datetime) -> Attempt | None:
    """The attempt in a browser's cookie; None for one that is not ours, of an earlier release, or too old."""
    text = vault.open_for(_SEAL, sealed)
    try:
        attempt = msgspec.json.decode(text or "", type=Attempt)
    except msgspec.DecodeError:
        return None
    return attempt if abs(now - attempt.begun_at) <= LASTS else None
