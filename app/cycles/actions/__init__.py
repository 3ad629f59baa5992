"""Recording workplace assessments and annual discussions."""

from app.cycles.actions.facts import RecordFacts
from app.cycles.actions.records import change_record, create_record, record_to_write, withdraw_record

__all__ = ["RecordFacts", "change_record", "create_record", "record_to_write", "withdraw_record"]
