"""Figures as somebody types them from a printed report."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from app.surveys.rules.instruments import Scale
from app.surveys.rules.spread import Spread, mean_problem_of, spread_of, spread_problem
from app.surveys.rules.typed import decimal_of

KEEP = None  # what is stored stays


class TypedFigure(msgspec.Struct, frozen=True):
    """One scale of one unit as it was typed. Nothing typed: what is stored stays."""

    n: int | None = None
    mean: str = ""
    spread: str = ""
    is_hidden_by_supplier: bool = False
    is_removed: bool = False


class Entry(msgspec.Struct, frozen=True):
    """One scale of one unit to be stored. No number, and not hidden by the supplier: nothing is stored any more."""

    n: int | None = None
    mean: str | None = None  # exact: "10.25" or "71/7"
    is_hidden_by_supplier: bool = False
    distribution: Spread | None = None

    @property
    def is_nothing(self) -> bool:
        return self.n is None and self.mean is None and not self.is_hidden_by_supplier


def entries_of(
    scales: Sequence[Scale], typed: Sequence[TypedFigure], answered: int | None, invited: int | None = None
) -> tuple[dict[str, Entry], dict[str, str]]:
    """What to store by the codes of `scales`, and a Danish message per field: "n_0" of the first scale."""
    entries: dict[str, Entry] = {}
    problems: dict[str, str] = {}
    for index, (scale, figure) in enumerate(zip(scales, typed, strict=True)):
        found = _entry(scale, figure, answered, invited)
        if isinstance(found, Entry):
            entries[scale.code] = found
        else:
            problems.update({f"{field}_{index}": text for field, text in found.items()})
    return entries, problems


def _entry(scale: Scale, typed: TypedFigure, answered: int | None, invited: int | None) -> Entry | dict[str, str]:
    text, spread = typed.mean.strip(), typed.spread.strip()
    if typed.is_removed:
        is_empty = typed.n is None and not text and not spread
        return Entry() if is_empty else {"mean": "Fjern krydset, eller lad felterne være tomme."}
    if problem := count_problem(typed.n, answered, invited):
        return {"n": problem}
    if typed.is_hidden_by_supplier:
        what = "en score" if text else "en fordeling"
        hidden = f"Leverandøren har skjult tallet, så der kan ikke stå {what}."
        return {"mean": hidden} if text or spread else _hidden(typed)
    if spread and (typed.n is None or not text):
        return {"spread": "Skriv også antal svar og score. Ellers kan ingen vide, om fordelingen må vises."}
    if not text and typed.n is None:
        return {}
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
    return _with_spread(scale, typed.n, str(mean), spread)


def _with_spread(scale: Scale, n: int, mean: str, typed: str) -> Entry | dict[str, str]:
    try:
        spread = spread_of(typed, scale)
    except ValueError as error:
        return {"spread": str(error)}
    if spread and (problem := spread_problem(spread, n)):
        return {"spread": problem}
    if spread and (problem := mean_problem_of(spread, n, Decimal(mean), scale)):
        return {"spread": problem}
    return Entry(n, mean, distribution=spread or None)


def _hidden(typed: TypedFigure) -> Entry:
    return Entry(typed.n, None, is_hidden_by_supplier=True)


def count_problem(n: int | None, answered: int | None, invited: int | None) -> str:
    """What is wrong with how many answered a scale; "" for nothing (rule 35)."""
    if n is not None and answered is not None and n > answered:
        return f"{n} har svaret på skalaen, men kun {answered} har svaret på skemaet. Ret et af tallene."
    if n is not None and invited is not None and n > invited:
        return f"{n} har svaret på skalaen, men kun {invited} er inviteret. Ret et af tallene."
    return ""


def mean_problem(scale: Scale, mean: Decimal, n: int | None) -> str:
    """What is wrong with a score; "" for nothing."""
    if not scale.minimum <= mean <= scale.maximum:
        return f"{scale.name} går fra {scale.minimum} til {scale.maximum}. Scoren skal ligge imellem."
    if n == 0:
        return "Ingen har svaret, så der kan ikke være en score."
    return ""
