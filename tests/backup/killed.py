"""Takes a backup and kills its own process at the n-th write: run by test_refusals.py, never imported."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from app import config
from app.commands.backups.folder import HashedFile
from app.commands.backups.making import make_backup
from app.commands.common import database


async def main(place: str, writes: int) -> None:
    left, write = writes, HashedFile.write

    def dying(self: HashedFile, data: bytes) -> int:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return write(self, data)

    HashedFile.write = dying  # type: ignore[method-assign]
    settings = config.load()
    async with database(settings, is_migrated=False) as engine:
        await make_backup(engine, settings, Path(place), lambda _: None)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
