"""Planning: adding an item and changing what is planned."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.core import ids
from app.core.errors import Conflict, Invalid, Stale
from app.core.text import clean_line, clean_text
from app.db.sql import execute, fetch_value, insert, update_version
from app.db.transaction import transaction
from app.organisation.actions import Created
from app.plans.actions.common import (
    ItemFields,
    check_fields,
    focus_points_for,
    item_for,
    item_search_text,
    owner_for,
    person_of,
    plan_and_case,
    touch_plan,
    unit_for,
)
from app.plans.actions.plans import ensure_plan
from app.plans.enums import ActionType, ItemStatus, PreventionLevel
from app.plans.labels import ACTION_TYPE, PREVENTION_LEVEL
from app.plans.queries import ItemRow, get_item_row, list_helpers, list_item_focus_points
from app.plans.rules import next_review, planned_fields_changed
from app.plans.tables import ActionItem, DateMove, ItemFocusPoint, ItemHelper

FIELD_LABELS = {
    "title": "titel",
    "unit": "enhed",
    "problem": "problem",
    "cause": "årsag",
    "severity": "art, alvor og omfang",
    "measure": "tiltag",
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
_PROSE = ("problem", "cause", "severity", "measure", "solves_how", "late_reason", "effect_criterion")


async def add_item(
    actor: Actor,
    plan_id: int,
    *,
    title: str,
    unit: int,
    owner: int,
    action_type: ActionType,
    problem: str = "",
    cause: str = "",
    severity: str = "",
    measure: str = "",
    solves_how: str = "",
    prevention_level: PreventionLevel | None = None,
    is_individual: bool = False,
    starts_on: date | None = None,
    due_on: date | None = None,
    late_reason: str = "",
    ongoing_interval_months: int | None = None,
    effect_criterion: str = "",
    effect_check_on: date | None = None,
    helpers: Sequence[int] = (),
    focus_points: Sequence[int] = (),
    follow_up_of: int | None = None,
) -> Created:
    """A new item with the plan's next number; a draft may lack anything but title, unit, owner and type.

    The rest is asked for when the plan is approved (rule 23). Raises `NotFound` outside the actor's scope, `Denied`,
    and `Invalid` naming the field for an owner, unit or focus point that is not the case's, and for a date after
    the compliance date without a reason (rule 18). An approved plan is thereby revised.
    """
    async with transaction():
        plan, ref = await plan_and_case(actor, plan_id)
        place = await unit_for(actor, ref.id, unit)
        person = await owner_for(actor, ref.municipality, owner)
        helper_names = [(await owner_for(actor, ref.municipality, each, "helpers")).name for each in helpers]
        points = await focus_points_for(actor, ref.id, focus_points)
        if follow_up_of is not None:
            await _follow_up(actor, follow_up_of, plan.id)
        values: dict[str, Any] = {
            "title": clean_line(title),
            "problem": clean_text(problem),
            "cause": clean_text(cause),
            "severity": clean_text(severity),
            "measure": clean_text(measure),
            "solves_how": clean_text(solves_how),
            "late_reason": clean_text(late_reason),
            "effect_criterion": clean_text(effect_criterion),
            "starts_on": starts_on,
            "due_on": due_on,
            "ongoing_interval_months": ongoing_interval_months,
            "effect_check_on": effect_check_on,
            "prevention_level": prevention_level,
            "is_individual": is_individual,
            "action_type": ActionType(action_type),
        }
        await check_fields(actor, ref.id, _checked(values))
        await touch_plan(actor, plan.id, ref.id)
        public_id = ids.new_public_id()
        no = (await fetch_value(int, "SELECT MAX(no) AS n FROM action_items WHERE plan = {}", plan.id) or 0) + 1
        item = await insert(
            ActionItem(
                **values,
                public_id=public_id,
                plan=plan.id,
                case=ref.id,
                unit=unit,
                no=no,
                owner=owner,
                next_review_on=_review(actor, starts_on, ongoing_interval_months),
                status=ItemStatus.PLANNED,
                done_on=None,
                effect_result=None,
                follow_up_of=follow_up_of,
                tier="open",
                search_text=item_search_text(actor, values),
                created_at=actor.now,
                version=1,
            )
        )
        await _link(item, helpers, focus_points)
        shown = {
            **values,
            "unit": place.name,
            "owner": person.name,
            "helpers": helper_names,
            "focus_points": points,
        }
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.ACTION_ITEM,
            item,
            case=ref.id,
            subject=f"{no}. {values['title']}",
            after=_readable(shown),
        )
    return Created(item, public_id)


async def add_case_item(actor: Actor, case_id: int, **planned: Any) -> Created:
    """`add_item` to the plan of the case, which is made with it where there is none."""
    async with transaction():
        return await add_item(actor, await ensure_plan(actor, case_id), **planned)


async def _follow_up(actor: Actor, item_id: int, plan_id: int) -> None:
    followed = await get_item_row(actor.scope, item_id)
    if followed.plan != plan_id:
        raise Invalid("item.follow_up_of", "Vælg et tiltag i den samme plan.")


def _checked(values: dict[str, Any]) -> ItemFields:
    return ItemFields(**{name: values[name] for name in ItemFields.__struct_fields__})


def _review(actor: Actor, starts_on: date | None, months: int | None) -> date | None:
    return next_review(max(starts_on or actor.today, actor.today), months) if months else None


async def _link(item: int, helpers: Sequence[int], focus_points: Sequence[int]) -> None:
    for person in dict.fromkeys(helpers):
        await insert(ItemHelper(item=item, person=person))
    for point in dict.fromkeys(focus_points):
        await insert(ItemFocusPoint(item=item, focus_point=point))


def _readable(values: dict[str, Any]) -> dict[str, Any]:
    """Field values under their Danish names, as a person reads them; empty ones left out of a new item's entry."""
    shown = {FIELD_LABELS[name]: value for name, value in values.items() if value not in ("", None, False, [], ())}
    if values.get("action_type"):
        shown[FIELD_LABELS["action_type"]] = ACTION_TYPE[ActionType(values["action_type"])]
    if values.get("prevention_level"):
        shown[FIELD_LABELS["prevention_level"]] = PREVENTION_LEVEL[PreventionLevel(values["prevention_level"])]
    return shown


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
        await check_fields(actor, ref.id, _checked(change.after), check_late=checks_date)
        version = await _save(actor, item, change, seen)
        await _relink(item.id, change)
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
            await touch_plan(actor, item.plan, item.case_id)
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
    return version


