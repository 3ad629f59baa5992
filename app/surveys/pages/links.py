"""Results that a case rests on, and the pages that tie the two together."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from app.cases.pages import CaseHeader
from app.core.dates import short_date
from app.plans.labels import EFFECT_RESULT
from app.surveys.labels import LINK_ROLE, WISHED_CHANGE
from app.surveys.queries.link_choices import ResultChoice
from app.surveys.queries.links import RestsOn
from app.surveys.rules.links import LinkedResult
from app.surveys.words.links import against_text, instrument_text, others_then_text, value_text, what_text
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


class OwnPlanPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/own_plan.html"
    crumbs: tuple[Crumb, ...]
    form: FormState
    action: str
    cancel_href: str
    unit_name: str
    results: tuple[Option, ...]
    topics: tuple[Option, ...]


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
        was=others_then_text(found),
        wished=WISHED_CHANGE[found.wished] if found.wished else "",
        note=found.note,
        used=used,
        remove_href=None if used else remove_href,
    )
