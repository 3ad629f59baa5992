"""What a PDF says of itself, and what it has inside."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

LANGUAGE = "da-DK"
CREATOR = "Handlepligt"
# PDF/A takes no string of more than 32,767 bytes, and a letter may be two. What is cut stands whole on the pages.
MOST_IN_STRING = 16_000
# How an attached file stands to the document (PDF/A-3).
Relationship = Literal["Source", "Data", "Alternative", "Supplement"]


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file inside the PDF. `name` must be the only one of its kind in the document."""

    name: str
    content: bytes
    media_type: str
    description: str
    relationship: Relationship = "Supplement"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the file says of itself; the same words stand in its two places for that."""

    title: str
    author: str
    subject: str
    made_at: datetime
