"""Reading the log, and proving it."""

from app.audit.queries.chain import Broken, Head, find_hash, get_head, verify_chain

__all__ = ["Broken", "Head", "find_hash", "get_head", "verify_chain"]
