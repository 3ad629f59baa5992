"""Makers for materials sent to units."""

from collections.abc import Sequence
from datetime import date

from app.db.sql import fetch_rows
from app.material.actions import MaterialFacts, answer_material, send_material
from app.material.enums import AnswerKind
from tests.factories import Member, UnitRef


async def make_material(sender: Member, units: Sequence[UnitRef], word: str) -> tuple[str, str]:
    """A material sent to `units`, with `word` in all it says and an answer of the first unit's: its id and that
    unit's in it."""
    facts = MaterialFacts(
        title=f"Materiale {word}",
        description=f"Om {word}",
        esdh_reference=f"Sted {word}",
        sent_on=date(2025, 3, 1),
    )
    made = await send_material(sender.actor, units=[each.public_id for each in units], below=False, facts=facts)
    (row, *_) = await fetch_rows(
        "SELECT public_id FROM material_units WHERE material = {} AND unit = {}", made.id, units[0].id
    )
    recipient = str(row["public_id"])
    await answer_material(
        sender.actor, made.public_id, recipient, kind=AnswerKind.READ, part=f"Del {word}", text=f"Læst {word}"
    )
    return made.public_id, recipient
