"""What every part of a report's content is."""

from __future__ import annotations

from typing import Literal

import msgspec

SCHEMA_VERSION = 1

Tone = Literal["neutral", "good", "attention", "bad", "unknown"]


class Content(msgspec.Struct, frozen=True):
    """Base of all parts: immutable; the parts add that their fields are named, never positional."""
