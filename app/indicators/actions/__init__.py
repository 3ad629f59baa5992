"""Writing indicators: what is followed, its figures, and the cases that are tied to them."""

from app.indicators.actions.definitions import IndicatorFacts, change_indicator, create_indicator, own_indicator
from app.indicators.actions.links import link_series, unlink_series
from app.indicators.actions.values import correct_value, put_value, take_values, value_to_write, withdraw_value

__all__ = [
    "IndicatorFacts",
    "change_indicator",
    "correct_value",
    "create_indicator",
    "link_series",
    "own_indicator",
    "put_value",
    "take_values",
    "unlink_series",
    "value_to_write",
    "withdraw_value",
]
