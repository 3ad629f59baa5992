"""The pages of one action item."""

from datetime import date, datetime
from typing import ClassVar

import msgspec

from app.core.calendar import long_date
from app.plans.enums import EffectResult, ItemStatus
from app.plans.labels import ACTION_TYPE, EFFECT_RESULT, ITEM_STATUS, PREVENTION_LEVEL
from app.plans.pages.parts import StatusTag, When, interval_text, late_hint, next_date, status_tag
from app.plans.queries import FocusChoice, ItemDetail, ItemRow, PersonChoice, UnitChoice
from app.plans.rules import (
    item_is_overdue,
    item_transition_blockers,
    late_item,
    needs_effect_check,
    needs_review,
)
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page, options


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the trail."""

    at: datetime
    who: str
    what: str
    note: str


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
    status: StatusTag
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
    edit_href: str | None
    move_href: str | None
    effect_href: str | None
    review_href: str | None


def item_href(item: ItemRow, page: str = "") -> str:
    return f"/tiltag/{item.public_id}{page}"


def item_crumbs(item: ItemRow, case_public_id: str, case_title: str, *trail: str) -> tuple[Crumb, ...]:
    crumbs = [
        Crumb("Sager", "/sager"),
        Crumb(case_title, f"/sager/{case_public_id}"),
        Crumb("Handleplan", f"/sager/{case_public_id}/handleplan"),
        Crumb(f"{item.no}. {item.title}", item_href(item) if trail else None),
    ]
    return (*crumbs, *(Crumb(label) for label in trail))


def item_page(
    detail: ItemDetail,
    crumbs: tuple[Crumb, ...],
    compliance_on: date | None,
    today: date,
    *,
    can_update: bool,
    can_write: bool,
    can_evaluate: bool,
) -> ItemPage:
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
        status=status_tag(item),
        when=next_date(item, today),
        effect_result=EFFECT_RESULT[item.effect_result].lower() if item.effect_result else "",
        interval=interval_text(item.ongoing_interval_months) if item.ongoing_interval_months else None,
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
        events=_events(detail),
        evidence_href=item_href(item, "/dokumentation"),
        update_href=item_href(item, "/opdater") if can_update else None,
        edit_href=item_href(item, "/ret") if can_write else None,
        move_href=item_href(item, "/flyt-frist") if can_write and is_open and not is_ongoing and item.due_on else None,
        effect_href=item_href(item, "/effekt") if can_evaluate and may_evaluate else None,
        review_href=item_href(item, "/gennemgang") if can_update and is_open and is_ongoing else None,
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
    if is_open and can_write and not item.owner_is_active:
        return Step(f"{item.owner_name} er stoppet.", "Vælg en ny ansvarlig", edit)
    if is_open and can_update and needs_review(item.next_review_on, item.status, today):
        return Step("Det er tid til at gennemgå tiltaget.", "Gennemgå nu", item_href(item, "/gennemgang"))
    if is_open and can_write and item.due_on is None and item.ongoing_interval_months is None:
        return Step("Tiltaget har ingen frist.", "Sæt en frist", edit)
    if can_write and item_is_overdue(item.due_on, item.status, today):
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


def _events(detail: ItemDetail) -> tuple[Event, ...]:
    events = [
        Event(at=each.at, who=each.by_name, what=_what(each.old_status, each.new_status), note=each.note)
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


class UpdatePage(Page, frozen=True, kw_only=True):
    """The form of a phone; the evidence slice draws it, with photos and files."""

    crumbs: tuple[Crumb, ...]
    item: ItemRow
    when: When
    form: FormState
    statuses: tuple[Option, ...]
    version: int
    action: str
    cancel_href: str


_HINTS = {
    ItemStatus.DONE: "Om det virkede, vurderer I bagefter.",
    ItemStatus.CANCELLED: "Skriv i bemærkningen, hvorfor I opgiver det.",
}


def permitted_statuses(item: ItemRow) -> tuple[Option, ...]:
    """The present status, and those the rules allow from it. Effect has its own form."""
    return tuple(
        Option(status.value, ITEM_STATUS[status], _HINTS.get(status) if status is not item.status else None)
        for status in ItemStatus
        if status is item.status
        or (
            status is not ItemStatus.EFFECT_EVALUATED
            and not item_transition_blockers(item.status, status, item.facts, note="-")
        )
    )


def seen_version(form: FormState, current: int) -> int:
    """The version a redrawn form goes on from: as it was seen, or the present one once both are shown."""
    typed = form.values.get("version", "")
    return current if form.conflicts or not typed.isascii() or not typed.isdigit() else int(typed[:9])


def item_update_page(item: ItemRow, crumbs: tuple[Crumb, ...], form: FormState, today: date) -> UpdatePage:
    return UpdatePage(
        title="Opdatér tiltag",
        crumbs=crumbs,
        item=item,
        when=next_date(item, today),
        form=form,
        statuses=permitted_statuses(item),
        version=seen_version(form, item.version),
        action=item_href(item, "/opdater"),
        cancel_href=item_href(item),
    )


class ReviewPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "plans/review.html"
    crumbs: tuple[Crumb, ...]
    item: ItemRow
    interval: str
    form: FormState
    version: int
    action: str


def review_page(item: ItemRow, crumbs: tuple[Crumb, ...], form: FormState) -> ReviewPage:
    return ReviewPage(
        title="Gennemgå løbende tiltag",
        crumbs=crumbs,
        item=item,
        interval=interval_text(item.ongoing_interval_months or 1),
        form=form,
        version=seen_version(form, item.version),
        action=item_href(item, "/gennemgang"),
    )


class MoveDuePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "plans/move_due.html"
    crumbs: tuple[Crumb, ...]
    item: ItemRow
    compliance_on: date | None
    late_hint: str
    form: FormState
    version: int
    action: str


def move_due_page(item: ItemRow, crumbs: tuple[Crumb, ...], compliance_on: date | None, form: FormState) -> MoveDuePage:
    return MoveDuePage(
        title="Flyt fristen",
        crumbs=crumbs,
        item=item,
        compliance_on=compliance_on,
        late_hint=late_hint(compliance_on),
        form=form,
        version=seen_version(form, item.version),
        action=item_href(item, "/flyt-frist"),
    )


class ItemChoices(msgspec.Struct, frozen=True, kw_only=True):
    """What the form of an item offers."""

    people: tuple[PersonChoice, ...]
    units: tuple[UnitChoice, ...]
    focus_points: tuple[FocusChoice, ...]


class ItemFormPage(Page, frozen=True, kw_only=True):
    """Adding or editing."""

    template: ClassVar[str] = "plans/edit.html"
    crumbs: tuple[Crumb, ...]
    form: FormState
    action: str
    cancel_href: str
    version: int | None
    is_new: bool
    people: tuple[Option, ...]
    units: tuple[Option, ...]
    focus_points: tuple[Option, ...]
    action_types: tuple[Option, ...]
    levels: tuple[Option, ...]
    due_hint: str
    late_hint: str


def person_options(people: tuple[PersonChoice, ...]) -> tuple[Option, ...]:
    return tuple(
        Option(each.public_id, f"{each.name}, {each.job_title}" if each.job_title else each.name) for each in people
    )


def unit_options(units: tuple[UnitChoice, ...]) -> tuple[Option, ...]:
    return tuple(Option(each.public_id, "– " * each.depth + each.name) for each in units)


def item_form_page(
    title: str,
    crumbs: tuple[Crumb, ...],
    form: FormState,
    choices: ItemChoices,
    *,
    action: str,
    cancel_href: str,
    version: int | None,
    suggested_on: date | None,
    lead_days: int,
    compliance_on: date | None,
) -> ItemFormPage:
    hint = ""
    if suggested_on is not None:
        hint = (
            f"Forslag: senest {long_date(suggested_on)}. Det er {lead_days} dage før efterkommelsesfristen "
            "(standard, ikke lov)."
        )
    return ItemFormPage(
        title=title,
        crumbs=crumbs,
        form=form,
        action=action,
        cancel_href=cancel_href,
        version=version,
        is_new=version is None,
        people=person_options(choices.people),
        units=unit_options(choices.units),
        focus_points=tuple(
            Option(point.public_id, f"{point.position}. {point.title}") for point in choices.focus_points
        ),
        action_types=options(ACTION_TYPE),
        levels=options(PREVENTION_LEVEL),
        due_hint=hint,
        late_hint=late_hint(compliance_on),
    )


class EffectPage(Page, frozen=True, kw_only=True):
    """Judging an item, or a focus point as a whole."""

    template: ClassVar[str] = "plans/effect.html"
    crumbs: tuple[Crumb, ...]
    subject: str
    measure: str
    form: FormState
    version: int | None
    action: str
    cancel_href: str
    results: tuple[Option, ...]
    others: tuple[Option, ...]
    people: tuple[Option, ...]
    units: tuple[Option, ...]
    late_hint: str


def effect_page(
    subject: str,
    measure: str,
    crumbs: tuple[Crumb, ...],
    form: FormState,
    others: list[ItemRow],
    people: tuple[PersonChoice, ...],
    units: tuple[UnitChoice, ...],
    *,
    action: str,
    cancel_href: str,
    version: int | None,
    compliance_on: date | None,
) -> EffectPage:
    return EffectPage(
        title="Vurdér effekten",
        crumbs=crumbs,
        subject=subject,
        measure=measure,
        form=form,
        version=version,
        action=action,
        cancel_href=cancel_href,
        results=(
            Option(EffectResult.SUFFICIENT.value, "Tilstrækkelig", "Problemet er løst."),
            Option(
                EffectResult.INSUFFICIENT.value,
                "Ikke tilstrækkelig",
                "Så skal I gøre mere: vælg eller skriv et tiltag.",
            ),
        ),
        others=tuple(Option(each.public_id, f"{each.no}. {each.title}") for each in others),
        people=person_options(people),
        units=unit_options(units),
        late_hint=late_hint(compliance_on),
    )
