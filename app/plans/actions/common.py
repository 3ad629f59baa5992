"""What every change of a plan does first: find things inside the actor's scope, and lock the plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.core.errors import Denied, Invalid, NotFound
from app.db.sql import execute, fetch_value
from app.plans.policy import may_on_item
from app.plans.queries import (
    ItemRow,
    PersonChoice,
    UnitChoice,
    find_compliance_on,
    find_person,
    get_item_row,
    list_focus_points_for,
    list_units_for_case,
    standing_to,
)
from app.plans.rules import late_item


def person_of(actor: Actor) -> int:
    """The person behind the actor; `Denied` for the system itself, which plans nothing."""
    if actor.person is None:
        raise Denied("denied", "Det skal være en person, der gør dette.")
    return actor.person


async def case_of_plan(actor: Actor, plan_id: int) -> CaseRef:
    """The case of a plan inside the actor's scope; `NotFound` otherwise."""
    case = await fetch_value(int, 'SELECT "case" FROM action_plans WHERE id = {}', plan_id)
    if case is None:
        raise NotFound
    return await get_case_ref_by_id(actor.scope, case)


async def item_for(actor: Actor, item_id: int, permission: Permission) -> ItemRow:
    """An item inside the actor's scope that the actor may do this to; `NotFound`, then `Denied`."""
    item = await get_item_row(actor.scope, item_id)
    may_on_item(actor, permission, await standing_to(actor.scope, item.id, item.unit)).require()
    return item


async def touch_plan(actor: Actor, plan_id: int, item: int | None = None) -> int:
    """Locks the plan and notes that something planned changes, of `item` where it is there already; gives the plan's
    new version. What was approved or discussed stands no more for those who may know of the item."""
    (row,) = await execute("UPDATE action_plans SET version = version + 1 WHERE id = {} RETURNING version", plan_id)
    if item is not None:
        await execute("UPDATE action_items SET replanned = {} WHERE id = {}", row["version"], item)
    return int(row["version"])


async def owner_for(actor: Actor, municipality: int, person: int, field: str = "owner") -> PersonChoice:
    """A person the actor may give work to; `Invalid` naming the field for anybody else."""
    found = await find_person(actor.scope, municipality, person_id=person)
    if found is None:
        raise Invalid("item.person", "Vælg en anden person.", {field: "Vælg en person fra jeres enheder."})
    return found


async def unit_for(actor: Actor, case_id: int, unit: int) -> UnitChoice:
    """A unit of the case, or below one, that the actor may plan for; `Invalid` or `Denied` otherwise."""
    found = next((each for each in await list_units_for_case(actor.scope, case_id) if each.id == unit), None)
    if found is None:
        raise Invalid("item.unit", "Vælg en anden enhed.", {"unit": "Vælg en af sagens enheder."})
    may(actor, Permission.PLAN_WRITE, await ancestors_of(actor.scope, (unit,))).require()
    return found


async def focus_points_for(actor: Actor, case_id: int, ids: Sequence[int]) -> list[str]:
    """The titles of focus points of this case; `Invalid` when one belongs elsewhere."""
    if not ids:
        return []
    known = {point.id: point.title for point in await list_focus_points_for(actor.scope, case_id)}
    if not set(ids) <= known.keys():
        raise Invalid("item.focus_points", "Vælg andre fokuspunkter.", {"focus_points": "Vælg sagens fokuspunkter."})
    return [known[each] for each in ids]


FIELD_LABELS = {
    "title": "titel",
    "unit": "enhed",
    "problem": "problem",
    "cause": "årsag",
    "severity": "art, alvor og omfang",
    "measure": "det vil vi gøre",
    "solves_how": "hvordan det løser problemet",
    "action_type": "type",
    "prevention_level": "forebyggelsesniveau",
    "is_individual": "rettet mod enkeltpersoner",
    "owner": "ansvarlig",
    "helpers": "hjælpere",
    "focus_points": "fokuspunkter",
    "starts_on": "start",
    "due_on": "frist",
    "late_reason": "begrundelse for sen frist",
    "ongoing_interval_months": "gennemgås med måneders mellemrum",
    "effect_criterion": "tegn på effekt",
    "effect_check_on": "effekten vurderes",
}


class ItemFields(msgspec.Struct, kw_only=True):
    """The fields of an item that are checked together."""

    title: str
    starts_on: date | None
    due_on: date | None
    late_reason: str
    ongoing_interval_months: int | None

    @classmethod
    def of(cls, values: dict[str, Any]) -> "ItemFields":
        """Those of `values` that are meant."""
        return cls(**{name: values[name] for name in cls.__struct_fields__})


async def check_fields(actor: Actor, case_id: int, fields: ItemFields, *, check_late: bool = True) -> None:
    """Raises `Invalid` with every field that cannot stand (rule 18 for the reason of a late date)."""
    found = {}
    if not fields.title:
        found["title"] = "Udfyld titel."
    elif len(fields.title) > 200:
        found["title"] = "Titel må højst have 200 tegn."
    if fields.starts_on and fields.due_on and fields.due_on < fields.starts_on:
        found["due_on"] = "Fristen ligger før startdatoen. Ret en af dem."
    if fields.ongoing_interval_months is not None:
        if not 1 <= fields.ongoing_interval_months <= 60:
            found["ongoing_interval_months"] = "Skriv et antal måneder fra 1 til 60."
        if fields.due_on is not None:
            found["due_on"] = "Et løbende tiltag har ingen frist. Slet fristen, eller slet intervallet."
    if check_late:
        late = late_item(fields.due_on, await find_compliance_on(actor.scope, case_id), fields.late_reason)
        if late:
            found["late_reason"] = late.text
    if found:
        raise Invalid("item.fields", "Ret felterne.", found)
