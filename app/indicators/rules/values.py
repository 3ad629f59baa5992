"""A figure as it may be shown."""

from datetime import date
from decimal import Decimal

import msgspec

from app.indicators.enums import Trend
from app.surveys.rules.shown import Suppressed

Number = Decimal | Suppressed | None


class ShownValue(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as everybody who reads its unit is shown it. `value` None: a direction alone.

    `reason` and `withdrawn_reason` are for those who write: words may hold a figure.
    """

    id: int
    public_id: str
    indicator: int
    unit: int
    unit_public_id: str
    unit_name: str
    parent_name: str | None
    is_readable: bool
    period_from: date | None
    period_to: date | None
    period_text: str
    value: Number
    trend: Trend | None
    compared_with: str
    numerator: Number
    denominator: Number
    people: Number
    caveat: str
    as_of: date | None
    source: str
    reason: str
    corrected_on: date | None  # when it took the place of an earlier one
    replaced_on: date | None
    withdrawn_on: date | None
    withdrawn_reason: str
    version: int

    @property
    def counts(self) -> bool:
        return self.replaced_on is None and self.withdrawn_on is None

    @property
    def is_hidden(self) -> bool:
        return isinstance(self.value, Suppressed)

    @property
    def moment(self) -> tuple[date, int]:
        """What figures are ordered by; those without days first."""
        return (self.period_to or date.min, self.id)
