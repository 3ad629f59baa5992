"""What people wrote in words, unit by unit: restricted to readers by name, and never shown of few."""

from collections.abc import Collection

from app.access.actions import set_readers
from app.access.enums import Tier
from app.access.policy import Actor
from app.access.queries import list_named_readers
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import Invalid
from app.db.sql import execute, insert_many, update_version
from app.db.transaction import transaction
from app.organisation.actions.common import lock_tree
from app.surveys.actions.figures import round_to_write
from app.surveys.actions.pattern import refresh_pattern
from app.surveys.queries.figures import get_round_unit
from app.surveys.queries.texts import get_text_unit, list_text_readers
from app.surveys.rules.texts import answers_of
from app.surveys.tables import RoundUnit, TextAnswer

MOST_ANSWERS = 5000


async def put_texts(
    actor: Actor,
    round_public_id: str,
    unit_public_id: str,
    *,
    seen: int,
    typed: str,
    is_removed: bool = False,
    readers: Collection[str] = (),
) -> None:
    """Keeps what was typed, an answer a line, in place of what there was; with nothing typed that stays.

    `readers`, by public id, and the actor read it where it may be shown to anybody. Who may: HR for the round. Raises
    `Invalid` naming the field, `NotFound`, `Denied`, `Stale`.
    """
    answers = answers_of(typed)
    if len(answers) > MOST_ANSWERS:
        text = f"Skriv højst {MOST_ANSWERS} svar."
        raise Invalid("texts.many", text, {"texts": text})
    async with transaction():
        found = await round_to_write(actor, round_public_id)
        await lock_tree(found.row.municipality)
        unit = await get_text_unit(actor.scope, found, await get_round_unit(actor.scope, found, unit_public_id))
        before = await list_named_readers(actor.scope, "round_unit", unit.id)
        people = {each.public_id: each.id for each in await list_text_readers(actor.scope, unit.unit)}
        people |= {each.public_id: each.id for each in before}
        if not set(readers) <= people.keys():
            text = "Vælg personer fra listen."
            raise Invalid("texts.readers", text, {"readers": text})
        await update_version(RoundUnit, unit.id, seen)
        if answers or is_removed:
            await execute("DELETE FROM text_answers WHERE round_unit = {}", unit.id)
            await insert_many(
                [TextAnswer(round_unit=unit.id, position=no, answer=answer) for no, answer in enumerate(answers)]
            )
        await set_readers(actor, "round_unit", unit.id, Tier.RESTRICTED, [people[each] for each in readers])
        after = await list_named_readers(actor.scope, "round_unit", unit.id)
        if answers or is_removed:
            await refresh_pattern(actor, found.row.municipality)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.SURVEY_ROUND,
            found.row.id,
            subject=f"{found.row.name}: {unit.name}",
            before={"fritekst": None, "navngivne læsere": [each.name for each in before]},
            after={
                "fritekst": "skrevet" if answers else "fjernet" if is_removed else "uændret",
                "navngivne læsere": [each.name for each in after],
            },
        )
