"""The pack of a meeting, as its committee or unit may read it."""

from app.packs.queries.packs import list_case_items, load_pack

__all__ = ["list_case_items", "load_pack"]
