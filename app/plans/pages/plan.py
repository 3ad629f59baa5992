"""The pages of the plan as a whole."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar

import msgspec

from app.cases.enums import NoticeKind
from app.cases.pages import CaseHeader, measure_href
from app.cases.rules import is_decision, is_own
from app.core.errors import Blocker
from app.plans.enums import ItemStatus, Judgement, PlanState
from app.plans.labels import JUDGEMENT, PLAN_STATE
from app.plans.pages.parts import StatusTag, When, effect_result_tag, next_date, status_tag
from app.plans.queries import ItemRow, PlanDetail, PlanVersionRow
from app.plans.rules import Progress, items_breaking_date, late_item, plan_warnings, progress
from app.web.forms import FormState
from app.web.pages import Page


class PlanLine(msgspec.Struct, frozen=True, kw_only=True):
    """One item in the plan."""

    no: int
    title: str
    href: str
    owner: str
    unit: str
    when: When
    status: StatusTag
    warning: str


class PlanGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A focus point with its items; the last group holds the items without one."""

    anchor: str
    title: str
    new_href: str
    point: int | None  # the key of the focus point
    lines: tuple[PlanLine, ...]
    description: str = ""
    is_closed: bool = False
    effect: StatusTag | None = None
    effect_href: str | None = None
    measure_href: str | None = None  # where a survey is tied to it
    remeasure_on: date | None = None
    agenda_href: str | None = None  # where it is put on an agenda
    edit_href: str | None = None
    state_href: str | None = None  # where it is closed, or opened again


class Missing(msgspec.Struct, frozen=True):
    """What one item (or the plan itself) lacks, with the page where it is written."""

    label: str
    href: str | None
    texts: tuple[str, ...]


class VersionLine(msgspec.Struct, frozen=True):
    no: int
    href: str
    state: str
    row: PlanVersionRow


