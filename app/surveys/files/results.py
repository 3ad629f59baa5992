"""What reading a file came to: figures of units, and reasons in Danish why something cannot be used."""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from app.surveys.files.cells import Cell, shown
from app.surveys.files.headings import key
from app.surveys.files.mapping import FileMapping, Role
from app.surveys.files.matching import UnitMatch, UnitMatcher
from app.surveys.files.places import MOST_PROBLEMS, Problem
from app.surveys.files.values import is_empty


class ImportedFigure(msgspec.Struct, frozen=True, kw_only=True):
    """One scale of one unit. A figure that the supplier kept back has no mean, and no `n` where that is hidden, too."""

    row: int
    unit: int
    unit_name: str
    scale: str
    n: int | None
    mean: Fraction | None = None  # exact
    distribution: tuple[tuple[int, int], ...] = ()  # (value of the answer, how many gave it)
    is_hidden: bool = False


class ImportedCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a unit were asked and answered; None where the file does not say."""

    row: int
    unit: int
    unit_name: str
    invited: int | None
    answered: int | None


class ReadRow(msgspec.Struct, frozen=True):
    """A row of the file with what it gave. A skipped one says why."""

    row: int
    unit_name: str
    figures: tuple[ImportedFigure, ...] = ()
    counts: ImportedCounts | None = None
    problems: tuple[Problem, ...] = ()
    skipped: str = ""


class Reading(msgspec.Struct, kw_only=True):
    """All of a file. With `problems` nothing of it may be taken in; those past the first hundreds are only counted."""

    rows: list[ReadRow] = []
    problems: list[Problem] = []
    problem_count: int = 0
    unknown_units: dict[str, UnitMatch] = {}
    unknown_scales: dict[str, int] = {}  # the name in the file, and the first row
    unknown_answers: dict[str, int] = {}
    notes: list[str] = []
    people: int = 0  # rows of respondents that were counted

    def unknown(self, name: str, units: UnitMatcher) -> None:
        """Notes a unit that a row with figures names and that is not certain."""
        if name:
            self.unknown_units.setdefault(key(name), units.match(name))

    def wrong(self, problem: Problem) -> None:
        """Counts a problem, and keeps it among the first."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    @property
    def figures(self) -> tuple[ImportedFigure, ...]:
        """The figures of all rows."""
        return tuple(figure for row in self.rows for figure in row.figures)

    @property
    def counts(self) -> tuple[ImportedCounts, ...]:
        """Who was asked and answered, one for each unit that the file tells it of."""
        return tuple(row.counts for row in self.rows if row.counts is not None)


def find_unit(cells: Sequence[Cell], mapping: FileMapping, units: UnitMatcher) -> tuple[int | None, str, str]:
    """The row's unit, its name in the file, and why the row is skipped. An id counts before a name.

    Of several columns that name units, the last that is filled does; with the one before it where that is not enough.
    """
    ids, names = _texts(cells, mapping, Role.UNIT_ID), _texts(cells, mapping, Role.UNIT)
    if not (ids or names):
        return None, "", ""
    name = names[-1] if names else ids[-1]
    texts = [*ids, *names[-1:], *([f"{names[-2]} {names[-1]}"] if len(names) > 1 else [])]
    for text in texts:
        if key(text) in mapping.units:
            unit = mapping.units[key(text)]
            return unit, name, "" if unit is not None else "Enheden er valgt fra."
    for text in texts:
        match = units.match(text)
        if match.unit is not None:
            return match.unit, name, ""
    return None, name, ""


def _texts(cells: Sequence[Cell], mapping: FileMapping, role: Role) -> list[str]:
    """What stands in the columns taken for that, from left to right."""
    columns = [use.column for use in mapping.with_role(role) if use.column < len(cells)]
    return [" ".join(shown(cells[column]).split()) for column in columns if not is_empty(cells[column])]
