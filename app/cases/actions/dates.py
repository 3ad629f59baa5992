"""Setting and moving the dates of a case."""

from datetime import date

from app.access.policy import Actor
from app.cases.actions.steps import add_date, begin, change_date, count_again, new_warnings, refresh_next_due
from app.cases.labels import NOTICE_KIND
from app.cases.queries.loading import load_case_rows
from app.cases.queries.rows import RULING_DATES, CaseRows, DeadlineRow
from app.cases.rules.dates import applicable_dates, shown, stored
from app.core.dates import require_past
from app.core.errors import Blocker, Conflict, Invalid, NotFound, RuleViolation, Stale
from app.core.text import clean_text
from app.db.transaction import transaction
from app.deadlines.enums import DateSource, DeadlineKind, DeadlineState
from app.deadlines.labels import DATE_SOURCE, DEADLINE_KIND
from app.deadlines.rules import DONE_ACTS


async def set_date(
    actor: Actor,
    case_id: int,
    kind: DeadlineKind,
    *,
    on_date: date | None,
    source: DateSource,
    reason: str = "",
    ruling: int | None = None,
    is_confirmed: bool = True,
    seen: int,
) -> tuple[Blocker, ...]:
    """Sets, moves or withdraws a date (None: unknown again) and counts again what follows from it (rules 7-10).

    Every earlier value is kept. A date that stands and was confirmed moves only with a reason, one that the authority
    is to set anew only to what its letter says, be it the same (`Invalid`). So is an act that has not happened yet:
    it would meet a deadline, or start one (`DONE_ACTS`). `seen` is
    the row's version when the page was drawn (0: there was none): `Stale` when somebody saved first. `ruling` picks
    the dates of a further ruling. Gives the warnings that the new date brings; they block nothing.
    """
    reason = clean_text(reason)
    async with transaction():
        await begin(actor, case_id)
        rows = await load_case_rows(actor.scope, case_id)
        if kind not in applicable_dates(rows.case.kind):
            text = f"{NOTICE_KIND[rows.case.kind]} har ikke datoen »{DEADLINE_KIND[kind]}«."
            raise RuleViolation("case.date_of_other_kind", text)
        owner = _owner(rows, kind, ruling)
        row = rows.deadline(kind, owner)
        _check_seen(row, seen, on_date, source)
        _check_reason(row, on_date, reason)
        _check_awaited(row, on_date, source)
        _check_computed(row, on_date, source)
        if kind in DONE_ACTS:
            require_past(on_date, actor.today, "on_date")
        if row is None:
            await add_date(
                actor,
                case_id,
                kind,
                on_date=on_date,
                source=source,
                ruling=owner,
                is_confirmed=is_confirmed,
                reason=reason,
            )
        else:
            await change_date(
                actor, case_id, row, on_date=on_date, source=source, is_confirmed=is_confirmed, reason=reason
            )
        await count_again(actor, rows, kind, owner, on_date)
        after = await refresh_next_due(actor, case_id)
    return new_warnings(actor, rows, after)


def _owner(rows: CaseRows, kind: DeadlineKind, ruling: int | None) -> int | None:
    """The ruling whose date it is; None for dates of the case itself."""
    if kind not in RULING_DATES:
        return None
    if ruling is not None:
        if ruling not in {each.id for each in rows.rulings}:
            raise NotFound
        return ruling
    if rows.order is None:
        where = f"/sager/{rows.case.public_id}/afgoerelser/ny"
        missing = Blocker("case.ruling_missing", "Registrér Arbejdstilsynets afgørelse først.", where)
        raise RuleViolation("case.ruling_missing", "Datoen hører til en afgørelse.", (missing,))
    standing = rows.deadline(kind)
    return standing.ruling if standing and standing.ruling else rows.order.id


def _check_seen(row: DeadlineRow | None, seen: int, on_date: date | None, source: DateSource) -> None:
    if (row.version if row else 0) == seen:
        return
    conflicts = [Conflict("Dato", shown(on_date), stored(row.state, row.on_date) if row else shown(None))]
    if row is not None and row.source is not source:
        conflicts.append(Conflict("Kilde", DATE_SOURCE[source], DATE_SOURCE[row.source]))
    raise Stale(conflicts=conflicts)


def _check_reason(row: DeadlineRow | None, on_date: date | None, reason: str) -> None:
    """A date nobody has confirmed yet may be corrected without a word; a confirmed one may not."""
    stands = row is not None and row.state is DeadlineState.SET and row.is_confirmed and row.on_date != on_date
    if stands and not reason:
        message = "Skriv, hvorfor datoen ændres. Den gamle dato bliver stående i historikken."
        raise Invalid("deadline.reason_missing", message, {"reason": message})


def _check_awaited(row: DeadlineRow | None, on_date: date | None, source: DateSource) -> None:
    """After a complaint only the authority says which date holds (decision 0007)."""
    if row is None or row.state is not DeadlineState.AWAITING:
        return
    if on_date is None:
        message = "Skriv datoen fra brevet. Uden en ny dato venter fristen stadig."
        raise Invalid("deadline.awaited", message, {"on_date": message})
    if source is not DateSource.LETTER:
        message = "Kun Arbejdstilsynet sætter fristen efter en klage. Skriv datoen, når den står i et brev."
        raise Invalid("deadline.awaited_source", message, {"source": message})


def _check_computed(row: DeadlineRow | None, on_date: date | None, source: DateSource) -> None:
    """Only what was computed can be confirmed as computed."""
    if source is DateSource.COMPUTED and (row is None or row.source is not source or row.on_date != on_date):
        message = "Vælg, hvor datoen kommer fra."
        raise Invalid("deadline.source", message, {"source": message})