class PriorLine(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    description: str
    taken: str
    judgement: StatusTag
    item_title: str | None
    item_href: str | None
    own_href: str | None  # of the item of the workplace's own plan that it is
    judge_href: str | None
    edit_href: str | None  # of one that was written in
    remove_href: str | None


class PlanPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "plans/index.html"
    case: CaseHeader
    state: StatusTag
    state_text: str
    progress: Progress
    warnings: tuple[Blocker, ...]
    missing: tuple[Missing, ...]
    groups: tuple[PlanGroup, ...]
    versions: tuple[VersionLine, ...]
    prior_measures: tuple[PriorLine, ...]
    hidden_items: int
    withheld_items: int
    has_items: bool
    next_label: str | None
    next_href: str | None
    new_item_href: str | None
    prior_href: str | None
    is_own: bool  # nothing comes before it


_STATE_KIND = {
    PlanState.DRAFT: "neutral",
    PlanState.DISCUSSED: "info",
    PlanState.APPROVED: "success",
    PlanState.REVISED: "warning",
}
_STATE_TEXT = {
    PlanState.DRAFT: "Planen er en kladde. Drøft den i arbejdsmiljøgruppen, når tiltagene er på plads.",
    PlanState.DISCUSSED: "Planen er drøftet, som den står. Nu kan lederen godkende den.",
    PlanState.APPROVED: "Planen er godkendt, og den version gælder. Retter I det planlagte, begynder en ny kladde.",
    PlanState.REVISED: "Planen er ændret, siden den blev godkendt. Drøft den igen, og godkend den.",
}
_JUDGEMENT_KIND = {
    Judgement.SUFFICIENT: "success",
    Judgement.INSUFFICIENT: "danger",
    Judgement.NOT_JUDGED: "neutral",
}


def plan_page(
    case: CaseHeader,
    kind: NoticeKind,
    detail: PlanDetail,
    blockers: list[Blocker],
    today: date,
    *,
    can_write: bool,
    can_approve: bool,
    can_evaluate: Collection[int],
    can_measure: bool,
) -> PlanPage:
    """`can_evaluate` are the focus points that this reader may judge; `can_measure`: they read surveys."""
    base = f"{case.href}/handleplan"
    lines = {item.id: _line(item, detail.compliance_on, today) for item in detail.items}
    label, href = _next_step(detail, base, can_write=can_write, can_approve=can_approve)
    return PlanPage(
        title="Handleplan",
        case=case,
        state=StatusTag(PLAN_STATE[detail.state], _STATE_KIND[detail.state]),
        state_text=_STATE_TEXT[detail.state],
        progress=_progress(detail, kind),
        warnings=tuple(_warnings(detail)),
        missing=_missing(detail.items, blockers) if detail.state is not PlanState.APPROVED else (),
        groups=_groups(case, detail, lines, can_evaluate=can_evaluate, can_write=can_write, can_measure=can_measure),
        versions=tuple(
            VersionLine(row.no, f"{base}/versioner/{row.no}", PLAN_STATE[row.state], row) for row in detail.versions
        ),
        prior_measures=_prior(detail, f"{case.href}/tidligere-tiltag", can_write=can_write),
        hidden_items=detail.hidden_items,
        withheld_items=detail.withheld_items,
        has_items=bool(detail.items),
        next_label=label,
        next_href=href,
        new_item_href=f"{base}/nyt-tiltag" if can_write else None,
        prior_href=f"{case.href}/tidligere-tiltag/nyt" if can_write else None,
        is_own=is_own(kind),
    )


def _progress(detail: PlanDetail, kind: NoticeKind) -> Progress:
    return progress(((item.status, item.effect_result) for item in detail.items), is_ruled=is_decision(kind))


def _line(item: ItemRow, compliance_on: date | None, today: date) -> PlanLine:
    warning = ""
    if item.status is not ItemStatus.CANCELLED and late_item(item.due_on, compliance_on, item.late_reason):
        warning = "Efter efterkommelsesfristen uden begrundelse"
    if item.needs_owner:
        warning = "Den ansvarlige er fratrådt"
    return PlanLine(
        no=item.no,
        title=item.title,
        href=f"/tiltag/{item.public_id}",
        owner=item.owner_name,
        unit=item.unit_name,
        when=next_date(item, today),
        status=status_tag(item),
        warning=warning,
    )


def _warnings(detail: PlanDetail) -> list[Blocker]:
    """Weaknesses, and the items that broke rule 18 because the authority's date was entered or moved."""
    facts = [item.facts for item in detail.items]
    found = plan_warnings(facts)
    for fact in items_breaking_date(facts, detail.compliance_on):
        if late := late_item(fact.due_on, detail.compliance_on, fact.late_reason):
            found.append(Blocker(late.code, f"Tiltag {fact.no}: {late.text}", fact.href))
    return found


def _missing(items: tuple[ItemRow, ...], blockers: list[Blocker]) -> tuple[Missing, ...]:
    """The blockers gathered by the page they lead to: one link an item, not one a field."""
    titles = {item.facts.href: f"{item.no}. {item.title}" for item in items}
    found: dict[str, Missing] = {}
    for blocker in blockers:
        label = titles.get(blocker.href, "")
        text = blocker.text.partition(": ")[2] if label else blocker.text
        known = found.get(blocker.href or blocker.code) or Missing(label, blocker.href, ())
        found[blocker.href or blocker.code] = msgspec.structs.replace(known, texts=(*known.texts, text))
    return tuple(found.values())


def _groups(
    case: CaseHeader,
    detail: PlanDetail,
    lines: dict[int, PlanLine],
    *,
    can_evaluate: Collection[int],
    can_write: bool,
    can_measure: bool,
) -> tuple[PlanGroup, ...]:
    points = f"{case.href}/fokuspunkter"
    groups = [
        PlanGroup(
            anchor=f"fokuspunkt-{point.public_id}",
            point=point.id,
            title=f"{point.position}. {point.title}",
            description=point.description,
            is_closed=point.is_closed,
            effect=effect_result_tag(point.effect_result) if point.effect_result else None,
            effect_href=f"{points}/{point.public_id}/effekt" if point.id in can_evaluate else None,
            measure_href=measure_href(case.href, point.public_id) if can_write and can_measure else None,
            remeasure_on=point.remeasure_on,
            agenda_href=f"{case.href}/dagsorden?fokuspunkt={point.public_id}" if can_write else None,
            edit_href=f"{points}/{point.public_id}/ret" if can_write else None,
            state_href=f"{points}/{point.public_id}/{'aabn' if point.is_closed else 'luk'}" if can_write else None,
            new_href=f"{case.href}/handleplan/nyt-tiltag?fokuspunkt={point.public_id}",
            lines=tuple(lines[each] for each in point.item_ids),
        )
        for point in detail.focus_points
    ]
    if rest := detail.items_without_focus_point:
        groups.append(
            PlanGroup(
                anchor="uden-fokuspunkt",
                point=None,
                title="Tiltag uden fokuspunkt" if groups else "Tiltag",
                new_href=f"{case.href}/handleplan/nyt-tiltag",
                lines=tuple(lines[item.id] for item in rest),
            )
        )
    return tuple(groups)


def _prior(detail: PlanDetail, base: str, *, can_write: bool) -> tuple[PriorLine, ...]:
    return tuple(
        PriorLine(
            title=row.title,
            description=row.description,
            taken=row.taken_text or "ukendt",
            judgement=StatusTag(JUDGEMENT[row.judgement], _JUDGEMENT_KIND[row.judgement]),
            item_title=row.item_title,
            item_href=f"/tiltag/{row.item_public_id}" if row.item_public_id else None,
            own_href=f"/tiltag/{row.own_item or row.tied_item}" if row.own_item or row.tied_item else None,
            judge_href=f"{base}/nyt?tiltag={row.own_item}" if row.own_item and can_write else None,
            edit_href=f"{base}/{row.public_id}/ret" if can_write and not row.own_item else None,
            remove_href=f"{base}/{row.public_id}/fjern" if can_write and not row.own_item else None,
        )
        for row in detail.prior_measures
    )


def _next_step(detail: PlanDetail, base: str, *, can_write: bool, can_approve: bool) -> tuple[str | None, str | None]:
    """The one button that leads on; none for whoever may not take the step."""
    if not detail.items and not detail.hidden_items and not detail.withheld_items:
        return ("Tilføj det første tiltag", f"{base}/nyt-tiltag") if can_write else (None, None)
    if detail.state in (PlanState.DRAFT, PlanState.REVISED):
        return ("Registrér drøftelse", f"{base}/droeft") if can_write else (None, None)
    if detail.state is PlanState.DISCUSSED and can_approve:
        return "Godkend planen", f"{base}/godkend"
    return None, None


class StepPage(Page, frozen=True, kw_only=True):
    """Discussing or approving the plan."""

    template: ClassVar[str] = "plans/step.html"
    case: CaseHeader
    form: FormState
    action: str
    version: int
    is_approval: bool
    summary: str
    missing: tuple[Missing, ...]
    warnings: tuple[Blocker, ...]


def step_page(
    case: CaseHeader,
    kind: NoticeKind,
    detail: PlanDetail,
    blockers: list[Blocker],
    form: FormState,
    *,
    is_approval: bool,
    version: int,
) -> StepPage:
    return StepPage(
        title="Godkend planen" if is_approval else "Registrér drøftelse",
        case=case,
        form=form,
        action=f"{case.href}/handleplan/{'godkend' if is_approval else 'droeft'}",
        version=version,
        is_approval=is_approval,
        summary=_progress(detail, kind).text,
        missing=_missing(detail.items, blockers) if is_approval else _not_again(detail, blockers),
        warnings=tuple(_warnings(detail)),
    )


def _not_again(detail: PlanDetail, blockers: list[Blocker]) -> tuple[Missing, ...]:
    """Why there is nothing to discuss: the plan stands as it was discussed or approved."""
    return (Missing("", None, (_STATE_TEXT[detail.state],)),) if blockers else ()
