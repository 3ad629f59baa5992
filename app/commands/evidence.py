"""`evidence scan`: 0 nothing waits and nothing has a virus, 1 otherwise.

`evidence verify`: 0 every file is as it was received, 1 some are missing, changed or left over."""

import argparse
import asyncio
import sys

from app import config
from app.commands.common import Commands, Refused, command, database, group, operator, plural
from app.documents.actions import GRACE
from app.documents.blobs import BlobStore
from app.documents.queries import BlobFaultKind
from app.documents.rules import StoreDown
from app.evidence.queries import FileFault, FilePlace, verify_files
from app.evidence.scanning import scan_again

_TOLD = {
    BlobFaultKind.MISSING: "Filen mangler",
    BlobFaultKind.ALTERED: "Filen er ændret",
    BlobFaultKind.ORPHANED: "Intet i databasen peger på filen",
}


def add_to(commands: Commands) -> None:
    evidence = group(commands, "evidence", "dokumentationens filer")
    command(evidence, "verify", run_verify, "læs hver fil igen, og bevis, at den er, som den blev modtaget")
    scan = command(evidence, "scan", run_scan, "vis de filer, der venter, til virusscanneren")
    scan.add_argument("--all", action="store_true", help="vis den alle filer, også dem den har set")


def run_scan(arguments: argparse.Namespace) -> int:
    return asyncio.run(_scan(every=arguments.all))


async def _scan(*, every: bool) -> int:
    settings = config.load()
    if settings.clamav is None:
        raise Refused("Der er ingen virusscanner. Sæt HANDLEPLIGT_CLAMAV.")
    async with database(settings):
        done = await scan_again(operator(), BlobStore.of(settings), every=every)
    print(f"{plural(done.clean, 'fil', 'filer')} uden virus, {done.infected} med.")
    if done.infected:
        print("Hændelsesloggen nævner hver af dem. Ingen kan hente dem.", file=sys.stderr)
    if done.left:
        print(f"{plural(done.left, 'fil', 'filer')} er ikke scannet: {done.cause}.", file=sys.stderr)
    return 1 if done.infected or done.left else 0


def run_verify(_: argparse.Namespace) -> int:
    return asyncio.run(_verify())


async def _verify() -> int:
    settings, actor = config.load(), operator()
    faults = dict.fromkeys(BlobFaultKind, 0)
    async with database(settings):
        try:
            async for fault in verify_files(actor.scope, BlobStore.of(settings), older_than=actor.now - GRACE):
                print(told(fault), file=sys.stderr, flush=True)
                faults[fault.kind] += 1
        except StoreDown as error:
            raise Refused(f"Filerne kan ikke læses: {error.cause}. Se mere med »handlepligt doctor«.") from error
    print(summed_up(faults))
    return 1 if any(faults.values()) else 0


def told(fault: FileFault) -> str:
    """A fault in one line: which file, and what it is a file of."""
    return "; ".join([f"{_TOLD[fault.kind]}: {fault.name}", *map(_place, fault.places)])


def _place(place: FilePlace) -> str:
    what = f"»{place.title}«" if place.no is None else f"»{place.title}« version {place.no}"
    where = f"{place.reference}: " if place.reference else ""
    return f"{where}{what} ({'billede til visning af ' if place.is_preview else ''}{place.file_name})"


def summed_up(faults: dict[BlobFaultKind, int]) -> str:
    """What there was, and what to do about it."""
    broken = faults[BlobFaultKind.MISSING] + faults[BlobFaultKind.ALTERED]
    left = faults[BlobFaultKind.ORPHANED]
    lines = []
    if broken:
        which = "den" if broken == 1 else "dem"
        lines.append(f"{plural(broken, 'fil', 'filer')} er ikke i orden. Hent {which} fra sikkerhedskopien.")
    if left:
        lines.append(f"{plural(left, 'fil', 'filer')} er til overs. Serveren fjerner dem, når de er et døgn gamle.")
    return "\n".join(lines) or "Hver fil er, som den blev modtaget."
