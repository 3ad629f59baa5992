"""The steps that every change of a case shares. Each runs inside the caller's transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.enums import CasePhase
from app.cases.queries.loading import load_case_rows
from app.cases.queries.refs import CaseRef, get_case_ref_by_id
from app.cases.queries.rows import RULING_DATES, CaseRows, DeadlineRow
from app.cases.rules import CaseFacts, can_be_complained_about, case_next_due, case_warnings
from app.cases.rules.dates import FOLLOWS, counted, shown, stored
from app.core import ids
from app.core.errors import Blocker, Invalid
from app.db.sql import execute, fetch_rows, fetch_value, in_list, insert, update_version
from app.deadlines.enums import DateSource, DeadlineKind, DeadlineState
from app.deadlines.labels import DEADLINE_KIND
from app.deadlines.tables import Deadline, DeadlineVersion
from app.organisation.rules import MunicipalitySettings


class CreatedWithWarnings(msgspec.Struct, frozen=True):
    """A new row, and what to be told about it."""

    id: int
    public_id: str
    warnings: tuple[Blocker, ...]


def new_warnings(actor: Actor, rows: CaseRows, facts: CaseFacts) -> tuple[Blocker, ...]:
    """What the case warns of with `facts` that it did not with `rows`, as they were before the change."""
    known = case_warnings(rows.facts(), actor.today, rows.settings)
    return tuple(each for each in case_warnings(facts, actor.today, rows.settings) if each not in known)


async def begin(actor: Actor, case_id: int, permission: Permission = Permission.CASE_WRITE) -> CaseRef:
    """The case, locked until the transaction ends. Raises `NotFound` outside the scope, `Denied` without the right."""
    ref = await get_case_ref_by_id(actor.scope, case_id)
    may(actor, permission, ref.ancestors).require()
    await execute("UPDATE cases SET version = version WHERE id = {}", case_id)  # a lock on both engines
    return ref


async def require_of_case(actor: Actor, ref: CaseRef, table: str, keys: Sequence[int], field: str) -> list[int]:
    """`keys` of `table` without repetition. Raises `Invalid` naming `field` where one is not a row of the case."""
    wanted = list(dict.fromkeys(keys))
    rows = await fetch_rows(f'SELECT id FROM {table} WHERE "case" = {{}} AND id IN {{}}', ref.id, in_list(wanted))
    if len(rows) != len(wanted):
        raise Invalid(f"case.{field}", "Vælg fra listen.", {field: "Vælg fra listen."})
    return wanted


async def own_document(actor: Actor, ref: CaseRef, document: int | None) -> None:
    """Refuses a document that does not belong to the case."""
    if document is not None:
        await require_of_case(actor, ref, "documents", (document,), "document")


async def next_position(table: Literal["findings", "focus_points"], case_id: int) -> int:
    """One after the last; the case is locked, so nobody else takes it."""
    last = await fetch_value(int, f'SELECT MAX(position) AS last_one FROM {table} WHERE "case" = {{}}', case_id)
    return (last or 0) + 1


async def add_date(
    actor: Actor,
    case_id: int,
    kind: DeadlineKind,
    *,
    on_date: date | None,
    source: DateSource,
    ruling: int | None = None,
    is_confirmed: bool = True,
    reason: str = "",
) -> None:
    """A new row and its first version; unknown without a date. Refreshes nothing else."""
    state = DeadlineState.SET if on_date else DeadlineState.UNKNOWN
    key = await insert(
        Deadline(
            public_id=ids.new_public_id(),
            case=case_id,
            ruling=ruling if kind in RULING_DATES else None,
            kind=kind,
            state=state,
            on_date=on_date,
            source=source,
            is_confirmed=is_confirmed,
            version=1,
        )
    )
    await _keep_version(actor, key, 1, on_date, state, source, is_confirmed, reason)
    if on_date:
        after = {DEADLINE_KIND[kind].lower(): shown(on_date)}
        record(
            actor,
            AuditAction.ADDED,
            EntityKind.DEADLINE,
            key,
            case=case_id,
            subject=DEADLINE_KIND[kind],
            after=after,
            reason=reason,
        )


async def change_date(
    actor: Actor,
    case_id: int,
    row: DeadlineRow,
    *,
    on_date: date | None,
    source: DateSource,
    is_confirmed: bool = True,
    reason: str = "",
    state: DeadlineState | None = None,
) -> None:
    """The row's next version; the earlier ones stay. `state` None follows from the date. Does nothing where nothing
    differs."""
    state = state or (DeadlineState.SET if on_date else DeadlineState.UNKNOWN)
    if (row.on_date, row.source, row.state, row.is_confirmed) == (on_date, source, state, is_confirmed):
        return
    values = {"on_date": on_date, "source": source, "state": state, "is_confirmed": is_confirmed}
    await update_version(Deadline, row.id, row.version, **values)
    await _keep_version(actor, row.id, row.version + 1, on_date, state, source, is_confirmed, reason)
    label = DEADLINE_KIND[row.kind]
    name = label.lower()
    record(
        actor,
        _step(row, state),
        EntityKind.DEADLINE,
        row.id,
        case=case_id,
        subject=label,
        before={name: stored(row.state, row.on_date), "bekræftet": row.is_confirmed},
        after={name: stored(state, on_date), "bekræftet": is_confirmed},
        reason=reason,
    )


def _step(row: DeadlineRow, state: DeadlineState) -> AuditAction:
    if state is DeadlineState.VOID:
        return AuditAction.WITHDRAWN
    return AuditAction.MOVED if row.known_on else AuditAction.ADDED


async def _keep_version(
    actor: Actor,
    deadline: int,
    no: int,
    on_date: date | None,
    state: DeadlineState,
    source: DateSource,
    is_confirmed: bool,
    reason: str,
) -> None:
    await insert(
        DeadlineVersion(
            deadline=deadline,
            no=no,
            on_date=on_date,
            state=state,
            source=source,
            is_confirmed=is_confirmed,
            reason=reason,
            by=None if source is DateSource.COMPUTED and not is_confirmed else actor.person,
            at=actor.now,
        )
    )


async def add_dates(
    actor: Actor,
    case_id: int,
    dates: dict[DeadlineKind, date | None],
    *,
    source: DateSource,
    settings: MunicipalitySettings,
    ruling: int | None = None,
) -> None:
    """New rows for `dates`, each computed one that follows from a given date filled in and unconfirmed."""
    for kind, on_date in dates.items():
        start = next((s for s, deadline in FOLLOWS.items() if deadline is kind and on_date is None), None)
        from_on = dates.get(start) if start else None
        result = counted(kind, from_on, settings) if from_on else None
        await add_date(
            actor,
            case_id,
            kind,
            on_date=result.due if result else on_date,
            source=DateSource.COMPUTED if result else source,
            ruling=ruling,
            is_confirmed=result is None,
        )


async def count_again(actor: Actor, rows: CaseRows, kind: DeadlineKind, ruling: int | None, start: date | None) -> None:
    """Recomputes the deadline that follows from `kind`, unless somebody has set it from a letter."""
    follower = FOLLOWS.get(kind)
    about = next((each.kind for each in rows.rulings if each.id == ruling), None)
    if follower is None or (follower is DeadlineKind.COMPLAINT and about and not can_be_complained_about(about)):
        return
    row = rows.deadline(follower, ruling)
    result = counted(follower, start, rows.settings) if start else None
    on_date = result.due if result else None
    reason = f"Beregnet, fordi »{DEADLINE_KIND[kind]}« er {shown(start)}."
    if row is None:
        await add_date(
            actor,
            rows.case.id,
            follower,
            on_date=on_date,
            source=DateSource.COMPUTED,
            ruling=ruling,
            is_confirmed=False,
            reason=reason,
        )
    elif row.source is DateSource.COMPUTED or row.state is DeadlineState.UNKNOWN:
        await change_date(
            actor,
            rows.case.id,
            row,
            on_date=on_date,
            source=DateSource.COMPUTED,
            is_confirmed=False,
            reason=reason,
        )


async def refresh_next_due(actor: Actor, case_id: int) -> CaseFacts:
    """Writes the sort key of lists anew from the case's dates; call it after every change of dates or phase."""
    facts = (await load_case_rows(actor.scope, case_id)).facts()
    key, kind = case_next_due(_as_reported(actor, facts))
    await execute("UPDATE cases SET next_due_key = {}, next_due_kind = {} WHERE id = {}", key, kind, case_id)
    return facts


async def work_changed(actor: Actor, case_id: int | None) -> None:
    """To be called once a measure was opened, done or given up: while the case is reported, its compliance date runs
    as long as one is open, in lists too. The case is locked, so that a report-back told meanwhile counts as well."""
    rows = await execute("UPDATE cases SET version = version WHERE id = {} RETURNING phase", case_id)
    if case_id is not None and rows and rows[0]["phase"] == CasePhase.REPORTED:
        await refresh_next_due(actor, case_id)


def _as_reported(actor: Actor, facts: CaseFacts) -> CaseFacts:
    """Report-backs are rows of a later slice, but the phase says whether one stands."""
    if facts.phase is not CasePhase.REPORTED:
        return facts
    return msgspec.structs.replace(facts, report_backs=(actor.today,))
