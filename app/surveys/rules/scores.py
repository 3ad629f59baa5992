"""From answers to scores, exactly: fractions, no floats, and nothing rounded before it is shown.

A missing answer ("ved ikke", "ikke relevant") is missing and never 0. Points are turned where a question is put the
other way round. A unit's score is the mean of its respondents' scores, never of the scores of the units below it.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import msgspec

from app.surveys.enums import ScaleScoring
from app.surveys.rules.instruments import InstrumentData, Item, Scale


class UnitScore(msgspec.Struct, frozen=True):
    """How many got a score, and their mean; None where nobody did."""

    n: int
    mean: Fraction | None


def item_value(item: Item, answer: int | None) -> int | None:
    """The answer, turned where the question is put the other way round; None for none.

    Raises `ValueError` in Danish for an answer that the question does not have.
    """
    if answer is None:
        return None
    if not item.lowest <= answer <= item.highest:
        raise ValueError(f"Svaret på {item.code} skal være fra {item.lowest} til {item.highest}.")
    return item.lowest + item.highest - answer if item.is_inverted else answer


def respondent_score(scale: Scale, answers: Mapping[str, int | None], *, valid_percent: int = 50) -> Fraction | None:
    """One respondent's score, from answers by the codes of items; None where too little was answered.

    A sum needs every answer (rule 31). A mean needs `valid_percent` of them, each on the range of the scale first:
    on 0 to 100, answer v of 1 to k counts 100·(v-1)/(k-1). Raises as `item_value`.
    """
    found = [(item, item_value(item, answers.get(item.code))) for item in scale.items]
    valid = [(item, value) for item, value in found if value is not None]
    if not valid:
        return None
    if scale.scoring is ScaleScoring.SUM:
        return Fraction(sum(value for _, value in valid)) if len(valid) == len(found) else None
    if len(valid) * 100 < valid_percent * len(found):
        return None
    width = scale.maximum - scale.minimum
    points = [
        scale.minimum + Fraction((value - item.lowest) * width, item.highest - item.lowest) for item, value in valid
    ]
    return sum(points, Fraction(0)) / len(points)


def sum_parts(scale: Scale, data: InstrumentData) -> tuple[Scale, ...]:
    """The scales that go into one without questions of its own; none of one that has some."""
    return () if scale.items else tuple(each for each in data.scales if each.part_of == scale.code)


def is_plain_sum(scale: Scale, parts: Sequence[Scale]) -> bool:
    """Whether a respondent's score is certainly the sum of those on the parts: all are sums of answers, and the ends of
    the scale are the sums of theirs. An average of parts may be weighed in more than one way: that is not guessed."""
    if not parts or any(not each.items or each.scoring is not ScaleScoring.SUM for each in parts):
        return False
    ends = (sum(each.minimum for each in parts), sum(each.maximum for each in parts))
    return scale.scoring is ScaleScoring.SUM and ends == (scale.minimum, scale.maximum)


def unit_score(scores: Iterable[Fraction | None]) -> UnitScore:
    """The mean of the respondents' scores, unrounded; those without a score do not count."""
    valid = [score for score in scores if score is not None]
    return UnitScore(len(valid), sum(valid, Fraction(0)) / len(valid) if valid else None)
