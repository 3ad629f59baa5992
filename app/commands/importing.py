"""`import units|people|committees`: first what would happen, and with --apply that it happens."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from app import config
from app.accounts.actions import OldAddress, import_people
from app.accounts.mail import send_address_changed
from app.commands.common import Commands, command, database, group, operator, plural
from app.commands.survey_files import add_to_files
from app.committees.actions import import_committees
from app.organisation.actions import import_units
from app.organisation.queries import get_municipality
from app.organisation.rules.file_plans import FilePlan, Imported, Outcome, RowPlan

_MOST_MISSING = 50
_Importer = Callable[..., Awaitable[Imported[Any]]]


def add_to(commands: Commands) -> None:
    files = group(commands, "import", "indlæs enheder, personer, udvalg og målinger fra en fil")
    units = command(files, "units", run_units, "indlæs enheder: uden --apply vises kun, hvad der vil ske")
    units.epilog = "Kolonner: ekstern_id, navn, slags, overenhed, cvr, p_nummer, gyldig_fra. En tom celle ændrer intet."
    people = command(files, "people", run_people, "indlæs personer og roller: uden --apply vises kun, hvad der vil ske")
    people.epilog = "Kolonner: ekstern_id, navn, email, stilling, enhed, rolle, fra, til. En tom celle ændrer intet."
    committees = command(
        files, "committees", run_committees, "indlæs udvalg og medlemmer: uden --apply vises kun, hvad der vil ske"
    )
    committees.epilog = (
        "Kolonner: ekstern_id, navn, slags (med, amu, amg), niveau, enheder (adskilt af |), medlem, side "
        "(ledelse, medarbejder, ingen), funktion, fra, til. En linje for hvert medlem. En tom celle ændrer intet."
    )
    add_to_files(files)
    for parser in (units, people, committees):
        parser.add_argument("file", metavar="FIL.csv", type=Path)
        parser.add_argument("--municipality", metavar="KODE", required=True, help="kommunens kode")
        parser.add_argument("--apply", action="store_true", help="gem; uden dette gemmes intet")


def run_units(options: argparse.Namespace) -> int:
    return _run(options, import_units, "Enheder")


def run_people(options: argparse.Namespace) -> int:
    told: list[str] = []

    async def importer(*args: Any, **kwargs: Any) -> Imported[Any]:
        done = await import_people(*args, **kwargs)
        told.extend(await tell_old_addresses(done.replaced))
        return done

    code = _run(options, importer, "Personer")
    print("\n".join(told), end="\n" if told else "")
    return code


async def tell_old_addresses(replaced: Sequence[OldAddress]) -> list[str]:
    """Mails the old address of each login that has another now, as the page of a person does; gives what to print."""
    if not replaced:
        return []
    smtp, now = config.load().smtp, operator().now
    if smtp is None:
        return [
            "Ny e-mail på personer med en bruger. Der er ingen mailserver, så de gamle adresser har ikke fået besked."
        ]
    by = "Kommunens indlæsning af personer"
    silent = [
        each.email
        for each in replaced
        if not await send_address_changed(smtp, now, to=each.email, name=each.name, by=by)
    ]
    told = len(replaced) - len(silent)
    lines = [f"Fik besked om den nye e-mail på den gamle adresse: {plural(told, 'person', 'personer')}."]
    return lines + ([f"Fik ikke besked: {', '.join(silent)}."] if silent else [])


def run_committees(options: argparse.Namespace) -> int:
    return _run(options, import_committees, "Udvalg")


def _run(options: argparse.Namespace, importer: _Importer, what: str) -> int:
    content = options.file.read_bytes()

    async def run() -> Imported[Any]:
        async with database(config.load()):
            actor = operator()
            municipality = await get_municipality(actor.scope, options.municipality)
            return await importer(actor, municipality.id, content, apply=options.apply)

    done = asyncio.run(run())
    missing_text = f"{what}, der ikke står i filen"
    return _report(done.plan, is_applied=done.is_applied, wanted=options.apply, missing_text=missing_text)


def _report(plan: FilePlan[Any], *, is_applied: bool, wanted: bool, missing_text: str) -> int:
    for row in plan.rows:
        if row.outcome is not Outcome.SAME:
            print(_line(row))
    if plan.ignored_columns:
        print(f"Kolonner, der ikke bruges: {', '.join(plan.ignored_columns)}")
    if plan.missing:
        more = f" og {len(plan.missing) - _MOST_MISSING} til" if len(plan.missing) > _MOST_MISSING else ""
        print(f"{missing_text} (de bliver stående): {', '.join(plan.missing[:_MOST_MISSING])}{more}")
    print("I alt: " + ", ".join(f"{count} {outcome}" for outcome, count in plan.counts().items()))
    if plan.has_errors:
        print("Ret fejlene i filen. Intet er gemt.", file=sys.stderr)
        return 2
    if is_applied:
        print("Filen er indlæst.")
    elif not wanted:
        print("Intet er gemt. Kør igen med --apply, når det ser rigtigt ud.")
    return 0


def _line(row: RowPlan) -> str:
    told = [f"{error.column or 'linjen'}: {error.message}" for error in row.errors] or list(row.notes)
    details = f" ({'; '.join(told)})" if told else ""
    return f"Linje {row.no}: {row.outcome} – {row.name or row.external_id or 'uden navn'}{details}"
