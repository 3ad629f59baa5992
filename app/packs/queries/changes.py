"""What was recorded in cases between two instants, as far as a reader may know of it: a query for each kind."""

from collections.abc import Collection
from datetime import date, datetime

import msgspec

from app.access.policy import Scope
from app.audit.enums import EntityKind
from app.cases.enums import CaseOutcome, ContactChannel
from app.cases.labels import CASE_OUTCOME, CONTACT_CHANNEL
from app.core.dates import UNKNOWN, short_date
from app.db.sql import fetch_all, in_list
from app.deadlines.enums import DeadlineKind
from app.deadlines.labels import DEADLINE_KIND
from app.documents.queries import IN_QUARANTINE
from app.evidence.queries import evidence_in_scope
from app.packs.content import PackLine
from app.plans.enums import EffectResult, ItemStatus
from app.plans.labels import EFFECT_RESULT, ITEM_STATUS
from app.plans.queries.visible import item_in_scope
from app.reports.enums import ReplyOutcome
from app.reports.labels import REPLY_OUTCOME


class Period(msgspec.Struct, frozen=True):
    """After `since`, to `until` and with it, in these cases."""

    cases: tuple[int, ...]
    since: datetime
    until: datetime


class _Change(msgspec.Struct, frozen=True):
    """`old` and `new` are stored words; what a kind does not have is empty."""

    case_id: int
    at: datetime
    no: int | None = None
    title: str | None = None
    old: str | None = None
    new: str | None = None
    old_on: date | None = None
    new_on: date | None = None
    reason: str = ""

    @property
    def subject(self) -> str:
        return f"{self.no}. {self.title}" if self.no is not None else self.title or ""


Lines = dict[int, list[PackLine]]


async def list_changes(scope: Scope, period: Period) -> Lines:
    """By case, oldest first: new and closed cases, new items, their status, moved dates, judged effects, evidence, and
    the dialogue with the authority. Items and evidence that the reader may not read are left out. The caller has
    resolved the cases in the scope."""
    found: Lines = {case: [] for case in period.cases}
    if not period.cases:
        return found
    for each in (_cases, _items, _statuses, _moves, _dates, _effects, _evidence, _authority):
        for case, line in await each(scope, period):
            found[case].append(line)
    return {case: sorted(lines, key=lambda line: line.at) for case, lines in found.items()}


_Found = list[tuple[int, PackLine]]


async def _read(period: Period, select: str, case: str, at: str, *conditions: object) -> list[_Change]:
    """`select` ends where its own conditions stand; the period is added. The names are ours, never input."""
    return await fetch_all(
        _Change,
        f"{select} AND {case} IN {{}} AND {at} > {{}} AND {at} <= {{}} ORDER BY {at}",
        *conditions,
        in_list(period.cases),
        period.since,
        period.until,
    )


def _line(row: _Change, kind: str, text: str, reason: str = "") -> tuple[int, PackLine]:
    return row.case_id, PackLine(kind=kind, at=row.at, text=text, reason=reason or row.reason)


def _day(day: date | None) -> str:
    return short_date(day) if day else UNKNOWN


async def _cases(scope: Scope, period: Period) -> _Found:
    new = await _read(
        period, "SELECT c.id AS case_id, c.created_at AS at FROM cases c WHERE 1 = 1", "c.id", "c.created_at"
    )
    closed = await _read(
        period,
        'SELECT k."case" AS case_id, k.at, k.outcome AS new, k.reason FROM case_closures k WHERE 1 = 1',
        'k."case"',
        "k.at",
    )
    return [
        *(_line(row, "Ny sag", "Sagen er oprettet") for row in new),
        *(_line(row, "Sag lukket", CASE_OUTCOME[CaseOutcome(row.new or "")]) for row in closed),
    ]


async def _items(scope: Scope, period: Period) -> _Found:
    rows = await _read(
        period,
        'SELECT i."case" AS case_id, i.created_at AS at, i.no, i.title, i.due_on AS new_on '
        "FROM action_items i WHERE {}",
        'i."case"',
        "i.created_at",
        item_in_scope(scope),
    )
    return [_line(row, "Nyt tiltag", f"{row.subject}, frist {_day(row.new_on)}") for row in rows]


async def _statuses(scope: Scope, period: Period) -> _Found:
    """Without the notes, which have readers of their own. That an effect was judged is told as such."""
    rows = await _read(
        period,
        'SELECT i."case" AS case_id, n.at, i.no, i.title, n.old_status AS old, n.new_status AS new '
        "FROM item_updates n JOIN action_items i ON i.id = n.item "
        "WHERE n.old_status <> n.new_status AND n.new_status <> 'effect_evaluated' AND {}",
        'i."case"',
        "n.at",
        item_in_scope(scope),
    )
    done = ItemStatus.DONE
    return [
        _line(
            row,
            ITEM_STATUS[done] if row.new == done else "Ændret status",
            row.subject
            if row.new == done
            else f"{row.subject}: {ITEM_STATUS[ItemStatus(row.old or '')]} → {ITEM_STATUS[ItemStatus(row.new or '')]}",
        )
        for row in rows
    ]


async def _moves(scope: Scope, period: Period) -> _Found:
    rows = await _read(
        period,
        'SELECT i."case" AS case_id, x.at, i.no, i.title, x.old_on, x.new_on, x.reason FROM date_moves x '
        "JOIN action_items i ON i.id = x.item WHERE {}",
        'i."case"',
        "x.at",
        item_in_scope(scope),
    )
    return [_line(row, "Flyttet frist", f"{row.subject}: {_day(row.old_on)} → {_day(row.new_on)}") for row in rows]


