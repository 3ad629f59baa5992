"""The database itself keeps files and versions as they were added, whoever writes into it."""

import pytest

from app.db.sql import execute, fetch_rows
from app.db.transaction import transaction
from tests.factories_cases import make_case
from tests.factories_evidence import make_evidence, to_case

HASH = "0" * 64
REFUSED = [
    "UPDATE evidence_versions SET blob = NULL",
    "UPDATE evidence_versions SET no = 7",
    "UPDATE evidence_versions SET esdh_reference = '25/9'",
    "DELETE FROM evidence_versions",
    f"UPDATE blobs SET sha256 = '{HASH}'",
    "UPDATE blobs SET size = size + 1",
    "DELETE FROM blobs",
    "INSERT INTO blobs (sha256, size, media_type, created_at) SELECT '', size, media_type, created_at FROM blobs",
    f"INSERT INTO blobs (sha256, size, media_type, created_at) SELECT '{HASH}', 0, media_type, created_at FROM blobs",
    # a version without a source, one with two, and a second one of the same number
    'INSERT INTO evidence_versions (public_id, evidence, no, blob, file_name, esdh_reference, "by", at) '
    "SELECT 'x', evidence, 2, NULL, '', '', \"by\", at FROM evidence_versions",
    'INSERT INTO evidence_versions (public_id, evidence, no, blob, file_name, esdh_reference, "by", at) '
    "SELECT 'x', evidence, 2, blob, '', '25/9', \"by\", at FROM evidence_versions",
    'INSERT INTO evidence_versions (public_id, evidence, no, blob, file_name, esdh_reference, "by", at) '
    "SELECT 'x', evidence, no, blob, '', '', \"by\", at FROM evidence_versions",
]


async def test_files_and_versions_are_added_and_never_changed(cast, tmp_path):
    case = await make_case(cast)
    await make_evidence(cast, to_case(case), tmp_path, actor=cast.anna.actor)
    before = [await fetch_rows(f"SELECT * FROM {table}") for table in ("blobs", "evidence_versions")]
    for statement in REFUSED:
        with pytest.raises(Exception, match=r"never changed|[Uu]nique|UNIQUE"):
            async with transaction():
                await execute(statement)
    assert [await fetch_rows(f"SELECT * FROM {table}") for table in ("blobs", "evidence_versions")] == before

    async with transaction():  # what may be said later
        await execute("UPDATE blobs SET erased_at = created_at")
        await execute("UPDATE evidence_versions SET derived_blob = blob")
