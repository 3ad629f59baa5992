"""Telling which units became which: the people are the same, and so is what may be told of them."""

from collections.abc import Sequence
from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Invalid
from app.core.text import clean_text
from app.db.sql import execute, fetch_rows, in_list, insert, insert_many, update_version
from app.organisation.actions import Created
from app.organisation.actions.common import lock_tree
from app.organisation.queries import get_unit_id
from app.surveys.actions.accepting import changing_what_is_shown, require_accepted
from app.surveys.actions.pattern import refresh_pattern
from app.surveys.queries.told import ToldDetail, get_kept_told
from app.surveys.rules.told import told_problems
from app.surveys.tables import ToldReorganisation, ToldReorganisationUnit


class ToldFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Which units (by public id) became which, and from when."""

    changed_on: date | None
    before: Sequence[str]
    after: Sequence[str]
    note: str = ""


class _Checked(msgspec.Struct, frozen=True):
    changed_on: date
    before: tuple[int, ...]
    after: tuple[int, ...]
    note: str
    municipality: int
    told: dict[str, object]


async def tell_reorganisation(actor: Actor, facts: ToldFacts, *, accepted: bool = False) -> Created:
    """Says that those counted directly in some units were in others from a day on. What is shown is computed anew.

    Who may: HR for each of the units. Raises `Invalid` naming the field, `NotFound`, `Denied`, and `RuleViolation`
    with what would have to go of what readers have been shown, unless that was `accepted`.
    """
    public_id = ids.new_public_id()
    async with changing_what_is_shown(actor):
        it = await _checked(actor, facts)
        row = ToldReorganisation(
            public_id=public_id,
            municipality=it.municipality,
            changed_on=it.changed_on,
            note=it.note,
            removed_on=None,
            version=1,
        )
        key = await insert(row)
        await _put_units(key, it)
        record(actor, AuditAction.CREATED, EntityKind.REORGANISATION, key, subject=_subject(it), after=it.told)
        await require_accepted(actor, it.municipality, await refresh_pattern(actor, it.municipality), accepted=accepted)
    return Created(key, public_id)


async def change_reorganisation(
    actor: Actor, public_id: str, facts: ToldFacts, *, seen: int, accepted: bool = False
) -> None:
    """Corrects what was told. Raises as `tell_reorganisation`, and `Stale`."""
    async with changing_what_is_shown(actor):
        old = await get_kept_told(actor.scope, public_id)
        before = await _words_of(old)
        it = await _checked(actor, facts)
        if it.municipality != old.row.municipality:
            text = "Enhederne er fra en anden kommune."
            raise Invalid("told.municipality", text, {"before": text})
        await update_version(ToldReorganisation, old.row.id, seen, changed_on=it.changed_on, note=it.note)
        await execute("DELETE FROM told_reorganisation_units WHERE reorganisation = {}", old.row.id)
        await _put_units(old.row.id, it)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.REORGANISATION,
            old.row.id,
            subject=_subject(it),
            before=before,
            after=it.told,
        )
        await require_accepted(actor, it.municipality, await refresh_pattern(actor, it.municipality), accepted=accepted)


async def remove_reorganisation(
    actor: Actor, public_id: str, *, seen: int, reason: str, accepted: bool = False
) -> None:
    """What was told by mistake counts no more; the log keeps it. Raises as `change_reorganisation`."""
    reason = clean_text(reason)
    if not reason:
        raise Invalid("told.reason", "Skriv hvorfor.", {"reason": "Skriv, hvorfor omlægningen fjernes."})
    async with changing_what_is_shown(actor):
        old = await get_kept_told(actor.scope, public_id)
        for unit in old.units:
            may(actor, Permission.SURVEY_WRITE, await ancestors_of(actor.scope, (unit.id,))).require()
        await lock_tree(old.row.municipality)
        before = await _words_of(old)
        await update_version(ToldReorganisation, old.row.id, seen, removed_on=actor.today)
        record(
            actor,
            AuditAction.REMOVED,
            EntityKind.REORGANISATION,
            old.row.id,
            subject=f"Omlægning {before['gælder fra']}",
            before=before,
            after=dict.fromkeys(before),
            reason=reason,
        )
        await require_accepted(
            actor, old.row.municipality, await refresh_pattern(actor, old.row.municipality), accepted=accepted
        )


async def _checked(actor: Actor, facts: ToldFacts) -> _Checked:
    before, after = [await _units(actor, units) for units in (facts.before, facts.after)]
    problems = told_problems(before, after, facts.changed_on, actor.today)
    rows = await fetch_rows("SELECT DISTINCT municipality AS n FROM units WHERE id IN {}", in_list({*before, *after}))
    if len(rows) > 1:
        problems["after"] = "Enhederne er fra to kommuner."
    if problems or facts.changed_on is None:
        raise Invalid("told.fields", "Ret felterne.", problems)
    municipality = int(rows[0]["n"])
    await lock_tree(municipality)
    note = clean_text(facts.note)
    words = await _told_words(facts.changed_on, before, after, note)
    return _Checked(facts.changed_on, tuple(before), tuple(after), note, municipality, words)


async def _units(actor: Actor, units: Sequence[str]) -> list[int]:
    keys = []
    for unit in dict.fromkeys(units):
        key = await get_unit_id(actor.scope, unit)
        may(actor, Permission.SURVEY_WRITE, await ancestors_of(actor.scope, (key,))).require()
        keys.append(key)
    return keys


async def _put_units(key: int, it: _Checked) -> None:
    await insert_many(
        [
            ToldReorganisationUnit(reorganisation=key, unit=unit, is_after=is_after)
            for units, is_after in ((it.before, False), (it.after, True))
            for unit in units
        ]
    )


async def _told_words(changed_on: date, before: Sequence[int], after: Sequence[int], note: str) -> dict[str, object]:
    rows = await fetch_rows(
        "SELECT unit, name FROM unit_versions WHERE valid_to IS NULL AND unit IN {} ORDER BY sort_key, unit",
        in_list({*before, *after}),
    )
    first, last = [[str(row["name"]) for row in rows if int(row["unit"]) in units] for units in (before, after)]
    return {"gælder fra": changed_on, "før": first, "efter": last, "bemærkning": note or None}


async def _words_of(old: ToldDetail) -> dict[str, object]:
    before, after = [[unit.id for unit in old.side(is_after=side)] for side in (False, True)]
    return await _told_words(old.row.changed_on, before, after, old.row.note)


def _subject(it: _Checked) -> str:
    return f"Omlægning {it.changed_on:%d.%m.%Y}"
