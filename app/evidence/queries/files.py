"""Whether the files behind the rows are whole, and what a broken one is a file of."""

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec

from app.access.policy import Scope
from app.db.sql import fetch_all
from app.documents.blobs import BlobStore
from app.documents.queries import BlobFaultKind, verify_blobs


class FilePlace(msgspec.Struct, frozen=True):
    """A letter, a paper, or a version of a piece of evidence (`no`), that rests on a file. `reference` is its
    case's, or "".

    `is_preview`: the file is only the small picture of it.
    """

    reference: str
    title: str
    no: int | None
    file_name: str
    is_preview: bool


class FileFault(msgspec.Struct, frozen=True):
    kind: BlobFaultKind
    name: str
    places: tuple[FilePlace, ...]


_PLACES = """
SELECT COALESCE(c.reference, '') AS reference, d.title, NULL AS no, d.file_name, 0 AS is_preview
FROM documents d JOIN blobs b ON b.id = d.blob LEFT JOIN cases c ON c.id = d."case" WHERE b.sha256 = {}
UNION ALL
SELECT COALESCE(c.reference, ''), e.title, v.no, v.file_name, CASE WHEN v.blob = b.id THEN 0 ELSE 1 END
FROM blobs b JOIN evidence_versions v ON v.blob = b.id OR v.derived_blob = b.id
JOIN evidence e ON e.id = v.evidence LEFT JOIN cases c ON c.id = e."case" WHERE b.sha256 = {}
UNION ALL
SELECT '', f.title, NULL, f.file_name, CASE WHEN f.blob = b.id THEN 0 ELSE 1 END
FROM blobs b JOIN papers f ON f.blob = b.id OR f.derived_blob = b.id WHERE b.sha256 = {}
ORDER BY 1, 2, 3
"""


async def verify_files(scope: Scope, store: BlobStore, *, older_than: datetime) -> AsyncIterator[FileFault]:
    """What `documents.queries.verify_blobs` finds, with all that rests on it."""
    async for fault in verify_blobs(scope, store, older_than=older_than):
        yield FileFault(fault.kind, fault.name, await _places(fault.name))


async def _places(sha256: str) -> tuple[FilePlace, ...]:
    return tuple(await fetch_all(FilePlace, _PLACES, *[sha256] * 3))
