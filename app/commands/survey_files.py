"""`import survey`: a supplier's file into a round. First what would happen, and with --apply that it happens."""

import argparse
import asyncio
import sys
from pathlib import Path

import msgspec

from app import config
from app.access.policy import Actor
from app.commands.common import Commands, Refused, command, database, operator, plural
from app.surveys.actions import Correction
from app.surveys.actions.importing import FileTarget, KeptFile, SurveyImport, open_for_file, take_reading
from app.surveys.files.delimited import DECIMALS, DELIMITERS
from app.surveys.files.dry_run import DryRun, Outcome, Totals
from app.surveys.files.encodings import ENCODINGS
from app.surveys.files.figures import unused_columns
from app.surveys.files.formats import DetectedFile, FileFormat, detect
from app.surveys.files.headings import key
from app.surveys.files.instruments import file_scales, scorers_of
from app.surveys.files.mapping import LAYOUT, ROLE, FileMapping, decode_mapping, encode_mapping
from app.surveys.files.places import column_text, quoted
from app.surveys.files.reading import read_file
from app.surveys.files.results import Reading
from app.surveys.files.suggesting import suggest_mapping
from app.surveys.files.values import DAY_FIRST, MONTH_FIRST
from app.surveys.pages.files import known_text

_DAYS = {"dag": DAY_FIRST, "maaned": MONTH_FIRST}


def add_to_files(files: Commands) -> None:
    """Adds the command to the group `import`."""
    parser = command(files, "survey", run_survey, "indlæs en måling: uden --apply vises kun, hvad der vil ske")
    parser.epilog = (
        "CSV eller .xlsx, som leverandøren har lavet den. Tegnkodning, skilletegn, decimaltegn og overskrifter findes "
        "af sig selv og vises. Passer noget ikke, så gem forslaget med --mapping FIL.json, ret det, og kør igen."
    )
    parser.add_argument("file", metavar="FIL", type=Path)
    parser.add_argument("--round", metavar="ID", required=True, help="målingens id: det sidste i dens adresse")
    parser.add_argument("--dates", choices=sorted(_DAYS), help="hvad der står først i datoer som 03-04-2025")
    parser.add_argument("--mapping", metavar="FIL.json", type=Path, help="hvad kolonner, enheder og svar betyder")
    parser.add_argument("--reason", metavar="TEKST", help="hvorfor tallene i en offentliggjort måling bliver rettet")
    parser.add_argument("--apply", action="store_true", help="gem; uden dette gemmes intet")


def run_survey(options: argparse.Namespace) -> int:
    async def run() -> int:
        async with database(config.load()):
            return await import_file(operator(), options)

    return asyncio.run(run())


async def import_file(actor: Actor, options: argparse.Namespace) -> int:
    """Reads the file for its round, tells what it would change, and with `apply` writes it; gives the exit code."""
    chosen = _kept_mapping(options.mapping)
    target = await open_for_file(actor, options.round)
    found, mapping = _settled(options, chosen, target)
    _tell_file(found, mapping)
    reading = _read(options.file, found, mapping, target)
    _tell_unknown(reading, target)
    file = KeptFile(options.file.name, found.sha256, mapping)
    done = await take_reading(actor, options.round, reading, file, apply=options.apply, correction=_correction(options))
    return _tell(done, wanted=options.apply)


def _correction(options: argparse.Namespace) -> Correction:
    """What is hidden by it is told afterwards: whoever has the terminal has the database."""
    return Correction(options.reason or "", accepted=True)


def _kept_mapping(path: Path | None) -> FileMapping | None:
    if path is None or not path.exists():
        return None
    mapping = decode_mapping(path.read_text("utf-8"))
    if mapping is None:
        raise Refused(f"{path} kan ikke læses som en opsætning. Slet den, og kør igen for at få et nyt forslag.")
    return mapping


def _settled(
    options: argparse.Namespace, chosen: FileMapping | None, target: FileTarget
) -> tuple[DetectedFile, FileMapping]:
    """How the file is written and what its columns mean: as kept, for a file with the same headings, or suggested."""
    found = detect(options.file, chosen.format if chosen else None)
    if options.dates:
        form = msgspec.structs.replace(found.format, date_order=_DAYS[options.dates])
        found = detect(options.file, form)
    if chosen is not None and chosen.fingerprint == found.fingerprint:
        return found, chosen
    if chosen is not None:
        raise Refused("Opsætningen er til en fil med andre overskrifter. Vælg en anden, eller udelad --mapping.")
    mapping = target.saved.kept.get(found.fingerprint)
    if mapping is None:
        mapping = suggest_mapping(found.headings, file_scales(target.data), found.fingerprint)
    else:
        print("Filen har de samme overskrifter som en tidligere. Den læses som dengang.")
    mapping = msgspec.structs.replace(mapping, format=found.format)
    if options.mapping is not None:
        text = msgspec.json.format(encode_mapping(mapping).encode(), indent=2)
        options.mapping.write_bytes(text + b"\n")
        print(f"Forslaget er gemt i {options.mapping}.")
    return found, mapping


