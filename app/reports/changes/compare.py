"""Comparing two reports: rows are found again by what names them, then field by field."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec

from app.core.calendar import long_date
from app.reports.changes import fields
from app.reports.changes.fields import Fields
from app.reports.content import (
    Content,
    DateMove,
    Involvement,
    Item,
    StatusReport,
    UnitFacts,
)
from app.reports.enums import ChangeKind, ReportPart

R = TypeVar("R")
Key = Callable[[R], Hashable]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference. `subject` is what it is about ("Tiltag 2: Sparring"), `field` and `label` which of its fields.

    `before` and `after` are words for people, "" for nothing; `reason` is the one that the report gives. A row that
    is new or gone has neither field nor label: its subject says it, and `after` or `before` its own words, if any.
    """

    part: ReportPart
    kind: ChangeKind
    subject: str
    field: str = ""
    label: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""
    is_prose: bool = False


class _Item(Content, frozen=True, kw_only=True):
    """An item, and the focus point under which the report prints it."""

    item: Item
    point: str


def changes(old: StatusReport, new: StatusReport) -> tuple[Change, ...]:
    """Every difference between two reports of one case, in the order of the report; () where they say the same.

    When and by whom they were made, their numbers, and what only the day makes ("overskredet") are no differences.
    Evidence keeps its identity when its number moves, a row when its title is put right. Read backwards, what was new
    is gone, and before and after change places.
    """
    return tuple(_changes(old, new))


def _changes(old: StatusReport, new: StatusReport) -> Iterator[Change]:
    yield from _fields("Sagen", old, new, fields.CASE)
    yield from _rows(
        old.findings, new.findings, (_no,), lambda row: f"{row.kind} {row.no}", fields.FINDING, lambda row: row.text
    )
    yield from _rows(
        old.focus_points, new.focus_points, (_no,), lambda row: f"Fokuspunkt {row.no}: {row.title}", fields.POINT
    )
    yield from _items(_items_of(old), _items_of(new))
    yield from _rows(
        old.surveys,
        new.surveys,
        (lambda row: row.id or None, lambda row: (row.role, row.subject), lambda row: row.role),
        lambda row: f"{row.role}: {row.subject}",
        fields.SURVEY,
        lambda row: row.comparison or row.told,
    )
    yield from _rows(
        old.indicators,
        new.indicators,
        (lambda row: row.id or None, lambda row: row.subject),
        lambda row: f"Indikator: {row.subject}",
        fields.INDICATOR,
        lambda row: row.figure,
    )
    yield from _rows(
        old.prior_measures,
        new.prior_measures,
        (lambda row: row.title, lambda row: row.description or None),
        lambda row: f"Tidligere tiltag: {row.title}",
        fields.PRIOR,
        lambda row: row.description,
    )
    yield from _rows(
        old.permanent_conditions,
        new.permanent_conditions,
        _by_id(old.permanent_conditions, new.permanent_conditions, _id)
        or (lambda row: row.title.partition(": ")[2] or None, lambda row: row.title),
        lambda row: row.title,
        fields.CONDITION,
    )
    yield from _rows(
        old.evidence,
        new.evidence,
        (
            lambda row: (row.sha256 or row.esdh_ref, row.title) if row.sha256 or row.esdh_ref else None,
            lambda row: row.sha256 or row.esdh_ref or None,
            lambda row: row.title,
        ),
        lambda row: f"Dokumentation: {row.title}",
        fields.EVIDENCE,
        lambda row: row.file_name or row.esdh_ref,
    )
    yield from _involvement(old.involvement, new.involvement)
    yield from _rows(old.rulings, new.rulings, (lambda row: (row.label, row.ruled_on), _label), _label, fields.RULING)
    yield from _rows(old.clocks, new.clocks, (_label,), _label, fields.CLOCK, lambda row: _shown(row.on))
    if old.plan and new.plan:
        yield from _fields("Handleplanen", old.plan, new.plan, fields.PLAN)
    elif old.plan or new.plan:
        kind = ChangeKind.NEW if new.plan else ChangeKind.GONE
        yield Change(part=ReportPart.CASE, kind=kind, subject="Handleplanen")
    yield from _rows(
        old.report_backs,
        new.report_backs,
        (fields.same, lambda row: row.sent_on),
        lambda row: f"Tilbagemelding sendt {_shown(row.sent_on)}",
        fields.REPORT_BACK,
    )
    yield from _rows(
        old.replies,
        new.replies,
        (fields.same, lambda row: row.on),
        lambda row: f"Svar fra Arbejdstilsynet {_shown(row.on)}",
        fields.REPLY,
        lambda row: row.outcome,
    )
    yield from _rows(
        old.contacts,
        new.contacts,
        (fields.same, lambda row: row.on),
        lambda row: f"Kontakt {_shown(row.on)}",
        fields.CONTACT,
        lambda row: row.text,
    )


def _by_id(old: Sequence[R], new: Sequence[R], of: Callable[[R], str]) -> tuple[Key[R], ...]:
    """How rows are found again that stay what they are under any number and title; () where one of the reports is so
    old that it has no ids."""
    return (of,) if all(of(row) for row in (*old, *new)) else ()


def _id(row: Any) -> str:
    return str(row.id)


def _no(row: Any) -> str:
    return str(row.no)


def _label(row: Any) -> str:
    return str(row.label)


def _items_of(report: StatusReport) -> list[_Item]:
    found = [
        _Item(item=item, point=f"{point.no}. {point.title}") for point in report.focus_points for item in point.items
    ]
    return [*found, *(_Item(item=item, point="") for item in report.other_items)]


