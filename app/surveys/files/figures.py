"""Aggregates in a file: a row for each unit, or for each unit and scale. Nothing is half read."""

from collections.abc import Iterable, Mapping, Sequence

from app.surveys.files.cells import Cell
from app.surveys.files.formats import DetectedFile, merged_problems
from app.surveys.files.lines import AggregateFile, Line
from app.surveys.files.mapping import FileMapping, FileScale
from app.surveys.files.matching import UnitMatcher
from app.surveys.files.places import column_text
from app.surveys.files.results import Reading
from app.surveys.files.xlsx import SheetFacts


def read_aggregates(
    rows: Iterable[tuple[int, list[Cell]]],
    found: DetectedFile,
    mapping: FileMapping,
    scales: Sequence[FileScale],
    units: UnitMatcher,
    facts: SheetFacts,
) -> Reading:
    """Reads the rows of a wide or long file. Raises `FileRefused` for a file that ends in the middle."""
    file = AggregateFile(found, mapping, scales, units)
    for number, cells in rows:
        read = Line(number, cells, file).read()
        for problem in read.problems:
            file.reading.wrong(problem)
        file.reading.rows.append(read)
    note_sheet(file.reading, facts, found, mapping)
    file.reading.notes += file.outside.notes()
    return file.reading


def note_sheet(reading: Reading, facts: SheetFacts, found: DetectedFile, mapping: FileMapping) -> None:
    """Adds what only the whole sheet tells of the columns that are used: merged cells are wrong, formulas are noted."""
    used = used_columns(found, mapping)
    for problem in merged_problems(facts, found.format, used):
        reading.wrong(problem)
    for column in sorted(facts.formula_columns & set(used)):
        text = column_text(column, used[column])
        reading.notes.append(f"{text[:1].upper()}{text[1:]} er formler. De værdier, Excel gemte, bruges.")


def used_columns(found: DetectedFile, mapping: FileMapping) -> Mapping[int, str]:
    """The headings of the columns that are taken for something."""
    headings = {heading.column: heading.text for heading in found.headings}
    return {use.column: headings.get(use.column, "") for use in mapping.columns}


def unused_columns(found: DetectedFile, mapping: FileMapping) -> list[str]:
    """The columns with a heading that are taken for nothing: `kolonne D »Median«`."""
    used = {use.column for use in mapping.columns}
    return [heading.place for heading in found.headings if heading.column not in used]
