"""Password hashes (argon2id with OWASP's parameters, off the event loop and few at a time), and common passwords."""

import asyncio
from collections.abc import Iterable
from secrets import token_urlsafe
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from app.accounts.rules import password_problem
from app.accounts.words import COMMON
from app.core.text import nfc

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Checked for unknown names, and for logins without a password, so that they take as long. Nobody can know it: the
# password behind a fixed one would open every login that has none.
DECOY = _HASHER.hash(token_urlsafe())
_AT_ONCE = 4  # 19 MiB each
_places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()  # it belongs to a loop
_ENOUGH = 9  # powers of ten: guesses that zxcvbn expects it to take, against a hash that takes 20 ms
_LOOKED_AT = 72  # characters; the estimate is quadratic, and what follows can only help


def _place() -> asyncio.Semaphore:
    return _places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE))


async def hash_password(password: str) -> str:
    async with _place():
        return await asyncio.to_thread(_HASHER.hash, _bytes(password))


async def matches(password_hash: str, password: str) -> bool:
    async with _place():
        try:
            return await asyncio.to_thread(_HASHER.verify, password_hash, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


async def weakness(password: str, own_words: Iterable[str] = ()) -> str | None:
    """A Danish message when a new `password` is too short, or easy to guess; `own_words` are names it must not lean on.

    Common passwords, names, dates, rows of keys and repetition are what zxcvbn knows; Danish words and the words of
    the person and the municipality are told to it.
    """
    if problem := password_problem(password):
        return problem
    known = [part for word in own_words for part in (word, *word.replace("@", " ").replace(".", " ").split()) if part]
    if await asyncio.to_thread(_guesses, password, known) < _ENOUGH:
        return "Adgangskoden er for let at gætte. Vælg flere ord, der ikke hører sammen."
    return None


def _guesses(password: str, own_words: list[str]) -> float:
    found = zxcvbn(nfc(password)[:_LOOKED_AT], user_inputs=[*own_words, *COMMON])
    return float(found["guesses_log10"])


def _bytes(password: str) -> bytes:
    """The same for å as one sign and as a with a ring: keyboards differ. A valid one is far shorter than the cut."""
    return nfc(password[:1000]).encode(errors="replace")
