"""Recording workplace assessments and annual discussions, correcting them, and taking one back."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.dates import UNKNOWN, short_date
from app.core.errors import Invalid, RuleViolation, Stale, conflicts_between
from app.core.text import clean_line, clean_text
from app.cycles.actions.facts import RecordFacts, columns_from
from app.cycles.enums import CycleKind, Participant
from app.cycles.labels import CYCLE_ELEMENT, CYCLE_KIND, ELEMENT_STATE, GOAL_OUTCOME, PARTICIPANT
from app.cycles.queries import RecordDetail, RecordRow, get_place, get_record, list_goals_to_evaluate
from app.cycles.rules import Answer, Evaluation, Goal, all_elements, check_kept, check_order, goals_after, goals_from
from app.cycles.tables import CycleAnswer, CyclicRecord, DiscussionGoal
from app.db.sql import execute, fetch_value, insert, insert_many, update_version
from app.db.transaction import transaction
from app.organisation.actions import Created

_KIND = {
    CycleKind.WORKPLACE_ASSESSMENT: EntityKind.WORKPLACE_ASSESSMENT,
    CycleKind.ANNUAL_DISCUSSION: EntityKind.ANNUAL_DISCUSSION,
}


async def create_record(actor: Actor, unit: str, kind: CycleKind, facts: RecordFacts) -> Created:
    """Records that `unit` (its public id) has done what the law asks for, as far as is known.

    Who may: leaders, AMR and HR there. Raises `Invalid` naming the field (neither a day nor words for it, a day to
    come, one that is recorded already), `RuleViolation` for a closed unit, `Stale` when another discussion has
    evaluated a goal meanwhile, `NotFound`, `Denied`.
    """
    public_id = ids.new_public_id()
    async with transaction():
        place = await get_place(actor.scope, unit)
        may(actor, Permission.CYCLE_WRITE, place.ancestors).require()
        if place.closed_on is not None:
            raise RuleViolation("cycle.unit_closed", "Enheden er lukket.")
        columns = await columns_from(actor, kind, facts, place.municipality)
        goals = goals_from(facts.goals)
        await _refuse_twice(place.id, kind, facts.held_on, 0)
        discusses = kind is CycleKind.ANNUAL_DISCUSSION
        earlier = await list_goals_to_evaluate(actor.scope, place.id) if discusses else []
        found = goals_after(earlier, facts.evaluations)
        check_order(facts.held_on, found)
        row = CyclicRecord(
            public_id=public_id,
            municipality=place.municipality,
            unit=place.id,
            kind=kind,
            withdrawn_on=None,
            withdrawn_reason="",
            version=1,
            **columns,
        )
        key = await insert(row)
        await _write_answers(key, kind, facts.answers)
        await _write_goals(key, (), goals)
        await _evaluate(key, earlier, facts.evaluations)
        after = _told(kind, columns, await _names(columns), facts.answers, goals, found)
        record(actor, AuditAction.CREATED, _KIND[kind], key, subject=_subject(kind, place.name), after=after)
    return Created(key, public_id)


async def change_record(actor: Actor, public_id: str, *, seen: int, facts: RecordFacts) -> None:
    """Corrects a record; its unit and its kind stay. Raises as `create_record`, `RuleViolation` for one that was taken
    back, and `Stale` with both versions."""
    async with transaction():
        old = await record_to_write(actor, public_id)
        row = old.row
        columns = await columns_from(actor, row.kind, facts, row.municipality, row)
        goals = goals_from(facts.goals)
        check_kept(goals, [goal.text for goal in old.goals if goal.outcome is not None])
        stored = _columns_of(row)
        old_goals = [goal.text for goal in old.goals]
        before = _told(row.kind, stored, await _names(stored), old.answers.values(), old_goals, old.earlier_goals)
        changed = goals_after(old.earlier_goals, facts.evaluations)
        after = _told(row.kind, columns, await _names(columns), facts.answers, goals, changed)
        if row.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        await _refuse_twice(row.unit, row.kind, facts.held_on, row.id)
        check_order(facts.held_on, changed)
        if before == after and stored == columns:
            return
        await update_version(CyclicRecord, row.id, seen, **columns)
        await execute("DELETE FROM cycle_answers WHERE record = {}", row.id)
        await _write_answers(row.id, row.kind, facts.answers)
        await _write_goals(row.id, old.goals, goals)
        await _evaluate(row.id, old.earlier_goals, facts.evaluations)
        subject = _subject(row.kind, row.unit_name)
        record(actor, AuditAction.CHANGED, _KIND[row.kind], row.id, subject=subject, before=before, after=after)


async def withdraw_record(actor: Actor, public_id: str, *, seen: int, reason: str) -> None:
    """One that was entered by mistake counts no more; it stays, with the reason. What it found of earlier goals goes.

    Raises `Invalid` without a reason, `RuleViolation` when a later discussion has evaluated its goals or it was taken
    back already, `Stale`, `NotFound`, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        old = await record_to_write(actor, public_id)
        if not reason:
            text = "Skriv, hvorfor den skal trækkes tilbage."
            raise Invalid("cycle.reason", text, {"reason": text})
        if any(goal.outcome is not None for goal in old.goals):
            raise RuleViolation(
                "cycle.evaluated", "Målene er vurderet i en senere drøftelse. Fjern først vurderingen dér."
            )
        await update_version(CyclicRecord, old.row.id, seen, withdrawn_on=actor.today, withdrawn_reason=reason)
        await execute(
            "UPDATE discussion_goals SET outcome = NULL, outcome_note = '', evaluated_in = NULL "
            "WHERE evaluated_in = {}",
            old.row.id,
        )
        subject = _subject(old.row.kind, old.row.unit_name)
        record(actor, AuditAction.WITHDRAWN, _KIND[old.row.kind], old.row.id, subject=subject, reason=reason)


