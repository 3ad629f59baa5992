"""Makers for workplace assessments and annual discussions."""

from datetime import date

from app.cycles.actions import RecordFacts, create_record
from app.cycles.enums import CycleElement, CycleKind, ElementState, Participant
from app.cycles.rules import Answer
from tests.factories import Member, UnitRef


async def make_cycles(keeper: Member, unit: UnitRef, word: str) -> tuple[str, str]:
    """An assessment and a discussion of `unit`, overdue both, with `word` in all they say: their ids."""
    found = []
    for kind, element in (
        (CycleKind.WORKPLACE_ASSESSMENT, CycleElement.ACTION_PLAN),
        (CycleKind.ANNUAL_DISCUSSION, CycleElement.NEW_GOALS),
    ):
        assesses = kind is CycleKind.WORKPLACE_ASSESSMENT
        facts = RecordFacts(
            held_on=date(2022, 3, 1),
            held_text=f"Foråret {word}",
            participants=(Participant.MANAGEMENT, Participant.HEALTH_SAFETY_REP),
            kept_at=f"Nr. {word}",
            readable_at=f"Mappen {word}",
            changed_on=date(2025, 5, 1) if assesses else None,
            changed_text=f"Flyttet {word}" if assesses else "",
            note=f"Note {word}",
            answers=(Answer(element, ElementState.DONE, date(2022, 3, 1), f"Side {word}"),),
            goals="" if assesses else f"Mindre {word}",
        )
        found.append((await create_record(keeper.actor, unit.public_id, kind, facts)).public_id)
    return found[0], found[1]