def _items(old: Sequence[_Item], new: Sequence[_Item]) -> Iterator[Change]:
    pairs, gone, added = _pair(
        old,
        new,
        # where items are left out of a report, the others are numbered anew
        _by_id(old, new, lambda row: row.item.id)
        or (lambda row: (row.item.no, row.item.title), lambda row: row.item.title or None, lambda row: row.item.no),
    )
    for before, after in pairs:
        subject = f"Tiltag {after.item.no}: {after.item.title}"
        moved = fields.numbers((before.point,)) != fields.numbers((after.point,))
        for change in _fields(subject, before.item, after.item, fields.ITEM):
            if change.field == "due_on":
                yield msgspec.structs.replace(change, reason=_reasons(before.item, after.item))
            elif change.field != "date_moves" or before.item.due_on == after.item.due_on:
                yield change
        if moved:
            yield Change(
                part=ReportPart.MEASURES,
                kind=ChangeKind.CHANGED,
                subject=subject,
                field="focus_point",
                label="Fokuspunkt",
                before=before.point,
                after=after.point,
            )
    yield from (_whole(row.item, ReportPart.MEASURES, ChangeKind.GONE) for row in gone)
    yield from (_whole(row.item, ReportPart.MEASURES, ChangeKind.NEW) for row in added)


def _whole(item: Item, part: ReportPart, kind: ChangeKind) -> Change:
    text = item.status.removesuffix(fields.LATE)
    subject = f"Tiltag {item.no}: {item.title}"
    if kind is ChangeKind.NEW:
        return Change(part=part, kind=kind, subject=subject, after=text)
    return Change(part=part, kind=kind, subject=subject, before=text)


def _reasons(before: Item, after: Item) -> str:
    """Why the date was moved since: of the moves that the earlier report did not know."""
    known = list(before.date_moves)
    return " ".join(move.reason for move in after.date_moves if move not in known and move.reason)


def _involvement(old: Sequence[Involvement], new: Sequence[Involvement]) -> Iterator[Change]:
    """A record with a remark is about remarks, unless it tells of a report itself; one without is the case's own."""
    pairs, gone, added = _pair(
        old,
        new,
        (
            lambda row: (row.on, row.forum, row.minutes_ref, row.roles, row.remark),
            lambda row: (row.on, row.forum),
        ),
    )
    for before, after in pairs:
        for change in _fields(_told(after), before, after, fields.INVOLVEMENT):
            yield msgspec.structs.replace(change, part=_part_of(before, after))
    for row in gone:
        yield Change(part=_part_of(row), kind=ChangeKind.GONE, subject=_told(row), before=row.remark)
    for row in added:
        yield Change(part=_part_of(row), kind=ChangeKind.NEW, subject=_told(row), after=row.remark)


def _part_of(*rows: Involvement) -> ReportPart:
    has_remark = any(row.remark and not row.about_report for row in rows)
    return ReportPart.REMARKS if has_remark else ReportPart.CASE


def _told(row: Involvement) -> str:
    return f"{row.kind.partition(' (')[0]}: {row.forum}, {_shown(row.on)}"


def _rows(
    old: Sequence[R],
    new: Sequence[R],
    keys: Sequence[Key[R]],
    subject: Callable[[R], str],
    table: Fields,
    words: Callable[[R], str] = lambda row: "",
) -> Iterator[Change]:
    pairs, gone, added = _pair(old, new, keys)
    part = next(iter(table.values())).part
    for before, after in pairs:
        yield from _fields(subject(after), before, after, table)
    for row in gone:
        yield Change(part=part, kind=ChangeKind.GONE, subject=subject(row), before=words(row))
    for row in added:
        yield Change(part=part, kind=ChangeKind.NEW, subject=subject(row), after=words(row))


def _pair(old: Sequence[R], new: Sequence[R], keys: Sequence[Key[R]]) -> tuple[list[tuple[R, R]], list[R], list[R]]:
    """The rows found again by the first key that fits (None fits nothing), in the new order; then the rest of both."""
    left, right = list(enumerate(old)), list(enumerate(new))
    found: list[tuple[int, R, R]] = []
    for key in keys:
        waiting: dict[Hashable, list[tuple[int, R]]] = {}
        for each in left:
            if key(each[1]) is not None:
                waiting.setdefault(key(each[1]), []).append(each)
        rest = []
        for place, row in right:
            own = waiting.get(key(row)) if key(row) is not None else None
            if own:
                at, before = own.pop(0)
                left = [each for each in left if each[0] != at]
                found.append((place, before, row))
            else:
                rest.append((place, row))
        right = rest
    pairs = [(before, after) for _, before, after in sorted(found, key=lambda each: each[0])]
    return pairs, [row for _, row in left], [row for _, row in right]


def _fields(subject: str, old: Any, new: Any, table: Fields) -> Iterator[Change]:
    for name, field in table.items():
        before, after = getattr(old, name), getattr(new, name)
        if field.of(before) != field.of(after):
            yield Change(
                part=field.part,
                kind=ChangeKind.CHANGED,
                subject=subject,
                field=name,
                label=field.label,
                before="" if field.happens and before is None else _shown(before),
                after="" if field.happens and after is None else _shown(after),
                is_prose=field.is_prose,
            )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, DateMove):
        return f"{_shown(value.from_on)} → {_shown(value.to_on)}: {value.reason}"
    if isinstance(value, UnitFacts):
        numbers = [f"P-nr. {value.production_unit_no or 'ukendt'}", f"CVR {value.cvr_no or 'ukendt'}"]
        return f"{value.name} ({', '.join(numbers)})"
    if isinstance(value, tuple):
        return "; ".join(_shown(each) for each in value)
    return "ukendt" if value is None else str(value)
