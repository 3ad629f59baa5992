"""Judging an effect on survey results, and what the pages of items and plans say of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.deadlines.rules import days_text
from app.evidence.request_pages import ItemShow, MyWork
from app.plans.pages import EffectPage, PlanPage
from app.surveys.pages.links import ResultLine
from app.surveys.queries.reminders import RemeasureDue
from app.surveys.rules.links import LinkedResult
from app.surveys.words.links import quoted
from app.web.pages import Option


class MeasuredEffectPage(EffectPage, frozen=True, kw_only=True):
    """`measure_href` None: the reader ties no surveys."""

    template: ClassVar[str] = "surveys/effect.html"
    surveys: tuple[Option, ...]
    measure_href: str | None


def measured_effect_page(
    drawn: EffectPage, results: Sequence[LinkedResult], measure_href: str | None
) -> MeasuredEffectPage:
    return MeasuredEffectPage(
        **msgspec.structs.asdict(drawn),
        surveys=tuple(Option(each.public_id, quoted(each)) for each in results),
        measure_href=measure_href,
    )


class PlanShow(PlanPage, frozen=True, kw_only=True):
    """The plan with the results that the case (None) and its focus points rest on."""

    template: ClassVar[str] = "surveys/plan.html"
    results: Mapping[int | None, tuple[ResultLine, ...]]


class ItemMeasured(ItemShow, frozen=True, kw_only=True):
    """The page of an item, with the results that the judgements of its effect rest on, as they may be shown today."""

    template: ClassVar[str] = "surveys/item.html"
    quotes: tuple[str, ...]


class RemeasureLine(msgspec.Struct, frozen=True, kw_only=True):
    """A focus point to be measured again by the day its people planned."""

    title: str
    href: str
    on: date
    when: str
    is_late: bool
    case: str


class MyPage(MyWork, frozen=True, kw_only=True):
    """One person's list, with the focus points of their items that are to be measured again."""

    template: ClassVar[str] = "surveys/mine.html"
    again: tuple[RemeasureLine, ...]


def remeasure_lines(rows: Sequence[RemeasureDue], today: date) -> tuple[RemeasureLine, ...]:
    return tuple(
        RemeasureLine(
            title=row.title,
            href=f"/sager/{row.case_public_id}/handleplan",
            on=row.on,
            when=days_text(row.on, today),
            is_late=row.on < today,
            case=row.reference,
        )
        for row in rows
    )
