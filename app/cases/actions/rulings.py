"""The authority's decisions: the one that begins the case, and those that come after."""

from collections.abc import Mapping
from datetime import date

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.register import add_original_ruling
from app.cases.actions.steps import (
    CreatedWithWarnings,
    add_dates,
    begin,
    change_date,
    new_warnings,
    own_document,
    refresh_next_due,
)
from app.cases.enums import CasePhase, RulingKind
from app.cases.labels import NOTICE_KIND, RULING_KIND
from app.cases.queries.loading import load_case_rows
from app.cases.queries.rows import RULING_DATES, CaseRows
from app.cases.rules import can_be_complained_about, is_decision, transition_blockers
from app.cases.rules.dates import applicable_dates, first_dates, shown
from app.cases.tables import Ruling
from app.core import ids
from app.core.errors import Conflict, RuleViolation, Stale
from app.core.text import clean_text
from app.db.sql import execute, fetch_rows, insert
from app.db.transaction import transaction
from app.deadlines.enums import DateSource, DeadlineKind, DeadlineState
from app.deadlines.labels import DEADLINE_KIND
from app.deadlines.rules import DUTY_KINDS


async def register_ruling(
    actor: Actor,
    case_id: int,
    *,
    kind: RulingKind,
    seen: int,
    dates: Mapping[DeadlineKind, date] | None = None,
    withdrawn: tuple[DeadlineKind, ...] = (),
    note: str = "",
    document: int | None = None,
) -> CreatedWithWarnings:
    """A decision with the dates that its letter gives. The first ends the hearing and opens the case.

    A further one (longer deadline, change) has its own complaint deadline, the board's decision of a complaint none;
    each date in `dates` replaces the standing one, each in `withdrawn` ends it, and every earlier version stays. Dates
    it does not name stay as they are. Whether the kind of the case fits the ruling's date is a warning, never a
    refusal (rule 1).
    `seen` is the number of rulings the page showed: `Stale` where there is another one by now, be it the same letter.
    Raises `RuleViolation` where the case cannot have such a ruling.
    """
    given = dict(dates or {})
    async with transaction():
        ref = await begin(actor, case_id)
        rows = await load_case_rows(actor.scope, case_id)
        if len(rows.rulings) != seen:
            labels = [RULING_KIND[each.kind] for each in rows.rulings[seen:]]
            raise Stale(conflicts=(Conflict("Ny afgørelse", RULING_KIND[kind], ", ".join(labels)),))
        _check(rows, kind, given)
        await own_document(actor, ref, document)
        is_first = not rows.rulings
        note = clean_text(note)
        if is_first:
            ruling = await add_original_ruling(actor, case_id, note=note, document=document)
            wanted = dict.fromkeys(first_dates(rows.case.kind, CasePhase.OPEN))
            await _open(case_id, rows)
        else:
            no = rows.rulings[-1].no + 1
            row = Ruling(public_id=ids.new_public_id(), case=case_id, kind=kind, no=no, note=note, document=document)
            ruling = await insert(row)
            wanted = dict.fromkeys((DeadlineKind.RULED, DeadlineKind.AVAILABLE))
            if can_be_complained_about(kind):
                wanted[DeadlineKind.COMPLAINT] = None
            await _end(actor, rows, kind, {*(set(given) & DUTY_KINDS), *withdrawn})
        await add_dates(
            actor,
            case_id,
            {**wanted, **given},
            source=DateSource.LETTER,
            settings=rows.settings,
            ruling=ruling,
        )
        facts = await refresh_next_due(actor, case_id)
        label = RULING_KIND[RulingKind.ORIGINAL if is_first else kind]
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.RULING,
            ruling,
            case=case_id,
            subject=label,
            after={"slags": label, **{DEADLINE_KIND[each].lower(): shown(day) for each, day in given.items()}},
            reason=note,
        )
        (made,) = await fetch_rows("SELECT public_id FROM rulings WHERE id = {}", ruling)
    return CreatedWithWarnings(ruling, str(made["public_id"]), new_warnings(actor, rows, facts))


def _check(rows: CaseRows, kind: RulingKind, dates: dict[DeadlineKind, date]) -> None:
    if not is_decision(rows.case.kind):
        text = f"{NOTICE_KIND[rows.case.kind]} er ikke en afgørelse. Ret sagens slags, hvis der er kommet et påbud."
        raise RuleViolation("case.no_decision", text)
    if bool(rows.rulings) == (kind is RulingKind.ORIGINAL):
        text = "Sagen har en afgørelse. Vælg, hvad den nye ændrer." if rows.rulings else "Vælg »Afgørelse« først."
        raise RuleViolation("case.ruling_order", text)
    if set(dates) - set(applicable_dates(rows.case.kind)) or set(dates) - RULING_DATES:
        raise RuleViolation("case.date_of_other_kind", "Nogle af datoerne hører ikke til denne slags sag.")


async def _open(case_id: int, rows: CaseRows) -> None:
    if rows.case.phase is not CasePhase.HEARING:
        return
    decided = msgspec.structs.replace(rows.facts(), has_ruling=True)
    if blockers := transition_blockers(decided, CasePhase.OPEN):
        raise RuleViolation("case.cannot_open", "Sagen kan ikke åbnes endnu.", blockers)
    await execute("UPDATE cases SET phase = {}, version = version + 1 WHERE id = {}", CasePhase.OPEN, case_id)


async def _end(actor: Actor, rows: CaseRows, kind: RulingKind, ended: set[DeadlineKind]) -> None:
    reason = f"Afløst: {RULING_KIND[kind].lower()}."
    for each in sorted(ended):
        row = rows.deadline(each)
        if row is not None:
            await change_date(
                actor,
                rows.case.id,
                row,
                on_date=row.on_date,
                source=row.source,
                reason=reason,
                state=DeadlineState.VOID,
            )
