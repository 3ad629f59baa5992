"""Small pictures of what people send, made by a program of its own that may fail without harm (`pictures.py`)."""

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from app.documents import pictures
from app.documents.blobs import BlobStore, StagedFile
from app.documents.pictures import PictureError
from app.documents.rules import PDF, Refused, can_have_preview, is_photo

log = structlog.get_logger("files")
_MOST_SECONDS = 30.0
_AT_ONCE = ThreadPoolExecutor(2, thread_name_prefix="preview")  # each only waits for its program
_WHY = {pictures.BROKEN: "broken", pictures.PIXELS: "pixels", pictures.NO_MEMORY: "memory"}


async def with_preview(store: BlobStore, file: StagedFile) -> StagedFile:
    """The file with its small picture, or as it is where none can be made of it: that never costs the file itself.

    Raises `Refused` for a picture that no program can open: it can still be taken again.
    """
    if not can_have_preview(file.media_type):
        return file
    target = store.temporary_path()
    try:
        await draw(file.temporary, target, media_type=file.media_type)
        return store.adopt_preview(target, file)
    except (PictureError, OSError) as error:
        target.unlink(missing_ok=True)
        if error.args == ("broken",) and is_photo(file.media_type):
            raise Refused(
                f"»{file.file_name}« kan ikke åbnes som billede. Tag det igen, eller gem det på ny."
            ) from None
        log.warning("no preview", why=str(error), media_type=file.media_type, size=file.size)
        return file
    except BaseException:
        target.unlink(missing_ok=True)
        raise


async def draw(source: Path, target: Path, *, media_type: str, seconds: float = _MOST_SECONDS) -> None:
    """Writes the small picture of `source` to `target`. Raises `PictureError`, and may then leave part of it."""
    kind = "page" if media_type == PDF.media_type else "photo"
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(_AT_ONCE, _draw, kind, str(source), str(target), seconds)


def _draw(kind: str, source: str, target: str, seconds: float) -> None:
    # -I: nothing of the surroundings decides what is imported; no variable of ours is handed on.
    command = [sys.executable, "-I", pictures.__file__, kind, source, target]
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and paths that we made
            command, stdin=quiet, stdout=quiet, stderr=quiet, env={}, timeout=seconds, check=False, cwd="/"
        )
    except subprocess.TimeoutExpired:
        raise PictureError("time") from None
    if done.returncode:
        raise PictureError(_WHY.get(done.returncode, "stopped"))
