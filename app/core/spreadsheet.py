"""Text on its way into a spreadsheet: what would be run there is made plain text (rule 37)."""

import re

BOM = "\ufeff"  # without it Excel reads æøå as something else
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")


def harmless(cell: str) -> str:
    """The text with a `'` before it where a spreadsheet would take it for a formula; numbers stay as they are."""
    cell = cell.replace("\x00", "")
    is_formula = _FORMULA.match(cell) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell
