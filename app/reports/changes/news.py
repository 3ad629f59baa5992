"""What the next report says is new since the last: what differs, in the groups that a reader looks for."""

from collections.abc import Iterator
from itertools import groupby

import msgspec

from app.reports.changes.compare import Change, changes
from app.reports.content import News, NewsEntry, StatusReport
from app.reports.enums import ChangeKind, ReportPart

NEW, DONE, MOVED, EFFECT, EVIDENCE, REMARKS, OTHER = (
    "Nyt",
    "Gennemført",
    "Flyttede datoer",
    "Effekt",
    "Dokumentation",
    "Bemærkninger",
    "Andet, der er ændret",
)
GROUPS = (NEW, DONE, MOVED, EFFECT, EVIDENCE, REMARKS, OTHER)  # in the order they are printed
_DAYS = {"due_on", "on", "next_review_on", "effect_check_on", "available_on", "ruled_on"}
# What stood there before is said of these alone. Any other text may have held what the receiver is not to read now:
# the name of an item or a letter that has got another tier, a number that somebody took out.
_BEFORE = {*_DAYS, "done_on", "status", "effect_result", "effect_evaluated_on", "is_done", "is_withdrawn", "version"}
_OF_DONE = {"status", "done_on"}  # said with it


def news_since(old: StatusReport, new: StatusReport) -> News:
    """What `new` says that `old`, which the same receiver has, did not: in no words but those of `new`, old dates,
    states and results apart.

    A row that is gone is not named: where its tier was raised, that would tell of it. Requirements have no tier.
    """
    by_subject = groupby(changes(old, new), lambda each: each.subject)
    found = [entry for _, rows in by_subject for entry in _of_one(list(rows))]
    return News(
        since_no=old.report_no,
        since_on=old.as_of,
        entries=tuple(sorted(found, key=lambda entry: GROUPS.index(entry.group))),
    )


def _of_one(rows: list[Change]) -> Iterator[NewsEntry]:
    """What is told of one subject."""
    is_done_now = any(row.field == "is_done" and row.after == "ja" for row in rows)
    is_judged_now = any(row.field == "effect_result" and row.after for row in rows)
    for row in rows:
        if row.kind is ChangeKind.GONE and row.part is not ReportPart.FINDINGS:
            continue
        if (is_done_now and row.field in _OF_DONE) or (is_judged_now and row.field == "status"):
            continue
        if is_done_now and row.field == "is_done":
            on = next((each.after for each in rows if each.field == "done_on"), "")
            yield NewsEntry(group=DONE, subject=row.subject, after=on)
            continue
        entry = _told(row)
        yield msgspec.structs.replace(entry, group=DONE) if is_done_now and row.field == "what_was_done" else entry


def _told(row: Change) -> NewsEntry:
    is_gone = row.kind is ChangeKind.GONE
    return NewsEntry(
        group=_group(row),
        subject=row.subject,
        label="Ikke længere med" if is_gone else row.label or _LABEL.get(row.part, ""),
        before=row.before if row.field in _BEFORE else "",
        after=row.after,
        reason=row.reason,
    )


_LABEL = {ReportPart.EVIDENCE: "Ny", ReportPart.REMARKS: "Ny"}


def _group(row: Change) -> str:
    if row.part is ReportPart.EVIDENCE:
        return EVIDENCE
    if row.part is ReportPart.REMARKS:
        return REMARKS
    if row.kind is ChangeKind.NEW:
        return NEW
    if row.field in _DAYS or row.field == "date_moves":
        return MOVED
    return EFFECT if row.part is ReportPart.EFFECT else OTHER
