"""Reading workplace assessments and annual discussions."""

from app.cycles.queries.records import (
    RecordDetail,
    RecordRow,
    get_place,
    get_record,
    list_goals_to_evaluate,
    list_records,
    may_know_of,
)
from app.cycles.queries.standing import CycleDue, UnitStanding, list_cycles_due, list_standing, reads_cycles

__all__ = [
    "CycleDue",
    "RecordDetail",
    "RecordRow",
    "UnitStanding",
    "get_place",
    "get_record",
    "list_cycles_due",
    "list_goals_to_evaluate",
    "list_records",
    "list_standing",
    "may_know_of",
    "reads_cycles",
]
