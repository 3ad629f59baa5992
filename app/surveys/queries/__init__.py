"""Reading surveys. Every figure that is shown comes from `shown`."""

from app.surveys.queries.instruments import (
    InstrumentDetail,
    InstrumentRow,
    data_of,
    get_instrument,
    list_instruments,
    sees_surveys,
)
from app.surveys.queries.rounds import RoundDetail, RoundRow, get_round, list_rounds

__all__ = [
    "InstrumentDetail",
    "InstrumentRow",
    "RoundDetail",
    "RoundRow",
    "data_of",
    "get_instrument",
    "get_round",
    "list_instruments",
    "list_rounds",
    "sees_surveys",
]