async def record_to_write(actor: Actor, public_id: str) -> RecordDetail:
    """The record, for who may correct it. Raises `RuleViolation` for one that was taken back, `NotFound`, `Denied`."""
    found = await get_record(actor.scope, public_id)
    may(actor, Permission.CYCLE_WRITE, found.above).require()
    if found.row.withdrawn_on is not None:
        raise RuleViolation("cycle.withdrawn", "Den er trukket tilbage og kan ikke ændres.")
    return found


def _subject(kind: CycleKind, unit: str) -> str:
    return f"{CYCLE_KIND[kind]}: {unit}"


def _columns_of(row: RecordRow) -> dict[str, Any]:
    names = (
        *("covers_below", "held_on", "held_text", "participants", "committee", "round", "kept_at", "readable_at"),
        *("changed_on", "changed_text", "note"),
    )
    return {name: getattr(row, name) for name in names}


class _Names(msgspec.Struct, frozen=True):
    """What the committee and the survey are called."""

    committee: str | None
    round: str | None


async def _names(columns: dict[str, Any]) -> _Names:
    return _Names(
        await fetch_value(str, "SELECT name FROM committees WHERE id = {}", columns["committee"] or 0),
        await fetch_value(str, "SELECT name FROM survey_rounds WHERE id = {}", columns["round"] or 0),
    )


async def _refuse_twice(unit: int, kind: CycleKind, held_on: date | None, but: int) -> None:
    found = await fetch_value(
        int,
        "SELECT COUNT(*) FROM cyclic_records WHERE unit = {} AND kind = {} AND held_on = {} AND id <> {} "
        "AND withdrawn_on IS NULL",
        unit,
        kind,
        held_on or date.min,
        but,
    )
    if found:
        text = "Der er allerede registreret en for enheden den dag. Ret den i stedet."
        raise Invalid("cycle.twice", text, {"held_on": text})


