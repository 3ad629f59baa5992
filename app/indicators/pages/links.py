"""Series that a case or a focus point is followed by, and the pages that tie the two together."""

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from app.cases.pages import CaseHeader
from app.indicators.labels import BETTER
from app.indicators.pages.words import HOME
from app.indicators.queries import LinkedSeries, SeriesChoice
from app.indicators.words import NO_FIGURE, told
from app.surveys.pages.effects import PlanShow
from app.web.forms import FormState
from app.web.pages import Option, Page


class SeriesLine(msgspec.Struct, frozen=True, kw_only=True):
    """A series on the case page: the newest figure with all that goes with it, and the one before."""

    what: str
    href: str
    figure: str
    before: str
    better: str
    note: str
    remove_href: str | None


class LinkSeriesPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "indicators/link.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    points: tuple[Option, ...]
    series: tuple[Option, ...]


class UnlinkSeriesPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "indicators/unlink.html"
    case: CaseHeader
    line: SeriesLine
    action: str
    cancel_href: str
    form: FormState


class FollowedPlanPage(PlanShow, frozen=True, kw_only=True):
    """The plan with the series that the case (None) and its focus points are followed by."""

    template: ClassVar[str] = "indicators/plan.html"
    series: Mapping[int | None, tuple[SeriesLine, ...]]


def series_line(found: LinkedSeries, remove_href: str | None = None) -> SeriesLine:
    """The series in words. What came before it is told beside it; whether that is an effect, people judge."""
    latest, before = found.latest, found.before
    here = f"{HOME}/{found.indicator_public_id}"
    return SeriesLine(
        what=f"{found.name}, {found.unit_name}",
        href=f"{here}/enheder/{found.unit_public_id}" if found.is_readable else here,
        figure=told(latest, found.measured_in) if latest else NO_FIGURE,
        before=told(before, found.measured_in) if before else "",
        better=BETTER[found.better] if found.better else "",
        note=found.note,
        remove_href=remove_href,
    )


def series_option(choice: SeriesChoice) -> Option:
    return Option(choice.value, f"{choice.name}, {choice.unit_name}")
