"""Processes that file letters and are killed, at a step of their own or at any moment from outside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

import msgspec

from app.config.storage import S3

ROOT = Path(__file__).resolve().parents[2]


class Killing:
    """Starts one process that has everything loaded; each letter is filed by a copy of it. Close it with `end`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.filed: dict[str, str] = {}  # what was said to be saved: public id and hash

    @classmethod
    async def start(cls, url: str, root: Path, case: int, person: int, s3: S3 | None = None) -> Killing:
        arguments = (url, str(root), str(case), str(person), msgspec.json.encode(s3).decode())
        return cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.documents.killed", *arguments),
                cwd=ROOT,
                env={**os.environ, "PYTHONWARNINGS": "default"},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        )

    async def kill(self, step: str, after: float = 0.0) -> None:
        """Files letters until the end at `step`; with "any", until they are killed `after` so many seconds."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{step}\n".encode())
        pid, is_begun, is_killed = 0, False, False
        while (words := await self._line())[0] != "gone":
            if words[0] == "pid":
                pid = int(words[1])
            elif words[0] == "begun":
                is_begun = True
            else:
                self.filed[words[1]] = words[2]
            if step == "any" and pid and is_begun and not is_killed:
                await asyncio.sleep(after)
                with contextlib.suppress(ProcessLookupError):  # the bucket did not answer: it has ended by itself
                    os.kill(pid, signal.SIGKILL)
                is_killed = True

    async def _line(self) -> list[str]:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        assert line, "the process ended by itself"
        return line.decode().split()

    async def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
