"""Rounds: made with their units as they were, and corrected."""

from datetime import date
from typing import Any

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.committees.queries import get_committee
from app.core import ids
from app.core.dates import short_date
from app.core.errors import Invalid, NotFound, Stale, conflicts_between
from app.core.text import clean_line, clean_text
from app.db.sql import fetch_all, fetch_value, insert, insert_many, update_version
from app.db.transaction import transaction
from app.organisation.actions import Created
from app.organisation.actions.common import lock_tree
from app.organisation.queries import get_unit_id
from app.surveys.actions.accepting import changing_what_is_shown, require_accepted
from app.surveys.actions.figures import round_to_write
from app.surveys.actions.instruments import adopt
from app.surveys.actions.pattern import refresh_pattern
from app.surveys.enums import RoundState
from app.surveys.queries import RoundDetail, get_instrument
from app.surveys.rules.rounds import UnitPast, frozen_on, frozen_units, period_problems, period_text
from app.surveys.rules.shipped import SHIPPED
from app.surveys.tables import RoundUnit, SurveyRound

_WHEN = ("year", "period_from", "period_to", "period_text")


class RoundFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a round. Days that nobody knows are None; `committee` is a public id, or ""."""

    name: str
    year: int | None = None
    period_from: date | None = None
    period_to: date | None = None
    period_text: str = ""
    ordered_by: str = ""
    guidelines_on: date | None = None
    committee: str = ""
    note: str = ""


async def create_round(actor: Actor, *, unit: str, instrument: str, facts: RoundFacts) -> Created:
    """A round of `unit` (its public id) and what lay below, as it was called and lay then; a draft.

    `instrument` is the key of one of ours, the public id of one of the municipality's, or "" where nobody knows it:
    then there can be a direction, and no figure. Who may: HR for the unit. Raises `Invalid` naming the field,
    `NotFound`, `Denied`.
    """
    public_id = ids.new_public_id()
    async with transaction():
        key = await get_unit_id(actor.scope, unit)
        may(actor, Permission.SURVEY_WRITE, await ancestors_of(actor.scope, (key,))).require()
        municipality = await fetch_value(int, "SELECT municipality FROM units WHERE id = {}", key) or 0
        columns = await _columns(actor, facts)
        used = await _instrument(actor, municipality, instrument)
        row = SurveyRound(
            public_id=public_id,
            municipality=municipality,
            unit=key,
            instrument=used,
            state=RoundState.DRAFT,
            published_on=None,
            taken_back_on=None,
            pattern_at=None,
            version=1,
            **columns,
        )
        made = await insert(row)
        day = frozen_on(columns["year"], facts.period_from, facts.period_to, actor.today)
        await _freeze(made, municipality, key, day)
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.SURVEY_ROUND,
            made,
            subject=columns["name"],
            after=await _told(columns),
        )
    return Created(made, public_id)


async def change_round(actor: Actor, public_id: str, *, seen: int, facts: RoundFacts, accepted: bool = False) -> None:
    """Name, period, who ordered it, guidelines and note; its units and its instrument stay. When it was
    decides which rounds are of the same answers, and which came first: so what is shown is counted anew.

    Raises as `create_round`, `Stale` with both versions, and `RuleViolation` with what would have to go of what
    readers have been shown, unless that was accepted.
    """
    async with changing_what_is_shown(actor):
        old = await round_to_write(actor, public_id)
        await lock_tree(old.row.municipality)
        columns = await _columns(actor, facts)
        before, after = await _told(_columns_of(old)), await _told(columns)
        if old.row.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        if before == after:
            return
        await update_version(SurveyRound, old.row.id, seen, **columns)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.SURVEY_ROUND,
            old.row.id,
            subject=columns["name"],
            before=before,
            after=after,
        )
        if any(columns[name] != getattr(old.row, name) for name in _WHEN):
            change = await refresh_pattern(actor, old.row.municipality)
            await require_accepted(actor, old.row.municipality, change, accepted=accepted)


async def _instrument(actor: Actor, municipality: int, chosen: str) -> int | None:
    if not chosen:
        return None
    if any(each.key == chosen for each in SHIPPED):
        return await adopt(actor, municipality, chosen)
    found = await get_instrument(actor.scope, chosen)
    if found.row.municipality != municipality:
        raise NotFound
    if not found.data.scales:
        text = "Skemaet har ingen skalaer endnu. Tilføj dem først."
        raise Invalid("survey.instrument", text, {"instrument": text})
    return found.row.id


async def _columns(actor: Actor, facts: RoundFacts) -> dict[str, Any]:
    problems = period_problems(facts.year, facts.period_from, facts.period_to)
    name = clean_line(facts.name)[:200]
    if not name:
        problems["name"] = "Udfyld navn."
    if facts.guidelines_on is not None and facts.guidelines_on > actor.today:
        problems["guidelines_on"] = "Datoen ligger i fremtiden. Registrér aftalen, når den er lavet."
    if problems:
        raise Invalid("survey.fields", "Ret felterne.", problems)
    day = facts.period_to or facts.period_from
    committee = (await get_committee(actor.scope, facts.committee)).id if facts.committee else None
    return {
        "name": name,
        "year": facts.year if facts.year is not None else (day or actor.today).year,
        "period_from": facts.period_from,
        "period_to": facts.period_to,
        "period_text": clean_line(facts.period_text)[:100],
        "ordered_by": clean_line(facts.ordered_by)[:200],
        "guidelines_on": facts.guidelines_on,
        "guidelines_committee": committee,
        "note": clean_text(facts.note),
    }


def _columns_of(old: RoundDetail) -> dict[str, Any]:
    names = (
        "name",
        "year",
        "period_from",
        "period_to",
        "period_text",
        "ordered_by",
        "guidelines_on",
        "note",
        "guidelines_committee",
    )
    return {name: getattr(old.row, name) for name in names}


async def _told(columns: dict[str, Any]) -> dict[str, Any]:
    committee = await fetch_value(
        str, "SELECT name FROM committees WHERE id = {}", columns["guidelines_committee"] or 0
    )
    day = columns["guidelines_on"]
    return {
        "navn": columns["name"],
        "hvornår": period_text(columns["year"], columns["period_from"], columns["period_to"], columns["period_text"]),
        "bestilt af": columns["ordered_by"] or None,
        "retningslinjer aftalt": short_date(day) if day else None,
        "udvalg": committee,
        "bemærkning": columns["note"] or None,
    }


async def _freeze(round: int, municipality: int, top: int, day: date) -> None:
    versions = await fetch_all(
        UnitPast,
        "SELECT v.unit, v.parent, v.name, v.sort_key, v.valid_from, v.valid_to, u.closed_on FROM unit_versions v "
        "JOIN units u ON u.id = v.unit WHERE u.municipality = {} ORDER BY v.unit, v.valid_from, v.id",
        municipality,
    )
    rows: list[Any] = [
        RoundUnit(
            public_id=ids.new_public_id(),
            round=round,
            unit=each.unit,
            parent=each.parent,
            name=each.name,
            parent_name=each.parent_name,
            position=position,
            depth=each.depth,
            invited=None,
            answered=None,
            direction=None,
            direction_note="",
            corrected_on=None,
            version=1,
        )
        for position, each in enumerate(frozen_units(versions, top, day))
    ]
    if not rows:
        text = "Enheden var lukket, da der blev målt. Vælg en anden enhed eller en anden dato."
        raise Invalid("survey.unit_closed", text, {"unit": text})
    await insert_many(rows)
