"""Reading surveys. Every figure that is shown comes from `shown`."""

from app.surveys.queries.choices import list_kept_units
from app.surveys.queries.comparing import list_before
from app.surveys.queries.figures import get_round_unit, shown
from app.surveys.queries.instruments import (
    InstrumentDetail,
    InstrumentRow,
    data_of,
    get_instrument,
    list_instruments,
    sees_surveys,
)
from app.surveys.queries.link_choices import list_open_cases, list_result_choices
from app.surveys.queries.links import (
    RestsOn,
    get_linked_result,
    list_linked_results,
    list_rests,
    list_results_of,
    sees_every_result,
)
from app.surveys.queries.reminders import (
    RemeasureDue,
    SurveyDue,
    list_own_remeasures,
    list_remeasures_due,
    list_surveys_due,
)
from app.surveys.queries.rounds import RoundDetail, RoundRow, get_round, list_rounds

__all__ = [
    "InstrumentDetail",
    "InstrumentRow",
    "RemeasureDue",
    "RestsOn",
    "RoundDetail",
    "RoundRow",
    "SurveyDue",
    "data_of",
    "get_instrument",
    "get_linked_result",
    "get_round",
    "get_round_unit",
    "list_before",
    "list_instruments",
    "list_kept_units",
    "list_linked_results",
    "list_open_cases",
    "list_own_remeasures",
    "list_remeasures_due",
    "list_rests",
    "list_result_choices",
    "list_results_of",
    "list_rounds",
    "list_surveys_due",
    "sees_every_result",
    "sees_surveys",
    "shown",
]
