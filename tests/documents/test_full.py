"""A disk that takes no more: it is said so, and nothing half stays. Here the largest file that the process may write
stands for it, which the system refuses in the middle of one, too."""

import contextlib
import errno
import resource

import pytest

from app.documents.blobs import BlobStore
from app.documents.objects import down
from app.documents.rules import StoreDown
from app.web.parts import SentFile
from tests import factories_files as make


@contextlib.contextmanager
def files_of_at_most(size):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_is_told_and_leaves_nothing(tmp_path):
    store, data = BlobStore(tmp_path, 10), b"x" * 3_000_000
    with files_of_at_most(100_000), pytest.raises(StoreDown) as staging:
        await store.stage(make.Sent("a.txt", data))
    sent = SentFile("a.txt", 10_000_000)
    with files_of_at_most(100_000):
        await sent.begin(tmp_path / "tmp")
        await sent.take(data)
        await sent.end()
    with pytest.raises(StoreDown) as adopting:
        await store.adopt(sent)
    assert (sent.size, sent.path) == (3_000_000, None)  # read to its end, so that the rest of the form is there
    assert [told.value.message for told in (staging, adopting)] == [
        "Filarkivet er fuldt. Prøv igen om lidt, eller sig det til administratoren."
    ] * 2
    assert make.files_in(tmp_path) == []


@pytest.mark.parametrize(("code", "is_full"), [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.EIO, False)])
def test_what_the_system_says_of_a_full_disk(code, is_full):
    assert down(OSError(code, "?")).is_full is is_full
