"""Rows of respondents, counted into figures of units while they are read. No row, and nobody's answer, is kept."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from app.surveys.files.answers import UNKNOWN, ItemColumn, ScaleCounter, Scorer, Tally, answer_value
from app.surveys.files.cells import Cell, shown
from app.surveys.files.figures import note_sheet
from app.surveys.files.formats import DetectedFile
from app.surveys.files.mapping import FileItem, FileMapping, FileScale, Role
from app.surveys.files.matching import UnitMatcher
from app.surveys.files.outside import Outside
from app.surveys.files.places import Problem, quoted
from app.surveys.files.results import ImportedCounts, ImportedFigure, Reading, ReadRow, find_unit
from app.surveys.files.values import NotANumber, parse_day
from app.surveys.files.xlsx import SheetFacts

_MOST_REMEMBERED = 50_000  # texts and days
_ENOUGH = 20  # respondents, before it is odd that nobody gave an answer
_MOST_WORDS = 100  # unknown answers that are listed


def aggregate_respondents(
    rows: Iterable[tuple[int, list[Cell]]],
    found: DetectedFile,
    mapping: FileMapping,
    scales: Sequence[FileScale],
    scorers: Mapping[str, Scorer],
    units: UnitMatcher,
    facts: SheetFacts,
    above: Mapping[int, Sequence[int]],
) -> Reading:
    """Counts every respondent in their unit and in all units `above` it: a unit's score is the mean of its respondents.

    Raises `FileRefused` for a file that ends in the middle.
    """
    counter = _Counter(found, mapping, scales, scorers, units)
    for number, cells in rows:
        counter.take(number, cells)
    note_sheet(counter.reading, facts, found, mapping)
    return counter.finish(above)


class _Counter:
    def __init__(
        self,
        found: DetectedFile,
        mapping: FileMapping,
        scales: Sequence[FileScale],
        scorers: Mapping[str, Scorer],
        units: UnitMatcher,
    ) -> None:
        self.reading = Reading()
        self._mapping, self._units, self._order = mapping, units, found.format.date_order
        self._decimal = found.format.decimal
        self._outside = Outside(found)
        self._headings = {heading.column: heading.text for heading in found.headings}
        self._columns, self._scales = self._layout(mapping, scales, scorers)
        self._unit_columns = [use.column for use in (*mapping.with_role(Role.UNIT_ID), *mapping.with_role(Role.UNIT))]
        self._day_column = mapping.column_of(Role.DAY)
        self._of_text: dict[tuple[Cell, ...], int | None] = {}
        self._tallies: dict[tuple[int, int], Tally] = {}
        self._answered: Counter[int] = Counter()
        self._first_rows: dict[int, tuple[int, str]] = {}
        self._days: dict[Cell, date | None] = {}
        self._wrong: dict[tuple[int | None, str], list[int]] = {}
        self._without_answers = self._left_out = 0

    def _layout(
        self, mapping: FileMapping, scales: Sequence[FileScale], scorers: Mapping[str, Scorer]
    ) -> tuple[list[ItemColumn], list[ScaleCounter]]:
        at = {(use.scale, use.item): use.column for use in mapping.with_role(Role.ITEM)}
        columns = {
            (scale.code, item.code): ItemColumn(at[scale.code, item.code], item)
            for scale in scales
            for item in scale.items
            if (scale.code, item.code) in at
        }
        by_code = {scale.code: scale for scale in scales}
        made: list[ScaleCounter] = []
        for scale in scales:
            asked = [(code, item) for code in (scale.code, *scale.parts) for item in by_code[code].items]
            mine = [columns.get((code, item.code)) for code, item in asked]
            if not any(mine):
                continue
            if scale.code not in scorers:
                self.reading.notes.append(_no_rule(scale, [by_code[code] for code in scale.parts]))
                continue
            made.append(ScaleCounter(scale, mine, scorers[scale.code]))
            if not all(mine):
                self.reading.notes.append(_missing(scale, mine, [item for _, item in asked], scorers[scale.code]))
        return list(columns.values()), made

    def take(self, number: int, cells: list[Cell]) -> None:
        """Counts one respondent."""
        unit = self._unit(number, cells)
        if unit is None:
            return
        if slipped := self._outside.problem(number, cells):
            self._note_wrong(number, slipped.column, slipped.message)
        if self._day_column is not None:
            self._look_at_day(number, cells)
        width, has_answer = len(cells), False
        for at, scale in enumerate(self._scales):
            answers: list[int | None] = []
            for column in scale.columns:
                if column is None or column.column >= width:
                    answers.append(None)
                    continue
                cell = cells[column.column]
                try:
                    value = column.seen[cell]
                except KeyError:
                    value = self._value(number, column, cell)
                answers.append(value)
                has_answer = has_answer or value is not None
            pattern = tuple(answers)
            score = scale.number_of(pattern)
            if score is not None:
                tally = self._tallies.get((unit, at))
                if tally is None:
                    tally = self._tallies[unit, at] = Tally()
                tally.scores[score] += 1
                if len(pattern) == 1 and pattern[0] is not None:
                    tally.answers[pattern[0]] += 1
        if has_answer:
            self.reading.people += 1
            self._answered[unit] += 1
        else:
            self._without_answers += 1

    def _unit(self, number: int, cells: Sequence[Cell]) -> int | None:
        text = tuple(cells[column] if column < len(cells) else None for column in self._unit_columns)
        if text in self._of_text:
            unit = self._of_text[text]
            if unit is None:
                self._repeat_unit(number, cells)
            return unit
        unit, name, _ = find_unit(cells, self._mapping, self._units)
        if unit is not None:
            self._first_rows.setdefault(unit, (number, name))
        if len(self._of_text) < _MOST_REMEMBERED:
            self._of_text[text] = unit
        if unit is None:
            self._repeat_unit(number, cells)
        return unit

    def _repeat_unit(self, number: int, cells: Sequence[Cell]) -> None:
        """A row without a unit that we know: left out on purpose, or wrong."""
        _, name, skipped = find_unit(cells, self._mapping, self._units)
        if skipped:
            self._left_out += 1
            return
        self.reading.unknown(name, self._units)
        column = self._unit_columns[-1] if self._unit_columns else None
        text = f"»{quoted(name)}« er ikke en enhed, vi kender. Vælg, hvilken det er." if name else "Enheden mangler."
        self._note_wrong(number, column, text)

    def _note_wrong(self, number: int, column: int | None, text: str) -> None:
        """The same fault in many rows is one problem, shown where it was first."""
        mark = (column, text)
        if mark in self._wrong:
            self._wrong[mark][1] += 1
        elif len(self._wrong) < _MOST_REMEMBERED:
            self._wrong[mark] = [number, 1]

    def _look_at_day(self, number: int, cells: Sequence[Cell]) -> None:
        column = self._day_column
        cell = cells[column] if column is not None and column < len(cells) else None
        if cell in self._days:
            return
        try:
            day = parse_day(cell, self._order)
        except NotANumber as error:
            self._note_wrong(number, column, str(error))
            return
        if len(self._days) < _MOST_REMEMBERED:
            self._days[cell] = day

    def _value(self, number: int, column: ItemColumn, cell: Cell) -> int | None:
        """The value of an answer; `ved ikke` is none. What is no answer to the question is wrong, and never guessed."""
        value = answer_value(cell, column.item, self._mapping.answers, self._decimal)
        if value is UNKNOWN or not (value is None or isinstance(value, int)):
            text = shown(cell)
            if len(self.reading.unknown_answers) < _MOST_WORDS:
                self.reading.unknown_answers.setdefault(quoted(text), number)
            values = [known for known, _ in column.item.answers]
            limits = f" Svarene går fra {min(values)} til {max(values)}." if values else ""
            self._note_wrong(number, column.column, f"»{quoted(text)}« er ikke et svar på spørgsmålet.{limits}")
            return None
        if len(column.seen) < _MOST_REMEMBERED:
            column.seen[cell] = value
        return value

    def finish(self, above: Mapping[int, Sequence[int]]) -> Reading:
        """The figures of every unit that somebody answered in, and of those above."""
        for (column, text), (first, count) in self._wrong.items():
            more = f" Det står i {count} rækker." if count > 1 else ""
            heading = self._headings.get(column, "") if column is not None else ""
            self.reading.wrong(Problem(first, text + more, column, heading))
        tallies, answered = self._with_those_above(above)
        for unit in sorted(answered, key=lambda unit: self._first_rows.get(unit, (0, ""))[0]):
            row, name = self._first_rows.get(unit, (0, self._units.name_of(unit)))
            figures = tuple(
                self._figure(row, unit, name, self._scales[at], tallies[unit, at])
                for at in range(len(self._scales))
                if (unit, at) in tallies
            )
            counts = ImportedCounts(row=row, unit=unit, unit_name=name, invited=None, answered=answered[unit])
            self.reading.rows.append(ReadRow(row, name, figures=figures, counts=counts))
        self._note()
        return self.reading

    def _with_those_above(
        self, above: Mapping[int, Sequence[int]]
    ) -> tuple[dict[tuple[int, int], Tally], dict[int, int]]:
        tallies: dict[tuple[int, int], Tally] = {}
        answered: Counter[int] = Counter()
        for unit, count in self._answered.items():
            for each in (unit, *above.get(unit, ())):
                answered[each] += count
        for (unit, at), tally in self._tallies.items():
            for each in (unit, *above.get(unit, ())):
                tallies.setdefault((each, at), Tally()).add(tally)
        return tallies, answered

    def _figure(self, row: int, unit: int, name: str, scale: ScaleCounter, tally: Tally) -> ImportedFigure:
        n = tally.scores.total()
        mean = sum((scale.scores[number] * count for number, count in tally.scores.items()), Fraction()) / n
        return ImportedFigure(
            row=row,
            unit=unit,
            unit_name=name,
            scale=scale.scale.code,
            n=n,
            mean=mean,
            distribution=tuple(sorted(tally.answers.items())),
        )

    def _note(self) -> None:
        notes = self.reading.notes
        notes.append(f"{_people(self.reading.people)} er talt med. Rækkerne gemmes ikke.")
        if self._without_answers:
            notes.append(f"{_people(self._without_answers)} er uden svar og tæller ikke med.")
        if self._left_out:
            notes.append(f"{_people(self._left_out)} hører til enheder, der er valgt fra.")
        notes += self._coding() + self._outside.notes()
        days = [day for day in self._days.values() if day is not None]
        if days:
            notes.append(f"Svarene er fra {min(days):%d.%m.%Y} til {max(days):%d.%m.%Y}.")

    def _coding(self) -> list[str]:
        """A word of warning where nobody gave the lowest or the highest answer to anything: is 1 what we mean by 1?"""
        given = {value for column in self._columns for value in column.seen.values() if value is not None}
        values = {value for column in self._columns for value, _ in column.item.answers}
        if self.reading.people < _ENOUGH or not given or not values:
            return []
        missing = [end for end in (min(values), max(values)) if end not in given]
        return [
            f"Ingen har svaret {end} på noget. Se efter, at tallene i filen betyder det samme her." for end in missing
        ]


def _missing(scale: FileScale, columns: Sequence[ItemColumn | None], items: Sequence[FileItem], score: Scorer) -> str:
    """The questions that the file does not have, and whether anybody can get a score without them."""
    names = [quoted(item.wording) for item, column in zip(items, columns, strict=True) if column is None]
    full = tuple(None if column is None else item.answers[0][0] for item, column in zip(items, columns, strict=True))
    effect = " Derfor får skalaen ingen score." if score(full) is None else ""
    return f"»{scale.name}«: der er ingen kolonne for {', '.join(f'»{name}«' for name in names)}.{effect}"


def _no_rule(scale: FileScale, parts: Sequence[FileScale]) -> str:
    names = " og ".join(f"»{part.name}«" for part in parts)
    return (
        f"»{scale.name}« får ingen score af filen. Skalaen har ingen spørgsmål i skemaet, og skemaet siger ikke, "
        f"hvordan den regnes ud af {names}. Tast den ind, eller tag den med i en fil med færdige scorer."
    )


def _people(count: int) -> str:
    return f"{count:,} {'besvarelse' if count == 1 else 'besvarelser'}".replace(",", ".")
