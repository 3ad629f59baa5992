"""Password hashes: argon2id with OWASP's parameters, off the event loop and few at a time."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.ids import new_public_id
from app.core.text import nfc

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
DECOY = _HASHER.hash("nobody has this password")  # checked for unknown names, so that they take as long
_hashing = asyncio.Semaphore(4)  # 19 MiB each


async def hash_password(password: str) -> str:
    async with _hashing:
        return await asyncio.to_thread(_HASHER.hash, _bytes(password))


async def matches(password_hash: str, password: str) -> bool:
    async with _hashing:
        try:
            return await asyncio.to_thread(_HASHER.verify, password_hash, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    """The same for å as one sign and as a with a ring: keyboards differ. A valid one is far shorter than the cut."""
    return nfc(password[:1000]).encode(errors="replace")


def new_password() -> str:
    """A password of 99 random bits in groups that can be read aloud, for a first login."""
    return "-".join(new_public_id()[:5] for _ in range(4))
