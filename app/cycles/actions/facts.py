"""What a form says of a record, as it is stored."""

from datetime import date
from typing import Any

import msgspec

from app.access.policy import Actor
from app.committees.queries import get_committee
from app.core.dates import require_past
from app.core.errors import Invalid, NotFound
from app.core.text import clean_line, clean_text
from app.cycles.enums import CycleKind, Participant
from app.cycles.queries import RecordRow
from app.cycles.rules import Answer, Evaluation
from app.surveys.enums import RoundState
from app.surveys.queries import get_round


class RecordFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of it; what nobody knows is None or "". `committee` and `round` are public ids, `goals` one a
    line."""

    held_on: date | None = None
    held_text: str = ""
    covers_below: bool = False
    participants: tuple[Participant, ...] = ()
    committee: str = ""
    round: str = ""
    kept_at: str = ""
    readable_at: str = ""
    changed_on: date | None = None
    changed_text: str = ""
    note: str = ""
    answers: tuple[Answer, ...] = ()
    goals: str = ""
    evaluations: tuple[Evaluation, ...] = ()


async def columns_from(
    actor: Actor, kind: CycleKind, facts: RecordFacts, municipality: int, old: RecordRow | None = None
) -> dict[str, Any]:
    held_text = clean_line(facts.held_text)[:100]
    if facts.held_on is None and not held_text:
        text = "Skriv datoen, eller hvornår det var, så godt I ved."
        raise Invalid("cycle.when", text, {"held_on": text})
    require_past(facts.held_on, actor.today, "held_on")
    require_past(facts.changed_on, actor.today, "changed_on")
    if facts.changed_on and facts.held_on and facts.changed_on < facts.held_on:
        text = "Ændringen ligger før APV’en. Den er altså taget med."
        raise Invalid("cycle.changed", text, {"changed_on": text})
    for answer in facts.answers:
        require_past(answer.on_date, actor.today, f"{answer.element}_on")
    assesses = kind is CycleKind.WORKPLACE_ASSESSMENT
    return {
        "covers_below": facts.covers_below,
        "held_on": facts.held_on,
        "held_text": held_text,
        "participants": ",".join(each for each in Participant if each in facts.participants),
        "committee": await _committee(actor, facts.committee, old),
        "round": await _round(actor, facts.round, municipality, old) if assesses else None,
        "kept_at": clean_line(facts.kept_at)[:200],
        "readable_at": clean_line(facts.readable_at)[:200],
        "changed_on": facts.changed_on if assesses else None,
        "changed_text": clean_text(facts.changed_text) if assesses else "",
        "note": clean_text(facts.note),
    }


async def _committee(actor: Actor, chosen: str, old: RecordRow | None) -> int | None:
    """One that stands there already need not be in the writer's sight."""
    if old is not None and chosen == (old.committee_public_id or ""):
        return old.committee
    return (await get_committee(actor.scope, chosen)).id if chosen else None


async def _round(actor: Actor, chosen: str, municipality: int, old: RecordRow | None) -> int | None:
    """A round that the writer cannot see, and so cannot have unchosen, stays."""
    if not chosen:
        return old.round if old is not None and old.round_public_id is None else None
    found = (await get_round(actor.scope, chosen)).row
    if found.municipality != municipality or found.state is not RoundState.PUBLISHED:
        raise NotFound
    return found.id
