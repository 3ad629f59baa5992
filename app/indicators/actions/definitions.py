"""What is followed. Once there are figures, what they mean stays as it is."""

from typing import Any

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Invalid, Stale, conflicts_between
from app.core.text import clean_line, clean_text, sort_key
from app.db.sql import fetch_value, insert, update_version
from app.db.transaction import transaction
from app.indicators.enums import Better, IndicatorKind
from app.indicators.labels import BETTER, INDICATOR_KIND
from app.indicators.policy import may_define
from app.indicators.queries import IndicatorRow, get_indicator
from app.indicators.rules import TURNOVER, always_covers_people
from app.indicators.tables import Indicator
from app.organisation.actions import Created

_FIXED = ("kind", "measured_in", "covers_people", "definition")


class IndicatorFacts(msgspec.Struct, frozen=True, kw_only=True):
    kind: IndicatorKind
    name: str
    measured_in: str = ""
    better: Better | None = None
    covers_people: bool = True
    definition: str = ""
    source: str = ""


async def create_indicator(actor: Actor, municipality: int, facts: IndicatorFacts) -> Created:
    """Raises `Invalid` naming the field (no name, one that is there, no definition, no unit), `Denied`."""
    public_id = ids.new_public_id()
    async with transaction():
        may_define(actor, municipality).require()
        columns = await _columns(municipality, facts, 0)
        key = await insert(Indicator(public_id=public_id, municipality=municipality, version=1, **columns))
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.INDICATOR,
            key,
            subject=columns["name"],
            after=_told(columns),
        )
    return Created(key, public_id)


async def change_indicator(actor: Actor, public_id: str, *, seen: int, facts: IndicatorFacts) -> None:
    """Raises as `create_indicator`, `Invalid` for what its figures mean where it has any, and `Stale`."""
    async with transaction():
        old = await own_indicator(actor, public_id)
        columns = await _columns(old.municipality, facts, old.id)
        before = {name: getattr(old, name) for name in columns if name != "sort_key"}
        if old.version != seen:
            raise Stale(conflicts=conflicts_between(_told(columns), _told(before)))
        text = "Der er tal, som betyder det, der står her. Lav en ny indikator i stedet."
        if changed := [name for name in _FIXED if old.entered and columns[name] != before[name]]:
            raise Invalid("indicator.used", text, {changed[0]: text})
        if _told(columns) == _told(before):
            return
        await update_version(Indicator, old.id, seen, **columns)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.INDICATOR,
            old.id,
            subject=columns["name"],
            before=_told(before),
            after=_told(columns),
        )


async def own_indicator(actor: Actor, public_id: str) -> IndicatorRow:
    """The indicator, for who may change it. Raises `NotFound`, `Denied`."""
    found = await get_indicator(actor.scope, public_id)
    may_define(actor, found.municipality).require()
    return found


async def _columns(municipality: int, facts: IndicatorFacts, but: int) -> dict[str, Any]:
    name = clean_line(facts.name)[:200]
    definition = clean_text(facts.definition)
    measured_in = "%" if facts.kind in TURNOVER else clean_line(facts.measured_in)[:40]
    problems = {}
    if not name:
        problems["name"] = "Skriv et navn."
    elif await fetch_value(
        int,
        "SELECT id FROM indicators WHERE municipality = {} AND sort_key = {} AND id <> {}",
        municipality,
        sort_key(name),
        but,
    ):
        problems["name"] = "Der er allerede en indikator med det navn."
    if not definition:
        problems["definition"] = "Skriv, hvordan tallet gøres op. Ellers kan ingen sammenligne det."
    if not measured_in:
        problems["measured_in"] = "Skriv, hvad der måles i, for eksempel »%« eller »dage pr. ansat«."
    if problems:
        raise Invalid("indicator.facts", "Ret de felter, der er markeret.", problems)
    return {
        "kind": facts.kind,
        "name": name,
        "measured_in": measured_in,
        "better": facts.better,
        "covers_people": facts.covers_people or always_covers_people(facts.kind),
        "definition": definition,
        "source": clean_line(facts.source)[:300],
        "sort_key": sort_key(name),
    }


def _told(columns: dict[str, Any]) -> dict[str, Any]:
    better = columns["better"]
    return {
        "slags": INDICATOR_KIND[columns["kind"]],
        "navn": columns["name"],
        "måles i": columns["measured_in"],
        "retning": BETTER[better] if better else None,
        "handler om mennesker": columns["covers_people"],
        "sådan gøres det op": columns["definition"],
        "kilde": columns["source"] or None,
    }
