"""Cells outside the headings: a number in one is not passed over, since the row may have slipped."""

from collections.abc import Sequence

from app.surveys.files.cells import Cell, shown
from app.surveys.files.formats import CSV, DetectedFile
from app.surveys.files.places import Problem, column_text, quoted
from app.surveys.files.values import is_empty

_MOST = 5  # columns are named


class Outside:
    """Looks for cells that no heading is over, and remembers their columns where that is harmless."""

    def __init__(self, found: DetectedFile) -> None:
        named = {heading.column for heading in found.headings}
        self._width = found.width
        self._is_text = found.format.kind == CSV
        self._unnamed = [column for column in range(found.width) if column not in named]
        self._seen: set[int] = set()

    def problem(self, row: int, cells: Sequence[Cell]) -> Problem | None:
        """What is wrong with a row of a text file that has more cells than the headings: a separator too many.

        In a spreadsheet nothing slips: there such cells are only not used, as those in a column without a heading.
        """
        if len(cells) > self._width:
            for column in range(self._width, len(cells)):
                if not is_empty(cells[column]) and self._is_text:
                    text = f"»{quoted(shown(cells[column]))}« er en celle mere, end der er overskrifter til."
                    return Problem(row, f"{text} Er der et skilletegn for meget i rækken?", column)
                if not is_empty(cells[column]):
                    self._seen.add(column)
        for column in self._unnamed:
            if column < len(cells) and not is_empty(cells[column]):
                self._seen.add(column)
        return None

    def notes(self) -> list[str]:
        """The columns without a heading that hold something."""
        names = [column_text(column) for column in sorted(self._seen)]
        return [f"{name[:1].upper()}{name[1:]} har ingen overskrift og bruges ikke." for name in names[:_MOST]]
