"""The forms of one action item."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar

import msgspec

from app.access.enums import Tier
from app.access.pages import tier_choices
from app.core.calendar import long_date
from app.plans.enums import EffectResult, ItemStatus
from app.plans.labels import ACTION_TYPE, ITEM_STATUS, PREVENTION_LEVEL, interval_text
from app.plans.pages.item import item_href
from app.plans.pages.parts import When, late_hint, next_date
from app.plans.queries import FocusChoice, ItemRow, PersonChoice, UnitChoice
from app.plans.rules import item_transition_blockers
from app.web.forms import FormState, seen_version
from app.web.pages import Crumb, Option, Page, options


class UpdatePage(Page, frozen=True, kw_only=True):
    """The form of a phone; the evidence slice draws it, with photos and files."""

    crumbs: tuple[Crumb, ...]
    item: ItemRow
    when: When
    form: FormState
    statuses: tuple[Option, ...]
    tiers: tuple[Option, ...]  # who may read the note; none where there is nothing to choose
    version: int
    action: str
    cancel_href: str


_HINTS = {
    ItemStatus.DONE: "Om det virkede, vurderer I bagefter.",
    ItemStatus.CANCELLED: "Skriv i bemærkningen, hvorfor I opgiver det.",
}


def permitted_statuses(item: ItemRow, steps: Collection[ItemStatus]) -> tuple[Option, ...]:
    """The present status, and those of `steps` that the rules allow from it. Effect has its own form."""
    return tuple(
        Option(status.value, ITEM_STATUS[status], _HINTS.get(status) if status is not item.status else None)
        for status in ItemStatus
        if status is item.status
        or (
            status in steps
            and status is not ItemStatus.EFFECT_EVALUATED
            and not item_transition_blockers(item.status, status, item.facts, note="-")
        )
    )


def item_update_page(
    item: ItemRow,
    crumbs: tuple[Crumb, ...],
    form: FormState,
    today: date,
    steps: Collection[ItemStatus],
    tiers: Collection[Tier],
) -> UpdatePage:
    """`steps` are the statuses that this reader may set, `tiers` those they may give their note."""
    statuses = permitted_statuses(item, steps)
    return UpdatePage(
        title="Opdatér tiltag" if len(statuses) > 1 else "Skriv en bemærkning",
        crumbs=crumbs,
        item=item,
        when=next_date(item, today),
        form=form,
        statuses=statuses,
        tiers=tier_choices(tiers),
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
    version: int
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
    version: int,
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
