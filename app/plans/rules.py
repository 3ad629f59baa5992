"""Action items, plans and effects: what is missing, what is weak, what is late.

Done is not solved (rule 24), and no count of items says that an order is complied with (rule 21).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from app.core.calendar import add_months, long_date
from app.core.errors import Blocker
from app.core.text import search_text
from app.organisation.rules import DEFAULT_SETTINGS, MunicipalitySettings
from app.plans.enums import EffectResult, ItemStatus, PlanState, PreventionLevel

# What a plan version freezes. Progress is not part of it; changing one of these opens the next draft.
PLANNED_FIELDS = (
    "title",
    "problem",
    "cause",
    "severity",
    "measure",
    "action_type",
    "prevention_level",
    "is_individual",
    "unit",
    "owner",
    "helpers",
    "focus_points",
    "starts_on",
    "due_on",
    "late_reason",
    "ongoing_interval_months",
    "effect_criterion",
    "effect_check_on",
)
_OPEN = frozenset({ItemStatus.PLANNED, ItemStatus.IN_PROGRESS})


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
    return [item for item in items if item.status in _OPEN and late_item(item.due_on, compliance_on, item.late_reason)]


def plan_approve_blockers(
    items: Sequence[ItemFacts], *, state: PlanState, compliance_on: date | None = None
) -> list[Blocker]:
    """What stands in the way of approving the plan (rules 18, 23). Cancelled items need nothing.

    A draft, also one that revises an approved plan, is discussed first.
    """
    planned = [item for item in items if item.status is not ItemStatus.CANCELLED]
    found = list(plan_step_blockers(state, PlanState.APPROVED))
    if not planned:
        found.append(Blocker("plan.empty", "Tilføj mindst ét tiltag."))
    for item in planned:
        late = late_item(item.due_on, compliance_on, item.late_reason)
        missing = [*item_missing(item), *([late] if late else [])]
        found += [Blocker(each.code, f"Tiltag {item.no}: {each.text}", item.href) for each in missing]
    return found


_PLAN_STEPS = {
    PlanState.DRAFT: {PlanState.DISCUSSED},
    PlanState.DISCUSSED: {PlanState.DRAFT, PlanState.APPROVED},
    PlanState.APPROVED: {PlanState.REVISED},
    PlanState.REVISED: {PlanState.DISCUSSED},
}


def plan_step_blockers(old: PlanState, new: PlanState) -> list[Blocker]:
    """Whether a plan may go from `old` to `new`: draft, discussed, approved, revised, discussed …"""
    if new in _PLAN_STEPS[old]:
        return []
    if new is PlanState.APPROVED and old is not PlanState.APPROVED:
        return [Blocker("plan.not_discussed", "Drøft planen med AMO, og registrér drøftelsen, før den godkendes.")]
    return [Blocker("plan.step_not_permitted", "Planen kan ikke gå til det trin nu.")]


def plan_warnings(items: Sequence[ItemFacts]) -> list[Blocker]:
    """What makes a plan weak (rules 25, 26, 27). None of it blocks."""
    planned = [item for item in items if item.status is not ItemStatus.CANCELLED]
    if not planned:
        return []
    found = []
    if all(item.prevention_level == PreventionLevel.INSTRUCT for item in planned):
        text = "Alle tiltag er instruktion og oplæring (niveau 9). Overvej også at ændre selve arbejdet."
        found.append(Blocker("plan.only_instruction", text))
    if all(item.is_individual for item in planned):
        text = "Alle tiltag retter sig mod enkeltpersoner. Overvej også tiltag for hele arbejdspladsen."
        found.append(Blocker("plan.only_individual", text))
    for item in planned:
        if item.has_owner and not item.is_owner_active and item.status in _OPEN:
            text = f"Tiltag {item.no}: den ansvarlige er fratrådt. Vælg en ny."
            found.append(Blocker("item.owner_inactive", text, item.href))
    return found


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


def planned_fields_changed(old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    """Whether `new`, which may hold some fields only, changes what a plan version freezes."""
    return any(name in new and new[name] != old.get(name) for name in PLANNED_FIELDS)


def item_is_overdue(due_on: date | None, status: ItemStatus, today: date) -> bool:
    """Whether an unfinished item's day has passed; it begins the day after (rule 12)."""
    return due_on is not None and status in _OPEN and due_on < today


def needs_effect_check(status: ItemStatus, effect_check_on: date | None, today: date) -> bool:
    """Whether a done item waits for its effect to be evaluated: its day has come, or it never got one."""
    return status is ItemStatus.DONE and (effect_check_on is None or effect_check_on <= today)


def needs_review(next_review_on: date | None, status: ItemStatus, today: date) -> bool:
    """Whether an ongoing item's review is due (rule 27)."""
    return status in _OPEN and next_review_on is not None and next_review_on <= today


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Counts, and the sentence that goes with them. There is no percentage: 100 % is not complied (trap 8)."""

    planned: int = 0
    in_progress: int = 0
    done: int = 0  # done, effect not evaluated yet
    sufficient: int = 0
    insufficient: int = 0
    cancelled: int = 0
    text: str = ""

    @property
    def total(self) -> int:
        """All items but the cancelled ones."""
        return self.planned + self.in_progress + self.carried_out

    @property
    def carried_out(self) -> int:
        """Done, whether the effect is evaluated or not."""
        return self.done + self.sufficient + self.insufficient


def progress(items: Iterable[tuple[ItemStatus, EffectResult | None]], *, is_ruled: bool = True) -> Progress:
    """How far the items are, each given as its status and the result of its latest evaluation.

    `is_ruled` False: the authority has decided nothing that it could judge complied with, as with guidance.
    """
    counts = Counter(
        (result or status) if status is ItemStatus.EFFECT_EVALUATED else status for status, result in items
    )
    found = Progress(
        planned=counts[ItemStatus.PLANNED],
        in_progress=counts[ItemStatus.IN_PROGRESS],
        done=counts[ItemStatus.DONE] + counts[ItemStatus.EFFECT_EVALUATED],  # evaluated without a result
        sufficient=counts[EffectResult.SUFFICIENT],
        insufficient=counts[EffectResult.INSUFFICIENT],
        cancelled=counts[ItemStatus.CANCELLED],
    )
    return msgspec.structs.replace(found, text=_progress_text(found, is_ruled=is_ruled))


def _progress_text(count: Progress, *, is_ruled: bool) -> str:
    if not count.total:
        return "Der er ingen tiltag endnu."
    if count.carried_out < count.total:
        text = f"{count.carried_out} af {count.total} tiltag er gennemført."
    else:
        text = "Alle tiltag er gennemført." if count.total > 1 else "Tiltaget er gennemført."
    if count.sufficient:
        text += f" For {count.sufficient} er effekten vurderet tilstrækkelig."
    if count.insufficient:
        text += f" For {count.insufficient} er effekten ikke tilstrækkelig."
    if count.carried_out and not count.sufficient + count.insufficient:
        text += " Effekten er ikke vurderet endnu."
    if count.carried_out == count.total and is_ruled:
        text += " Kun Arbejdstilsynet afgør, om afgørelsen er efterkommet."
    return text
