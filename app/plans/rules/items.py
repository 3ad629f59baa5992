"""One action item: what it lacks, what may become of it, what is due."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import msgspec

from app.core.calendar import add_months, long_date
from app.core.errors import Blocker
from app.core.text import search_text
from app.organisation.rules import DEFAULT_SETTINGS, MunicipalitySettings
from app.plans.enums import EffectResult, ItemStatus, PreventionLevel

OPEN = frozenset({ItemStatus.PLANNED, ItemStatus.IN_PROGRESS})


class ItemFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An action item as its rules see it. `href` is where it is edited: every blocker about it leads there."""

    no: int = 0
    href: str | None = None
    problem: str = ""
    cause: str = ""
    severity: str = ""
    measure: str = ""
    solves_how: str = ""
    prevention_level: int | None = None
    is_individual: bool = False
    has_owner: bool = False
    is_owner_active: bool = True
    due_on: date | None = None
    late_reason: str = ""
    ongoing_interval_months: int | None = None
    next_review_on: date | None = None
    effect_criterion: str = ""
    effect_check_on: date | None = None
    status: ItemStatus = ItemStatus.PLANNED
    effect_result: EffectResult | None = None
    has_follow_up: bool = False

    @property
    def is_ongoing(self) -> bool:
        """A permanent demand: reviewed at intervals instead of ending (rule 27)."""
        return self.ongoing_interval_months is not None


def item_missing(item: ItemFacts) -> list[Blocker]:
    """The fields an item lacks before its plan can be approved (rule 23; BEK 65/2024 § 2).

    An ongoing item has a review date instead of a deadline and, if need be, of an effect check (rule 27).
    """
    texts = (
        ("problem", item.problem, "Beskriv problemet."),
        ("cause", item.cause, "Skriv årsagen til problemet."),
        ("severity", item.severity, "Beskriv problemets art, alvor og omfang."),
        ("measure", item.measure, "Beskriv, hvad I vil gøre."),
        ("effect_criterion", item.effect_criterion, "Skriv, hvordan I kan se, at det har virket."),
    )
    found = [(name, text) for name, value, text in texts if not value.strip()]
    if item.prevention_level not in list(PreventionLevel):
        found.append(("prevention_level", "Vælg et forebyggelsesniveau fra 1 til 9."))
    if not item.has_owner:
        found.append(("owner", "Vælg én ansvarlig."))
    if item.is_ongoing:
        if item.next_review_on is None:
            found.append(("next_review_on", "Vælg, hvornår det løbende tiltag skal gennemgås næste gang."))
    elif item.due_on is None:
        found.append(("due_on", "Vælg en frist."))
    if item.effect_check_on is None and not (item.is_ongoing and item.next_review_on):
        found.append(("effect_check_on", "Vælg, hvornår effekten skal vurderes."))
    return [Blocker(f"item.{name}_missing", text, item.href) for name, text in found]


def late_item(due_on: date | None, compliance_on: date | None, reason: str) -> Blocker | None:
    """Set where an item ends after the order's compliance date without a written reason (rule 18)."""
    if due_on is None or compliance_on is None or due_on <= compliance_on or reason.strip():
        return None
    return Blocker(
        "item.late_without_reason",
        f"Fristen {long_date(due_on)} ligger efter efterkommelsesfristen {long_date(compliance_on)}. "
        "Vælg en tidligere frist, eller skriv hvorfor.",
    )


def suggested_due(compliance_on: date | None, settings: MunicipalitySettings = DEFAULT_SETTINGS) -> date | None:
    """A deadline to suggest: so many days before the compliance date as is set (rule 18). A default, not law."""
    return compliance_on and compliance_on - timedelta(days=settings.action_lead_days)


def items_breaking_date(items: Iterable[ItemFacts], compliance_on: date | None) -> list[ItemFacts]:
    """The unfinished items that end after the compliance date without a reason: to flag when it moves (rule 18)."""
    return [item for item in items if item.status in OPEN and late_item(item.due_on, compliance_on, item.late_reason)]


