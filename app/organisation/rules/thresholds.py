"""How many must have answered a survey before something of it is shown: a choice of the municipality."""

import msgspec

MINIMUM_EVER = 4  # rule 33: no setting goes below
_MOST = 1000


class Thresholds(msgspec.Struct, frozen=True):
    """How many must have answered before something is shown. Defaults of ours, none of them law.

    5 is what Danish suppliers commonly use (no municipal source was found), 8 and 20 are two suppliers' numbers; that
    20 is a recommendation of Arbejdstilsynet is what one supplier says, and the original was not found. The span is
    our own choice: so much of its scale must lie open for every hidden mean.
    """

    minimum: int = 5
    distribution: int = 8
    sensitive: int = 20
    span: float = 0.2

    def __post_init__(self) -> None:
        if self.minimum < MINIMUM_EVER:
            raise ValueError(f"the minimum is never under {MINIMUM_EVER}")
        if self.distribution < self.minimum or self.sensitive < self.minimum:
            raise ValueError("distributions and offensive behaviour never need fewer answers than a mean")
        if not 0 <= self.span <= 0.5:
            raise ValueError("the span is a part of the scale, at most a half")

    @property
    def percent(self) -> int:
        """The span in per cent of the scale."""
        return round(100 * self.span)


DEFAULT_THRESHOLDS = Thresholds()
LEAST_PERCENT, MOST_PERCENT = 10, 50


def threshold_problems(minimum: int, distribution: int, sensitive: int, percent: int) -> dict[str, str]:
    """The Danish message for each number that cannot be used; empty when all can. `percent`: the span."""
    problems = {}
    if not MINIMUM_EVER <= minimum <= _MOST:
        problems["minimum"] = f"Skriv et tal fra {MINIMUM_EVER}. Færre end {MINIMUM_EVER} svar vises aldrig."
    for name, number in (("distribution", distribution), ("sensitive", sensitive)):
        if not minimum <= number <= _MOST:
            problems[name] = "Skriv mindst så mange som for en score."
    if not LEAST_PERCENT <= percent <= MOST_PERCENT:
        problems["span"] = f"Skriv et tal fra {LEAST_PERCENT} til {MOST_PERCENT}."
    return problems
