from enum import StrEnum


class ErasedKind(StrEnum):
    """What has content that can be erased."""

    EVIDENCE = "evidence"
    DOCUMENT = "document"


class ErasureState(StrEnum):
    ASKED = "asked"
    DONE = "done"
    DECLINED = "declined"
    CANCELLED = "cancelled"
