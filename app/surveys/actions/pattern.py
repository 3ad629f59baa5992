"""The pattern of what is shown: computed over all rounds of a municipality together, and stored."""

import asyncio
from typing import Any

import msgspec

from app.access.policy import Actor
from app.db.sql import execute, in_list, insert_many
from app.organisation.queries import get_settings
from app.organisation.rules import Thresholds
from app.surveys.actions.pattern_rows import FigureKey, PatternRows, read_rows
from app.surveys.enums import HiddenReason
from app.surveys.rules.suppression import suppress
from app.surveys.tables import PatternCell

_CHUNK = 5000  # databases take so many parameters at least


class PatternChange(msgspec.Struct, frozen=True):
    """What becomes of figures of published rounds: shown until now and hidden from now on, or the other way round."""

    gone: tuple[FigureKey, ...] = ()
    came: tuple[FigureKey, ...] = ()


async def refresh_pattern(actor: Actor, municipality: int) -> PatternChange:
    """Computes anew what is shown of all rounds of the municipality, and stores it.

    In the caller's transaction, with what it changes, under the lock of the municipality's tree: a figure is never
    stored without its verdict. What was shown before is kept where it can be.
    """
    rows = await read_rows(actor.scope, municipality)
    thresholds = (await get_settings(actor.scope, municipality)).survey_thresholds
    wanted = await _verdicts(rows, thresholds)
    change = _change(rows, wanted)
    await _store(actor, rows, wanted, change)
    return change


async def preview_pattern(actor: Actor, municipality: int, thresholds: Thresholds) -> PatternChange:
    """What other thresholds would do to what is shown; nothing is written."""
    rows = await read_rows(actor.scope, municipality)
    return _change(rows, await _verdicts(rows, thresholds))


async def _verdicts(rows: PatternRows, thresholds: Thresholds) -> dict[FigureKey, HiddenReason | None]:
    figures, earlier = rows.figures(), rows.earlier()
    changes = rows.reorganisations(figures)
    # Seconds for a thousand units with many scales: others are served meanwhile.
    return rows.cells(await asyncio.to_thread(suppress, figures, thresholds, earlier, changes))


def _change(rows: PatternRows, wanted: dict[FigureKey, HiddenReason | None]) -> PatternChange:
    gone, came = [], []
    for each in rows.stored:
        key = (each.round_unit, each.scale, each.measure)
        if key in wanted and rows.was_published(each.round_unit):
            if each.reason is None and wanted[key] is not None:
                gone.append(key)
            elif each.reason is not None and wanted[key] is None:
                came.append(key)
    return PatternChange(tuple(gone), tuple(came))


async def _store(
    actor: Actor, rows: PatternRows, wanted: dict[FigureKey, HiddenReason | None], change: PatternChange
) -> None:
    before = {(each.round_unit, each.scale, each.measure): each for each in rows.stored}
    old = [each.id for key, each in before.items() if key not in wanted or wanted[key] != each.reason]
    for start in range(0, len(old), _CHUNK):
        await execute("DELETE FROM pattern_cells WHERE id IN {}", in_list(old[start : start + _CHUNK]))
    withdrawn = {key: each.withdrawn_on for key, each in before.items()} | dict.fromkeys(change.gone, actor.today)
    new: list[Any] = [
        PatternCell(
            round_unit=key[0],
            scale=key[1],
            measure=key[2],
            reason=reason,
            withdrawn_on=None if reason is None else withdrawn.get(key),
        )
        for key, reason in wanted.items()
        if key not in before or before[key].reason != reason
    ]
    if new:
        await insert_many(new)
    await execute(
        "UPDATE survey_rounds SET pattern_at = {} WHERE id IN {}", actor.now, in_list(each.id for each in rows.rounds)
    )
