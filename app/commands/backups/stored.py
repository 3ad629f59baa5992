"""The files of the installation, as a backup needs them: read by hash, put back by hash, on a disk or in a bucket."""

from collections.abc import AsyncIterator
from pathlib import Path

from app import config
from app.commands.backups.folder import HashedFile
from app.documents.blobs import CHUNK, BlobStore, StagedFile


class StoredFiles:
    """Raises `StoreDown` where the place of the files does not answer or is full."""

    def __init__(self, settings: config.Settings) -> None:
        self._store = BlobStore.of(settings)

    @property
    def is_remote(self) -> bool:
        return self._store.is_remote

    def chunks(self, sha256: str) -> AsyncIterator[bytes]:
        """The file's bytes. Raises `FileNotFoundError` before the first of them."""
        return self._store.chunks(sha256)

    async def holds(self, sha256: str) -> bool:
        return await self._store.find(sha256) is not None

    async def put(self, source: Path, sha256: str) -> None:
        """Copies a file that is known to be `sha256` to its place, whole or not at all."""
        temporary = self._store.temporary_path()
        try:
            with source.open("rb") as file, HashedFile(temporary) as target:
                while chunk := file.read(CHUNK):
                    target.write(chunk)
            await self._store.publish(StagedFile(sha256, "", target.size, sha256, temporary, self._store))
        finally:
            temporary.unlink(missing_ok=True)
