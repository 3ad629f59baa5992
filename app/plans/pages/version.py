"""The page of one version of the plan: a frozen copy."""

from typing import ClassVar

import msgspec

from app.cases.pages import CaseHeader
from app.plans.labels import ACTION_TYPE, PLAN_STATE, PREVENTION_LEVEL, interval_text
from app.plans.queries import ItemContent, PlanVersionDetail, PlanVersionRow, VisibleItem
from app.web.pages import Page


class VersionItem(msgspec.Struct, frozen=True):
    item: ItemContent
    action_type: str
    level: str | None
    interval: str | None


class VersionPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "plans/version.html"
    case: CaseHeader
    row: PlanVersionRow
    state: str
    items: tuple[VersionItem, ...]
    hidden_items: int


def version_page(
    case: CaseHeader, row: PlanVersionDetail, items: tuple[ItemContent, ...], found: tuple[VisibleItem, ...]
) -> VersionPage:
    """The version as far as the reader sees its items; those of other units are counted, confidential ones are not."""
    visible = {each.public_id for each in found if each.is_visible}
    elsewhere = {each.public_id for each in found if not each.is_here}
    return VersionPage(
        title=f"Handleplan, version {row.no}",
        case=case,
        row=row,
        state=PLAN_STATE[row.state],
        items=tuple(
            VersionItem(
                item,
                ACTION_TYPE[item.action_type],
                PREVENTION_LEVEL[item.prevention_level] if item.prevention_level else None,
                interval_text(item.ongoing_interval_months) if item.ongoing_interval_months else None,
            )
            for item in items
            if item.public_id in visible
        ),
        hidden_items=sum(item.public_id in elsewhere for item in items),
    )
