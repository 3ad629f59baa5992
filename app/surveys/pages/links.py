"""Results that a case rests on, and the pages that tie the two together."""

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

import msgspec

from app.cases.pages import CaseHeader
from app.core.dates import short_date
from app.plans.labels import EFFECT_RESULT
from app.surveys.labels import LINK_ROLE, SURVEY_DIRECTION, WISHED_CHANGE
from app.surveys.pages.units import was_text
from app.surveys.pages.words import UNKNOWN, change_text, figure_text
from app.surveys.queries.link_choices import ResultChoice
from app.surveys.queries.links import LinkedResult, RestsOn
from app.surveys.rules.links import Measurement
from app.surveys.rules.rounds import period_text
from app.surveys.rules.shown import Suppressed, change_of
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page


class ResultLine(msgspec.Struct, frozen=True, kw_only=True):
    """A result as it stands on the case page. `after`: what a later round shows, with its uncertainty."""

    role: str
    what: str
    href: str
    instrument: str
    value: str
    after: str
    was: str
    used: tuple[str, ...]  # the judgements that rest on it
    wished: str
    note: str
    remove_href: str | None


class LinkPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/link.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    points: tuple[Option, ...]
    results: tuple[Option, ...]
    roles: tuple[Option, ...]
    wishes: tuple[Option, ...]


class UnlinkPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/unlink.html"
    case: CaseHeader
    line: ResultLine
    action: str
    cancel_href: str
    form: FormState


class ChooseCasePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/choose_case.html"
    crumbs: tuple[Crumb, ...]
    back: str
    cases: tuple[Option, ...]  # where each leads


def result_option(choice: ResultChoice) -> Option:
    return Option(choice.value, f"{choice.round_name}, {choice.unit_name}: {choice.scale_name or 'Retning'}")


def result_line(found: LinkedResult, remove_href: str | None = None, rests: Sequence[RestsOn] = ()) -> ResultLine:
    """The result in words: what is hidden says so, and a difference says whether it tells anything (trap 19).

    `rests`: the judgements of the case that rest on results; one that something rests on is not removed.
    """
    own = found.own
    used = tuple(
        f"Vurderingen af effekten {short_date(each.evaluated_on)} ({EFFECT_RESULT[each.result].lower()}) bygger på den."
        for each in rests
        if each.link == found.public_id
    )
    return ResultLine(
        role=LINK_ROLE[found.role],
        what=what_text(found),
        href=f"/maalinger/{own.round_public_id}" + (f"/enheder/{own.unit_public_id}" if found.is_readable else ""),
        instrument=instrument_text(own),
        value=value_text(own),
        after=against_text(found),
        was=was_text(found.after, found.before) if found.after else "",
        wished=WISHED_CHANGE[found.wished] if found.wished else "",
        note=found.note,
        used=used,
        remove_href=None if used else remove_href,
    )


def what_text(found: LinkedResult) -> str:
    """ "Måling 2025, Team Nord, Social kapital": the round with its time, the unit as it was called, and the scale."""
    own = found.own
    when = period_text(own.year, own.period_from, own.period_to, own.period_text)
    named = own.round_name if when in own.round_name else f"{own.round_name} ({when})"
    return ", ".join(part for part in (named, own.name, found.scale.name if found.scale else "") if part)


def instrument_text(measured: Measurement) -> str:
    """ "Social kapital, udgave 2012"."""
    return f"{measured.instrument}, udgave {measured.edition}" if measured.instrument else "spørgeskema ukendt"


def quoted(found: LinkedResult) -> str:
    """What a judgement says of the result that it rests on: the instrument, how many answered, before and after."""
    told = against_text(found) or value_text(found.own)
    return f"{what_text(found)} ({instrument_text(found.own)}). {told}"


def value_text(measured: Measurement) -> str:
    """ "9,5 (12 svar)", "skjult af hensyn til anonymitet", or the direction where that is all."""
    count = answered_text(measured)
    return f"{mean_text(measured)} ({count})" if count else mean_text(measured)


def mean_text(measured: Measurement) -> str:
    """ "9,5", "skjult af hensyn til anonymitet", or the direction where that is all."""
    if measured.figure is not None:
        return figure_text(measured.figure.mean)
    if isinstance(measured.direction, Suppressed):
        return figure_text(measured.direction)
    return SURVEY_DIRECTION[measured.direction] if measured.direction else UNKNOWN


def answered_text(measured: Measurement) -> str:
    """ "12 svar", "antal svar ukendt"; "" beside what is no score that is shown."""
    figure = measured.figure
    if figure is None or not isinstance(figure.mean, Decimal):
        return ""
    return f"{figure.n} svar" if isinstance(figure.n, int) else f"antal svar {figure_text(figure.n)}"


def against_text(found: LinkedResult) -> str:
    """ "9,5 (12 svar) → 11,0 (20 svar) i Måling 2025: +1,5, siger intet sikkert …"; "" with nothing to compare."""
    before, after = found.before, found.after
    if after is None or found.scale is None or before.figure is None or after.figure is None:
        return ""
    change = change_of(found.scale, after.figure, before.figure)
    told = f": {change_text(change)}" if change else ""
    return f"{before.round_name}: {value_text(before)} → {after.round_name}: {value_text(after)}{told}"
