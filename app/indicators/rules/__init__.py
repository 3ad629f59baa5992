"""What a figure must say, and which figures are shown: pure."""

from app.indicators.rules.figures import (
    TURNOVER,
    Figure,
    TypedFigure,
    always_covers_people,
    computes,
    figure_from,
    left_of,
    turnover_of,
)
from app.indicators.rules.shown import Cell, hidden_cells
from app.indicators.rules.values import ShownValue

__all__ = [
    "TURNOVER",
    "Cell",
    "Figure",
    "ShownValue",
    "TypedFigure",
    "always_covers_people",
    "computes",
    "figure_from",
    "hidden_cells",
    "left_of",
    "turnover_of",
]
