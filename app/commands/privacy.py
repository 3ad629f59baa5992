"""`privacy export`, `privacy purge-report` and `privacy purge`."""

import argparse
import asyncio
import os
from pathlib import Path

from app import config
from app.commands.common import Commands, Refused, command, database, group, operator, plural


def add_to(commands: Commands) -> None:
    privacy = group(commands, "privacy", "hvad der er gemt om en person, og hvad der kan slettes")
    export = command(privacy, "export", run_export, "skriv alt, der er gemt om en person, i en ZIP-fil; det logges")
    export.add_argument("person", metavar="PERSON", help="brugernavnet, eller det sidste i adressen på personens side")
    export.add_argument("--out", metavar="FIL.zip", required=True, type=Path, help="filen, der skrives")
    command(privacy, "purge-report", run_purge_report, "vis, hvad der kan slettes, og hvorfor; sletter intet")
    command(privacy, "purge", run_purge, "slet de rækker af svar, hvis dato er nået; andet slettes aldrig herfra")


def run_export(options: argparse.Namespace) -> int:
    out: Path = options.out
    if not out.parent.is_dir() or out.exists() or not os.access(out.parent, os.W_OK):
        raise Refused(f"Filen {out} kan ikke skrives. Vælg en ny fil i en mappe, som du må skrive i.")
    content = asyncio.run(_export(options.person, out.name))
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    print(f"Oplysningerne er skrevet: {out}")
    print("Læs dem igennem, før de udleveres: de kan nævne andre og være fortrolige.")
    return 0


async def _export(person: str, file: str) -> bytes:
    from app.privacy.actions import record_handed_out
    from app.privacy.pages import archive
    from app.privacy.queries import find_subject, list_held

    async with database(config.load()):
        actor = operator()
        subject = await find_subject(actor.scope, person)
        held = await list_held(actor.scope, subject)
        await record_handed_out(actor, subject, file)
        return archive(subject, held, actor.name, actor.now)


def run_purge_report(_: argparse.Namespace) -> int:
    for line in asyncio.run(_purge_report()):
        print(line)
    return 0


async def _purge_report() -> list[str]:
    from app.core.dates import short_date
    from app.privacy.pages import purge_lines
    from app.privacy.queries import list_purgeable
    from app.privacy.rules import GOES_BY_ITSELF, STAYS

    async with database(config.load()):
        found = purge_lines(await list_purgeable(operator().scope), sees_cases=True)
    told = ["Kan slettes nu:"]
    for line in found:
        oldest = f", den ældste {short_date(line.oldest)}" if line.oldest else ""
        told += [f"  {line.title}: {line.count}{oldest}", f"    {line.rule} {line.how}"]
    for heading, keepings in (("Forsvinder af sig selv:", GOES_BY_ITSELF), ("Bliver:", STAYS)):
        told.append(heading)
        for each in keepings:
            told += [f"  {each.title}", f"    {each.rule} {each.how}"]
    return told


def run_purge(_: argparse.Namespace) -> int:
    print(f"{plural(asyncio.run(_purge()), 'fil', 'filer')} med rækker af svar er slettet.")
    return 0


async def _purge() -> int:
    from app.documents.blobs import BlobStore
    from app.documents.papers import purge_papers

    settings = config.load()
    async with database(settings):
        return await purge_papers(operator(), BlobStore.of(settings))
