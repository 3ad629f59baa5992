"""Makers for materials sent to units."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.db.sql import fetch_rows
from app.material.actions import MaterialFacts, answer_material, send_material
from app.material.enums import AnswerKind
from tests.factories import Member, UnitRef
from tests.factories_files import stage


async def make_material(sender: Member, units: Sequence[UnitRef], word: str, root: Path) -> tuple[str, str, str]:
    """A material sent to `units`, with `word` in all it says, a file, and an answer of the first unit's: its id, that
    unit's in it, and the file's."""
    facts = MaterialFacts(
        title=f"Materiale {word}",
        description=f"Om {word}",
        esdh_reference=f"Sted {word}",
        sent_on=date(2025, 3, 1),
    )
    guide = await stage(root, f"vejledning-{word}.pdf")
    keys = [each.public_id for each in units]
    made = await send_material(sender.actor, units=keys, below=False, facts=facts, files=(guide,))
    (paper,) = await fetch_rows("SELECT public_id FROM papers WHERE material = {}", made.id)
    recipient = await recipient_of(made.id, units[0].id)
    await answer_material(
        sender.actor, made.public_id, recipient, kind=AnswerKind.READ, part=f"Del {word}", text=f"Læst {word}"
    )
    return made.public_id, recipient, str(paper["public_id"])


async def recipient_of(material: int, unit: int) -> str:
    """The public id of a unit in a material."""
    (row,) = await fetch_rows("SELECT public_id FROM material_units WHERE material = {} AND unit = {}", material, unit)
    return str(row["public_id"])
