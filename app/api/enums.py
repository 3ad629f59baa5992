from enum import StrEnum


class TokenScope(StrEnum):
    """What a token may be used for, whatever else its owner may."""

    READ = "read"
    ITEMS_WRITE = "items:write"
    EVIDENCE_WRITE = "evidence:write"
