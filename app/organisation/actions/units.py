"""Units: made, renamed, moved. A version is never written over, so a case keeps the name it had."""

from datetime import date
from typing import Any

from app.access.policy import Actor
from app.access.queries import reads_now
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Denied, Invalid, RuleViolation, Stale, conflicts_between
from app.core.text import clean_line, search_key, sort_key
from app.db.sql import execute, fetch_rows, fetch_value, insert, update_version
from app.db.transaction import transaction
from app.organisation import rules
from app.organisation.actions.common import (
    Created,
    Current,
    lock_tree,
    own_unit,
    require_unit_administrator,
)
from app.organisation.enums import UnitKind
from app.organisation.labels import UNIT_KIND
from app.organisation.tables import Unit, UnitVersion

_OWN = "Flytningen ville give dig selv adgang til mere, end du har nu. Bed en anden administrator om at flytte enheden."


async def create_unit(
    actor: Actor,
    municipality: int,
    *,
    name: str,
    kind: UnitKind,
    parent: int | None = None,
    cvr_no: str | None = None,
    production_unit_no: str | None = None,
    external_id: str | None = None,
    valid_from: date | None = None,
) -> Created:
    """A unit under `parent` (None: the municipality's top), with its name and numbers from `valid_from` (today).

    An administrator of the parent may; the top unit is made by the command line. Raises `Invalid` naming the field
    for a missing name, numbers of the wrong form, a closed parent or an external id that is taken, `NotFound` for a
    parent outside the municipality.
    """
    name = _checked_name(name)
    _check_numbers(cvr_no, production_unit_no)
    public_id = ids.new_public_id()
    external_id = clean_line(external_id or "") or f"hp-{public_id}"
    async with transaction():
        await lock_tree(municipality)
        await require_unit_administrator(actor, municipality, parent)
        await _check_place(municipality, parent, external_id)
        unit = await insert(Unit(public_id=public_id, municipality=municipality, external_id=external_id, version=1))
        await _insert_version(
            unit,
            parent=parent,
            name=name,
            kind=kind,
            cvr_no=cvr_no or None,
            production_unit_no=production_unit_no or None,
            valid_from=valid_from or actor.today,
        )
        await execute(
            "INSERT INTO unit_closure (ancestor, descendant, depth) "
            "SELECT ancestor, CAST({} AS BIGINT), depth + 1 FROM unit_closure WHERE descendant = {} "
            "UNION ALL SELECT CAST({} AS BIGINT), CAST({} AS BIGINT), 0",
            unit,
            parent if parent is not None else 0,
            unit,
            unit,
        )
        after = {
            "navn": name,
            "slags": UNIT_KIND[kind],
            "CVR-nummer": cvr_no or None,
            "P-nummer": production_unit_no or None,
            "hører under": await _name_of(parent),
        }
        record(actor, AuditAction.CREATED, EntityKind.UNIT, unit, subject=name, after=after)
    return Created(unit, public_id)


def _checked_name(name: str) -> str:
    name = clean_line(name)
    if not name:
        raise Invalid("unit.name", "Udfyld navn.", {"name": "Udfyld navn."})
    if len(name) > 200:
        raise Invalid("unit.name", "Navnet er for langt.", {"name": "Navnet må højst have 200 tegn."})
    return name


def _check_numbers(cvr_no: str | None, production_unit_no: str | None) -> None:
    fields = {}
    if cvr_no and (message := rules.cvr_problem(cvr_no)):
        fields["cvr_no"] = message
    if production_unit_no and (message := rules.production_unit_no_problem(production_unit_no)):
        fields["production_unit_no"] = message
    if fields:
        raise Invalid("unit.numbers", "Ret numrene.", fields)


async def _check_place(municipality: int, parent: int | None, external_id: str) -> None:
    if parent is not None:
        await _check_open(parent)
    if await fetch_rows("SELECT id FROM units WHERE municipality = {} AND external_id = {}", municipality, external_id):
        text = "Det eksterne id er i brug på en anden enhed."
        raise Invalid("unit.external_id", text, {"external_id": text})


async def _check_open(parent: int) -> None:
    if await fetch_value(date, "SELECT closed_on FROM units WHERE id = {}", parent) is not None:
        text = "Enheden er lukket. Vælg en anden."
        raise Invalid("unit.parent_closed", text, {"parent": text})


async def _name_of(unit: int | None) -> str | None:
    return await fetch_value(str, "SELECT name FROM unit_versions WHERE unit = {} AND valid_to IS NULL", unit or 0)


async def _insert_version(unit: int, **values: Any) -> None:
    name = values["name"]
    await insert(UnitVersion(unit=unit, valid_to=None, search_key=search_key(name), sort_key=sort_key(name), **values))


