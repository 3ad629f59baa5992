"""Files that take more than a moment to read: the answer is a page that says how far, and at last what was found.

The work goes on in the server that the form was sent to, and what it came to stays there for some minutes. The file is
gone as soon as it is read, as with a small one.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from litestar.datastructures import State

from app.surveys.actions.importing import SurveyImport
from app.surveys.files.work import FileWork
from app.surveys.forms import FileForm
from app.web.forms import Submission
from app.web.parts import SentFile

AT_ONCE = 3.0  # seconds that somebody waits for the answer itself
_KEPT = 600.0
_MOST = 50


class Outcome:
    """What a file came to, for the form that it was sent with."""

    def __init__(self, submission: Submission[FileForm], work: FileWork, done: SurveyImport | None) -> None:
        self.submission, self.work, self.done = submission, work, done


class FileJob:
    """One file of one person, on its way into one round."""

    def __init__(self, person: int | None, round_id: str, upload: SentFile, path: Path) -> None:
        self.id = secrets.token_urlsafe(16)
        self.person, self.round_id = person, round_id
        # Under another name it is not removed with the request.
        self.path, self.told = path.with_name(secrets.token_hex(16)), path.with_name(secrets.token_hex(16))
        path.rename(self.path)
        self.upload = upload
        self.begun = time.monotonic()
        self._percent = 0
        self.task: asyncio.Task[Outcome] | None = None

    def begin(self, work: Callable[["FileJob"], Awaitable[Outcome]]) -> None:
        self.task = asyncio.create_task(self._run(work))

    async def _run(self, work: Callable[["FileJob"], Awaitable[Outcome]]) -> Outcome:
        try:
            return await work(self)
        finally:
            for path in (self.path, self.told):
                path.unlink(missing_ok=True)

    async def is_done(self, seconds: float = 0) -> bool:
        """Whether it is finished, or is within so many seconds."""
        if self.task is None:
            return False
        await asyncio.wait([self.task], timeout=seconds)
        return self.task.done()

    def outcome(self) -> Outcome:
        """What it came to; raises what went wrong. Only of one that is done."""
        if self.task is None:
            raise RuntimeError("the job has not begun")
        return self.task.result()

    @property
    def percent(self) -> int:
        """How much of the file is read."""
        with contextlib.suppress(OSError, ValueError):  # it is being written
            self._percent = round(100 * float(self.told.read_text()))
        return self._percent


def jobs_of(state: State) -> dict[str, FileJob]:
    """Those of this server that somebody may still ask for."""
    jobs: dict[str, FileJob] = state.setdefault("file_jobs", {})
    for job in sorted(jobs.values(), key=lambda each: each.begun)[:-_MOST]:
        jobs.pop(job.id)
    for job in [each for each in jobs.values() if time.monotonic() - each.begun > _KEPT]:
        jobs.pop(job.id)
    return jobs
