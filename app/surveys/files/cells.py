"""What a cell holds, whatever kind of file it came from."""

from datetime import datetime
from enum import Enum
from typing import Final


class _NoValue(Enum):
    NO_VALUE = "formel uden værdi"


NO_VALUE: Final = _NoValue.NO_VALUE  # a formula that was never calculated


class Percent(float):
    """A number that the spreadsheet shows times a hundred, with a percent sign."""


# Text is as it stands in the file; a number comes from a spreadsheet alone. None is an empty cell.
Cell = str | float | datetime | _NoValue | None
# The number as a spreadsheet shows it, and the cells from column A on.
Row = tuple[int, list[Cell]]


def shown(cell: Cell) -> str:
    """The cell as its reader sees it, in Danish."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return f"{cell.day:02}-{cell.month:02}-{cell.year:04}"
    if isinstance(cell, Percent):
        return f"{cell * 100:.10g} %".replace(".", ",")
    if isinstance(cell, float):
        return f"{cell:.15g}".replace(".", ",")
    return str(cell.value)
