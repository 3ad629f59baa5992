"""`report list`, `report build` and `audit verify`."""

import argparse
import asyncio
import sys
from pathlib import Path

from app import config
from app.audit.queries import Broken, verify_chain
from app.commands.common import Commands, command, database, group, operator, plural


def add_to(commands: Commands) -> None:
    report = group(commands, "report", "rapporter til Arbejdstilsynet")
    command(report, "list", run_list, "vis de sager, der kan laves rapport om: én pr. linje, sagsnummeret først")
    build = command(report, "build", run_build, "lav rapporten om en sag som PDF")
    build.add_argument("reference", metavar="SAGSNUMMER", help="fx EKS2025-0001")
    build.add_argument("--out", metavar="FIL.pdf", required=True, type=Path, help="filen, der skrives")
    audit = group(commands, "audit", "hændelsesloggen")
    command(audit, "verify", run_verify, "bevis, at ingen hændelse er ændret eller fjernet")


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
    content = asyncio.run(_build(options.reference))
    options.out.write_bytes(content)
    print(f"Rapporten er skrevet: {options.out}")
    return 0


async def _build(reference: str) -> bytes:
    from app.reports.actions import build_report_file

    async with database(config.load()):
        return await build_report_file(operator(), reference)


def run_verify(_: argparse.Namespace) -> int:
    broken, checked = asyncio.run(_verify())
    if broken is None:
        print(f"Loggen er hel: {plural(checked, 'hændelse', 'hændelser')} undersøgt.")
        return 0
    print(f"Kæden er brudt ved hændelse {broken.seq}. {broken.reason}", file=sys.stderr)
    print(f"De {checked} hændelser før den er i orden.", file=sys.stderr)
    return 1


async def _verify() -> tuple[Broken | None, int]:
    checked = 0
    async with database(config.load()):
        async for checked, broken in verify_chain(operator().scope):
            if broken is not None:
                return broken, checked
            print(f"{plural(checked, 'hændelse', 'hændelser')} undersøgt …", file=sys.stderr)
    return None, checked
