"""Changing what is planned for an item: fields, date, owner, helpers."""

from datetime import date
from typing import Any

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import work_changed
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.core.errors import Conflict, Invalid, Stale
from app.core.text import clean_line, clean_text
from app.db.sql import execute, insert, update_version
from app.db.transaction import transaction
from app.plans.actions.common import (
    FIELD_LABELS,
    ItemFields,
    check_fields,
    focus_points_for,
    item_for,
    owner_for,
    person_of,
    touch_plan,
    unit_for,
)
from app.plans.actions.second_person import check_judges, handed_on_by, remember_left
from app.plans.enums import ActionType, PreventionLevel
from app.plans.labels import ACTION_TYPE, PREVENTION_LEVEL
from app.plans.queries import ItemRow, list_helpers, list_item_focus_points
from app.plans.rules import first_review, item_search_text, planned_fields_changed
from app.plans.tables import ActionItem, DateMove

_PROSE = ("problem", "cause", "severity", "measure", "solves_how", "late_reason", "effect_criterion")


class _Change(msgspec.Struct):
    """An edit being made: what stands, what is wanted, and both as a person reads them."""

    before: dict[str, Any]
    after: dict[str, Any]
    before_text: dict[str, Any]
    after_text: dict[str, Any]

    @property
    def names(self) -> list[str]:
        return [name for name in self.after if self.after[name] != self.before[name]]


async def edit_item(actor: Actor, item_id: int, seen: int, *, reason: str = "", **changes: Any) -> int:
    """Changes planned fields (those of `add_item` but `follow_up_of`, and `solves_how`); gives the new version.

    A known due date is moved, and the owner changed, only with a `reason`; a move is kept with its reason. Once the
    plan is approved, a changed field opens its next draft. Raises as `add_item`, and `Stale` with both versions.
    """
    if unknown := changes.keys() - FIELD_LABELS.keys():
        raise TypeError(f"not a planned field: {sorted(unknown)}")
    async with transaction():
        item = await item_for(actor, item_id, Permission.PLAN_WRITE)
        ref = await get_case_ref_by_id(actor.scope, item.case_id or 0)
        change = await _change(actor, ref, item, changes)
        if item.version != seen:
            raise _stale(change)
        if not change.names:
            return item.version
        _require_reason(change, reason)
        checks_date = "due_on" in change.names or "late_reason" in change.names
        await check_fields(actor, ref.id, ItemFields.of(change.after), check_late=checks_date)
        await check_judges(
            actor, item, change.after["owner"], set(change.after["focus_points"]) - set(change.before["focus_points"])
        )
        version = await _save(actor, item, change, seen)
        await _relink(actor, item, change)
        if "due_on" in change.names and item.due_on is not None:
            await insert(
                DateMove(
                    item=item.id,
                    old_on=item.due_on,
                    new_on=change.after["due_on"],
                    reason=clean_text(reason),
                    by=person_of(actor),
                    at=actor.now,
                )
            )
        if planned_fields_changed(change.before, change.after):
            await touch_plan(actor, item.plan, item.id)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.ACTION_ITEM,
            item.id,
            case=item.case_id,
            subject=f"{item.no}. {item.title}",
            before={FIELD_LABELS[name]: change.before_text[name] for name in change.names},
            after={FIELD_LABELS[name]: change.after_text[name] for name in change.names},
            reason=clean_text(reason),
        )
        if "ongoing_interval_months" in change.names:
            await work_changed(actor, ref.id)
    return version


async def _save(actor: Actor, item: ItemRow, change: _Change, seen: int) -> int:
    columns = {name: change.after[name] for name in change.names if name not in ("helpers", "focus_points")}
    if "ongoing_interval_months" in columns:
        columns["next_review_on"] = first_review(
            actor.today, change.after["starts_on"], columns["ongoing_interval_months"]
        )
    if "owner" in columns:
        columns["handed_on_by"] = await handed_on_by(actor, item)
    columns["search_text"] = item_search_text(change.after)
    try:
        return await update_version(ActionItem, item.id, seen, **columns)
    except Stale:
        raise _stale(change) from None


