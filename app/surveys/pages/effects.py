"""Judging an effect on survey results, and what the pages of items and plans say of it."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec

from app.evidence.request_pages import ItemShow
from app.plans.pages import EffectPage, PlanPage
from app.surveys.pages.links import ResultLine
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
