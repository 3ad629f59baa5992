from enum import StrEnum


class DocumentKind(StrEnum):
    RULING = "ruling"
    HEARING = "hearing"
    AUTHORITY_REPLY = "authority_reply"
    RECEIPT = "receipt"
    COMPLAINT = "complaint"
    AGREEMENT = "agreement"
    ADVISER_REPORT = "adviser_report"
    MINUTES = "minutes"
    OTHER = "other"


class ScanState(StrEnum):
    """What a virus scanner has said of a file."""

    UNSCANNED = "unscanned"  # there was none when the file came
    WAITING = "waiting"  # it did not answer: the file is kept, and nobody gets it
    CLEAN = "clean"
    INFECTED = "infected"


class Direction(StrEnum):
    RECEIVED = "received"
    SENT = "sent"
    INTERNAL = "internal"
