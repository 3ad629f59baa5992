"""What was tried before the order: written in, corrected, and taken back."""

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin
from app.cases.queries import CaseRef
from app.core import ids
from app.core.errors import Invalid, Stale, conflicts_between
from app.core.text import clean_line, clean_text
from app.db.sql import execute, fetch_value, insert, update_version
from app.db.transaction import transaction
from app.organisation.actions import Created
from app.plans.enums import Judgement
from app.plans.labels import JUDGEMENT
from app.plans.queries import PriorMeasureRow, get_item_row, get_prior_measure, list_own_measures
from app.plans.tables import PriorMeasure

_AUTHORITY = "Arbejdstilsynets vurdering"
_CARRIED = "ført videre i"
_TIE = "i egen handleplan"


async def add_prior_measure(
    actor: Actor,
    case_id: int,
    *,
    title: str,
    description: str = "",
    taken_text: str = "",
    judgement: Judgement = Judgement.NOT_JUDGED,
    ruling: int | None = None,
    item: int | None = None,
    own_item: str = "",
) -> Created:
    """A measure from before the order, when it was taken as far as known, and the authority's judgement of it.

    `ruling` (where it is judged) and `item` (which carries it on) belong to the same case; `own_item` is one of
    `list_own_measures`, which it takes the place of. Raises `NotFound`,
    `Denied`, and `Invalid` naming the field.
    """
    async with transaction():
        ref = await begin(actor, case_id, Permission.PLAN_WRITE)
        title, taken_text, description = clean_line(title), clean_line(taken_text), clean_text(description)
        fields = _wrong_text(title, taken_text)
        if ruling is not None and not await _is_of_case("rulings", ruling, ref.id):
            fields["ruling"] = "Vælg en af sagens afgørelser."
        ties = await _ties(actor, ref, item, own_item, fields)
        if fields:
            raise Invalid("prior_measure.fields", "Ret felterne.", fields)
        public_id = ids.new_public_id()
        key = await insert(
            PriorMeasure(
                public_id=public_id,
                case=ref.id,
                item=ties.item,
                own_item=ties.own,
                title=title,
                description=description,
                taken_text=taken_text,
                judgement=judgement,
                ruling=ruling,
                version=1,
            )
        )
        after = _told(title, description, taken_text, judgement, ties)
        record(actor, AuditAction.ADDED, EntityKind.PRIOR_MEASURE, key, case=ref.id, subject=title, after=after)
    return Created(key, public_id)


async def edit_prior_measure(
    actor: Actor,
    case_id: int,
    public_id: str,
    *,
    seen: int,
    title: str,
    description: str = "",
    taken_text: str = "",
    judgement: Judgement,
    item: int | None = None,
    own_item: str = "",
    reason: str = "",
) -> None:
    """Corrects a measure from before the order. Reports that were made keep what they said.

    A tie to an item that the actor does not see stays, whatever is given. Raises `Invalid` also without a reason where
    the authority's judgement was written and what it judges, or how, is changed; `Stale` with both texts when
    somebody saved since version `seen`; otherwise as `add_prior_measure`.
    """
    async with transaction():
        ref = await begin(actor, case_id, Permission.PLAN_WRITE)
        row = await get_prior_measure(actor.scope, ref.id, public_id)
        title, taken_text, description = clean_line(title), clean_line(taken_text), clean_text(description)
        fields = _wrong_text(title, taken_text)
        ties = await _ties(actor, ref, item, own_item, fields, row)
        old = _told(row.title, row.description, row.taken_text, row.judgement, _ties_of(row))
        new = _told(title, description, taken_text, judgement, ties)
        if row.version != seen:
            raise Stale(conflicts=conflicts_between(new, old))
        reason = clean_text(reason)
        if _needs_reason(row.judgement, old, new) and not reason:
            fields["reason"] = "Arbejdstilsynets vurdering er skrevet ind. Skriv, hvorfor I retter."
        if fields:
            raise Invalid("prior_measure.fields", "Ret felterne.", fields)
        await update_version(
            PriorMeasure,
            row.id,
            seen,
            title=title,
            description=description,
            taken_text=taken_text,
            judgement=judgement,
            item=ties.item,
            own_item=ties.own,
        )
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.PRIOR_MEASURE,
            row.id,
            case=ref.id,
            subject=title,
            before=old,
            after=new,
            reason=reason,
        )


