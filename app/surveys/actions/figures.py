"""Figures of units, written by hand or read from a file. The log says which were written, never what they were."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import Invalid, NotFound
from app.core.text import clean_text
from app.db.sql import execute, fetch_all, in_list, insert, update_version
from app.organisation.actions.common import lock_tree
from app.surveys.actions.accepting import changing_what_is_shown, require_accepted
from app.surveys.actions.pattern import refresh_pattern
from app.surveys.enums import RoundState, SurveyDirection
from app.surveys.queries import RoundDetail, get_round
from app.surveys.rules.entry import Entry, TypedFigure, entries_of
from app.surveys.rules.rounds import numbers_problems
from app.surveys.tables import RoundUnit, SurveyResult

UNSEEN_ANSWERS = "Skriv også, hvor mange der har svaret. Det tal, der er gemt, er skjult."


class UnitEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be stored of one unit, by the unit's key. Scales that are not named stay as they are."""

    unit: int
    invited: int | None = None
    answered: int | None = None
    direction: SurveyDirection | None = None
    direction_note: str = ""
    figures: Mapping[str, Entry] = {}


class Correction(msgspec.Struct, frozen=True):
    """Why figures of a published round are written anew, and that what must go by it was seen."""

    reason: str = ""
    accepted: bool = False

    def problems(self, found: RoundDetail) -> dict[str, str]:
        """The Danish message where a reason is missing."""
        if found.row.state is RoundState.PUBLISHED and not clean_text(self.reason):
            return {"reason": "Målingen er offentliggjort. Skriv, hvorfor tallene bliver rettet."}
        return {}


NO_CORRECTION = Correction()


