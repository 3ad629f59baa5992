"""A file with its mapping, read to the end: the one way in for pages and commands."""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec

from app.surveys.files.answers import Scorer
from app.surveys.files.figures import read_aggregates
from app.surveys.files.formats import DetectedFile, read_rows
from app.surveys.files.mapping import FileMapping, FileScale, Layout, Role, mapping_problems
from app.surveys.files.matching import KnownUnit, UnitMatcher
from app.surveys.files.places import FileRefused, Progress
from app.surveys.files.respondents import aggregate_respondents
from app.surveys.files.results import Reading
from app.surveys.files.xlsx import SheetFacts

_MOST_DECIMALS = 12


def read_file(
    path: Path,
    found: DetectedFile,
    mapping: FileMapping,
    scales: Sequence[FileScale],
    units: Sequence[KnownUnit],
    *,
    scorers: Mapping[str, Scorer] | None = None,
    above: Mapping[int, Sequence[int]] | None = None,
    progress: Progress | None = None,
) -> Reading:
    """All figures of the file, or all that is wrong in it. `above` are the units over each, for rows of respondents.

    Raises `FileRefused` for a mapping with which it cannot be read, a day that may be two, and a file that is broken.
    """
    if problems := [*mapping_problems(mapping, scales), *unclear_days(found, mapping)]:
        raise FileRefused(" ".join(problems), "survey_file.mapping")
    facts = SheetFacts()
    rows = read_rows(path, found.format, facts, progress)
    matcher = UnitMatcher(units)
    if mapping.layout is Layout.RESPONDENTS:
        reading = aggregate_respondents(rows, found, mapping, scales, scorers or {}, matcher, facts, above or {})
    else:
        reading = read_aggregates(rows, found, mapping, scales, matcher, facts)
    if not reading.figures and not reading.counts and not reading.problem_count:
        raise FileRefused("Der er ingen tal i filen under de valgte overskrifter.")
    if progress:
        progress(1.0)
    return reading


def unclear_days(found: DetectedFile, mapping: FileMapping) -> list[str]:
    """The columns with days that may be two, as long as nobody has chosen how they are written (rule 37)."""
    used = {use.column for use in mapping.with_role(Role.DAY)}
    return [
        f"Datoerne i {heading.place} kan læses på to måder. Vælg, om dagen eller måneden står først."
        for heading in found.unclear_dates
        if heading.column in used
    ]


def content_hash(reading: Reading) -> str:
    """The same for the same figures, whatever the file is called and however it is written."""
    figures = sorted(
        (figure.unit, figure.scale, figure.n, str(figure.mean), figure.distribution, figure.is_hidden)
        for figure in reading.figures
    )
    counts = sorted((count.unit, count.invited, count.answered) for count in reading.counts)
    return hashlib.sha256(msgspec.json.encode([figures, counts])).hexdigest()


def mean_text(mean: Fraction) -> str:
    """The mean without loss: `10.2`, or `71/7` where no decimal number is it."""
    digits = next((places for places in range(_MOST_DECIMALS) if 10**places % mean.denominator == 0), None)
    if digits is None:
        return str(mean)
    return f"{Decimal(mean.numerator * (10**digits // mean.denominator)).scaleb(-digits):f}"
