"""Tying a case or its focus point to a series. The log says which, never the figure."""

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin
from app.core import ids
from app.core.errors import Invalid, NotFound
from app.core.text import clean_text
from app.db.sql import execute, fetch_value, insert
from app.db.transaction import transaction
from app.indicators.queries import get_linked_series, list_series_choices
from app.indicators.tables import IndicatorLink
from app.organisation.actions import Created
from app.plans.queries import get_focus_point


async def link_series(actor: Actor, case_id: int, *, focus_point: str = "", series: str, note: str = "") -> Created:
    """Says that a focus point (its public id, "" for the whole case) is followed by a series (`SeriesChoice.value`).

    Who may: whoever may change the plan and reads the series. Raises `Invalid` for one that is not theirs to choose or
    is tied already; `NotFound`, `Denied`.
    """
    public_id = ids.new_public_id()
    async with transaction():
        ref = await begin(actor, case_id, Permission.PLAN_WRITE)
        try:
            point = await get_focus_point(actor.scope, case_id, focus_point) if focus_point else None
        except NotFound:
            raise Invalid("indicator.point", "Vælg fra listen.", {"focus_point": "Vælg fra listen."}) from None
        chosen = {each.value: each for each in await list_series_choices(actor.scope, ref.units)}.get(series)
        if chosen is None:
            raise Invalid("indicator.series", "Vælg fra listen.", {"series": "Vælg fra listen."})
        if await fetch_value(
            int,
            'SELECT id FROM indicator_links WHERE "case" = {} AND COALESCE(focus_point, 0) = {} AND indicator = {} '
            "AND unit = {}",
            case_id,
            point.id if point else 0,
            chosen.indicator,
            chosen.unit,
        ):
            text = "Indikatoren er allerede knyttet."
            raise Invalid("indicator.linked", text, {"series": text})
        note = clean_text(note)
        key = await insert(
            IndicatorLink(
                public_id=public_id,
                case=case_id,
                focus_point=point.id if point else None,
                indicator=chosen.indicator,
                unit=chosen.unit,
                note=note,
            )
        )
        record(
            actor,
            AuditAction.ADDED,
            EntityKind.INDICATOR,
            chosen.indicator,
            case=case_id,
            subject=f"Fokuspunkt {point.position}: {point.title}" if point else ref.title,
            after={"indikator": chosen.name, "enhed": chosen.unit_name, "bemærkning": note or None},
        )
    return Created(key, public_id)


async def unlink_series(actor: Actor, case_id: int, public_id: str, *, reason: str) -> None:
    """The case is no longer followed by the series; the log keeps that it was, and why not.

    Who may: as for `link_series`. Raises `Invalid` without a reason, `NotFound`, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        ref = await begin(actor, case_id, Permission.PLAN_WRITE)
        found = await get_linked_series(actor.scope, case_id, public_id)
        if not reason:
            text = "Skriv, hvorfor indikatoren ikke længere hører til."
            raise Invalid("indicator.reason", text, {"reason": text})
        await execute("DELETE FROM indicator_links WHERE public_id = {}", public_id)
        record(
            actor,
            AuditAction.REMOVED,
            EntityKind.INDICATOR,
            found.indicator,
            case=case_id,
            subject=ref.title,
            before={"indikator": found.name, "enhed": found.unit_name, "bemærkning": found.note or None},
            reason=reason,
        )