class _Unit(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    unit: int
    name: str
    invited: int | None
    answered: int | None
    direction: SurveyDirection | None
    direction_note: str
    version: int
    is_hiding: bool  # something of it is hidden, from who writes, too


class _Scale(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str


async def enter_figures(
    actor: Actor,
    round_public_id: str,
    unit_public_id: str,
    *,
    seen: int,
    invited: int | None,
    answered: int | None,
    keeps_answered: bool = False,
    direction: SurveyDirection | None,
    direction_note: str = "",
    keeps_direction: bool = False,
    figures: Sequence[TypedFigure] = (),
    correction: Correction = NO_CORRECTION,
) -> int:
    """What was typed of one unit, scale by scale in the instrument's order; gives how many shown figures now go.

    `keeps_answered`: the stored number of answers stays, which the form did not show; `keeps_direction`: the direction
    and what was said of it. Who may: HR for the round's unit.
    Raises `Invalid` with a message per field ("mean_0" of the first scale; more answers than invited, rule 35),
    `NotFound`, `Denied`, `Stale`; of a published round also without a reason, and `RuleViolation` with what would have
    to go of what readers have been shown, unless that was accepted.
    """
    async with changing_what_is_shown(actor):
        found = await round_to_write(actor, round_public_id)
        await lock_tree(found.row.municipality)
        unit = next((each for each in await _units(found) if each.public_id == unit_public_id), None)
        if unit is None:
            raise NotFound
        scales = found.data.scales if found.data else ()
        entries, problems = entries_of(scales, figures, answered, invited) if figures else ({}, {})
        problems |= numbers_problems(invited, answered)
        if keeps_answered:
            # Whether the numbers fit what is stored would tell it: they are taken together with it, or not at all.
            if invited != unit.invited or any(entry.n is not None for entry in entries.values()):
                problems.setdefault("answered", UNSEEN_ANSWERS)
            answered = unit.answered
        if keeps_direction:
            direction, direction_note = unit.direction, unit.direction_note
        problems |= correction.problems(found)
        if problems:
            raise Invalid("survey.figures", "Ret tallene.", problems)
        kept = (("answered",) if keeps_answered else ()) + (("direction", "direction_note") if keeps_direction else ())
        entry = UnitEntry(
            unit=unit.unit,
            invited=invited,
            answered=answered,
            direction=direction,
            direction_note=direction_note,
            figures=entries,
        )
        told = await _store(actor, found, unit, entry, seen, kept)
        if not told:
            return 0
        change = await refresh_pattern(actor, found.row.municipality)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.SURVEY_ROUND,
            found.row.id,
            subject=f"{found.row.name}: {unit.name}",
            after={"skrevet": ", ".join(told)},
            reason=clean_text(correction.reason),
        )
        await require_accepted(actor, found.row.municipality, change, accepted=correction.accepted)
    return len(change.gone)


async def put_figures(
    actor: Actor,
    round_public_id: str,
    entries: Sequence[UnitEntry],
    *,
    told: Mapping[str, str] | None = None,
    correction: Correction = NO_CORRECTION,
) -> int:
    """The figures of many units at once, as from a file; gives how many shown figures now go. The log says `told`, too.

    The entries have been checked against the instrument. Raises `NotFound` for a unit that the round does not have,
    `Invalid` for more answers than invited, `Denied`, and for a published round as `enter_figures`.
    """
    async with changing_what_is_shown(actor):
        found = await round_to_write(actor, round_public_id)
        await lock_tree(found.row.municipality)
        if problems := correction.problems(found):
            raise Invalid("survey.figures", "Ret felterne.", problems)
        units = {each.unit: each for each in await _units(found)}
        for entry in entries:
            if entry.unit not in units:
                raise NotFound
            if problems := numbers_problems(entry.invited, entry.answered):
                raise Invalid("survey.figures", "Ret tallene.", problems)
            await _store(actor, found, units[entry.unit], entry, units[entry.unit].version)
        change = await refresh_pattern(actor, found.row.municipality)
        record(
            actor,
            AuditAction.IMPORTED,
            EntityKind.SURVEY_ROUND,
            found.row.id,
            subject=found.row.name,
            after={"enheder med tal": len(entries), **(told or {})},
            reason=clean_text(correction.reason),
        )
        await require_accepted(actor, found.row.municipality, change, accepted=correction.accepted)
    return len(change.gone)


async def round_to_write(actor: Actor, public_id: str) -> RoundDetail:
    """The round, for who keeps it. Raises `NotFound`, `Denied`."""
    found = await get_round(actor.scope, public_id)
    may(actor, Permission.SURVEY_WRITE, found.above).require()
    return found


async def _units(found: RoundDetail) -> list[_Unit]:
    return await fetch_all(
        _Unit,
        "SELECT u.id, u.public_id, u.unit, u.name, u.invited, u.answered, u.direction, u.direction_note, u.version, "
        "CASE WHEN EXISTS (SELECT 1 FROM pattern_cells p WHERE p.round_unit = u.id AND p.reason IS NOT NULL) "
        "THEN 1 ELSE 0 END AS is_hiding FROM round_units u WHERE u.round = {} ORDER BY u.position",
        found.row.id,
    )


async def _store(
    actor: Actor, found: RoundDetail, unit: _Unit, entry: UnitEntry, seen: int, kept: tuple[str, ...] = ()
) -> list[str]:
    """Writes all but what is `kept`; gives what it was, in words for the log.

    Where something is hidden, what is written again is told as what differs: else the log and the page would say
    whether a guess was right.
    """
    told = []
    own: dict[str, Any] = {
        "invited": entry.invited,
        "answered": entry.answered,
        "direction": entry.direction,
        "direction_note": clean_text(entry.direction_note),
    }
    words = {"invited": "inviterede", "answered": "svar", "direction": "retning", "direction_note": "bemærkning"}
    guessable = () if not unit.is_hiding else tuple(name for name in words if name != "invited" and name not in kept)
    told += [words[name] for name, value in own.items() if value != getattr(unit, name) or name in guessable]
    scales = await fetch_all(
        _Scale,
        "SELECT id, code, name FROM survey_scales WHERE instrument = {} ORDER BY position",
        found.row.instrument or 0,
    )
    written = [scale for scale in scales if scale.code in entry.figures]
    if found.row.state is RoundState.PUBLISHED and (told or written):
        own["corrected_on"] = actor.today
    await update_version(RoundUnit, unit.id, seen, **own)
    if written:
        await execute(
            "DELETE FROM survey_results WHERE round_unit = {} AND scale IN {}",
            unit.id,
            in_list(scale.id for scale in written),
        )
    for scale in written:
        figure = entry.figures[scale.code]
        told.append(scale.name)
        if not figure.is_nothing:
            row = SurveyResult(
                round_unit=unit.id,
                scale=scale.id,
                n=figure.n,
                mean=figure.mean,
                is_hidden_by_supplier=figure.is_hidden_by_supplier,
                distribution=None if figure.distribution is None else msgspec.json.encode(figure.distribution).decode(),
            )
            await insert(row)
    return told
