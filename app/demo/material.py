"""Material sent to units of the demo after its last survey (made up)."""

import functools
from datetime import date, timedelta

from app.access.policy import Actor
from app.demo.files import MadeUpFile, drawn, letter
from app.demo.timeline import Timeline
from app.demo.town import Town
from app.documents.blobs import BlobStore
from app.material.actions import MaterialFacts, answer_material, send_material
from app.material.enums import AnswerKind
from app.material.queries import list_recipients
from app.surveys.queries import list_kept_units

_SENT_TO = "Plejehjemmet Åkanden"
_ANSWERS = {
    "Åkanden, hus A": (AnswerKind.POSITION, "Vi holder fast i de ugentlige sparringsmøder og taler om dem igen i maj."),
    "Åkanden, hus B": (AnswerKind.READ, ""),
}


def tell_material(timeline: Timeline, town: Town, store: BlobStore) -> None:
    """HR sends a guide to a nursing home, and two of its houses answer."""
    day = town.keeper.now.today - timedelta(days=12)
    timeline.tell(day, town.keeper, functools.partial(_send, store, day))


async def _send(store: BlobStore, day: date, keeper: Actor) -> None:
    unit = next(each.public_id for each in await list_kept_units(keeper.scope) if each.name == _SENT_TO)
    facts = MaterialFacts(
        title="Sådan taler I om målingen i teamet (opdigtet)",
        description="Fire spørgsmål til et teammøde på en halv time.",
        esdh_reference="2026-001234, dokument 17 (opdigtet)",
        sent_on=day,
    )
    content = letter("Sådan taler I om målingen", "Fire spørgsmål til et teammøde.", "Opdigtet vejledning til prøve.")
    guide = drawn(store, await store.stage(MadeUpFile("Vejledning til teammøde.pdf", content)))
    made = await send_material(keeper, units=(unit,), below=True, facts=facts, files=(guide,))
    for each in await list_recipients(keeper.scope, made.id):
        if each.unit_name in _ANSWERS:
            kind, text = _ANSWERS[each.unit_name]
            await answer_material(keeper, made.public_id, each.public_id, kind=kind, on_date=day, text=text)
