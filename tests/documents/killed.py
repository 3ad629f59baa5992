"""Files a letter and kills its own process at a named step: run by test_killed.py, never imported."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.access.policy import Actor
from app.db.engine import make_engine, use_engine
from app.db.transaction import current_unit, transaction
from app.documents import actions
from app.documents.blobs import BlobStore, StagedFile
from app.documents.enums import Direction, DocumentKind
from tests.factories_files import PDF, Sent


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class HalfSent(Sent):
    """The connection lasts for one chunk."""

    async def read(self, size: int = -1) -> bytes:
        chunk = await super().read(40)
        if not chunk:
            die()
        return chunk


async def main(url: str, root: str, case: int, person: int, step: str) -> None:
    engine = make_engine(url)
    use_engine(engine)
    await engine.start()
    actor = Actor(person, "Anna", (), datetime(2025, 8, 20, tzinfo=UTC), "killed", is_system=True)
    upload = HalfSent("x.pdf", PDF) if step == "receiving" else Sent("x.pdf", PDF)
    file = await BlobStore(Path(root), 1).stage(upload)
    if step == "staged":
        die()
    if step == "published":
        publish = BlobStore.publish

        async def publish_and_die(store: BlobStore, staged: StagedFile) -> None:
            await publish(store, staged)
            die()

        BlobStore.publish = publish_and_die  # type: ignore[method-assign]
    async with transaction():
        await actions.add_document(
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
    die()


async def _die_late() -> None:
    die()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]))
