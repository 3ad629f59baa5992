"""Figures as somebody types them from a printed report."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from app.surveys.rules.instruments import Scale
from app.surveys.rules.typed import decimal_of

KEEP = None  # what is stored stays


class TypedFigure(msgspec.Struct, frozen=True):
    """One scale of one unit as it was typed. Nothing typed: what is stored stays."""

    n: int | None = None
    mean: str = ""
    is_hidden_by_supplier: bool = False
    is_removed: bool = False


class Entry(msgspec.Struct, frozen=True):
    """One scale of one unit to be stored. No number, and not hidden by the supplier: nothing is stored any more."""

    n: int | None = None
    mean: str | None = None  # exact: "10.25" or "71/7"
    is_hidden_by_supplier: bool = False
    distribution: tuple[tuple[int, int], ...] | None = None

    @property
    def is_nothing(self) -> bool:
        return self.n is None and self.mean is None and not self.is_hidden_by_supplier


def entries_of(
    scales: Sequence[Scale], typed: Sequence[TypedFigure], answered: int | None
) -> tuple[dict[str, Entry], dict[str, str]]:
    """What to store by the codes of `scales`, and a Danish message per field: "n_0" and "mean_0" of the first scale."""
    entries: dict[str, Entry] = {}
    problems: dict[str, str] = {}
    for index, (scale, figure) in enumerate(zip(scales, typed, strict=True)):
        found = _entry(scale, figure, answered)
        if isinstance(found, Entry):
            entries[scale.code] = found
        else:
            problems.update({f"{field}_{index}": text for field, text in found.items()})
    return entries, problems


def _entry(scale: Scale, typed: TypedFigure, answered: int | None) -> Entry | dict[str, str]:
    text = typed.mean.strip()
    if typed.is_removed:
        return {"mean": "Fjern krydset, eller lad felterne være tomme."} if text or typed.n is not None else Entry()
    if typed.is_hidden_by_supplier:
        return {"mean": "Leverandøren har skjult tallet, så der kan ikke stå en score."} if text else _hidden(typed)
    if not text and typed.n is None:
        return {}
    if problem := count_problem(typed.n, answered):
        return {"n": problem}
    if not text:
        return Entry(typed.n)
    try:
        mean = decimal_of(text)
    except ValueError as error:
        return {"mean": str(error)}
    if problem := mean_problem(scale, mean, typed.n):
        return {"mean": problem}
    if typed.n is None:
        return {"n": "Skriv, hvor mange der har svaret. Ellers kan ingen vide, om scoren må vises."}
    return Entry(typed.n, str(mean))


def _hidden(typed: TypedFigure) -> Entry:
    return Entry(typed.n, None, is_hidden_by_supplier=True)


def count_problem(n: int | None, answered: int | None) -> str:
    """What is wrong with how many answered a scale; "" for nothing."""
    if n is not None and answered is not None and n > answered:
        return f"{n} har svaret på skalaen, men kun {answered} har svaret på skemaet. Ret et af tallene."
    return ""


def mean_problem(scale: Scale, mean: Decimal, n: int | None) -> str:
    """What is wrong with a score; "" for nothing."""
    if not scale.minimum <= mean <= scale.maximum:
        return f"{scale.name} går fra {scale.minimum} til {scale.maximum}. Scoren skal ligge imellem."
    if n == 0:
        return "Ingen har svaret, så der kan ikke være en score."
    return ""
