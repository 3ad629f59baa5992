"""`files verify`: 0 every file is as it was received, 1 some are missing or changed."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from app import config
from app.commands.common import Commands, command, database, group, operator, plural
from app.documents.blobs import BlobStore
from app.documents.queries import BlobFault, BlobFaultKind, verify_blobs

_TOLD = {
    BlobFaultKind.MISSING: "Filen mangler",
    BlobFaultKind.ALTERED: "Filen er ændret",
    BlobFaultKind.ORPHANED: "Intet i databasen peger på filen",
}


def add_to(commands: Commands) -> None:
    files = group(commands, "files", "filerne")
    command(files, "verify", run_verify, "læs hver fil igen, og bevis, at den er, som den blev modtaget")


def run_verify(options: argparse.Namespace) -> int:
    return report(asyncio.run(_verify()))


def report(faults: Sequence[BlobFault]) -> int:
    """Prints each fault; 1 where a file is missing or changed, while one too many does no harm."""
    for fault in faults:
        print(f"{_TOLD[fault.kind]}: {fault.name}", file=sys.stderr)
    wrong = sum(fault.kind is not BlobFaultKind.ORPHANED for fault in faults)
    if wrong:
        which = "den" if wrong == 1 else "dem"
        print(f"{plural(wrong, 'fil', 'filer')} er ikke i orden. Hent {which} fra sikkerhedskopien.", file=sys.stderr)
        return 1
    print("Hver fil er, som den blev modtaget.")
    return 0


async def _verify() -> tuple[BlobFault, ...]:
    settings = config.load()
    async with database(settings):
        return await verify_blobs(operator().scope, BlobStore(settings.blob_dir, settings.upload_limit_mb))