async def remove_prior_measure(actor: Actor, case_id: int, public_id: str, *, seen: int, reason: str) -> None:
    """Takes back a measure that was written in by mistake; the log keeps it, and so do the reports that were made.

    The item of an own plan that it was is listed again. Raises `Invalid` without a reason, `Stale` when somebody saved
    since version `seen`, `NotFound`, `Denied`.
    """
    async with transaction():
        ref = await begin(actor, case_id, Permission.PLAN_WRITE)
        row = await get_prior_measure(actor.scope, ref.id, public_id)
        if row.version != seen:
            raise Stale
        reason = clean_text(reason)
        if not reason:
            text = "Skriv, hvorfor tiltaget ikke skal stå her."
            raise Invalid("prior_measure.reason", text, {"reason": text})
        await execute("DELETE FROM prior_measures WHERE id = {}", row.id)
        record(
            actor,
            AuditAction.REMOVED,
            EntityKind.PRIOR_MEASURE,
            row.id,
            case=ref.id,
            subject=row.title,
            before=_told(row.title, row.description, row.taken_text, row.judgement, _ties_of(row)),
            reason=reason,
        )


class _Ties(msgspec.Struct, frozen=True):
    """What a measure is tied to: an item that carries it on, and the item of an own plan that it is."""

    item: int | None
    item_label: str | None
    own: int | None
    own_label: str | None


def _ties_of(row: PriorMeasureRow) -> _Ties:
    return _Ties(row.item, row.item_label, row.own, row.own_label)


def _told(title: str, description: str, taken_text: str, judgement: Judgement, ties: _Ties) -> dict[str, str | None]:
    """A measure as the log and a conflict tell of it."""
    return {
        "titel": title,
        "beskrivelse": description or None,
        "hvornår": taken_text or "ukendt",
        _AUTHORITY: JUDGEMENT[judgement],
        _CARRIED: ties.item_label,
        _TIE: ties.own_label,
    }


def _needs_reason(judged: Judgement, old: dict[str, str | None], new: dict[str, str | None]) -> bool:
    """Whether a written judgement, or what it judges, becomes another. What the measure is tied to does not count."""
    return judged is not Judgement.NOT_JUDGED and any(
        old[each] != new[each] for each in old if each not in (_CARRIED, _TIE)
    )


def _wrong_text(title: str, taken_text: str) -> dict[str, str]:
    fields = {}
    if not 0 < len(title) <= 200:
        fields["title"] = "Skriv en titel på højst 200 tegn."
    if len(taken_text) > 100:
        fields["taken_text"] = "Skriv højst 100 tegn."
    return fields


async def _ties(
    actor: Actor,
    ref: CaseRef,
    item: int | None,
    own_item: str,
    fields: dict[str, str],
    row: PriorMeasureRow | None = None,
) -> _Ties:
    """The ties that are wished, beside those of `row` that the actor does not see; what is wrong goes into `fields`."""
    label, own, own_label = None, None, None
    if row and row.hides_item:
        item = row.item
    elif item is not None:
        found = await get_item_row(actor.scope, item)
        label = f"tiltag {found.no}"
        if found.case_id != ref.id:
            fields["item"] = "Vælg et af sagens tiltag."
    if row and (row.hides_own or own_item == row.tied_item):
        own, own_label = row.own, row.own_label
    elif own_item:
        listed = {each.own_item: each for each in await list_own_measures(actor.scope, ref.id)}
        if own_item in listed:
            own, own_label = listed[own_item].own, listed[own_item].own_label
        else:
            text = "Tiltaget står her allerede, eller det er ikke fra en af jeres egne handleplaner."
            fields["own_item"] = text
    return _Ties(item, label, own, own_label)


async def _is_of_case(table: str, key: int, case_id: int) -> bool:
    found = await fetch_value(int, f'SELECT id FROM {table} WHERE id = {{}} AND "case" = {{}}', key, case_id)
    return found is not None
