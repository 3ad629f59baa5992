"""Items across cases, as one person's list."""

import re
from datetime import date
from typing import ClassVar

import msgspec

from app.plans.enums import ItemStatus
from app.plans.pages.parts import StatusTag, When, next_date, status_tag
from app.plans.queries import OPEN, Cursor, ListedItem, MyItems
from app.web.pages import Option, Page

FILTERS = {
    "aabne": ("Ikke gennemført", OPEN),
    "gennemfoert": ("Gennemført, effekt ikke vurderet", (ItemStatus.DONE,)),
    "afsluttet": ("Effekt vurderet eller opgivet", (ItemStatus.EFFECT_EVALUATED, ItemStatus.CANCELLED)),
    "alle": ("Alle", tuple(ItemStatus)),
}
DEFAULT_FILTER = "aabne"


class MyLine(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    href: str
    case: str
    case_href: str | None
    unit: str
    role: str
    when: When
    status: StatusTag
    needs_owner: bool
    update_href: str | None


class MyItemsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "plans/mine.html"
    filters: tuple[Option, ...]
    chosen: str
    is_first: bool
    lines: tuple[MyLine, ...]
    next_href: str | None


def my_items_page(found: MyItems, chosen: str, person: int | None, today: date, *, is_first: bool) -> MyItemsPage:
    after = found.after
    return MyItemsPage(
        title="Mine tiltag",
        filters=tuple(Option(value, label) for value, (label, _) in FILTERS.items()),
        chosen=chosen,
        is_first=is_first,
        lines=tuple(_line(item, person, today) for item in found.items),
        next_href=f"/mine-tiltag?status={chosen}&efter={cursor_text(after)}" if after else None,
    )


def _line(item: ListedItem, person: int | None, today: date) -> MyLine:
    return MyLine(
        title=item.title,
        href=f"/tiltag/{item.public_id}",
        case=f"{item.case_reference} {item.case_title}" if item.case_reference else "",
        case_href=f"/sager/{item.case_public_id}" if item.case_public_id else None,
        unit=item.unit_name,
        role="Ansvarlig" if item.owner == person else "Hjælper",
        when=next_date(item, today),
        status=status_tag(item),
        needs_owner=item.needs_owner,
        update_href=f"/tiltag/{item.public_id}/opdater" if item.is_open else None,
    )


def cursor_text(cursor: Cursor) -> str:
    return f"{cursor.rank}_{cursor.day.isoformat()}_{cursor.item}"


_CURSOR = re.compile(r"([012])_(\d{4}-\d\d-\d\d)_([0-9a-z]{12})")


def parse_cursor(text: str | None) -> Cursor | None:
    """None for anything that is not a cursor of ours: the list then begins at its top."""
    found = _CURSOR.fullmatch(text or "")
    try:
        return Cursor(int(found[1]), date.fromisoformat(found[2]), found[3]) if found else None
    except ValueError:
        return None
