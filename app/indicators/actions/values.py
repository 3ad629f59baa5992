"""Figures of a unit. The log says which, by whom and why, never the number: it may be hidden."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.dates import require_past
from app.core.errors import Invalid, RuleViolation, Stale
from app.core.text import clean_text
from app.db.sql import fetch_value, insert, update_version
from app.db.transaction import transaction
from app.indicators.labels import TREND
from app.indicators.queries import IndicatorRow, get_indicator, get_place, get_value
from app.indicators.rules import Figure, ShownValue, TypedFigure, figure_from
from app.indicators.tables import IndicatorValue
from app.indicators.words import period_text
from app.organisation.actions import Created


async def put_value(actor: Actor, indicator: str, unit: str, typed: TypedFigure) -> Created:
    """Enters a figure of `unit` (its public id) in a period: a number, or a direction alone.

    Who may: leaders, consultants and HR there. Raises `Invalid` naming the field (as `rules.figure_from`, a day to
    come, a period that has a figure already), `RuleViolation` for a closed unit, `NotFound`, `Denied`.
    """
    async with transaction():
        found = await get_indicator(actor.scope, indicator)
        return await _put(actor, found, unit, typed)


async def take_values(actor: Actor, indicator: str, rows: Sequence[tuple[str, TypedFigure]]) -> int:
    """All figures of a file, by the public id of their unit, or none. Raises as `put_value`; gives how many."""
    async with transaction():
        found = await get_indicator(actor.scope, indicator)
        for unit, typed in rows:
            await _put(actor, found, unit, typed)
    return len(rows)


async def _put(actor: Actor, indicator: IndicatorRow, unit: str, typed: TypedFigure) -> Created:
    place = await get_place(actor.scope, indicator, unit)
    may(actor, Permission.INDICATOR_WRITE, place.ancestors).require()
    if place.closed_on is not None:
        raise RuleViolation("indicator.unit_closed", "Enheden er lukket.")
    figure = _figure(actor, indicator, typed)
    if await fetch_value(
        int,
        "SELECT id FROM indicator_values WHERE indicator = {} AND unit = {} AND replaced_on IS NULL "
        "AND withdrawn_on IS NULL AND COALESCE(period_from, {}) = {} AND COALESCE(period_to, {}) = {} "
        "AND (period_from IS NOT NULL OR period_text = {})",
        indicator.id,
        place.id,
        date.min,
        figure.period_from or date.min,
        date.min,
        figure.period_to or date.min,
        figure.period_text,
    ):
        text = "Der er allerede et tal for enheden i den periode. Ret det i stedet."
        raise Invalid("indicator.twice", text, {"period_from": text})
    made = await _insert(indicator.id, place.id, figure, "")
    _record(actor, AuditAction.ADDED, made.id, _subject(indicator, place.name), after=_told(figure))
    return made


def _figure(actor: Actor, indicator: IndicatorRow, typed: TypedFigure) -> Figure:
    figure = figure_from(indicator.kind, indicator.measured_in, covers_people=indicator.covers_people, typed=typed)
    for field in ("period_to", "as_of"):
        require_past(getattr(figure, field), actor.today, field)
    return figure


async def _insert(indicator: int, unit: int, figure: Figure, reason: str) -> Created:
    public_id = ids.new_public_id()
    numbers: dict[str, Any] = {
        name: None if (number := getattr(figure, name)) is None else f"{number}"
        for name in ("value", "numerator", "denominator", "people")
    }
    same = ("period_from", "period_to", "period_text", "trend", "compared_with", "caveat", "as_of", "source")
    row = IndicatorValue(
        public_id=public_id,
        indicator=indicator,
        unit=unit,
        reason=reason,
        replaced_on=None,
        withdrawn_on=None,
        withdrawn_reason="",
        version=1,
        **numbers,
        **{name: getattr(figure, name) for name in same},
    )
    return Created(await insert(row), public_id)


async def correct_value(
    actor: Actor, indicator: str, public_id: str, *, seen: int, typed: TypedFigure, reason: str
) -> Created:
    """A new figure for the same unit and period; the old one stays, with the reason.

    Raises as `put_value`, `Invalid` without a reason, `RuleViolation` for one that no longer counts, and `Stale`.
    """
    async with transaction():
        found, old = await value_to_write(actor, indicator, public_id)
        reason = _required(reason, "Skriv, hvorfor tallet rettes.")
        same = TypedFigure(
            **{name: getattr(typed, name) for name in TypedFigure.__struct_fields__ if not name.startswith("period_")},
            period_from=old.period_from,
            period_to=old.period_to,
            period_text=old.period_text,
        )
        figure = _figure(actor, found, same)
        await update_version(IndicatorValue, old.id, seen, replaced_on=actor.today)
        made = await _insert(found.id, old.unit, figure, reason)
        _record(actor, AuditAction.CHANGED, made.id, _subject(found, old.unit_name), after=_told(figure), reason=reason)
    return made


async def withdraw_value(actor: Actor, indicator: str, public_id: str, *, seen: int, reason: str) -> None:
    """One that was entered by mistake counts no more; it stays, with the reason. Raises as `correct_value`."""
    async with transaction():
        found, old = await value_to_write(actor, indicator, public_id)
        reason = _required(reason, "Skriv, hvorfor tallet trækkes tilbage.")
        await update_version(IndicatorValue, old.id, seen, withdrawn_on=actor.today, withdrawn_reason=reason)
        _record(actor, AuditAction.WITHDRAWN, old.id, _subject(found, old.unit_name), reason=reason)


async def value_to_write(actor: Actor, indicator: str, public_id: str) -> tuple[IndicatorRow, ShownValue]:
    """A figure that counts, with its indicator, for who may correct it. Raises `NotFound`, `Denied`, `RuleViolation`
    for one that was taken back, and `Stale` for one that somebody has corrected."""
    found = await get_indicator(actor.scope, indicator)
    value = await get_value(actor.scope, found.id, public_id)
    may(actor, Permission.INDICATOR_WRITE, await ancestors_of(actor.scope, (value.unit,))).require()
    if value.withdrawn_on is not None:
        raise RuleViolation("indicator.withdrawn", "Tallet er trukket tilbage og kan ikke ændres.")
    if value.replaced_on is not None:
        raise Stale
    return found, value


def _required(reason: str, message: str) -> str:
    reason = clean_text(reason)
    if not reason:
        raise Invalid("indicator.reason", message, {"reason": message})
    return reason


def _subject(indicator: IndicatorRow, unit: str) -> str:
    return f"{indicator.name}: {unit}"


def _record(actor: Actor, action: AuditAction, key: int, subject: str, **more: Any) -> None:
    record(actor, action, EntityKind.INDICATOR_VALUE, key, subject=subject, **more)


def _told(figure: Figure) -> dict[str, Any]:
    return {
        "periode": period_text(figure.period_from, figure.period_to, figure.period_text),
        "skrevet": f"{TREND[figure.trend]}: {figure.compared_with}" if figure.trend else "et tal",
        "forbehold": figure.caveat or None,
        "kilde": figure.source or None,
    }