_ITEM_STEPS = {
    ItemStatus.PLANNED: {ItemStatus.IN_PROGRESS, ItemStatus.DONE, ItemStatus.CANCELLED},
    ItemStatus.IN_PROGRESS: {ItemStatus.PLANNED, ItemStatus.DONE, ItemStatus.CANCELLED},
    ItemStatus.DONE: {ItemStatus.IN_PROGRESS, ItemStatus.EFFECT_EVALUATED},
    ItemStatus.EFFECT_EVALUATED: {ItemStatus.IN_PROGRESS, ItemStatus.DONE},
    ItemStatus.CANCELLED: {ItemStatus.PLANNED},
}


def item_transition_blockers(old: ItemStatus, new: ItemStatus, facts: ItemFacts, *, note: str = "") -> list[Blocker]:
    """What stands in the way of a new status (rules 24, 25); a status that stays is no step.

    Evaluated only after done, with a result; an insufficient one with a follow-up. Cancelling needs a `note`.
    """
    if old is new:
        return []
    if new not in _ITEM_STEPS[old]:
        if new is ItemStatus.EFFECT_EVALUATED:
            text = "Markér først tiltaget som gennemført. Derefter kan I vurdere effekten."
            return [Blocker("item.not_done", text, facts.href)]
        return [Blocker("item.step_not_permitted", "Tiltaget kan ikke få den status nu.", facts.href)]
    if new is ItemStatus.CANCELLED and not note.strip():
        return [Blocker("item.cancel_note_missing", "Skriv, hvorfor tiltaget opgives.", facts.href)]
    if new is ItemStatus.EFFECT_EVALUATED:
        if facts.effect_result is None:
            return [Blocker("item.effect_result_missing", "Vurdér først, om effekten er tilstrækkelig.", facts.href)]
        return _follow_up_blockers(facts.effect_result, facts.has_follow_up)
    return []


def effect_blockers(result: EffectResult, *, has_follow_up: bool = False, basis: str) -> list[Blocker]:
    """What an effect evaluation lacks (rule 25): what it rests on, and a new item where it was insufficient."""
    found = []
    if not basis.strip():
        found.append(Blocker("effect.basis_missing", "Skriv, hvad vurderingen bygger på."))
    return [*found, *_follow_up_blockers(result, has_follow_up)]


def _follow_up_blockers(result: EffectResult, has_follow_up: bool) -> list[Blocker]:
    if result is EffectResult.INSUFFICIENT and not has_follow_up:
        return [Blocker("effect.follow_up_missing", "Effekten er ikke tilstrækkelig. Tilføj et nyt tiltag.")]
    return []


def next_review(last: date, interval_months: int) -> date:
    """When an ongoing item is reviewed again (rule 27). Raises ValueError for an interval under a month."""
    if interval_months < 1:
        raise ValueError("Vælg et interval på mindst en måned.")
    return add_months(last, interval_months)


def first_review(today: date, starts_on: date | None, months: int | None) -> date | None:
    """When an ongoing item is first looked at (rule 27); None for one that ends."""
    return next_review(max(starts_on or today, today), months) if months else None


def item_search_text(item: Mapping[str, str]) -> str:
    """What an item is found by: all its own words."""
    names = ("title", "problem", "cause", "severity", "measure", "solves_how", "effect_criterion")
    return search_text(*(item[name] for name in names))


def item_is_overdue(due_on: date | None, status: ItemStatus, today: date) -> bool:
    """Whether an unfinished item's day has passed; it begins the day after (rule 12)."""
    return due_on is not None and status in OPEN and due_on < today


def needs_effect_check(status: ItemStatus, effect_check_on: date | None, today: date) -> bool:
    """Whether a done item waits for its effect to be evaluated: its day has come, or it never got one."""
    return status is ItemStatus.DONE and (effect_check_on is None or effect_check_on <= today)


def needs_review(next_review_on: date | None, status: ItemStatus, today: date) -> bool:
    """Whether an ongoing item's review is due (rule 27)."""
    return status in OPEN and next_review_on is not None and next_review_on <= today
