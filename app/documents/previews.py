"""Small pictures of what people send, made by a program of its own that may fail without harm (`pictures.py`)."""

import asyncio
import atexit
import contextlib
import json
import os
import queue
import selectors
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, cast

import structlog

from app.documents import pictures
from app.documents.blobs import BlobStore, StagedFile
from app.documents.pictures import PictureError
from app.documents.rules import PDF, Refused, can_have_preview, is_photo

log = structlog.get_logger("files")
_MOST_SECONDS = 30.0
_AT_ONCE = ThreadPoolExecutor(2, thread_name_prefix="preview")  # each only waits for a program
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
    await loop.run_in_executor(_AT_ONCE, _draw, (kind, str(source), str(target)), seconds)


class _Program:
    """The program that draws, and waits for the next file meanwhile."""

    def __init__(self) -> None:
        # -I: nothing of the surroundings decides what is imported; no variable of ours is handed on.
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", pictures.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            bufsize=0,
            start_new_session=True,
        )
        self._asks = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)

    def ask(self, what: tuple[str, str, str], seconds: float) -> int | None:
        """How the copy that draws it ended; None where the program itself has ended: for want of files, mostly.

        Raises `PictureError` where it takes longer than that: then nothing of it is left.
        """
        try:
            self._asks.write(json.dumps(what).encode())
        except BrokenPipeError:
            return None
        with selectors.DefaultSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ)
            if not selector.select(seconds):
                raise PictureError("time")
        answer = self._answers.read(100)
        return int(answer) if answer else None

    def end(self) -> None:
        """Ends it, and the copy that it may have."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._asks.close()
        self._answers.close()
        self._process.wait()


_idle: queue.LifoQueue[_Program] = queue.LifoQueue()  # at most as many as there are threads


@atexit.register
def end_programs() -> None:
    """Ends those that wait. The next file begins with a new one."""
    with contextlib.suppress(queue.Empty):
        while True:
            _idle.get_nowait().end()


def _draw(what: tuple[str, str, str], seconds: float) -> None:
    try:
        code = _asked(_idle.get_nowait(), what, seconds)
    except queue.Empty:
        code = None
    if code is None:
        code = _asked(_Program(), what, seconds)
    if code != 0:
        raise PictureError(_WHY.get(code or 1, "stopped"))


def _asked(program: _Program, what: tuple[str, str, str], seconds: float) -> int | None:
    code = None
    try:
        code = program.ask(what, seconds)
    finally:
        if code is None:
            program.end()
        else:
            _idle.put(program)
    return code
