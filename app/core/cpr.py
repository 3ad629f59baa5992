"""Text that looks like a CPR number, the Danish personal identity number: it has no place here (rule 44).

Only the form and the date are looked at. The check digit (modulus 11) is not: numbers given since 2007 may lack it.
"""

import re
from collections.abc import Iterable
from datetime import date

_HYPHEN = r"[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]"
_BLANKS = r"[ \t\u00a0\u00ad\u2007\u2009\u200b\u202f]{0,3}"
# Not part of a longer number, an amount, a date with a time, or a number that goes on (2025-010203-1234).
_NUMBER = re.compile(
    rf"(?<![\d+])(?<!\d[-./,:])(\d\d)(\d\d)(\d\d)({_BLANKS}(?:{_HYPHEN}{_BLANKS})?)(\d)\d{{3}}"
    rf"(?![^\W_])(?!{_HYPHEN}\w|[./:]\d|,\d\d?(?!\d))"
)
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

    With a hyphen, a blank or nothing between; any decimal digits count, not only 0–9. Other numbers of ten digits are
    told apart by what they hang on to or, written in one, by the word before: "P-nr. 1003388394".
    """
    return any(_is_one(text, found) for found in _NUMBER.finditer(text))


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
    day, month, year, century = (int(found[part]) for part in (1, 2, 3, 5))
    return _is_day(_full_year(year, century), month, day)


def _full_year(year: int, century: int) -> int:
    """The year of birth: the seventh digit says which century the two digits of the year belong to."""
    if century <= 3:
        return 1900 + year
    if century in (4, 9):
        return 2000 + year if year <= 36 else 1900 + year
    return 2000 + year if year <= 57 else 1800 + year


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
