"""Files that were taken in: to know one again, and to read the next with the same headings alike."""

from datetime import date

import msgspec

from app.access.policy import Scope
from app.db.sql import fetch_all, fetch_one
from app.surveys.files.mapping import FileMapping, decode_mapping
from app.surveys.queries.rounds import RoundRow, is_seen

MOST_KEPT = 100  # the last files: a municipality takes in a few a year


class TakenFile(msgspec.Struct, frozen=True):
    """When a file was taken in before, and into which round."""

    name: str
    taken_on: date
    round_name: str


class _Kept(msgspec.Struct, frozen=True):
    fingerprint: str
    mapping: str


async def find_taken(scope: Scope, municipality: int, sha256: str) -> TakenFile | None:
    """The last time that the file was taken into a round that the reader knows.

    By its bytes alone: to say that other bytes hold the same figures would answer guesses at hidden ones.
    """
    return await fetch_one(
        TakenFile,
        "SELECT f.name, f.taken_on, r.name AS round_name FROM survey_files f JOIN survey_rounds r ON r.id = f.round "
        "WHERE r.municipality = {} AND {} AND f.sha256 = {} ORDER BY f.id DESC LIMIT 1",
        municipality,
        is_seen(scope),
        sha256,
    )


async def list_kept_mappings(scope: Scope, row: RoundRow) -> dict[str, FileMapping]:
    """By the fingerprint of their headings, what the columns of earlier files meant: the last of each.

    Of rounds that the reader knows, with the instrument of `row` in its edition.
    """
    rows = await fetch_all(
        _Kept,
        "SELECT f.fingerprint, f.mapping FROM survey_files f JOIN survey_rounds r ON r.id = f.round "
        "JOIN instruments i ON i.id = r.instrument WHERE r.municipality = {} AND {} AND i.instrument_key = {} "
        f"AND i.edition = {{}} ORDER BY f.id DESC LIMIT {MOST_KEPT}",
        row.municipality,
        is_seen(scope),
        row.instrument_key,
        row.edition,
    )
    kept = {each.fingerprint: decode_mapping(each.mapping) for each in reversed(rows)}
    return {fingerprint: mapping for fingerprint, mapping in kept.items() if mapping is not None}