async def _write_answers(key: int, kind: CycleKind, answers: Sequence[Answer]) -> None:
    known = all_elements(kind)
    await insert_many(
        [
            CycleAnswer(
                record=key,
                element=each.element,
                state=each.state,
                on_date=each.on_date,
                text=clean_line(each.text)[:500],
            )
            for each in answers
            if each.element in known
        ]
    )


async def _write_goals(key: int, old: Sequence[Goal], texts: Sequence[str]) -> None:
    """The goals of the discussion `key`. Those that are still there keep their row, and so what was found of them."""
    kept = {goal.text: goal.id for goal in old}
    for text, goal in kept.items():
        if text not in texts:
            await execute("DELETE FROM discussion_goals WHERE id = {}", goal)
    for position, text in enumerate(texts):
        if text in kept:
            await execute("UPDATE discussion_goals SET position = {} WHERE id = {}", position, kept[text])
        else:
            await insert(
                DiscussionGoal(
                    public_id=ids.new_public_id(),
                    record=key,
                    position=position,
                    text=text,
                    outcome=None,
                    outcome_note="",
                    evaluated_in=None,
                )
            )


async def _evaluate(key: int, earlier: Sequence[Goal], evaluations: Sequence[Evaluation]) -> None:
    """What the discussion `key` found of earlier goals. Raises `Stale` as `goals_after`.

    Counting up the version of the discussion that set the goal keeps its own correction from passing this one by.
    """
    changed = [(old, new) for old, new in zip(earlier, goals_after(earlier, evaluations), strict=True) if old != new]
    for owner in sorted({old.record for old, _ in changed}):
        await execute("UPDATE cyclic_records SET version = version + 1 WHERE id = {}", owner)
    for old, new in changed:
        rows = await execute(
            "UPDATE discussion_goals SET outcome = {}, outcome_note = {}, evaluated_in = {} "
            "WHERE id = {} AND (evaluated_in IS NULL OR evaluated_in = {}) RETURNING id",
            new.outcome,
            new.outcome_note if new.outcome else "",
            key if new.outcome else None,
            old.id,
            key,
        )
        if not rows:
            raise Stale


def _told(
    kind: CycleKind,
    columns: dict[str, Any],
    names: _Names,
    answers: Iterable[Answer],
    goals: Sequence[str],
    earlier: Sequence[Goal],
) -> dict[str, Any]:
    """By Danish labels, the same ones before and after a change."""
    held_on, changed_on = columns["held_on"], columns["changed_on"]
    took_part = [PARTICIPANT[Participant(each)] for each in columns["participants"].split(",") if each]
    said = {each.element: each for each in answers}
    return {
        "dato": short_date(held_on) if held_on else UNKNOWN,
        "hvornår": columns["held_text"] or None,
        "gælder": "enheden og alt under den" if columns["covers_below"] else "enheden",
        "deltog": ", ".join(took_part) or None,
        "udvalg": names.committee,
        "måling": names.round,
        "hvor den ligger": columns["kept_at"] or None,
        "hvor medarbejderne kan læse den": columns["readable_at"] or None,
        "arbejdet ændret": short_date(changed_on) if changed_on else None,
        "ændringen": columns["changed_text"] or None,
        "bemærkning": columns["note"] or None,
        **{CYCLE_ELEMENT[each].lower(): _answer_text(said.get(each)) for each in all_elements(kind)},
        "mål": "; ".join(goals) or None,
        **{f"målet »{goal.text}«": _outcome_text(goal) for goal in earlier},
    }


def _answer_text(answer: Answer | None) -> str | None:
    if answer is None:
        return None
    when = f" {short_date(answer.on_date)}" if answer.on_date else ""
    text = clean_line(answer.text)[:500]
    return f"{ELEMENT_STATE[answer.state]}{when}{f': {text}' if text else ''}"


def _outcome_text(goal: Goal) -> str | None:
    if goal.outcome is None:
        return None
    return f"{GOAL_OUTCOME[goal.outcome]}{f': {goal.outcome_note}' if goal.outcome_note else ''}"
