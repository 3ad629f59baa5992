"""Text that looks like a CPR number, the Danish personal identity number: it has no place here (rule 44).

Only the form and the date are looked at. The check digit (modulus 11) is not: numbers given since 2007 may lack it.
"""

import re
from collections.abc import Iterable
from datetime import date

_HYPHEN = r"[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]"
_BLANKS = r"[ \t\u00a0\u00ad\u2007\u2009\u200b\u202f]{0,3}"
# Not part of a longer number, an amount, a date with a time, or a number that goes on (2025-010203-1234).
_BEFORE = r"(?<![\d+])(?<!\d[-./,:])"
_AFTER = rf"(?![^\W_])(?!{_HYPHEN}\w|[./:]\d|,\d\d?(?!\d))"
_NUMBER = re.compile(rf"{_BEFORE}(\d\d)(\d\d)(\d\d)({_BLANKS}(?:{_HYPHEN}{_BLANKS})?)(\d)\d{{3}}{_AFTER}")
# Day, month and year apart: 01 01 90-1234. With a hyphen, or it may be a day and a time (12.05.25 1400).
_APART = re.compile(rf"{_BEFORE}(?<!\d )(\d\d)([ .])(\d\d)\2(\d\d) ?{_HYPHEN} ?(\d)\d{{3}}{_AFTER}")
# A word that it hangs on to: EMN-100425-1234 is a case, CPR-100425-1234 is not.
_WORD = re.compile(rf"([^\W\d_]+){_HYPHEN}?\Z")
_OWN_WORDS = {"cpr", "cprnr", "cprnummer", "nr", "nummer", "personnr", "personnummer"}
# What ten digits in a row are, where the words before them say so.
_OTHER_NUMBER = re.compile(
    r"\b(?:p[-. ]?(?:nr|num|enhed)|produktions|konto|tlf|telefon|mobil|faktura|ordre|ean|"
    r"j(?:ournal)?[. ]{0,2}(?:nr|num)|sags?[. ]?(?:nr|num)|dok(?:ument)?[. ]?(?:nr|num))"
    r"[^\W\d_]*[.:]*(?:[\s\d,;]|og|er)*\Z",
    re.IGNORECASE,
)
_LOOK_BACK = 40


def looks_like_cpr(text: str) -> bool:
    """Whether something in `text` has the form of a CPR number: six digits that are a day, and four more.

    With a hyphen, a blank or nothing between, and with the day's parts together or apart; any decimal digits count,
    not only 0–9. Other numbers of ten digits are told apart by what they hang on to or, written in one, by the word
    before: "P-nr. 1003388394".
    """
    apart = (found.group(1, 3, 4, 5) for found in _APART.finditer(text))
    return any(_is_one(text, found) for found in _NUMBER.finditer(text)) or any(_is_day(*each) for each in apart)


def any_looks_like_cpr(texts: Iterable[str]) -> bool:
    """Whether one of `texts` does, each by itself."""
    return any(looks_like_cpr(text) for text in texts)


def _is_one(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - _LOOK_BACK) : found.start()]
    word = _WORD.search(before)
    if word and word[1].lower() not in _OWN_WORDS:
        return False
    if not found[4] and _OTHER_NUMBER.search(before):
        return False
    return _is_day(*found.group(1, 2, 3, 5))


def _full_year(year: int, century: int) -> int:
    """The year of birth: the seventh digit says which century the two digits of the year belong to."""
    if century <= 3:
        return 1900 + year
    if century in (4, 9):
        return 2000 + year if year <= 36 else 1900 + year
    return 2000 + year if year <= 57 else 1800 + year


def _is_day(day: str, month: str, year: str, century: str) -> bool:
    try:
        date(_full_year(int(year), int(century)), int(month), int(day))
    except ValueError:
        return False
    return True
