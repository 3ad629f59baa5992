"""The pages of reorganisations, and what the pages of units say of them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.surveys.queries import RoundDetail
from app.surveys.queries.told import ToldDetail, Trees
from app.surveys.rules.told import is_touched, measured_on, told_text
from app.web.pages import Crumb, FormPage, Option, Page

HOME = "/omlaegninger"
OTHERS = "Det er ikke de samme medarbejdere før og efter."


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


def text_of(found: ToldDetail, own: Collection[int] = ()) -> str:
    """What happened; units that the reader does not read have no name, unless they are among `own`."""
    sides = [
        [unit.name if unit.is_readable or unit.id in own else "" for unit in found.side(is_after=is_after)]
        for is_after in (False, True)
    ]
    return told_text(found.row.changed_on, *sides)


def told_line(found: ToldDetail) -> ToldLine:
    return ToldLine(text_of(found), found.row.note, f"{HOME}/{found.row.public_id}")


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
        held, holds = self.trees.within(then.row.id, unit), self.trees.within(now.row.id, unit)
        return [
            each for each in told_between(self.told, then, now) if is_touched(each.told, held | {unit}, holds | {unit})
        ]

    def text(self, then: RoundDetail, now: RoundDetail, unit: int) -> str:
        """The same in words; "" for nothing."""
        found = self.touching(then, now, unit)
        return " ".join([*(text_of(each, (unit,)) for each in found), OTHERS]) if found else ""

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
                notes.setdefault(each.row.id, ToldNote(text_of(each, (unit,)), links))
        return tuple(notes.values())


def told_between(told: Iterable[ToldDetail], then: RoundDetail, now: RoundDetail) -> list[ToldDetail]:
    return [each for each in told if day_of(then) < each.row.changed_on <= day_of(now)]
