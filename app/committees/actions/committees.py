"""Committees: made, changed, closed. What they cover decides who reads which cases, from the same moment."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.committees.actions.common import (
    nothing_for_oneself,
    own_committee,
    require_administrator,
)
from app.committees.enums import CommitteeKind
from app.committees.labels import COMMITTEE_KIND
from app.committees.tables import Committee, CommitteeUnit
from app.core import ids
from app.core.errors import Invalid, NotFound, Stale, conflicts_between
from app.core.text import clean_line, search_key, sort_key
from app.db.sql import execute, fetch_all, fetch_rows, fetch_value, in_list, insert, insert_many, update_version
from app.db.transaction import transaction
from app.organisation.actions import Created
from app.organisation.actions.common import lock_tree
from app.organisation.rules.settings import MunicipalitySettings, committee_rank, decode_settings


class _Unit(msgspec.Struct, frozen=True):
    id: int
    municipality: int
    name: str
    closed_on: date | None


async def create_committee(
    actor: Actor,
    municipality: int,
    *,
    name: str,
    kind: CommitteeKind,
    units: Sequence[int],
    rank: str = "",
    external_id: str | None = None,
    is_work_environment: bool = False,
) -> Created:
    """A committee that covers `units` and all below them, but for what a lower one of its kind covers.

    An administrator of every unit may. Raises `Invalid` naming the field (a rank the municipality does not have,
    a closed unit), `NotFound` for a unit of another municipality, `Denied`: also where it widens one's own access.
    """
    public_id = ids.new_public_id()
    async with transaction():
        await lock_tree(municipality)
        covered = await _checked_units(actor, municipality, units)
        facts = _checked(name, rank, await _settings(municipality))
        external_id = clean_line(external_id or "") or None
        await _check_external_id(municipality, external_id)
        async with nothing_for_oneself(actor):
            key = await insert(
                Committee(
                    public_id=public_id,
                    municipality=municipality,
                    external_id=external_id,
                    kind=kind,
                    is_work_environment=is_work_environment and kind is CommitteeKind.MED,
                    closed_on=None,
                    version=1,
                    **facts,
                )
            )
            await insert_many([CommitteeUnit(committee=key, unit=unit.id) for unit in covered])
        after = _shown(facts["name"], kind, facts["rank"], covered, is_work_environment)
        record(actor, AuditAction.CREATED, EntityKind.COMMITTEE, key, subject=facts["name"], after=after)
    return Created(key, public_id)


async def change_committee(
    actor: Actor,
    committee: int,
    *,
    seen: int,
    name: str,
    kind: CommitteeKind,
    units: Sequence[int],
    rank: str = "",
    is_work_environment: bool | None = None,
) -> None:
    """Name, kind, rank and units. What its members may read follows at once. `is_work_environment` None: as it was.

    Who may: an administrator of all the units, those of before and those of now. Raises as `create_committee`,
    `RuleViolation` for a closed committee, and `Stale` with both versions.
    """
    async with transaction():
        old = await own_committee(actor, committee)
        await lock_tree(old.municipality)
        before_units = await _units_by_id(old.units)
        covered = await _checked_units(actor, old.municipality, units, kept=old.units)
        facts = _checked(name, rank, decode_settings(old.settings), kept=old.rank)
        also = old.is_work_environment if is_work_environment is None else is_work_environment
        also = also and kind is CommitteeKind.MED
        before = _shown(old.name, old.kind, old.rank, before_units, old.is_work_environment)
        after = _shown(facts["name"], kind, facts["rank"], covered, also)
        if old.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        if before == after:
            return
        async with nothing_for_oneself(actor):
            await update_version(Committee, committee, seen, kind=kind, is_work_environment=also, **facts)
            await _set_units(committee, old.units, tuple(unit.id for unit in covered))
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.COMMITTEE,
            committee,
            subject=facts["name"],
            before=before,
            after=after,
        )


async def close_committee(actor: Actor, committee: int, *, seen: int, closed_on: date | None = None) -> None:
    """The committee is no more: its members read nothing through it, and the one above covers its units again.

    Its history and members stay to be read. Raises `NotFound`, `Denied`, `Invalid` for a day to come,
    `RuleViolation` for one that is closed already, `Stale`.
    """
    day = closed_on or actor.today
    async with transaction():
        old = await own_committee(actor, committee)
        await lock_tree(old.municipality)
        if day > actor.today:
            text = "Vælg i dag eller en dag, der er gået. Ændringen gælder med det samme."
            raise Invalid("committee.day", text, {"closed_on": text})
        async with nothing_for_oneself(actor):
            await update_version(Committee, committee, seen, closed_on=day)
        record(actor, AuditAction.CLOSED, EntityKind.COMMITTEE, committee, subject=old.name, after={"nedlagt": day})


def _checked(name: str, rank: str, settings: MunicipalitySettings, *, kept: str = "") -> dict[str, Any]:
    """The columns of what was typed; the rank as the municipality writes it. `kept` is the rank of before."""
    name, rank = clean_line(name), clean_line(rank)
    fields = {}
    if not name:
        fields["name"] = "Udfyld navn."
    elif len(name) > 200:
        fields["name"] = "Navnet må højst have 200 tegn."
    position = committee_rank(rank, settings) if rank else None
    if position is not None:
        rank = settings.committee_ranks[position]
    elif rank and rank != kept:
        known = ", ".join(settings.committee_ranks)
        fields["rank"] = f"Kommunen har ikke niveauet {rank[:40]}. Vælg {known} eller intet."
    if fields:
        raise Invalid("committee.fields", "Ret oplysningerne.", fields)
    return {"name": name, "rank": rank, "search_key": search_key(name), "sort_key": sort_key(name)}


async def _settings(municipality: int) -> MunicipalitySettings:
    text = await fetch_value(str, "SELECT settings FROM municipalities WHERE id = {}", municipality)
    if text is None:
        raise NotFound
    return decode_settings(text)


async def _check_external_id(municipality: int, external_id: str | None) -> None:
    if external_id and await fetch_rows(
        "SELECT id FROM committees WHERE municipality = {} AND external_id = {}", municipality, external_id
    ):
        text = "Det eksterne id er i brug på et andet udvalg."
        raise Invalid("committee.external_id", text, {"external_id": text})


async def _units_by_id(units: Sequence[int]) -> list[_Unit]:
    return await fetch_all(
        _Unit,
        "SELECT u.id, u.municipality, v.name, u.closed_on FROM units u "
        "JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL WHERE u.id IN {} ORDER BY v.sort_key, u.id",
        in_list(units),
    )


async def _checked_units(
    actor: Actor, municipality: int, units: Sequence[int], *, kept: Sequence[int] = ()
) -> list[_Unit]:
    """The units, all of the municipality, open or covered before, and all administered by the actor."""
    wanted = set(units)
    if not wanted:
        raise Invalid("committee.units", "Vælg mindst én enhed.", {"units": "Vælg mindst én enhed."})
    found = await _units_by_id(sorted(wanted))
    if len(found) != len(wanted) or any(unit.municipality != municipality for unit in found):
        raise NotFound
    await require_administrator(actor, wanted)
    if closed := [unit.name for unit in found if unit.closed_on is not None and unit.id not in kept]:
        text = f"{', '.join(closed)} er lukket. Vælg en anden enhed."
        raise Invalid("committee.unit_closed", text, {"units": text})
    return found


async def _set_units(committee: int, before: Sequence[int], after: Sequence[int]) -> None:
    if gone := set(before) - set(after):
        await execute("DELETE FROM committee_units WHERE committee = {} AND unit IN {}", committee, in_list(gone))
    if new := [unit for unit in after if unit not in set(before)]:
        await insert_many([CommitteeUnit(committee=committee, unit=unit) for unit in new])


def _shown(name: str, kind: CommitteeKind, rank: str, units: Sequence[_Unit], also: bool) -> dict[str, Any]:
    return {
        "navn": name,
        "slags": COMMITTEE_KIND[kind],
        "også arbejdsmiljøudvalg": also,
        "niveau": rank or None,
        "enheder": ", ".join(unit.name for unit in units),
    }
