"""Files letters, each line of its input in a process of its own that dies: run by killing.py, never imported.

A line is the step at which it kills itself, or `any`: then it files letters until somebody else kills it.
"""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from app.access.policy import Actor
from app.config.storage import S3
from app.db.engine import make_engine, use_engine
from app.db.transaction import current_unit, transaction
from app.documents import actions
from app.documents.blobs import BlobStore, StagedFile
from app.documents.enums import Direction, DocumentKind
from app.documents.rules import StoreDown
from tests.factories_files import PDF, Sent


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def _die_late() -> None:
    die()


class HalfSent(Sent):
    """The connection lasts for one chunk."""

    async def read(self, size: int = -1) -> bytes:
        chunk = await super().read(40)
        if not chunk:
            die()
        return chunk


def dying_after(name: str) -> None:
    """From here on this process does not survive that step of a store."""
    whole = getattr(BlobStore, name)

    async def do_and_die(store: BlobStore, staged: StagedFile) -> None:
        await whole(store, staged)
        die()

    setattr(BlobStore, name, do_and_die)


async def file_letters(url: str, store: BlobStore, case: int, person: int, step: str) -> None:
    engine = make_engine(url)
    use_engine(engine)
    await engine.start()
    actor = Actor(person, "Anna", (), datetime(2025, 8, 20, tzinfo=UTC), "killed", is_system=True)
    if step in ("send", "publish"):
        dying_after(step)
    say("begun")
    while True:
        data = PDF + os.urandom(secrets.choice((50, 5_000, 300_000))).hex().encode()
        file = await store.stage(HalfSent("x.pdf", data) if step == "receiving" else Sent("x.pdf", data))
        if step == "staged":
            die()
        await store.send(file)
        async with transaction():
            made = await actions.add_document(
                actor,
                case_id=case,
                kind=DocumentKind.RULING,
                direction=Direction.RECEIVED,
                title="x",
                dated_on=None,
                esdh_document_no="",
                file=file,
            )
            if step == "row written":
                die()
            if step == "log written":
                current_unit().before_commit(_die_late)
        say("filed", made.public_id, file.sha256)
        if step == "committed":
            die()


def main(url: str, root: str, case: int, person: int, s3: str) -> None:
    for line in sys.stdin:
        pid = os.fork()  # before anything has started a thread
        if pid == 0:
            store = BlobStore(Path(root), 1, msgspec.convert(json.loads(s3), S3 | None))
            with contextlib.suppress(StoreDown):  # the bucket is gone: nothing is saved, and this one ends
                asyncio.run(file_letters(url, store, case, person, line.strip()))
            os._exit(0)
        say("pid", pid)
        os.waitpid(pid, 0)
        say("gone")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
