"""What is frozen: one byte form of plain data, and its fingerprint. Pure."""

import hashlib

import msgspec


def canonical(content: msgspec.Struct) -> bytes:
    """The one byte form of `content`: sorted keys, UTF-8, no white space. Equal contents give equal bytes on every
    machine; instants must be in UTC. Raises ``UnicodeEncodeError`` for text that is not valid Unicode."""
    return msgspec.json.encode(content, order="sorted")


def sha256(frozen: bytes) -> str:
    """The fingerprint of the frozen bytes: SHA-256, lower-case hex."""
    return hashlib.sha256(frozen).hexdigest()
