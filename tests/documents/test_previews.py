"""The program that draws: it may hang, grow or die, and the file it was given is kept all the same."""

import asyncio
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


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("import time; time.sleep(60)", "time"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "stopped"),
        ("raise RuntimeError", "stopped"),
        # What `_limit` allows is held by the system itself: the program asks for more than it may have.
        (
            f"import runpy, sys; limits = runpy.run_path({pictures.__file__!r}); limits['_limit']()\n"
            f"try:\n    bytearray(2_000_000_000)\nexcept MemoryError:\n    sys.exit({pictures.NO_MEMORY})",
            "memory",
        ),
    ],
)
def test_a_program_that_hangs_dies_or_grows_is_ended(tmp_path, monkeypatch, program, why):
    (tmp_path / "program.py").write_text(program, "utf-8")
    monkeypatch.setattr(pictures, "__file__", str(tmp_path / "program.py"))
    with pytest.raises(PictureError) as error:
        asyncio.run(
            previews.draw(tmp_path / "in", tmp_path / "out", media_type="image/png", seconds=1 if why == "time" else 20)
        )
    assert error.value.args == (why,)


def test_the_program_knows_nothing_of_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("HANDLEPLIGT_SECRET_KEY", "hemmelig")
    (tmp_path / "program.py").write_text(
        "import os, sys; open(sys.argv[3], 'w').write(' '.join(os.environ) + ' '.join(sys.path))", "utf-8"
    )
    monkeypatch.setattr(pictures, "__file__", str(tmp_path / "program.py"))
    asyncio.run(previews.draw(tmp_path / "in", tmp_path / "out", media_type="image/png"))
    told = (tmp_path / "out").read_text("utf-8")
    assert "HANDLEPLIGT" not in told
    assert str(Path(previews.__file__).parent) not in told
