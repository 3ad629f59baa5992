"""Full-text conditions, the same on both engines: the stored text is stemmed, the index is the engine's own."""

from collections.abc import Sequence

from piccolo.querystring import QueryString

from app.db.engine import PgEngine, current_engine
from app.db.schema import FULL_TEXT
from app.db.sql import sql


def has_words(table: str, alias: str, words: Sequence[str]) -> QueryString:
    """True for rows of `table` (as `alias`) whose search_text holds every one of `words`, each as a beginning.

    `words` come from `core.text.search_words`: letters and digits only. Raises `ValueError` for a table without an
    index, or without words.
    """
    if table not in FULL_TEXT or not words:
        raise ValueError(table)
    if isinstance(current_engine(), PgEngine):
        wanted = " & ".join(f"'{word}':*" for word in words)
        # Materialised: for a common word the planner would else read the text of row after row instead of the index.
        return sql(
            f"{alias}.id IN (WITH found AS MATERIALIZED (SELECT x.id FROM {table} x WHERE "
            "to_tsvector('simple', x.search_text) @@ to_tsquery('simple', {})) SELECT id FROM found)",
            wanted,
        )
    wanted = " ".join(f'"{word}"*' for word in words)
    return sql(f"{alias}.id IN (SELECT rowid FROM {table}_search WHERE {table}_search MATCH {{}})", wanted)
