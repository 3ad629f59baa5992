"""What several pages of a plan show."""

from datetime import date
from typing import Protocol

import msgspec

from app.core.calendar import long_date
from app.deadlines.rules import days_text
from app.plans.enums import EffectResult, ItemStatus
from app.plans.labels import effect_words, item_words
from app.plans.rules import item_is_overdue, needs_effect_check, needs_review

_STATUS_KIND = {
    ItemStatus.PLANNED: "neutral",
    ItemStatus.IN_PROGRESS: "info",
    ItemStatus.DONE: "info",  # done is not solved (rule 24)
    ItemStatus.EFFECT_EVALUATED: "success",
    ItemStatus.CANCELLED: "neutral",
}


class StatusTag(msgspec.Struct, frozen=True):
    label: str
    kind: str


class When(msgspec.Struct, frozen=True):
    """A date, or that it is missing, with the words that go before it and what is wrong with it."""

    label: str
    on: date | None
    note: str = ""
    kind: str = ""  # "", "warning" or "danger"


class Stand(Protocol):
    """An item as far as its tag and its next date go, whichever query it comes from."""

    @property
    def status(self) -> ItemStatus: ...
    @property
    def effect_result(self) -> EffectResult | None: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def ongoing_interval_months(self) -> int | None: ...
    @property
    def next_review_on(self) -> date | None: ...
    @property
    def effect_check_on(self) -> date | None: ...


def status_tag(item: Stand) -> StatusTag:
    if item.status is ItemStatus.EFFECT_EVALUATED and item.effect_result is not None:
        return effect_result_tag(item.effect_result)
    return StatusTag(item_words(item.status, item.effect_result), _STATUS_KIND[item.status])


def effect_result_tag(result: EffectResult) -> StatusTag:
    kind = "success" if result is EffectResult.SUFFICIENT else "danger"
    return StatusTag(effect_words(result), kind)


def next_date(item: Stand, today: date) -> When:
    """The date that matters now, as the item stands."""
    if item.status is ItemStatus.CANCELLED:
        return When("Opgivet", None, "opgivet")
    if item.status is ItemStatus.EFFECT_EVALUATED:
        return When("Gennemført", item.done_on)
    if item.status is ItemStatus.DONE:
        is_due = needs_effect_check(item.status, item.effect_check_on, today)
        return When(
            "Effekten vurderes", item.effect_check_on, "tid til at vurdere" if is_due else "", "warning" * is_due
        )
    if item.ongoing_interval_months is not None:
        is_due = needs_review(item.next_review_on, item.status, today)
        return When("Gennemgås", item.next_review_on, "tid til gennemgang" if is_due else "", "warning" * is_due)
    if item.due_on is None:
        return When("Frist", None, "sæt en frist", "warning")
    if item_is_overdue(item.due_on, item.status, today):
        return When("Frist", item.due_on, days_text(item.due_on, today), "danger")
    return When("Frist", item.due_on, "i dag" if item.due_on == today else "", "warning" * (item.due_on == today))


def late_hint(compliance_on: date | None) -> str:
    """When a reason is needed (rule 18); the authority's date is named, or that it is unknown."""
    if compliance_on is None:
        return "Skriv kun noget her, hvis fristen ligger efter efterkommelsesfristen. Den er ukendt lige nu."
    return f"Skriv kun noget her, hvis fristen ligger efter efterkommelsesfristen {long_date(compliance_on)}."
