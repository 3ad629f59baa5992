"""Tables whose cells know their roles, of any length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reportlab.platypus import Flowable, Table
from reportlab.platypus.tables import TableRenderCB

from app.reports.pdf.structure import ARTIFACT, Element


class _TableRoles(TableRenderCB):  # type: ignore[misc] # ReportLab is untyped
    """Gives every cell its role while ReportLab draws the table; one instance per table, shared by its parts.

    A header row repeated on a further page is an artifact: it is not part of the data a second time. A row
    that is cut in two by the end of a page stays one row.
    """

    def __init__(self, header_rows: int, row_headers: bool) -> None:
        self.header_rows, self.row_headers = header_rows, row_headers
        self.parts: dict[str, Element] = {}
        self.row = Element("TR")
        self.cells: dict[int, Element] = {}

    def startTable(self, table: Any) -> None:  # ReportLab's name
        self.canvas, self.spans = table.canv, getattr(table, "_spanRanges", None) or {}
        self.is_first = not self.parts
        self._begin_part("Table")

    def _begin_part(self, role: str) -> None:
        """The one table, header or body of this table, which goes on over pages."""
        if role in self.parts:
            self.canvas.resume(self.parts[role])
        else:
            self.parts[role] = self.canvas.begin(role)

    def startBG(self, table: Any) -> None:
        self.canvas.begin(ARTIFACT)

    def endBG(self, table: Any) -> None:
        self.canvas.end()

    startLines, endLines, endCell = startBG, endBG, endBG

    def startRow(self, table: Any, row: int) -> None:
        is_header = row < self.header_rows
        self.is_repeated = is_header and not self.is_first
        if self.is_repeated:
            return
        self._begin_part("THead" if is_header else "TBody")
        self.goes_on = table.goes_on and row == self.header_rows
        if self.goes_on:
            self.canvas.resume(self.row)
        else:
            self.row, self.cells = self.canvas.begin("TR"), {}

    def endRow(self, table: Any) -> None:
        if not self.is_repeated:
            self.canvas.end()
            self.canvas.end()

    def startCell(self, table: Any, row: int, column: int, *_: Any) -> None:
        if self.is_repeated:
            self.canvas.begin(ARTIFACT)
        elif self.goes_on:
            self.canvas.resume(self.cells[column])
        elif row < self.header_rows or (self.row_headers and column == 0):
            scope = "Column" if row < self.header_rows else "Row"
            self.cells[column] = self.canvas.begin("TH", scope=scope, **self._span(row, column))
        else:
            self.cells[column] = self.canvas.begin("TD", **self._span(row, column))

    def _span(self, row: int, column: int) -> dict[str, int]:
        """How many columns and rows a cell takes that takes more than one."""
        left, top, right, bottom = self.spans.get((column, row)) or (0, 0, 0, 0)
        sizes = {"columns": right - left + 1, "rows": bottom - top + 1}
        return {name: size for name, size in sizes.items() if size > 1}

    def endTable(self, table: Any) -> None:
        self.canvas.end()


class _RoleTable(Table):  # type: ignore[misc] # ReportLab is untyped
    """Keeps a row together unless it is so tall that moving it would leave a hole in the page.

    The last row never stands alone on a page when there are rows enough to give it company.
    """

    goes_on = False  # whether the first row under the header is the rest of the last row of the part before
    TALL = 260.0  # points; a third of the page
    LEFT_BEHIND = 2  # rows under the header that the page before keeps

    def split(self, available_width: float, available_height: float) -> list[Any]:
        self._calc(available_width, available_height)
        used = 0.0
        last = len(self._rowHeights) - 1
        for row, height in enumerate(self._rowHeights):
            used += height
            if used > available_height:
                self.splitInRow = int(height > self.TALL)
                if row == last > self.LEFT_BEHIND + 1 and not self.splitInRow and self._rowHeights[row - 1] < self.TALL:
                    available_height = used - height - 1  # takes the row before along
                break
        parts: list[Any] = super().split(available_width, available_height)
        if len(parts) == 2:
            first, rest = parts
            first.goes_on = self.goes_on
            rest.goes_on = first._nrows + rest._nrows - self.repeatRows > self._nrows
        return parts


class LongTable(Flowable):  # type: ignore[misc] # ReportLab is untyped
    """One table of so many rows that ReportLab, which copies all that are left at the end of each page, gets slow.

    It is given `AT_ONCE` at a time by `make`.
    """

    AT_ONCE = 50  # rows; a page holds some 35 of one line

    def __init__(
        self,
        make: Callable[[Sequence[Sequence[Any]]], _RoleTable],
        rows: Sequence[Sequence[Any]],
        *,
        goes_on: bool = False,
    ) -> None:
        super().__init__()
        self._make, self._rows, self._goes_on = make, rows, goes_on
        self._take(self.AT_ONCE)
        self.spaceBefore, self.spaceAfter = self._table.spaceBefore, self._table.spaceAfter

    def _take(self, count: int) -> None:
        self._count = count
        self._table = self._make(self._rows[:count])
        self._table.goes_on = self._goes_on

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        size: tuple[float, float] = self._table.wrap(available_width, available_height)
        while size[1] <= available_height and self._count < len(self._rows):
            self._take(2 * self._count)
            size = self._table.wrap(available_width, available_height)
        return size

    def split(self, available_width: float, available_height: float) -> list[Any]:
        parts = self._table.split(available_width, available_height)
        if len(parts) < 2:
            return parts and [self]
        first, rest = parts
        # A new one: ReportLab keeps notes on what it has put off once.
        later = [*rest._cellvalues[1:], *self._rows[self._count :]]
        return [first, LongTable(self._make, later, goes_on=rest.goes_on)]

    def draw(self) -> None:
        self._table.drawOn(self.canv, 0, 0)


def role_table(
    header: Sequence[Any],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    *,
    commands: Sequence[Any] = (),
    row_headers: bool = False,
) -> Flowable:
    """A table with one header row that is repeated on each page; only tall rows are split.

    For more than `LongTable.AT_ONCE` rows, `commands` may name the header, all rows or whole columns, but no row.
    """
    roles = _TableRoles(header_rows=1, row_headers=row_headers)

    def make(some: Sequence[Sequence[Any]]) -> _RoleTable:
        return _RoleTable(
            [list(header), *map(list, some)],
            colWidths=list(widths),
            repeatRows=1,
            splitInRow=1,
            hAlign="LEFT",
            spaceBefore=2,
            spaceAfter=8,
            renderCB=roles,
            style=list(commands),
        )

    return LongTable(make, rows) if len(rows) > LongTable.AT_ONCE else make(rows)
