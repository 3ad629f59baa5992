"""The pages of reorganisations, and what the pages of units say of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.surveys.queries import RoundDetail
from app.surveys.queries.told import ToldDetail, Trees
from app.surveys.rules.told import measured_on, others_text
from app.web.pages import Crumb, FormPage, Option, Page

HOME = "/omlaegninger"


class ToldLine(msgspec.Struct, frozen=True):
    text: str
    note: str
    href: str


class ToldPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/told.html"
    crumbs: tuple[Crumb, ...]
    lines: tuple[ToldLine, ...]


class EditToldPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/told_edit.html"
    units: tuple[Option, ...]
    before: tuple[str, ...]  # a choice for each, some of them empty
    after: tuple[str, ...]


class RemoveToldPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/told_remove.html"
    text: str


class ToldNote(msgspec.Struct, frozen=True):
    """What happened to a unit between two rounds, and where its people stand in the earlier one."""

    text: str
    links: tuple[Crumb, ...] = ()


def told_line(found: ToldDetail) -> ToldLine:
    return ToldLine(found.text(), found.row.note, f"{HOME}/{found.row.public_id}")


def told_crumbs(last: str) -> tuple[Crumb, ...]:
    return (Crumb("Målinger", "/maalinger"), Crumb("Omlægninger", HOME), Crumb(last))


def day_of(detail: RoundDetail) -> date:
    return measured_on(detail.row.year, detail.row.period_from, detail.row.period_to)


class Between(msgspec.Struct, frozen=True):
    """What was told, with the trees of the rounds that are compared; empty where nothing was told between them."""

    told: tuple[ToldDetail, ...] = ()
    trees: Trees = Trees({})

    def touching(self, then: RoundDetail, now: RoundDetail, unit: int) -> list[ToldDetail]:
        """What gave the unit other people between two rounds."""
        return [
            each
            for each in told_between(self.told, then, now)
            if self.trees.is_touched(each.told, unit, then.row.id, now.row.id)
        ]

    def text(self, then: RoundDetail, now: RoundDetail, unit: int) -> str:
        """The same in words; "" for nothing."""
        return others_text([each.text((unit,)) for each in self.touching(then, now, unit)])

    def notes(self, now: RoundDetail, before: Sequence[RoundDetail], unit: int) -> tuple[ToldNote, ...]:
        """What happened to the unit since the rounds before, each once, with where its people stand in the last of
        them."""
        notes: dict[int, ToldNote] = {}
        for then in before:
            for each in self.touching(then, now, unit):
                others = [
                    self.trees.units.get((then.row.id, one.id)) for one in each.side(is_after=False) if one.id != unit
                ]
                links = tuple(
                    Crumb(
                        f"{one.name} i {then.row.name}",
                        f"/maalinger/{then.row.public_id}/enheder/{one.public_id}",
                    )
                    for one in others
                    if one is not None and one.is_readable
                )
                notes.setdefault(each.row.id, ToldNote(each.text((unit,)), links))
        return tuple(notes.values())


def told_between(told: Iterable[ToldDetail], then: RoundDetail, now: RoundDetail) -> list[ToldDetail]:
    return [each for each in told if day_of(then) < each.row.changed_on <= day_of(now)]
