"""The program that draws: it may hang, grow or die, and the file it was given is kept all the same."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from PIL import Image

from app.documents import pictures, previews
from app.documents.blobs import BlobStore, StagedFile
from app.documents.pictures import PictureError
from app.documents.rules import Refused
from tests import factories_files as make

LOCKED_OUT = b"%PDF-1.7\n" + b"\0" * 100


def _with_preview(root: Path, name: str, data: bytes) -> StagedFile:
    async def run() -> StagedFile:
        store = BlobStore(root, 1)
        return await previews.with_preview(store, await store.stage(make.Sent(name, data)))

    return asyncio.run(run())


@pytest.mark.parametrize(("name", "data"), [("foto.webp", make.webp()), ("plan.pdf", make.page())])
def test_photos_and_pdf_files_get_a_small_picture(tmp_path, name, data):
    file = _with_preview(tmp_path, name, data)
    assert file.preview is not None
    assert (file.preview.media_type, file.preview.file_name) == ("image/jpeg", f"{name[:4]}.jpg")
    with Image.open(file.preview.temporary) as preview:
        assert preview.format == "JPEG"


@pytest.mark.parametrize(
    ("name", "data"), [("stor.png", make.huge_png()), ("tom.pdf", make.PDF), ("brev.pdf", LOCKED_OUT), ("a.txt", b"a")]
)
def test_what_cannot_be_drawn_is_kept_without(tmp_path, name, data):
    file = _with_preview(tmp_path, name, data)
    assert (file.file_name, file.preview, make.files_in(tmp_path)) == (name, None, [file.temporary.name])


def test_a_photo_that_no_program_opens_is_refused_while_it_can_be_taken_again(tmp_path):
    with pytest.raises(Refused, match="kan ikke åbnes som billede"):
        _with_preview(tmp_path, "halv.heic", make.heic()[:300])


@pytest.fixture
def program(tmp_path, monkeypatch):
    """The program that draws, with a step of a copy replaced by `code`; the one that waits now is not used."""

    def make(code: str) -> None:
        lines = (
            "import os, runpy, signal, sys, time",
            f"own = runpy.run_path({pictures.__file__!r})",
            "def do(kind, source, target):",
            "    own['_limit']()",
            *(f"    {line}" for line in code.splitlines()),
            "    return 0",
            "own['serve'].__globals__['draw'] = do",
            "own['serve']()",
        )
        (tmp_path / "program.py").write_text("\n".join(lines), "utf-8")
        previews.end_programs()
        monkeypatch.setattr(pictures, "__file__", str(tmp_path / "program.py"))

    yield make
    previews.end_programs()


def _draw(folder: Path, seconds: float = 20) -> None:
    asyncio.run(previews.draw(folder / "in", folder / "out", media_type="image/png", seconds=seconds))


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("time.sleep(60)", "time"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "stopped"),
        ("raise RuntimeError", "stopped"),
        ("os.kill(os.getppid(), signal.SIGKILL)", "stopped"),
        # What `_limit` allows is held by the system itself: the program asks for more than it may have.
        (f"try:\n    bytearray(2_000_000_000)\nexcept MemoryError:\n    return {pictures.NO_MEMORY}", "memory"),
        ("open(target, 'wb').write(bytes(30_000_000))", "stopped"),
    ],
)
def test_a_program_that_hangs_dies_or_grows_is_ended_and_the_next_file_is_drawn(tmp_path, program, code, why):
    program(f"if 'out' in target:\n{chr(10).join('    ' + line for line in code.splitlines())}")
    with pytest.raises(PictureError) as error:
        _draw(tmp_path, 3 if why == "time" else 20)
    assert error.value.args == (why,)
    asyncio.run(previews.draw(tmp_path / "in", tmp_path / "next", media_type="image/png"))


def test_the_program_knows_nothing_of_ours_and_gives_way_when_nobody_asks(tmp_path, program, monkeypatch):
    monkeypatch.setenv("HANDLEPLIGT_SECRET_KEY", "hemmelig")
    program("open(target, 'w').write(f'{os.getppid()} {dict(os.environ)} {sys.path}')")
    _draw(tmp_path)
    told = (tmp_path / "out").read_text("utf-8")
    assert "HANDLEPLIGT" not in told
    assert str(Path(previews.__file__).parent) not in told
    os.kill(int(told.split()[0]), signal.SIGTERM)  # as it ends by itself after some minutes
    _draw(tmp_path)
    assert (tmp_path / "out").read_text("utf-8").split()[0] != told.split()[0]
