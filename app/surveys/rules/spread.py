"""How many gave each answer, as a printed report says it: in numbers, or in per cent that somebody has rounded."""

import re
from decimal import Decimal
from math import ceil, floor

from app.core.text import clean_line
from app.surveys.rules.instruments import Scale
from app.surveys.rules.typed import decimal_text

Spread = tuple[tuple[int, int | str], ...]  # an answer, and how many gave it; a text is per cent as printed: "12.5"

_LINE = re.compile(r"(.+?)[\s:;]+([0-9]{1,6}(?:[.,][0-9])?)\s*(%?)")
_WHOLE = re.compile(r"-?[0-9]{1,6}")


def spread_of(text: str, scale: Scale) -> Spread:
    """An answer and how many gave it on each line: "4: 12", "4: 20 %" or "I høj grad: 20 %".

    Raises `ValueError` in Danish naming the line; numbers and per cent are not mixed.
    """
    low, high, words = _answers(scale)
    found: dict[int, int | str] = {}
    for number, line in enumerate(filter(None, map(clean_line, text.splitlines())), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            text = "Skriv svaret, og hvor mange der gav det, for eksempel »4: 12« eller »4: 20 %«."
            raise ValueError(f"Linje {number}: {text}")
        label, part, percent = match.groups()
        answer = words.get(label.casefold(), int(label) if _WHOLE.fullmatch(label) else None)
        if answer is None or not low <= answer <= high:
            raise ValueError(f"Linje {number}: »{label}« er ikke et af svarene. De går fra {low} til {high}.")
        if answer in found:
            raise ValueError(f"Linje {number}: Svaret {answer} står to gange.")
        if not percent and not part.isdigit():
            raise ValueError(f"Linje {number}: Skriv et helt antal, eller sæt % efter tallet.")
        found[answer] = part.replace(",", ".") if percent else int(part)
    if len({type(part) for part in found.values()}) > 1:
        raise ValueError("Skriv enten antal eller procent på alle linjer.")
    return tuple(sorted(found.items()))


def _answers(scale: Scale) -> tuple[int, int, dict[str, int]]:
    """The lowest and the highest answer, and the words of each where they are known."""
    if not scale.items:
        return scale.minimum, scale.maximum, {}
    first = scale.items[0]
    return first.lowest, first.highest, {word.casefold(): first.lowest + at for at, word in enumerate(first.anchors)}


def answers_text(scale: Scale) -> str:
    """Which answers a distribution takes: "0 til 4", or "1 til 3 (»Nej« til »Ja«)"."""
    low, high, _ = _answers(scale)
    anchors = scale.items[0].anchors if scale.items else ()
    return f"{low} til {high}" + (f" (»{anchors[0]}« til »{anchors[-1]}«)" if anchors else "")


def on_scale(answer: int, scale: Scale) -> float:
    """An answer as a score: 2 of 1 to 5 is 25 on a scale from 0 to 100."""
    low, high, _ = _answers(scale)
    return scale.minimum + (answer - low) * (scale.maximum - scale.minimum) / (high - low)


def spread_problem(spread: Spread, n: int) -> str:
    """What is wrong with the answers of `n` people, in Danish; "" for nothing."""
    counted = sum(part for _, part in spread if isinstance(part, int))
    printed = [part for _, part in spread if isinstance(part, str)]
    if not printed:
        return "" if counted == n else f"Fordelingen har {counted} svar, men antallet er {n}."
    ends = [_ends(part, n) for part in printed]
    if any(low > high for low, high in ends) or not sum(low for low, _ in ends) <= n <= sum(high for _, high in ends):
        whole = decimal_text(sum(map(Decimal, printed), Decimal(0)))
        return f"{n} svar kan ikke give disse procenter, heller ikke når de er afrundet. De giver {whole} % i alt."
    return ""


def mean_problem_of(spread: Spread, n: int, mean: Decimal, scale: Scale) -> str:
    """Whether `mean`, rounded as it is written, cannot be the score of the answers, in Danish; "" where it can.

    A scale of several questions, or of one that is put the other way round, is not asked: what its answers say of its
    score is not certain. The rule of who is hidden rests on both. `spread` has no other problem.
    """
    if len(scale.items) > 1 or any(item.is_inverted for item in scale.items):
        return ""
    ends = [
        (on_scale(answer, scale), *((part, part) if isinstance(part, int) else _ends(part, n)))
        for answer, part in spread
    ]
    low, high = _furthest(sorted(ends), n), _furthest(sorted(ends, reverse=True), n)
    exponent = mean.as_tuple().exponent
    half = float(Decimal((0, (5,), (exponent if isinstance(exponent, int) else 0) - 1)))
    if low - half - _EXACT <= float(mean) <= high + half + _EXACT:
        return ""
    told = " og ".join(dict.fromkeys(decimal_text(Decimal(f"{end:.1f}")) for end in (low, high)))
    between = f"mellem {told}" if " og " in told else told
    return f"Fordelingen giver en score på {between}, men scoren er {decimal_text(mean)}. Ret en af dem."


_EXACT = 1e-9


def _furthest(ends: list[tuple[float, int, int]], n: int) -> float:
    """The mean where as many of `n` as can gave the first of the answers: a score, its fewest and its most people."""
    left = n - sum(low for _, low, _ in ends)
    total = 0.0
    for score, low, most in ends:
        more = min(left, most - low)
        left -= more
        total += score * (low + more)
    return total / n


def people_of(spread: Spread, n: int) -> tuple[tuple[tuple[int, int], ...], bool]:
    """How many people gave each answer, and whether that is certain: a rounded share may stand for several numbers."""
    ends = [(answer, (part, part) if isinstance(part, int) else _ends(part, n)) for answer, part in spread]
    return tuple((answer, low) for answer, (low, _) in ends), all(low == high for _, (low, high) in ends)


def _ends(percent: str, n: int) -> tuple[int, int]:
    """The fewest and the most people of `n` that a share stands for, rounded as it is printed."""
    half = Decimal("0.05") if "." in percent else Decimal("0.5")
    value = Decimal(percent)
    return max(ceil((value - half) * n / 100), 0), min(floor((value + half) * n / 100), n)


def part_text(part: int | str) -> str:
    """As the report has it: "12", or "12,5 %"."""
    return str(part) if isinstance(part, int) else f"{decimal_text(Decimal(part))} %"
