"""A running server: a large upload passes through memory, and leftovers of uploads are gone after the start."""

import os
from pathlib import Path

import pytest

from app.accounts.actions import create_account
from app.documents.queries import list_documents
from tests import factories_files as make
from tests.documents.served import MEGABYTE, Served, serving
from tests.documents.test_killed import url_of
from tests.factories import PASSWORD
from tests.factories_cases import make_case

pytestmark = pytest.mark.slow  # a server of its own, and 40 MB


def _leftover(data_dir: Path) -> Path:
    """A file that an upload of long ago left unfinished."""
    path = data_dir / "blobs" / "tmp" / "halv"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"halv")
    os.utime(path, (0, 0))
    return path


async def send(served: Served, case: str, size: int, field: str = "file") -> int:
    """A letter of `size` bytes; as `field` "note" it is not a file, but a text of that length."""
    data = make.PDF.ljust(size, b" ")
    fields = {"kind": "ruling", "direction": "received", "title": f"{size}"}
    files = {field: ("stor.pdf" if field == "file" else None, data)}
    return (await served.http.post(f"/sager/{case}/dokumenter/nyt", data=fields, files=files)).status_code


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak of memory from /proc")
async def test_40_mb_go_through_32_mb_of_memory(db, cast, tmp_path):
    """Also a text of that length where a note belongs, of which two MB are read."""
    case = await make_case(cast)
    await create_account(cast.system, cast.anna.id, username="anna", password=PASSWORD)
    leftover = _leftover(tmp_path / "data")
    async with serving(url_of(db), tmp_path) as served:
        assert not leftover.exists()
        assert await send(served, case.public_id, 2 * MEGABYTE) == 303
        served.begin()
        assert await send(served, case.public_id, 40 * MEGABYTE) == 303
        letter = (await list_documents(cast.anna.scope, case.id))[0]
        assert letter.size == 40 * MEGABYTE
        async with served.http.stream("GET", f"/dokumenter/{letter.public_id}/x") as answer:
            assert sum([len(chunk) async for chunk in answer.aiter_bytes()]) == 40 * MEGABYTE
        assert await send(served, case.public_id, 50 * MEGABYTE + 1) == 422
        assert await send(served, case.public_id, 40 * MEGABYTE, "note") == 413
        assert served.grown() < 32
    assert [path.name for path in (tmp_path / "data" / "blobs" / "tmp").iterdir()] == []
