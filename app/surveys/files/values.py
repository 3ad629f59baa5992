"""What stands in one cell: a number, a hidden figure, a missing answer, a day. Nothing is guessed (trap 23)."""

import re
from datetime import date, datetime
from decimal import Decimal

import msgspec

from app.surveys.files.cells import NO_VALUE, Cell, Percent, shown
from app.surveys.files.places import quoted

# What suppliers write instead of a figure that they keep back.
_HIDDEN_WORDS = {
    "*", "**", "***", "****", "-", "--", "–", "—", "x", "#", "..", "...", "…", "na", "n/a", "n.a", "n.a.", "i/a",
    "skjult", "skjules", "undertrykt", "diskretioneret", "diskretion", "anonym", "anonymiseret", "anonymitet",
    "for få", "for få svar", "for få besvarelser", "for få respondenter", "vises ikke", "ikke vist", "kan ikke vises",
    "ingen visning", "ikke tilgængelig", "fortroligt", "hidden", "suppressed", "masked", "not shown", "too few",
    "insufficient data", "not enough data", "confidential", "not available", "i.a.", "n<5", "n<4", "n<3", "n<10",
}  # fmt: skip
_FEWER = re.compile(
    r"(?:n\s*)?(?:<|≤|<=|under|færre end|mindre end|fewer than|less than)\s*=?\s*\d{1,2}", re.IGNORECASE
)
# What a respondent may say instead of an answer: missing, and never 0.
_NO_ANSWER = {
    "ved ikke", "ved ikke/ikke relevant", "ved ikke / ikke relevant", "ikke relevant", "ikke relevant/ved ikke",
    "ubesvaret", "intet svar", "ikke besvaret", "mangler", "ønsker ikke at svare", "vil ikke svare", "ej relevant",
    "don't know", "dont know", "do not know", "not relevant", "not applicable", "no answer", "missing",
    "prefer not to say",    "na", "n/a", "n.a.", "i/a", "-", "--", ".", "–", "#null!",
}  # fmt: skip
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f ", ""))
# What Excel makes of 11.10: "11. okt", "11-okt", "okt-11".
_MONTH = re.compile(
    r"(\d{1,2}[.\s-]*)?(jan|feb|mar|apr|ma[jy]|jun|jul|aug|sep|o[kc]t|nov|dec)[a-zæøå]*\.?([.\s-]*\d{2,4})?",
    re.IGNORECASE,
)
_ERRORS = re.compile(r"#[A-ZÆØÅ0-9/!?]+[!?]?")
_MINUS = str.maketrans({"\u2212": "-", "–": "-"})
_DIGITS = re.compile(r"[+-]?\d+")
_GROUPED_BY_DOT = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")
_GROUPED_BY_COMMA = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+")
_OTHER_MARK = {",": ("punktum", "komma"), ".": ("komma", "punktum")}
_DASHED = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})(?:[ T].*)?")
_DOTTED = re.compile(r"(\d{1,2})(?:\.\s?|/)(\d{1,2})(?:\.\s?|-)(\d{4}|\d{2})(?:[ T].*)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"


class Number(msgspec.Struct, frozen=True):
    """A figure; `is_percent` says that it stood with a percent sign, and is then 62 for 62 %."""

    value: Decimal
    is_percent: bool = False


class NotANumber(ValueError):
    """The message is Danish and quotes what stands there."""


def words(cell: Cell) -> str:
    """The cell as text to compare: small letters, single blanks."""
    return " ".join(shown(cell).split()).casefold()


def is_empty(cell: Cell) -> bool:
    """Whether nothing can be seen in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_hidden(cell: Cell) -> bool:
    """Whether the supplier kept the figure back: `-`, `*`, `<5`, `skjult`."""
    return isinstance(cell, str) and bool((text := words(cell)) and (text in _HIDDEN_WORDS or _FEWER.fullmatch(text)))


def is_no_answer(cell: Cell) -> bool:
    """Whether a respondent gave no answer: an empty cell, or `ved ikke` in one of its forms."""
    return is_empty(cell) or (isinstance(cell, str) and words(cell) in _NO_ANSWER)


def parse_number(cell: Cell, decimal: str) -> Number:
    """The figure in the cell, with the file's decimal mark. Raises `NotANumber` for everything else.

    With a decimal comma `3,5` is 3.5, `1.234` is 1234, and `3.5` is refused: it is neither.
    """
    if isinstance(cell, Percent):
        return Number(Decimal(repr(float(cell))) * 100, is_percent=True)
    if isinstance(cell, float):
        return Number(Decimal(repr(cell)))
    if isinstance(cell, datetime):
        raise NotANumber(f"»{shown(cell)}« er en dato. Excel laver tal som 3.5 om til datoer: ret cellen i filen.")
    if cell is NO_VALUE:
        raise NotANumber("Formlen har ingen gemt værdi. Åbn filen i Excel, gem den, og vælg den igen.")
    text = shown(cell).strip()
    if _MONTH.fullmatch(text):
        raise NotANumber(f"»{quoted(text)}« er en dato. Excel laver tal som 3.5 om til datoer: ret cellen i filen.")
    plain = text.translate(_SPACES).translate(_MINUS)
    is_percent = plain.endswith("%")
    plain = plain.removesuffix("%")
    if _ERRORS.fullmatch(text):
        raise NotANumber(f"»{quoted(text)}« er en fejl i regnearket.")
    if (value := _decimal(plain, decimal)) is not None:
        return Number(value, is_percent)
    other = "." if decimal == "," else ","
    if _decimal(plain, other) is not None:
        seen, expected = _OTHER_MARK[decimal]
        raise NotANumber(f"»{quoted(text)}« er skrevet med {seen}, men filen læses med decimal{expected}.")
    raise NotANumber(f"»{quoted(text)}« er ikke et tal.")


def _decimal(text: str, mark: str) -> Decimal | None:
    grouped = _GROUPED_BY_DOT if mark == "," else _GROUPED_BY_COMMA
    whole, has_mark, fraction = text.partition(mark)
    if has_mark and not (fraction.isascii() and fraction.isdecimal()):
        return None
    if has_mark and not whole.lstrip("+-"):
        whole += "0"
    if grouped.fullmatch(whole):
        whole = whole.replace("." if mark == "," else ",", "")
    if not (_DIGITS.fullmatch(whole) and whole.isascii()) or len(whole) > 12 or len(fraction) > 25:
        return None
    return Decimal(f"{whole}.{fraction}") if has_mark else Decimal(whole)


def parse_count(cell: Cell, decimal: str) -> int:
    """A whole number of people, from 0. Raises `NotANumber`."""
    number = parse_number(cell, decimal)
    if number.is_percent or number.value != number.value.to_integral_value():
        raise NotANumber(f"»{quoted(shown(cell))}« er ikke et helt antal.")
    if number.value < 0:
        raise NotANumber(f"Antallet er under 0 (»{quoted(shown(cell))}«).")
    return int(number.value)


def date_order(cells: list[Cell]) -> tuple[bool, frozenset[str]]:
    """Whether days with dashes or slashes depend on an order, and which orders fit all of the cells.

    Days with dots and days of a spreadsheet are plain and tell nothing.
    """
    orders, is_dashed = {DAY_FIRST, MONTH_FIRST}, False
    for cell in cells:
        match = _DASHED.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        if first == second:
            continue  # the same day either way
        is_dashed = True
        if not (1 <= second <= 12 and 1 <= first <= 31):
            orders.discard(DAY_FIRST)
        if not (1 <= first <= 12 and 1 <= second <= 31):
            orders.discard(MONTH_FIRST)
    return is_dashed, frozenset(orders)


def looks_like_day(cell: Cell) -> bool:
    """Whether the cell holds a day in any form."""
    if isinstance(cell, datetime):
        return True
    return isinstance(cell, str) and any(form.fullmatch(cell.strip()) for form in (_DASHED, _DOTTED, _ISO))


def parse_day(cell: Cell, order: str) -> date | None:
    """The day in the cell; None for an empty one. `order` is for days with dashes or slashes: "" where none was chosen.

    Raises `NotANumber` for what is no day, and for one that may be two (rule 37).
    """
    if isinstance(cell, datetime):
        return cell.date()
    if is_empty(cell):
        return None
    text = shown(cell).strip()
    if match := _ISO.fullmatch(text):
        return _day(text, int(match[1]), int(match[2]), int(match[3]))
    match = _DASHED.fullmatch(text)
    if match is None:
        if plain := _DOTTED.fullmatch(text):
            return _day(text, int(plain[3]), int(plain[2]), int(plain[1]))
        raise NotANumber(f"»{quoted(text)}« er ikke en dato.")
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if first == second or order == DAY_FIRST:
        return _day(text, year, second, first)
    if order == MONTH_FIRST:
        return _day(text, year, first, second)
    raise NotANumber(f"»{quoted(text)}« kan være to datoer. Vælg, om dagen eller måneden står først.")


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise NotANumber(f"»{quoted(text)}« findes ikke i kalenderen.") from None
