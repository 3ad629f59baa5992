"""The parts of a form's body as they arrive: text into memory, up to a limit, and files straight to the disk.

Litestar's own reader keeps a text of any length in memory, and a file in the system's temporary folder, which may be
memory too; it can stop a body, but not one file in it. Here a file that is too large is no longer written, and the
rest of the form is read on: what was typed is there when it is refused.
"""

import asyncio
import contextlib
import hashlib
import os
import secrets
from pathlib import Path
from typing import Any, BinaryIO

from litestar import Request
from litestar.exceptions import ClientException, InternalServerException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from multipart import MultipartSegment, ParserError, ParserLimitReached, PushMultipartParser

from app.config import Settings

MOST_TEXT = 2 * 1024 * 1024
_MOST_PARTS = 1000
_WRITTEN_AT_ONCE = 1024 * 1024
_FILES = "sent_files"

Request_ = Request[Any, Any, Any]


class SentFile:
    """A file as it was sent. It lies at `path` until the request is answered, and is not synced yet.

    `path` is None for one that was not kept: `is_too_large`, or not written because of `error`. `size` is what came.
    """

    def __init__(self, filename: str, most: int) -> None:
        self.filename = filename
        self.size = 0
        self.path: Path | None = None
        self.error: OSError | None = None
        self._most = most
        self._digest = hashlib.sha256()
        self._file: BinaryIO | None = None
        self._waiting = bytearray()

    @property
    def is_too_large(self) -> bool:
        return self.size > self._most

    @property
    def sha256(self) -> str:
        """Of all that came; of a file that was not kept, of what was looked at."""
        return self._digest.hexdigest()

    async def begin(self, folder: Path) -> None:
        """From here on what comes is written to a new file in `folder`."""
        try:
            self.path = folder / secrets.token_hex(16)
            self._file = await asyncio.to_thread(_create, self.path)
        except OSError as error:
            await self._give_up(error)

    async def take(self, data: bytes | bytearray | memoryview) -> None:
        """The next bytes."""
        self.size += len(data)
        if self._file is None:
            return
        self._waiting += data
        if self.is_too_large:
            await self._give_up()
        elif len(self._waiting) >= _WRITTEN_AT_ONCE:
            await self._write()

    async def end(self) -> None:
        """There is no more."""
        if self._file is not None:
            await self._write()
        if self._file is not None:
            self._close()

    def remove(self) -> None:
        """Removes what was written, unless somebody has taken it over."""
        self._close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    async def _write(self) -> None:
        data, self._waiting = self._waiting, bytearray()
        try:
            await asyncio.to_thread(self._append, data)
        except OSError as error:
            await self._give_up(error)

    def _append(self, data: bytearray) -> None:
        if self._file is not None:
            self._digest.update(data)
            self._file.write(data)
            self._file.flush()  # here it is said when the disk is full

    async def _give_up(self, error: OSError | None = None) -> None:
        self.error, self._waiting = error, bytearray()
        await asyncio.to_thread(self.remove)
        self.path = None

    def _close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):  # what could not be written was told when it was to be
                self._file.close()
            self._file = None


def _create(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


async def read_parts(request: Request_, *, keep_files: bool) -> tuple[dict[str, list[str]], dict[str, list[SentFile]]]:
    """The texts and the files of a multipart body, by the names of their fields.

    Raises `ClientException` for a body that is none, and `RequestEntityTooLarge` when the whole is larger than the
    route takes, or its texts larger than `MOST_TEXT`.
    """
    boundary = request.content_type[1].get("boundary", "")
    settings: Settings = request.app.state.settings
    texts: dict[str, list[str]] = {}
    files: dict[str, list[SentFile]] = {}
    reader = _Reader(settings, texts, files, keep_files=keep_files)
    request.scope["state"][_FILES] = reader.files
    try:
        with PushMultipartParser(boundary.encode(), max_segment_count=_MOST_PARTS) as parser:
            async for chunk in request.stream():
                for part in parser.parse(chunk) if chunk else ():
                    await reader.take(part)
    except (ParserError, ParserLimitReached, LookupError, UnicodeError) as error:  # also an unknown encoding of a text
        raise ClientException("Invalid multipart/form-data") from error
    except InternalServerException as error:  # the sender is gone
        raise ClientException("the body ended early") from error
    return texts, files


def remove_sent_files(scope: Any) -> None:
    """Once the request is answered: what nobody took over goes."""
    for file in scope["state"].pop(_FILES, ()):
        file.remove()


class _Reader:
    """Sorts what the parser finds. A part begins with a `MultipartSegment` and ends with None."""

    def __init__(
        self,
        settings: Settings,
        texts: dict[str, list[str]],
        by_name: dict[str, list[SentFile]],
        *,
        keep_files: bool,
    ) -> None:
        self.files: list[SentFile] = []
        self._texts, self._by_name = texts, by_name
        self._most = settings.upload_limit_mb * 1_000_000
        self._folder = settings.incoming_dir if keep_files else None
        self._part: MultipartSegment | None = None
        self._file: SentFile | None = None
        self._text = bytearray()
        self._text_size = 0

    async def take(self, part: Any) -> None:
        if isinstance(part, MultipartSegment):
            await self._begin(part)
        elif not part:
            await self._end()
        elif self._file is not None:
            await self._file.take(part)
        else:
            self._text_size += len(part)
            if self._text_size > MOST_TEXT:
                raise RequestEntityTooLarge
            self._text += part

    async def _begin(self, part: MultipartSegment) -> None:
        self._part, self._text, self._file = part, bytearray(), None
        if part.filename:
            self._file = SentFile(part.filename, self._most)
            self.files.append(self._file)
            if self._folder is not None:
                await self._file.begin(self._folder)

    async def _end(self) -> None:
        if self._part is None:
            return
        if self._file is not None:
            await self._file.end()
            self._by_name.setdefault(self._part.name, []).append(self._file)
        else:
            self._texts.setdefault(self._part.name, []).append(self._text.decode(self._part.charset or "utf-8"))
        self._part, self._file = None, None