async def _save(actor: Actor, item: ItemRow, change: _Change, seen: int) -> int:
    columns = {name: change.after[name] for name in change.names if name not in ("helpers", "focus_points")}
    if "ongoing_interval_months" in columns:
        columns["next_review_on"] = _review(actor, change.after["starts_on"], columns["ongoing_interval_months"])
    columns["search_text"] = item_search_text(actor, change.after)
    try:
        return await update_version(ActionItem, item.id, seen, **columns)
    except Stale:
        raise _stale(change) from None


async def _relink(item: int, change: _Change) -> None:
    for name, table, column in (
        ("helpers", "item_helpers", "person"),
        ("focus_points", "item_focus_points", "focus_point"),
    ):
        if name in change.names:
            await execute(f"DELETE FROM {table} WHERE item = {{}}", item)
            for each in change.after[name]:
                await execute(f"INSERT INTO {table} (item, {column}) VALUES ({{}}, {{}})", item, each)


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


async def add_helper(actor: Actor, item_id: int, seen: int, *, person: int) -> int:
    """One more helper; otherwise as `edit_item`."""
    return await _with_helpers(actor, item_id, seen, add={person})


async def remove_helper(actor: Actor, item_id: int, seen: int, *, person: int) -> int:
    """One helper less; otherwise as `edit_item`."""
    return await _with_helpers(actor, item_id, seen, remove={person})


async def _with_helpers(
    actor: Actor,
    item_id: int,
    seen: int,
    *,
    add: frozenset[int] | set[int] = frozenset(),
    remove: frozenset[int] | set[int] = frozenset(),
) -> int:
    async with transaction():
        item = await item_for(actor, item_id, Permission.PLAN_WRITE)
        present = {each.id for each in await list_helpers(actor.scope, item.id)}
        return await edit_item(actor, item_id, seen, helpers=tuple(present - remove | add))
