"""A virus scanner of ClamAV's own: what it finds, and what it costs when it is slow, gone or talks nonsense."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from app.config import clamav as setting
from app.config.clamav import Clamav
from app.documents import clamav
from app.documents.blobs import BlobStore
from app.documents.clamav import ScannerDown
from app.documents.enums import ScanState
from app.documents.rules import Refused
from tests import factories_files as make
from tests.support.server import free_port

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture(autouse=True)
def no_memory_of_failures(monkeypatch):
    monkeypatch.setattr(clamav, "_failed_at", {})


async def test_the_test_file_is_found_also_inside_others_and_nothing_of_it_is_kept(tmp_path, clamd):
    store = BlobStore(tmp_path, 1, scanner=clamd)
    hidden = make.zipped(**{"[Content_Types].xml": b"<xml/>", "word__document.xml": make.EICAR})
    for name, data in (("virus.txt", make.EICAR), ("virus.docx", hidden)):
        with pytest.raises(Refused, match=f"Der er virus i »{name}«"):
            await store.stage(make.Sent(name, data))
    assert make.files_in(tmp_path) == []
    assert (await store.stage(make.Sent("brev.pdf", make.PDF))).scan is ScanState.CLEAN


async def test_doctor_proves_that_it_finds_and_that_it_takes_the_largest_file(clamd):
    assert await clamav.problem_of(clamd, 1) is None
    assert "tager ikke filer på 3 MB" in (await clamav.problem_of(clamd, 3) or "")
    gone = Clamav(host="127.0.0.1", port=free_port())
    assert "svarer ikke, som den skal" in (await clamav.problem_of(gone, 1) or "")


@contextlib.asynccontextmanager
async def _daemon(talk: Talk) -> AsyncIterator[Clamav]:
    lines = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)
        with contextlib.suppress(ConnectionError):
            await talk(reader, writer)

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield Clamav(host="127.0.0.1", port=server.sockets[0].getsockname()[1], seconds=0.3)
    finally:
        server.close()
        for line in lines:
            line.transport.abort()
        await asyncio.sleep(0)


async def _hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def _die(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(20)
    writer.transport.abort()


async def _say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.close()


async def _refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(b"INSTREAM size limit exceeded. ERROR\0")
    writer.close()


async def _babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(b"OK FOUND OK\0")
    writer.close()


@pytest.mark.parametrize("talk", [_hang, _die, _say_nothing, _refuse, _babble])
async def test_a_daemon_that_fails_never_clears_a_file_and_never_costs_it(tmp_path, talk):
    data = make.PDF + b"%" * 900_000
    async with _daemon(talk) as daemon:
        with pytest.raises(ScannerDown):
            await clamav.scan(daemon, clamav._one(data))
        store = BlobStore(tmp_path, 1, scanner=daemon)
        assert (await store.stage(make.Sent("brev.pdf", data))).scan is ScanState.WAITING


async def test_nobody_waits_again_for_one_that_has_just_failed(tmp_path):
    asked = []

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(writer)
        await _hang(reader, writer)

    async with _daemon(hang) as daemon:
        store = BlobStore(tmp_path, 1, scanner=daemon)
        states = [(await store.stage(make.Sent("brev.pdf", make.PDF))).scan for _ in range(3)]
    assert (states, len(asked)) == ([ScanState.WAITING] * 3, 1)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("127.0.0.1:3310", Clamav(host="127.0.0.1", port=3310)),
        ("[::1]:3310", Clamav(host="::1", port=3310)),
        ("/run/clamav/clamd.ctl", Clamav(socket="/run/clamav/clamd.ctl")),
        ("", None),
    ],
)
def test_where_it_listens(value, place):
    values = {"HANDLEPLIGT_CLAMAV": value}
    assert setting.problems(values) == []
    assert setting.clamav_of(values) == place


@pytest.mark.parametrize("value", ["clamd", "vært:3310", "h:0", "h:70000", "run/clamd.ctl"])
def test_a_place_that_is_none(value):
    assert [each.variable for each in setting.problems({"HANDLEPLIGT_CLAMAV": value})] == ["HANDLEPLIGT_CLAMAV"]
