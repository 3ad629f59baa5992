"""Reading indicators: what is followed, and the figures that may be shown."""

from app.indicators.queries.choices import SeriesChoice, list_entry_units, list_known_units, list_series_choices
from app.indicators.queries.indicators import (
    IndicatorRow,
    get_indicator,
    get_place,
    list_indicators,
    sees_indicators,
)
from app.indicators.queries.links import (
    LinkedSeries,
    get_linked_series,
    list_linked_series,
    list_series_of,
    sees_every_series,
)
from app.indicators.queries.values import get_value, list_values

__all__ = [
    "IndicatorRow",
    "LinkedSeries",
    "SeriesChoice",
    "get_indicator",
    "get_linked_series",
    "get_place",
    "get_value",
    "list_entry_units",
    "list_indicators",
    "list_known_units",
    "list_linked_series",
    "list_series_choices",
    "list_series_of",
    "list_values",
    "sees_every_series",
    "sees_indicators",
]
