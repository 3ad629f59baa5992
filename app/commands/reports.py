"""`report list`, `report build` and `report package`."""

import argparse
import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

from app import config
from app.commands.common import Commands, Refused, command, database, group, operator
from app.documents.blobs import BlobStore


def add_to(commands: Commands) -> None:
    report = group(commands, "report", "rapporter til Arbejdstilsynet")
    command(report, "list", run_list, "vis de sager, der kan laves rapport om: én pr. linje, sagsnummeret først")
    build = command(report, "build", run_build, "lav rapporten om en sag som PDF")
    build.add_argument("reference", metavar="SAGSNUMMER", help="fx EKS2025-0001")
    build.add_argument("--out", metavar="FIL.pdf", required=True, type=Path, help="filen, der skrives")
    package = command(report, "package", run_package, "hent en frigivet rapport med dens bilag som én ZIP-fil")
    package.add_argument("reference", metavar="SAGSNUMMER", help="fx EKS2025-0001")
    package.add_argument("--nr", metavar="NUMMER", type=int, help="rapportens nummer; ellers den seneste frigivne")
    package.add_argument(
        "--originaler", action="store_true", help="billeder, som de blev lagt op: de kan vise sted og tid"
    )
    package.add_argument("--ud", metavar="FIL.zip", type=Path, help="filen, der skrives; ellers rapportens eget navn")


def run_list(_: argparse.Namespace) -> int:
    for line in asyncio.run(_list()):
        print(line)
    return 0


async def _list() -> list[str]:
    from app.reports.queries import list_reportable_cases

    async with database(config.load()):
        cases = await list_reportable_cases(operator().scope)
    return ["\t".join((case.reference, case.title, case.unit)) for case in cases]


def run_build(options: argparse.Namespace) -> int:
    # Asked first: the report is frozen and numbered before its file is written.
    _require_writable(options.out)
    content = asyncio.run(_build(options.reference))
    options.out.write_bytes(content)
    print(f"Rapporten er skrevet: {options.out}")
    return 0


def _require_writable(file: Path) -> None:
    if not file.parent.is_dir() or file.is_dir() or not os.access(file.parent, os.W_OK):
        raise Refused(f"Filen {file} kan ikke skrives. Vælg en mappe, der findes, og som du må skrive i.")


async def _build(reference: str) -> bytes:
    from app.reports.actions import build_report_file

    async with database(config.load()):
        return await build_report_file(operator(), reference)


def run_package(options: argparse.Namespace) -> int:
    if options.ud:
        _require_writable(options.ud)
    written = asyncio.run(_package(options.reference, options.nr, options.ud, originals=options.originaler))
    print(f"Pakken er skrevet: {written}")
    return 0


async def _package(reference: str, no: int | None, file: Path | None, *, originals: bool) -> Path:
    from app.reports.actions import find_released, open_package
    from app.reports.package import PackageBroken, zipped
    from app.reports.pdf.render import render_status_report
    from app.reports.queries import SnapshotDetail

    async def draw(row: SnapshotDetail) -> bytes:
        return render_status_report(row.canonical, row.hash, row.state)

    settings = config.load()
    store = BlobStore.of(settings)
    async with database(settings):
        actor = operator()
        case_id, no = await find_released(actor, reference, no)
        package = await open_package(actor, store, case_id, no, draw, originals=originals)
        target = file or Path(package.file_name)
        _require_writable(target)
        try:
            await _write(zipped(package, store.chunks), target)
        except PackageBroken as error:
            text = "En fil kunne ikke læses eller er ændret, og der er ingen pakke. Se »handlepligt evidence verify«."
            raise Refused(text) from error
    return target


async def _write(content: AsyncIterator[bytes], target: Path) -> None:
    """Whole under its name, or not at all."""
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with unfinished.open("xb") as file:
            async for chunk in content:
                await asyncio.to_thread(file.write, chunk)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
