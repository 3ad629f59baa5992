"""Whom an administrator can give a place in a committee."""

import msgspec

from app.access.policy import Scope
from app.core.errors import NotFound
from app.core.text import search_key
from app.db.sql import fetch_all, fetch_value, joined, sql
from app.organisation.queries.visible import administers

MOST = 20


class PersonChoice(msgspec.Struct, frozen=True):
    public_id: str
    name: str
    job_title: str


async def pick_people(scope: Scope, municipality: int, text: str) -> list[PersonChoice]:
    """At most `MOST` active people of the municipality whose name holds every word of `text`, but not the reader.

    Nobody for a municipality the reader does not administer, or without a word to search for.
    """
    words = search_key(text).split()
    if not words:
        return []
    return await fetch_all(
        PersonChoice,
        "SELECT p.public_id, p.name, p.job_title FROM persons p WHERE p.municipality = {} AND p.is_active "
        "AND p.id <> {} AND {} AND {} ORDER BY p.sort_key, p.id LIMIT {}",
        municipality,
        scope.person or 0,
        administers(scope, "p.municipality"),
        joined([sql("p.search_key LIKE {} ESCAPE '!'", f"%{_plain(word)}%") for word in words], " AND "),
        MOST,
    )


def _plain(word: str) -> str:
    """The word with the marks that LIKE reads as "anything" taken literally."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


async def get_person_to_add(scope: Scope, municipality: int, public_id: str) -> int:
    """The key of an active person of a municipality the reader administers. Raises `NotFound`."""
    found = await fetch_value(
        int,
        "SELECT p.id FROM persons p WHERE p.public_id = {} AND p.municipality = {} AND p.is_active AND {}",
        public_id,
        municipality,
        administers(scope, "p.municipality"),
    )
    if found is None:
        raise NotFound
    return found
