"""What differs between two reports, as a page says it: under the part it is about, each thing once."""

from collections.abc import Iterable
from itertools import groupby

import msgspec

from app.reports.changes import Change
from app.reports.content import News
from app.reports.enums import ChangeKind
from app.reports.labels import CHANGE_KIND, REPORT_PART

_SHORT = 70  # characters; what is longer stands in lines of its own
_PREFIXES = {"Dokumentation": "Dokumentation: "}  # what the heading says already


class ChangeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One difference in words. `label` "" where the subject says it all."""

    label: str
    before: str
    after: str
    reason: str

    @property
    def is_short(self) -> bool:
        return max(len(self.before), len(self.after)) <= _SHORT and "\n" not in self.before + self.after


class ChangedThing(msgspec.Struct, frozen=True, kw_only=True):
    """What the differences are about. `kind` says that all of it is new or gone."""

    subject: str
    kind: str
    lines: tuple[ChangeLine, ...]


class ChangeGroup(msgspec.Struct, frozen=True):
    heading: str
    things: tuple[ChangedThing, ...]


def change_groups(found: Iterable[Change]) -> tuple[ChangeGroup, ...]:
    """In the order of the parts. That something is carried out is left to its state to say."""
    rows = [(REPORT_PART[each.part], each) for each in found]
    told = {each.subject for _, each in rows if each.field == "status"}
    places = list(REPORT_PART.values())
    rows.sort(key=lambda row: places.index(row[0]))
    return tuple(
        ChangeGroup(heading, _things(heading, (each for _, each in part), told))
        for heading, part in groupby(rows, lambda row: row[0])
    )


def _things(heading: str, rows: Iterable[Change], told: set[str]) -> tuple[ChangedThing, ...]:
    by_thing = groupby(rows, lambda each: (each.subject, each.kind))
    return tuple(
        ChangedThing(
            subject=subject.removeprefix(_PREFIXES.get(heading, "")),
            kind="" if kind is ChangeKind.CHANGED else CHANGE_KIND[kind],
            lines=tuple(
                ChangeLine(label=each.label, before=each.before, after=each.after, reason=each.reason)
                for each in group
                if each.field != "is_done" or subject not in told
            ),
        )
        for (subject, kind), group in by_thing
    )


def news_groups(news: News | None) -> tuple[ChangeGroup, ...]:
    """What a frozen report says is new, in its own groups."""
    entries = news.entries if news else ()
    return tuple(
        ChangeGroup(
            heading,
            tuple(
                ChangedThing(
                    subject=subject.removeprefix(_PREFIXES.get(heading, "")),
                    kind="",
                    lines=tuple(
                        ChangeLine(label=label, before=each.before, after=each.after, reason=each.reason)
                        for each in same
                        for label in ["" if each.label == "Ny" else each.label]
                        if label or each.before or each.after or each.reason
                    ),
                )
                for subject, same in groupby(group, lambda entry: entry.subject)
            ),
        )
        for heading, group in groupby(entries, lambda entry: entry.group)
    )
