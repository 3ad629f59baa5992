"""What the handlers of this slice share: from public ids to what the actions take."""

from typing import Any

import msgspec
from litestar import Request

from app.access.enums import Permission
from app.access.policy import Actor
from app.cases.queries import CaseRef, find_case_ref
from app.core.errors import Invalid, NotFound
from app.plans.pages import ItemChoices, item_crumbs
from app.plans.policy import Standing, may_on_item
from app.plans.queries import (
    ItemRow,
    PersonChoice,
    find_case_item,
    find_people_named,
    find_person,
    get_item_row_by_public_id,
    list_focus_points_for,
    list_units_for_case,
    pick_people,
    standing_to,
)
from app.web.pages import Crumb

AnyRequest = Request[Any, Any, Any]


class LoneItem(msgspec.Struct, frozen=True):
    """An item inside the actor's scope. Its case may lie outside: that of the unit above. Then it is not named."""

    item: ItemRow
    standing: Standing
    case: CaseRef | None

    def crumbs(self, *trail: str) -> tuple[Crumb, ...]:
        return item_crumbs(self.item, self.case, *trail)


class ItemContext(LoneItem, frozen=True):
    """An item with its case, both inside the actor's scope."""

    ref: CaseRef


async def lone_item(actor: Actor, public_id: str, permission: Permission) -> LoneItem:
    """The item of a form page: `NotFound` outside the scope, then `Denied` without the permission."""
    item = await get_item_row_by_public_id(actor.scope, public_id)
    if item.case_id is None:
        raise NotFound
    standing = await standing_to(actor.scope, item.id, item.unit)
    may_on_item(actor, permission, standing).require()
    return LoneItem(item, standing, await find_case_ref(actor.scope, item.case_id))


async def item_context(actor: Actor, public_id: str, permission: Permission) -> ItemContext:
    """As `lone_item`, for what only those do who see the case, too: planning, and judging the effect."""
    found = await lone_item(actor, public_id, permission)
    if found.case is None:
        raise NotFound
    return ItemContext(found.item, found.standing, found.case, found.case)


async def choices_for(actor: Actor, ref: CaseRef, *also: PersonChoice) -> ItemChoices:
    """What the form of an item offers; `also` are people it must show, near or not."""
    people = await pick_people(actor.scope, municipality=ref.municipality, units=ref.units, to_own=True)
    known = {person.id for person in people}
    return ItemChoices(
        people=(*people, *(person for person in also if person.id not in known)),
        units=tuple(await list_units_for_case(actor.scope, ref.id)),
        focus_points=tuple(await list_focus_points_for(actor.scope, ref.id)),
    )


async def person_id(actor: Actor, ref: CaseRef, public_id: str, field: str, name: str = "") -> int:
    """The chosen person, or the one with the typed name; `Invalid` at `field` (or `owner_name`) otherwise."""
    if name:
        named = await find_people_named(actor.scope, ref.municipality, name)
        if len(named) == 1:
            return named[0].id
        text = (
            "Ingen af jeres personer hedder det."
            if not named
            else "Flere hedder det. Vælg på listen, eller skriv hele navnet."
        )
        raise Invalid("item.person", text, {"owner_name": text})
    if not public_id:
        raise Invalid("item.person", "Vælg en ansvarlig.", {field: "Vælg en ansvarlig."})
    found = await find_person(actor.scope, ref.municipality, public_id=public_id)
    if found is None:
        text = "Vælg en person fra listen."
        raise Invalid("item.person", text, {field: text})
    return found.id


async def unit_id(actor: Actor, ref: CaseRef, public_id: str, field: str = "unit") -> int:
    for unit in await list_units_for_case(actor.scope, ref.id):
        if unit.public_id == public_id:
            return unit.id
    raise Invalid("item.unit", "Vælg en af sagens enheder.", {field: "Vælg en af sagens enheder."})


async def focus_point_ids(actor: Actor, ref: CaseRef, public_ids: tuple[str, ...]) -> tuple[int, ...]:
    known = {point.public_id: point.id for point in await list_focus_points_for(actor.scope, ref.id)}
    if not set(public_ids) <= known.keys():
        text = "Vælg sagens fokuspunkter."
        raise Invalid("item.focus_points", text, {"focus_points": text})
    return tuple(known[each] for each in public_ids)


async def case_item_id(actor: Actor, ref: CaseRef, public_id: str, field: str) -> int | None:
    """An item of the same case; None when none is chosen."""
    if not public_id:
        return None
    item = await find_case_item(actor.scope, ref.id, public_id)
    if item is None:
        raise Invalid("item.other", "Vælg et af sagens tiltag.", {field: "Vælg et af sagens tiltag."})
    return item.id
