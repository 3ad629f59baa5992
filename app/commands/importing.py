"""`import units|people|committees`: first what would happen, and with --apply that it happens."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from app import config
from app.accounts.actions import import_people
from app.accounts.rules.people_file import PeopleFilePlan, PersonPlan
from app.commands.common import Commands, command, database, group, operator
from app.committees.actions import import_committees
from app.committees.rules.committees_file import CommitteeFilePlan, CommitteePlan
from app.organisation.actions import import_units
from app.organisation.queries import get_municipality
from app.organisation.rules.units_file import Outcome, UnitFilePlan, UnitPlan

_MOST_MISSING = 50
_FilePlan = UnitFilePlan | PeopleFilePlan | CommitteeFilePlan
_RowPlan = UnitPlan | PersonPlan | CommitteePlan


def add_to(commands: Commands) -> None:
    files = group(commands, "import", "indlæs enheder, personer og udvalg fra en CSV-fil")
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
    for parser in (units, people, committees):
        parser.add_argument("file", metavar="FIL.csv", type=Path)
        parser.add_argument("--municipality", metavar="KODE", required=True, help="kommunens kode")
        parser.add_argument("--apply", action="store_true", help="gem; uden dette gemmes intet")


def run_units(options: argparse.Namespace) -> int:
    content = options.file.read_bytes()

    async def run() -> tuple[UnitFilePlan, bool]:
        async with database(config.load()):
            actor = operator()
            municipality = await get_municipality(actor.scope, options.municipality)
            done = await import_units(actor, municipality.id, content, apply=options.apply)
        return done.plan, done.is_applied

    plan, is_applied = asyncio.run(run())
    return _report(plan, is_applied=is_applied, wanted=options.apply, missing_text="Enheder, der ikke står i filen")


def run_people(options: argparse.Namespace) -> int:
    content = options.file.read_bytes()

    async def run() -> tuple[PeopleFilePlan, bool]:
        async with database(config.load()):
            actor = operator()
            municipality = await get_municipality(actor.scope, options.municipality)
            done = await import_people(actor, municipality.id, content, apply=options.apply)
        return done.plan, done.is_applied

    plan, is_applied = asyncio.run(run())
    return _report(plan, is_applied=is_applied, wanted=options.apply, missing_text="Personer, der ikke står i filen")


def run_committees(options: argparse.Namespace) -> int:
    content = options.file.read_bytes()

    async def run() -> tuple[CommitteeFilePlan, bool]:
        async with database(config.load()):
            actor = operator()
            municipality = await get_municipality(actor.scope, options.municipality)
            done = await import_committees(actor, municipality.id, content, apply=options.apply)
        return done.plan, done.is_applied

    plan, is_applied = asyncio.run(run())
    return _report(plan, is_applied=is_applied, wanted=options.apply, missing_text="Udvalg, der ikke står i filen")


def _report(plan: _FilePlan, *, is_applied: bool, wanted: bool, missing_text: str) -> int:
    rows: Sequence[_RowPlan] = plan.rows
    for row in rows:
        if row.outcome is not Outcome.SAME:
            print(_line(row))
    if plan.ignored_columns:
        print(f"Kolonner, der ikke bruges: {', '.join(plan.ignored_columns)}")
    if plan.missing:
        more = f" og {len(plan.missing) - _MOST_MISSING} til" if len(plan.missing) > _MOST_MISSING else ""
        print(f"{missing_text} (de bliver stående): {', '.join(plan.missing[:_MOST_MISSING])}{more}")
    counts = Counter(row.outcome for row in rows)
    print("I alt: " + ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome))
    if plan.has_errors:
        print("Ret fejlene i filen. Intet er gemt.", file=sys.stderr)
        return 2
    if is_applied:
        print("Filen er indlæst.")
    elif not wanted:
        print("Intet er gemt. Kør igen med --apply, når det ser rigtigt ud.")
    return 0


def _line(row: _RowPlan) -> str:
    told = [f"{error.column or 'linjen'}: {error.message}" for error in row.errors] or list(row.notes)
    details = f" ({'; '.join(told)})" if told else ""
    return f"Linje {row.no}: {row.outcome} – {row.name or row.external_id or 'uden navn'}{details}"
