"""The pack of a meeting, as its committee or unit may read it, and those that were kept."""

from app.packs.queries.kept import KeptPack, get_kept_pack, list_kept_packs
from app.packs.queries.packs import list_case_items, load_pack

__all__ = ["KeptPack", "get_kept_pack", "list_case_items", "list_kept_packs", "load_pack"]
