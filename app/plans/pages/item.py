"""The pages of one action item."""

from collections.abc import Callable
from datetime import date, datetime
from typing import ClassVar

import msgspec

from app.access.enums import Tier
from app.access.labels import TIER
from app.access.pages import TierTag, tier_tag
from app.cases.queries import CaseRef
from app.core.calendar import long_date
from app.plans.enums import EffectResult, ItemStatus
from app.plans.labels import ACTION_TYPE, EFFECT_RESULT, ITEM_STATUS, PREVENTION_LEVEL, interval_text
from app.plans.pages.parts import StatusTag, When, next_date, status_tag
from app.plans.queries import ItemDetail, ItemRow, Update
from app.plans.rules import (
    item_is_overdue,
    late_item,
    needs_effect_check,
    needs_review,
)
from app.web.pages import Crumb, Page


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the trail."""

    at: datetime
    who: str
    what: str
    note: str
    tier: str = ""  # of a confidential note
    tier_href: str = ""  # where whoever may says who reads the note
    is_withheld: bool = False


class Step(msgspec.Struct, frozen=True):
    """What comes next, in a sentence, with the page where it is done."""

    text: str
    label: str
    href: str


class Link(msgspec.Struct, frozen=True):
    label: str
    href: str


class ItemPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "plans/show.html"
    crumbs: tuple[Crumb, ...]
    item: ItemRow
    sees_case: bool  # False: the reader has this item in a case of others
    status: StatusTag
    tier: TierTag
    when: When
    effect_result: str
    interval: str | None
    helpers: str
    action_type: str
    level: str | None
    focus_points: str
    compliance_on: date | None
    late_warning: str
    moved: str
    next_step: Step | None
    follows: Link | None
    followed_by: tuple[Link, ...]
    events: tuple[Event, ...]
    evidence_href: str
    update_href: str | None
    update_label: str
    edit_href: str | None
    move_href: str | None
    effect_href: str | None
    review_href: str | None
    hand_over_href: str | None
    second_person: str  # why somebody else judges the effect, and whom to ask


def item_href(item: ItemRow, page: str = "") -> str:
    return f"/tiltag/{item.public_id}{page}"


def item_crumbs(item: ItemRow, case: CaseRef | None, *trail: str) -> tuple[Crumb, ...]:
    """From the case, when the reader sees it, to the page; the last one is no link."""
    crumbs = [Crumb("Mine tiltag", "/mine-tiltag")]
    if case is not None:
        crumbs = [
            Crumb("Sager", "/sager"),
            Crumb(f"{case.reference} {case.title}", f"/sager/{case.public_id}"),
            Crumb("Handleplan", f"/sager/{case.public_id}/handleplan"),
        ]
    here = Crumb(f"{item.no}. {item.title}", item_href(item) if trail else None)
    return (*crumbs, here, *(Crumb(label) for label in trail))


def item_page(
    detail: ItemDetail,
    crumbs: tuple[Crumb, ...],
    compliance_on: date | None,
    today: date,
    *,
    can_comment: bool,
    can_update: bool,
    sees_case: bool,
    can_write: bool,
    can_evaluate: bool,
    can_hand_over: bool,
    may_set_tier: Callable[[Update], bool],
    asked: str = "",
) -> ItemPage:
    """`asked` says whom the owner asks to judge the effect; `may_set_tier` of which notes the reader may say who reads
    them."""
    item = detail.item
    late = late_item(item.due_on, compliance_on, item.late_reason)
    is_open = item.status in (ItemStatus.PLANNED, ItemStatus.IN_PROGRESS)
    is_ongoing = item.ongoing_interval_months is not None
    may_evaluate = item.status in (ItemStatus.DONE, ItemStatus.EFFECT_EVALUATED) or (
        is_ongoing and item.status is ItemStatus.IN_PROGRESS
    )
    step = _next_step(detail, today, can_update=can_update, can_write=can_write, can_evaluate=can_evaluate)
    return ItemPage(
        title=item.title,
        crumbs=crumbs,
        item=item,
        sees_case=sees_case,
        status=status_tag(item),
        tier=tier_tag(item.tier, item_href(item), may_change=can_write),
        when=next_date(item, today),
        effect_result=EFFECT_RESULT[item.effect_result].lower() if item.effect_result else "",
        interval=interval_text(item.ongoing_interval_months) if item.ongoing_interval_months else None,
        hand_over_href=f"/giv-videre/{item.owner_public_id}" if can_hand_over and is_open else None,
        helpers=", ".join(helper.name for helper in detail.helpers),
        action_type=ACTION_TYPE[item.action_type],
        level=PREVENTION_LEVEL[item.prevention_level] if item.prevention_level else None,
        focus_points=", ".join(f"{point.position}. {point.title}" for point in detail.focus_points),
        compliance_on=compliance_on,
        late_warning=late.text if late and is_open else "",
        moved=_moved(detail),
        next_step=step,
        follows=Link(f"{detail.follows.no}. {detail.follows.title}", f"/tiltag/{detail.follows.public_id}")
        if detail.follows
        else None,
        followed_by=tuple(Link(f"{each.no}. {each.title}", f"/tiltag/{each.public_id}") for each in detail.followed_by),
        events=_events(detail, may_set_tier),
        evidence_href=item_href(item, "/dokumentation"),
        update_href=item_href(item, "/opdater") if can_comment else None,
        update_label="Opdatér" if can_update else "Skriv en bemærkning",
        edit_href=item_href(item, "/ret") if can_write else None,
        move_href=item_href(item, "/flyt-frist") if can_write and is_open and not is_ongoing and item.due_on else None,
        effect_href=item_href(item, "/effekt") if can_evaluate and may_evaluate else None,
        review_href=item_href(item, "/gennemgang") if can_update and is_open and is_ongoing else None,
        second_person=f"{detail.standing.second_person} {asked}" if asked and item.status is ItemStatus.DONE else "",
    )


def _moved(detail: ItemDetail) -> str:
    """How often and how far the date slipped, in words; empty when it never moved."""
    if not detail.times_moved:
        return ""
    times = "én gang" if detail.times_moved == 1 else f"{detail.times_moved} gange"
    days = detail.slipped_days
    if not days:
        return f"Fristen er flyttet {times} og er nu den oprindelige."
    unit = "dag" if abs(days) == 1 else "dage"
    return f"Fristen er flyttet {times}, i alt {abs(days)} {unit} {'senere' if days > 0 else 'tidligere'}."


def _next_step(
    detail: ItemDetail, today: date, *, can_update: bool, can_write: bool, can_evaluate: bool
) -> Step | None:
    """The most pressing step that this reader may take."""
    item = detail.item
    update, edit = item_href(item, "/opdater"), item_href(item, "/ret")
    is_open = item.status in (ItemStatus.PLANNED, ItemStatus.IN_PROGRESS)
    if can_write and item.needs_owner:
        return Step(f"{item.owner_name} er fratrådt.", "Vælg en ny ansvarlig", edit)
    if is_open and can_update and needs_review(item.next_review_on, item.status, today):
        return Step("Det er tid til at gennemgå tiltaget.", "Gennemgå nu", item_href(item, "/gennemgang"))
    if is_open and can_write and item.due_on is None and item.ongoing_interval_months is None:
        return Step("Tiltaget har ingen frist.", "Sæt en frist", edit)
    if can_update and item_is_overdue(item.due_on, item.status, today):
        if not can_write:
            return Step("Fristen er overskredet. Skriv, hvordan det går.", "Opdatér nu", update)
        text = "Fristen er overskredet. Er tiltaget gennemført, så opdatér det. Ellers flyt fristen."
        return Step(text, "Flyt fristen", item_href(item, "/flyt-frist"))
    if can_evaluate and item.status is ItemStatus.DONE:
        if needs_effect_check(item.status, item.effect_check_on, today):
            return Step("Virkede det? Nu skal effekten vurderes.", "Vurdér effekten", item_href(item, "/effekt"))
        on = long_date(item.effect_check_on) if item.effect_check_on else ""
        return Step(f"Effekten skal vurderes {on}.", "Vurdér effekten nu", item_href(item, "/effekt"))
    if item.effect_result is EffectResult.INSUFFICIENT and detail.followed_by:
        following = detail.followed_by[-1]
        text = "Effekten var ikke tilstrækkelig. Arbejdet fortsætter i et nyt tiltag."
        return Step(text, "Gå til det nye tiltag", f"/tiltag/{following.public_id}")
    if can_update and item.status is ItemStatus.PLANNED:
        return Step("Tiltaget er planlagt, men ikke begyndt.", "Sæt det i gang", update)
    return None


def _events(detail: ItemDetail, may_set_tier: Callable[[Update], bool]) -> tuple[Event, ...]:
    events = [
        Event(
            at=each.at,
            who=each.by_name,
            what=_what(each.old_status, each.new_status),
            note=each.note,
            tier=TIER[each.tier] if each.note and each.tier is not Tier.OPEN else "",
            tier_href=f"/bemaerkninger/{each.public_id}/fortrolighed" if each.note and may_set_tier(each) else "",
            is_withheld=each.is_withheld,
        )
        for each in detail.updates
    ]
    events += [
        Event(
            at=move.at,
            who=move.by_name,
            what=f"Fristen flyttet fra {_day(move.old_on)} til {_day(move.new_on)}",
            note=move.reason,
        )
        for move in detail.moves
    ]
    events += [
        Event(
            at=each.at,
            who=each.evaluator_name,
            what=f"Effekten vurderet {long_date(each.evaluated_on)}: {EFFECT_RESULT[each.result].lower()}",
            note=f"Vurderet efter: {each.criterion}\nBygger på: {each.basis}",
        )
        for each in detail.evaluations
    ]
    return tuple(sorted(events, key=lambda event: event.at, reverse=True))


def _what(old: ItemStatus, new: ItemStatus) -> str:
    return "Bemærkning" if old is new else f"{ITEM_STATUS[old]} → {ITEM_STATUS[new]}"


def _day(day: date | None) -> str:
    return long_date(day) if day else "ukendt"