async def _dates(scope: Scope, period: Period) -> _Found:
    """Dates of the case that were set, moved or taken away; not those that were only confirmed."""
    rows = await _read(
        period,
        'SELECT d."case" AS case_id, v.at, d.kind AS title, b.on_date AS old_on, v.on_date AS new_on, v.reason '
        "FROM deadline_versions v JOIN deadlines d ON d.id = v.deadline "
        "LEFT JOIN deadline_versions b ON b.deadline = v.deadline AND b.no = v.no - 1 "
        "WHERE COALESCE(v.on_date <> b.on_date, (v.on_date IS NULL) <> (b.on_date IS NULL))",
        'd."case"',
        "v.at",
    )
    return [
        _line(row, "Flyttet dato", f"{_kind(row)}: {_day(row.old_on)} → {_day(row.new_on)}")
        if row.old_on
        else _line(row, "Ny dato", f"{_kind(row)}: {_day(row.new_on)}")
        for row in rows
    ]


def _kind(row: _Change) -> str:
    return DEADLINE_KIND[DeadlineKind(row.title or "")]


async def _effects(scope: Scope, period: Period) -> _Found:
    case = 'COALESCE(i."case", f."case")'
    rows = await _read(
        period,
        f"SELECT {case} AS case_id, e.at, i.no, COALESCE(i.title, f.title) AS title, e.result AS new, "
        "e.basis AS reason FROM effect_evaluations e LEFT JOIN action_items i ON i.id = e.item "
        "LEFT JOIN focus_points f ON f.id = e.focus_point WHERE (e.item IS NULL OR {})",
        case,
        "e.at",
        item_in_scope(scope),
    )
    return [
        _line(row, "Effekt vurderet", f"{row.subject}: {EFFECT_RESULT[EffectResult(row.new or '')].lower()}")
        for row in rows
    ]


async def _evidence(scope: Scope, period: Period) -> _Found:
    added = await _read(
        period,
        'SELECT e."case" AS case_id, v.at, v.no, e.title FROM evidence_versions v JOIN evidence e ON e.id = v.evidence '
        f"LEFT JOIN blobs b ON b.id = v.blob WHERE NOT {IN_QUARANTINE} AND {{}}",
        'e."case"',
        "v.at",
        evidence_in_scope(scope),
    )
    withdrawn = await _read(
        period,
        'SELECT e."case" AS case_id, e.withdrawn_at AS at, e.title, e.withdrawn_reason AS reason '
        "FROM evidence e WHERE {}",
        'e."case"',
        "e.withdrawn_at",
        evidence_in_scope(scope),
    )
    return [
        *(_line(row, "Dokumentation" if row.no == 1 else "Dokumentation, ny udgave", row.title or "") for row in added),
        *(_line(row, "Dokumentation trukket tilbage", row.title or "") for row in withdrawn),
    ]


_BY_LOG = {
    EntityKind.COMPLAINT: ("Klage", "En klage er registreret eller ændret"),
    EntityKind.EXTENSION_REQUEST: ("Længere frist", "En ansøgning om længere frist er registreret eller ændret"),
}


async def _authority(scope: Scope, period: Period) -> _Found:
    """Contacts, report-backs and answers. Complaints and requests for more time have no instants of their own: the log
    says when they were written or changed."""
    contacts = await _read(
        period,
        'SELECT k."case" AS case_id, k.at, k.channel AS title, k.role AS old, k.on_date AS new_on, k.note AS new, '
        "k.reason FROM contacts k WHERE NOT EXISTS (SELECT 1 FROM contacts n WHERE n.corrects = k.id AND n.at <= {})",
        'k."case"',
        "k.at",
        period.until,
    )
    sent = await _read(
        period,
        'SELECT r."case" AS case_id, r.at, r.sent_on AS new_on FROM report_backs r WHERE 1 = 1',
        'r."case"',
        "r.at",
    )
    replies = await _read(
        period,
        'SELECT r."case" AS case_id, r.at, r.replied_on AS new_on, r.outcome AS new '
        "FROM authority_replies r WHERE 1 = 1",
        'r."case"',
        "r.at",
    )
    logged = await _read(
        period,
        "SELECT e.case_id, e.at, e.entity_kind AS title FROM audit_entries e WHERE e.entity_kind IN {}",
        "e.case_id",
        "e.at",
        in_list(list(_BY_LOG)),
    )
    return [
        *(_line(row, "Kontakt med Arbejdstilsynet", f"{_how(row)} {_day(row.new_on)}: {row.new}") for row in contacts),
        *(_line(row, "Tilbagemelding", f"Sendt {_day(row.new_on)}") for row in sent),
        *(
            _line(row, "Svar fra Arbejdstilsynet", f"{REPLY_OUTCOME[ReplyOutcome(row.new or '')]}, {_day(row.new_on)}")
            for row in replies
        ),
        *(_line(row, *_BY_LOG[EntityKind(row.title or "")]) for row in logged),
    ]


def _how(row: _Change) -> str:
    return ", ".join(text for text in (CONTACT_CHANNEL[ContactChannel(row.title or "")], row.old) if text)


class LateRow(msgspec.Struct, frozen=True):
    case_id: int
    no: int
    title: str
    due_on: date


async def list_late(scope: Scope, cases: Collection[int], day: date) -> list[LateRow]:
    """Items that are not done and whose day had passed on `day`, the latest first."""
    return await fetch_all(
        LateRow,
        'SELECT i."case" AS case_id, i.no, i.title, i.due_on FROM action_items i '
        "WHERE i.\"case\" IN {} AND i.status IN ('planned', 'in_progress') AND i.due_on < {} AND {} "
        "ORDER BY i.due_on, i.no",
        in_list(cases),
        day,
        item_in_scope(scope),
    )
