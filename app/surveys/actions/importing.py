"""A file of results: looked at, and with `apply` taken into a round as one change."""

from datetime import date

import msgspec

from app.access.enums import Tier
from app.access.policy import Actor
from app.core.errors import Invalid, RuleViolation
from app.core.text import clean_line, clean_text
from app.db.sql import insert
from app.documents.blobs import StagedFile
from app.documents.papers import PaperFacts, add_paper
from app.surveys.actions.accepting import changing_what_is_shown
from app.surveys.actions.figures import NO_CORRECTION, Correction, UnitEntry, put_figures, round_to_write
from app.surveys.files.dry_run import DryRun, KnownRound, merged_counts, plan_reading
from app.surveys.files.mapping import FileMapping, Layout, encode_mapping
from app.surveys.files.reading import mean_text
from app.surveys.files.results import ImportedFigure, Reading
from app.surveys.queries import RoundDetail
from app.surveys.queries.importing import FileRound, get_file_round
from app.surveys.queries.taken import TakenFile, find_taken
from app.surveys.rules.entry import Entry
from app.surveys.rules.instruments import InstrumentData
from app.surveys.rules.rows import rows_problems
from app.surveys.tables import SurveyFile


class FileTarget(msgspec.Struct, frozen=True):
    """The round that a file is for, with its instrument and what is saved in it."""

    found: RoundDetail
    data: InstrumentData
    saved: FileRound


class SurveyImport(msgspec.Struct, frozen=True):
    """What a file means, whether it was taken in, and how many shown figures went by it. `before`: it was known."""

    plan: DryRun
    is_applied: bool
    withdrawn: int = 0
    before: TakenFile | None = None


class KeptFile(msgspec.Struct, frozen=True):
    """What is kept of a file that is taken in: its name, the hash of its bytes, and what its columns meant."""

    name: str
    sha256: str
    mapping: FileMapping


class KeptRows(msgspec.Struct, frozen=True):
    """The file of rows as it came, to be kept for a `purpose` until a day: at most the installation's `most_days`."""

    file: StagedFile
    purpose: str
    until: date | None
    most_days: int


async def open_for_file(actor: Actor, round_public_id: str) -> FileTarget:
    """The round, for who keeps it. Raises `RuleViolation` for one without an instrument, `NotFound`, `Denied`."""
    found = await round_to_write(actor, round_public_id)
    if found.data is None:
        text = "Målingen har intet spørgeskema. Lav den med et spørgeskema, så en fil kan læses."
        raise RuleViolation("survey.no_instrument", text)
    return FileTarget(found, found.data, await get_file_round(actor.scope, found))


async def take_reading(
    actor: Actor,
    round_public_id: str,
    reading: Reading,
    file: KeptFile,
    *,
    apply: bool,
    correction: Correction = NO_CORRECTION,
    rows: KeptRows | None = None,
) -> SurveyImport:
    """Compares what was read with the round; with `apply` it is written, unless anything in the file is wrong.

    One transaction: all of it or nothing. What the file does not name stays. With `rows` the file of respondents is
    kept, too, for those alone who keep the survey. Raises as `open_for_file`, for a published round as
    `put_figures`, and `Invalid` for rows that may not be.
    """
    async with changing_what_is_shown(actor):
        target = await open_for_file(actor, round_public_id)
        names = {scale.code: scale.name for scale in target.data.scales}
        before = await find_taken(actor.scope, target.found.row.municipality, file.sha256)
        plan = plan_reading(reading, target.saved.known, names, target.saved.units, target.saved.above)
        if not apply or not plan.may_be_applied:
            return SurveyImport(plan, is_applied=False, before=before)
        _require_answers(reading, target.saved.known)
        told = {"fil": file.name, "sha256": file.sha256}
        withdrawn = await put_figures(
            actor, round_public_id, _entries(reading, target.saved), told=told, correction=correction
        )
        row = SurveyFile(
            round=target.found.row.id,
            name=clean_line(file.name)[:250],
            sha256=file.sha256,
            fingerprint=file.mapping.fingerprint,
            mapping=encode_mapping(msgspec.structs.replace(file.mapping, format=None)),
            taken_on=actor.today,
        )
        await insert(row)
        if rows is not None:
            await _keep_rows(actor, target, file, rows)
    return SurveyImport(plan, is_applied=True, withdrawn=withdrawn, before=before)


async def _keep_rows(actor: Actor, target: FileTarget, file: KeptFile, rows: KeptRows) -> None:
    purpose = clean_text(rows.purpose)
    problems = rows_problems(purpose, rows.until, actor.today, rows.most_days)
    if file.mapping.layout is not Layout.RESPONDENTS:
        problems["keep_rows"] = "Filen har ingen rækker af svar. Gem den som leverandørens rapport."
    if problems:
        raise Invalid("survey.rows", "Ret felterne.", problems)
    facts = PaperFacts(
        municipality=target.found.row.municipality,
        round=target.found.row.id,
        title=f"Rækker af svar: {rows.file.file_name}",
        tier=Tier.RESTRICTED,
        purpose=purpose,
        kept_until=rows.until,
    )
    await add_paper(actor, rows.file, facts)


def _require_answers(reading: Reading, known: KnownRound) -> None:
    """Whether other numbers of invited fit a number of answers that is hidden would tell it: a file has both."""
    for count in reading.counts:
        is_other = count.invited is not None and count.invited != known.counts.get(count.unit, (None, None))[0]
        if is_other and count.answered is None and count.unit in known.uncounted:
            text = (
                f"{count.unit_name}: Filen skal også sige, hvor mange der har svaret. Det tal, der er gemt, er skjult."
            )
            raise Invalid("survey.figures", text, {"file": text})


def _entries(reading: Reading, saved: FileRound) -> list[UnitEntry]:
    """What to write of each unit that the file names; its direction and unnamed numbers stay as they are."""
    known: KnownRound = saved.known
    figures: dict[int, dict[str, Entry]] = {}
    for figure in reading.figures:
        figures.setdefault(figure.unit, {})[figure.scale] = _entry(figure)
    counts = {count.unit: merged_counts(count, known) for count in reading.counts}
    entries = []
    for unit in dict.fromkeys([*figures, *counts]):
        invited, answered = counts.get(unit) or known.counts.get(unit, (None, None))
        direction, note = saved.directions[unit]
        entries.append(
            UnitEntry(
                unit=unit,
                invited=invited,
                answered=answered,
                direction=direction,
                direction_note=note,
                figures=figures.get(unit, {}),
            )
        )
    return entries


def _entry(figure: ImportedFigure) -> Entry:
    return Entry(
        figure.n,
        None if figure.mean is None else mean_text(figure.mean),
        is_hidden_by_supplier=figure.is_hidden,
        distribution=figure.distribution or None,
    )
