"""What the workplace works on, in answer to the authority's findings."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin, next_position, require_of_case
from app.cases.enums import FocusPointClosure, FocusPointState, Topic
from app.cases.labels import FOCUS_POINT_CLOSURE, FOCUS_POINT_STATE, topics_text
from app.cases.rules import focus_point_close_blockers
from app.cases.rules.fields import required_line
from app.cases.rules.links import linked
from app.cases.tables import FindingFocusPoint, FocusPoint, FocusPointTopic
from app.core import ids
from app.core.dates import short_date
from app.core.errors import Invalid, NotFound, RuleViolation, Stale, conflicts_between
from app.core.text import clean_text
from app.db.sql import execute, fetch_one, fetch_rows, in_list, insert, update_version
from app.db.transaction import transaction
from app.organisation.actions import Created


async def add_focus_point(
    actor: Actor,
    case_id: int,
    *,
    title: str,
    description: str = "",
    topics: tuple[Topic, ...] = (),
    findings: tuple[int, ...] = (),
    remeasure_on: date | None = None,
) -> Created:
    """A focus point, last in its order, with its topics (rule 3) and the findings of the same case it answers.

    `remeasure_on` is when the workplace wants to measure again at the latest: a plan of its own, not the law's. Raises
    `Invalid` for an empty title, a finding of another case or a planned day that has passed, `NotFound`, `Denied`.
    """
    async with transaction():
        ref = await begin(actor, case_id, Permission.PLAN_WRITE)
        title = required_line(title, "title", "titel")
        answered = await require_of_case(actor, ref, "findings", findings, "findings")
        _require_ahead(actor, remeasure_on)
        public_id = ids.new_public_id()
        key = await insert(
            FocusPoint(
                public_id=public_id,
                case=case_id,
                position=await next_position("focus_points", case_id),
                title=title,
                description=clean_text(description),
                remeasure_on=remeasure_on,
                remeasure_set_at=actor.now if remeasure_on else None,
                state=FocusPointState.OPEN,
                closure=None,
                closed_reason="",
                closed_on=None,
                version=1,
            )
        )
        for topic in dict.fromkeys(topics):
            await insert(FocusPointTopic(focus_point=key, topic=topic))
        for finding in answered:
            await insert(FindingFocusPoint(finding=finding, focus_point=key))
        await _touch_findings(answered)
        after = {
            "titel": title,
            "beskrivelse": clean_text(description),
            "emner": topics_text(topics),
            "mål igen senest": remeasure_on,
        }
        record(actor, AuditAction.CREATED, EntityKind.FOCUS_POINT, key, case=case_id, subject=title, after=after)
    return Created(key, public_id)


def _require_ahead(actor: Actor, remeasure_on: date | None) -> None:
    if remeasure_on is not None and remeasure_on < actor.today:
        text = "Datoen er gået. Skriv, hvornår I vil måle næste gang."
        raise Invalid("focus_point.remeasure_on", text, {"remeasure_on": text})


class _Row(msgspec.Struct, frozen=True):
    id: int
    title: str
    description: str
    remeasure_on: date | None
    state: FocusPointState
    version: int


async def _row(case_id: int, point: int) -> _Row:
    row = await fetch_one(
        _Row,
        'SELECT id, title, description, remeasure_on, state, version FROM focus_points WHERE id = {} AND "case" = {}',
        point,
        case_id,
    )
    if row is None:
        raise NotFound
    return row


async def edit_focus_point(
    actor: Actor,
    case_id: int,
    point: int,
    *,
    seen: int,
    title: str,
    description: str = "",
    topics: tuple[Topic, ...] = (),
    findings: tuple[int, ...] = (),
    remeasure_on: date | None = None,
) -> None:
    """Writes the focus point anew, with its topics, the findings it answers and the day to measure again.

    Raises `Stale` with both texts when somebody saved since version `seen`; otherwise as `add_focus_point`.
    """
    async with transaction():
        ref = await begin(actor, case_id, Permission.PLAN_WRITE)
        row = await _row(case_id, point)
        title = required_line(title, "title", "titel")
        description = clean_text(description)
        before = {"Titel": row.title, "Beskrivelse": row.description, "Mål igen senest": _day(row.remeasure_on)}
        after = {"Titel": title, "Beskrivelse": description, "Mål igen senest": _day(remeasure_on)}
        if row.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        answered = await require_of_case(actor, ref, "findings", findings, "findings")
        planned = {}
        if remeasure_on != row.remeasure_on:
            _require_ahead(actor, remeasure_on)
            planned = {"remeasure_on": remeasure_on, "remeasure_set_at": actor.now if remeasure_on else None}
        await update_version(FocusPoint, point, seen, title=title, description=description, **planned)
        old_topics = await _replace(point, "focus_point_topics", "topic", [str(topic) for topic in topics])
        old_answered = await _replace(point, "finding_focus_points", "finding", answered)
        await _touch_findings(set(old_answered) ^ set(answered))
        old = topics_text(Topic(topic) for topic in old_topics)
        new = topics_text(topics)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.FOCUS_POINT,
            point,
            case=case_id,
            subject=title,
            before={**before, "Emner": old},
            after={**after, "Emner": new},
        )


def _day(on: date | None) -> str:
    return short_date(on) if on else ""


async def _touch_findings(findings: Iterable[int]) -> None:
    """Who has one of them open in a form sees that its focus points changed."""
    await execute("UPDATE findings SET version = version + 1 WHERE id IN {}", in_list(findings))


async def _replace(point: int, table: str, column: str, wanted: Sequence[Any]) -> list[Any]:
    """Makes `wanted` the values of a link table of the focus point; gives the old ones."""
    rows = await fetch_rows(f"SELECT {column} AS value FROM {table} WHERE focus_point = {{}}", point)
    old = [row["value"] for row in rows]
    for value in set(old) - set(wanted):
        await execute(f"DELETE FROM {table} WHERE focus_point = {{}} AND {column} = {{}}", point, value)
    for value in dict.fromkeys(wanted):
        if value not in old:
            await execute(f"INSERT INTO {table} (focus_point, {column}) VALUES ({{}}, {{}})", point, value)
    return old


async def close_focus_point(
    actor: Actor,
    case_id: int,
    point: int,
    *,
    closure: FocusPointClosure,
    reason: str = "",
    has_positive_effect: bool | None = None,
    seen: int,
) -> None:
    """Closes on a positive effect or with a reason (rule 24). `has_positive_effect` is what the plans slice knows.

    Raises `RuleViolation` with what is missing, `Stale` when somebody saved since `seen`.
    """
    reason = clean_text(reason)
    async with transaction():
        ref = await begin(actor, case_id, Permission.PLAN_WRITE)
        row = await _row(case_id, point)
        _check_open(row, FocusPointState.OPEN, "Fokuspunktet er lukket i forvejen.")
        found = focus_point_close_blockers(closure, is_effect_sufficient=has_positive_effect, reason=reason)
        if found:
            blockers = linked(found, ref.public_id)
            raise RuleViolation("focus_point.not_closable", "Fokuspunktet kan ikke lukkes endnu.", blockers)
        await update_version(
            FocusPoint,
            point,
            seen,
            state=FocusPointState.CLOSED,
            closure=closure,
            closed_reason=reason,
            closed_on=actor.today,
        )
        record(
            actor,
            AuditAction.CLOSED,
            EntityKind.FOCUS_POINT,
            point,
            case=case_id,
            subject=row.title,
            before={"status": FOCUS_POINT_STATE[FocusPointState.OPEN]},
            after={"status": FOCUS_POINT_CLOSURE[closure]},
            reason=reason,
        )


async def reopen_focus_point(actor: Actor, case_id: int, point: int, *, reason: str, seen: int) -> None:
    """Opens a closed focus point again. Raises `Invalid` without a reason, `Stale` as `close_focus_point`."""
    reason = clean_text(reason)
    if not reason:
        message = "Skriv, hvorfor fokuspunktet åbnes igen."
        raise Invalid("focus_point.reason_missing", message, {"reason": message})
    async with transaction():
        await begin(actor, case_id, Permission.PLAN_WRITE)
        row = await _row(case_id, point)
        _check_open(row, FocusPointState.CLOSED, "Fokuspunktet er åbent i forvejen.")
        await update_version(
            FocusPoint,
            point,
            seen,
            state=FocusPointState.OPEN,
            closure=None,
            closed_reason="",
            closed_on=None,
        )
        record(
            actor,
            AuditAction.REOPENED,
            EntityKind.FOCUS_POINT,
            point,
            case=case_id,
            subject=row.title,
            before={"status": FOCUS_POINT_STATE[FocusPointState.CLOSED]},
            after={"status": FOCUS_POINT_STATE[FocusPointState.OPEN]},
            reason=reason,
        )


def _check_open(row: _Row, wanted: FocusPointState, message: str) -> None:
    if row.state is not wanted:
        raise RuleViolation("focus_point.state", message)
