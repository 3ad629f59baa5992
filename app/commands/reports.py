"""`report list` and `report build`."""

import argparse
import asyncio
import os
from pathlib import Path

from app import config
from app.commands.common import Commands, Refused, command, database, group, operator


def add_to(commands: Commands) -> None:
    report = group(commands, "report", "rapporter til Arbejdstilsynet")
    command(report, "list", run_list, "vis de sager, der kan laves rapport om: én pr. linje, sagsnummeret først")
    build = command(report, "build", run_build, "lav rapporten om en sag som PDF")
    build.add_argument("reference", metavar="SAGSNUMMER", help="fx EKS2025-0001")
    build.add_argument("--out", metavar="FIL.pdf", required=True, type=Path, help="filen, der skrives")


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
    if not options.out.parent.is_dir() or options.out.is_dir() or not os.access(options.out.parent, os.W_OK):
        raise Refused(f"Filen {options.out} kan ikke skrives. Vælg en mappe, der findes, og som du må skrive i.")
    content = asyncio.run(_build(options.reference))
    options.out.write_bytes(content)
    print(f"Rapporten er skrevet: {options.out}")
    return 0


async def _build(reference: str) -> bytes:
    from app.reports.actions import build_report_file

    async with database(config.load()):
        return await build_report_file(operator(), reference)