async def _next_version(unit: Current, valid_from: date, **changed: Any) -> None:
    """Ends the present version and begins one with `changed`. On the same day the old one stays, lasting no day."""
    await execute("UPDATE unit_versions SET valid_to = {} WHERE id = {}", valid_from, unit.unit_version)
    same = {name: getattr(unit, name) for name in ("parent", "name", "kind", "cvr_no", "production_unit_no")}
    await _insert_version(unit.id, **{**same, **changed, "valid_from": valid_from})


async def change_unit(
    actor: Actor,
    unit: int,
    *,
    seen: int,
    name: str,
    kind: UnitKind,
    cvr_no: str | None = None,
    production_unit_no: str | None = None,
    valid_from: date | None = None,
) -> None:
    """Name, kind and numbers from a day (today) on; what was before stays in the history. No change: no version.

    Raises `NotFound`, `Denied`, `Invalid` naming the field (also for a day to come, or one before the last change),
    `RuleViolation` for a closed unit, `Stale` with both versions.
    """
    name = _checked_name(name)
    _check_numbers(cvr_no, production_unit_no)
    day = valid_from or actor.today
    async with transaction():
        now = await own_unit(actor, unit)
        before, after = _shown(now), _facts(name, kind, cvr_no or None, production_unit_no or None)
        if now.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        if before == after:
            return
        now.check_day("valid_from", day, actor.today)
        await update_version(Unit, unit, seen)
        await _next_version(
            now,
            day,
            name=name,
            kind=kind,
            cvr_no=cvr_no or None,
            production_unit_no=production_unit_no or None,
        )
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.UNIT,
            unit,
            subject=name,
            before=before,
            after={**after, "gælder fra": day},
        )


def _facts(name: str, kind: UnitKind, cvr_no: str | None, production_unit_no: str | None) -> dict[str, Any]:
    return {"navn": name, "slags": UNIT_KIND[kind], "CVR-nummer": cvr_no, "P-nummer": production_unit_no}


def _shown(unit: Current) -> dict[str, Any]:
    return _facts(unit.name, unit.kind, unit.cvr_no, unit.production_unit_no)


async def move_unit(actor: Actor, unit: int, *, seen: int, parent: int, valid_from: date | None = None) -> None:
    """Puts the unit, with everything below it, under `parent`. Rights follow at once, in the same transaction.

    The actor must administer the unit and its new parent. Raises `NotFound`, `Denied` (also where the move lets the
    actor read more than before: nobody grants themselves access), `Invalid` naming the field
    (a closed parent; a day to come), `RuleViolation` for the top unit, a closed unit, or a place inside itself,
    `Stale`.
    """
    day = valid_from or actor.today
    async with transaction():
        now = await own_unit(actor, unit)
        await lock_tree(now.municipality)
        await require_unit_administrator(actor, now.municipality, parent)
        if now.version != seen:
            raise Stale
        if now.parent is None:
            raise RuleViolation("unit.top", "Kommunens øverste enhed kan ikke flyttes.")
        if now.parent == parent:
            return
        if await fetch_rows("SELECT id FROM unit_closure WHERE ancestor = {} AND descendant = {}", unit, parent):
            raise RuleViolation("unit.circle", "En enhed kan ikke høre under sig selv eller en af sine underenheder.")
        await _check_open(parent)
        now.check_day("valid_from", day, actor.today)
        before = await reads_now(actor.scope)
        await update_version(Unit, unit, seen)
        await _next_version(now, day, parent=parent)
        await _move_closure(unit, parent)
        if not await reads_now(actor.scope) <= before:
            raise Denied("unit.own", _OWN)
        record(
            actor,
            AuditAction.MOVED,
            EntityKind.UNIT,
            unit,
            subject=now.name,
            before={"hører under": await _name_of(now.parent)},
            after={"hører under": await _name_of(parent), "gælder fra": day},
        )


async def _move_closure(unit: int, parent: int) -> None:
    """Cuts the paths from above into the subtree, and makes the new ones."""
    await execute(
        "DELETE FROM unit_closure WHERE descendant IN (SELECT descendant FROM unit_closure WHERE ancestor = {}) "
        "AND ancestor NOT IN (SELECT descendant FROM unit_closure WHERE ancestor = {})",
        unit,
        unit,
    )
    await execute(
        "INSERT INTO unit_closure (ancestor, descendant, depth) "
        "SELECT above.ancestor, below.descendant, above.depth + below.depth + 1 FROM unit_closure above, "
        "unit_closure below WHERE above.descendant = {} AND below.ancestor = {}",
        parent,
        unit,
    )
