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


class Direction(StrEnum):
    RECEIVED = "received"
    SENT = "sent"
    INTERNAL = "internal"