async def _relink(actor: Actor, item: ItemRow, change: _Change) -> None:
    for name, table, column in (
        ("helpers", "item_helpers", "person"),
        ("focus_points", "item_focus_points", "focus_point"),
    ):
        if name in change.names:
            await execute(f"DELETE FROM {table} WHERE item = {{}}", item.id)
            for each in change.after[name]:
                await execute(f"INSERT INTO {table} (item, {column}) VALUES ({{}}, {{}})", item.id, each)
    if "focus_points" in change.names:
        await remember_left(actor, item, change.before["focus_points"], change.after["focus_points"])


def _require_reason(change: _Change, reason: str) -> None:
    if reason.strip():
        return
    moved = "due_on" in change.names and change.before["due_on"] is not None
    if moved:
        raise Invalid("item.reason", "Skriv en begrundelse.", {"reason": "Skriv, hvorfor fristen flyttes."})
    if "owner" in change.names:
        raise Invalid("item.reason", "Skriv en begrundelse.", {"reason": "Skriv, hvorfor den ansvarlige skiftes."})


async def _change(actor: Actor, ref: CaseRef, item: ItemRow, changes: dict[str, Any]) -> _Change:
    """Resolves every id of `changes` inside the actor's scope and lays old and new beside each other."""
    helpers = await list_helpers(actor.scope, item.id)
    points = await list_item_focus_points(actor.scope, item.id)
    before: dict[str, Any] = {name: getattr(item, name) for name in FIELD_LABELS if hasattr(item, name)}
    before["helpers"] = tuple(sorted(each.id for each in helpers))
    before["focus_points"] = tuple(sorted(each.id for each in points))
    after = before | {name: _clean(name, value) for name, value in changes.items()}
    before_text = {name: _shown(name, value) for name, value in before.items()}
    after_text = {name: _shown(name, value) for name, value in after.items()}
    before_text["unit"] = after_text["unit"] = item.unit_name
    before_text["owner"] = after_text["owner"] = item.owner_name
    before_text["helpers"] = after_text["helpers"] = ", ".join(each.name for each in helpers)
    before_text["focus_points"] = after_text["focus_points"] = ", ".join(each.title for each in points)
    if after["unit"] != before["unit"]:
        after_text["unit"] = (await unit_for(actor, ref.id, after["unit"])).name
    if after["owner"] != before["owner"]:
        after_text["owner"] = (await owner_for(actor, ref.municipality, after["owner"])).name
    if after["helpers"] != before["helpers"]:
        kept = {each.id: each.name for each in helpers}
        names = [
            kept.get(each) or (await owner_for(actor, ref.municipality, each, "helpers")).name
            for each in after["helpers"]
        ]
        after_text["helpers"] = ", ".join(names)
    if after["focus_points"] != before["focus_points"]:
        after_text["focus_points"] = ", ".join(await focus_points_for(actor, ref.id, after["focus_points"]))
    return _Change(before, after, before_text, after_text)


def _clean(name: str, value: Any) -> Any:
    if name in _PROSE:
        return clean_text(value)
    if name == "title":
        return clean_line(value)
    if name in ("helpers", "focus_points"):
        return tuple(sorted(set(value)))
    if name == "action_type":
        return ActionType(value)
    return value


def _shown(name: str, value: Any) -> Any:
    if name == "action_type":
        return ACTION_TYPE[value]
    if name == "prevention_level" and value is not None:
        return PREVENTION_LEVEL[PreventionLevel(value)]
    return value


def _stale(change: _Change) -> Stale:
    """Both versions of every field that would have changed."""
    return Stale(
        conflicts=tuple(
            Conflict(
                FIELD_LABELS[name].capitalize(), _as_text(change.after_text[name]), _as_text(change.before_text[name])
            )
            for name in change.names
        )
    )


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, date):
        return f"{value.day:02d}.{value.month:02d}.{value.year}"
    return "" if value is None else str(value)


async def move_due(
    actor: Actor, item_id: int, seen: int, *, due_on: date | None, reason: str, late_reason: str | None = None
) -> int:
    """Moves the due date, with the reason why; otherwise as `edit_item`."""
    more = {} if late_reason is None else {"late_reason": late_reason}
    return await edit_item(actor, item_id, seen, reason=reason, due_on=due_on, **more)


async def reassign_owner(actor: Actor, item_id: int, seen: int, *, owner: int, reason: str) -> int:
    """Gives the item to another accountable owner, with the reason why; otherwise as `edit_item`."""
    return await edit_item(actor, item_id, seen, reason=reason, owner=owner)
