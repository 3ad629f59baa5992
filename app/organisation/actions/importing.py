"""A file of units: looked at, and with `apply` taken in as one change."""

from typing import Any

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import Denied
from app.db.transaction import transaction
from app.organisation.actions.units import change_unit, create_unit, move_unit
from app.organisation.labels import UNIT_KIND
from app.organisation.queries.importing import list_known_units
from app.organisation.rules.file_plans import FilePlan, Imported, Outcome
from app.organisation.rules.files import read_table
from app.organisation.rules.units_file import (
    UNIT_HEADINGS,
    UNIT_REQUIRED,
    KnownUnit,
    UnitPlan,
    in_tree_order,
    plan_units,
)


async def import_units(actor: Actor, municipality: int, content: bytes, *, apply: bool) -> Imported[UnitPlan]:
    """Plans the file against the units as they are; with `apply` carries it out, unless a row is wrong.

    One transaction: all of it or nothing. The same file again changes nothing. Only the command line may.
    Raises `Denied`, or `Invalid` for a file that cannot be read at all.
    """
    if not actor.is_system:
        raise Denied
    table = read_table(content, UNIT_HEADINGS, UNIT_REQUIRED)
    async with transaction():
        known = await list_known_units(actor.scope, municipality)
        plan = plan_units(table, known, UNIT_KIND, actor.today)
        if not apply or plan.has_errors:
            return Imported(plan, is_applied=False)
        keys = {external_id: unit.id for external_id, unit in known.items()}
        for row in in_tree_order(plan):
            if row.outcome is not Outcome.SAME:
                await _apply(actor, municipality, row, known.get(row.external_id), keys)
        record_import(actor, municipality, "Enheder", plan)
    return Imported(plan, is_applied=True)


def record_import(actor: Actor, municipality: int, subject: str, plan: FilePlan[Any]) -> None:
    """Tells the log that a file was taken in, and what its lines came to."""
    record(
        actor,
        AuditAction.IMPORTED,
        EntityKind.MUNICIPALITY,
        municipality,
        subject=subject,
        after={**plan.counts()},
    )


async def _apply(actor: Actor, municipality: int, row: UnitPlan, old: KnownUnit | None, keys: dict[str, int]) -> None:
    parent = keys[row.parent] if row.parent is not None else None
    if old is None:
        made = await create_unit(
            actor,
            municipality,
            name=row.name,
            kind=row.kind,
            parent=parent,
            cvr_no=row.cvr_no,
            production_unit_no=row.production_unit_no,
            external_id=row.external_id,
            valid_from=row.valid_from,
        )
        keys[row.external_id] = made.id
        return
    seen = old.version
    if row.outcome is Outcome.MOVED and parent is not None:
        await move_unit(actor, old.id, seen=seen, parent=parent, valid_from=row.valid_from)
        seen += 1
    await change_unit(
        actor,
        old.id,
        seen=seen,
        name=row.name,
        kind=row.kind,
        cvr_no=row.cvr_no,
        production_unit_no=row.production_unit_no,
        valid_from=row.valid_from,
    )