def _read(path: Path, found: DetectedFile, mapping: FileMapping, target: FileTarget) -> Reading:
    def progress(done: float) -> None:
        print(f"\r{done:4.0%} læst", end="", file=sys.stderr, flush=True)

    is_watched = sys.stderr.isatty()
    reading = read_file(
        path,
        found,
        mapping,
        file_scales(target.data),
        target.saved.units,
        scorers=scorers_of(target.data),
        above=target.saved.above,
        progress=progress if is_watched else None,
    )
    if is_watched:
        print(file=sys.stderr)
    return reading


def _tell_file(found: DetectedFile, mapping: FileMapping) -> None:
    print(f"Filen: {', '.join(_format(found.format))}.")
    print(f"Læses som: {LAYOUT[mapping.layout]}.")
    texts = {heading.column: heading.text for heading in found.headings}
    for use in mapping.columns:
        more = f" ({use.scale})" if use.scale else ""
        print(f"  {column_text(use.column, texts.get(use.column, ''))}: {ROLE[use.role]}{more}")
    if unused := unused_columns(found, mapping):
        print(f"Kolonner, der ikke bruges: {', '.join(unused)}")
    for doubt in found.doubts:
        print(f"Se efter: {doubt}")


def _format(form: FileFormat) -> list[str]:
    told = [ENCODINGS[form.encoding], f"skilletegn {DELIMITERS[form.delimiter].lower()}"] if form.encoding else []
    told += [f"arket »{form.sheet}«"] if form.sheet else []
    rows = f"række {form.heading_row}" + (f" og {form.heading_row + 1}" if form.heading_rows == 2 else "")
    return [*told, f"decimaltegn {DECIMALS[form.decimal].lower()}", f"overskrifter i {rows}"]


def _tell_unknown(reading: Reading, target: FileTarget) -> None:
    names = {unit.id: f"{unit.name} ({unit.id})" for unit in target.saved.units}
    for match in reading.unknown_units.values():
        likely = ", ".join(names[unit] for unit in match.suggestions)
        print(f"Ukendt enhed »{match.text}«." + (f" Er det {likely}?" if likely else ""))
    for field, unknown in (("scales", reading.unknown_scales), ("answers", reading.unknown_answers)):
        what = "skala" if field == "scales" else "svar"
        for name, row in unknown.items():
            print(f"Ukendt {what} »{quoted(name)}« i række {row}. Skriv under »{field}« i --mapping: »{key(name)}«.")


def _tell(done: SurveyImport, *, wanted: bool) -> int:
    plan = done.plan
    for row in plan.rows:
        if row.outcome not in (Outcome.SAME, Outcome.REFUSED):
            notes = f" ({'; '.join(row.notes)})" if row.notes else ""
            print(
                f"{f'Række {row.row}' if row.row else 'Samlet'}: {row.outcome} – {row.unit_name or 'uden enhed'}{notes}"
            )
    for problem in plan.problems:
        text = str(problem)
        print(f"{text[:1].upper()}{text[1:]}")
    if plan.problem_count > len(plan.problems):
        print(f"… og {plan.problem_count - len(plan.problems)} fejl til.")
    for note in plan.notes:
        print(note)
    if done.before:
        print(known_text(done.before))
    print(f"I alt: {plan.tally_text()}")
    print(f"Målingen nu: {_totals(plan.before)}. Bagefter: {_totals(plan.after)}.")
    return _ending(done, plan, wanted=wanted)


def _totals(totals: Totals) -> str:
    units = plural(totals.units, "enhed", "enheder")
    return f"{units}, {totals.figures} tal, heraf {totals.hidden} skjult af leverandøren"


def _ending(done: SurveyImport, plan: DryRun, *, wanted: bool) -> int:
    if plan.problem_count:
        print("Ret fejlene i filen eller opsætningen. Intet er gemt.", file=sys.stderr)
        return 2
    if done.is_applied:
        print("Filen er indlæst.")
        if done.withdrawn:
            print(f"{done.withdrawn} tal, der har været vist, er nu skjult: sammen med de nye kunne de vise for meget.")
    elif not plan.may_be_applied:
        print("Filen ændrer intet: de tal, der læses, står der i forvejen.")
    elif not wanted:
        print("Intet er gemt. Kør igen med --apply, når det ser rigtigt ud.")
    return 0
