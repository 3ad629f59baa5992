"""How units stand: across them all, and of one."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.cycles.enums import CycleKind, Standing
from app.cycles.labels import CYCLE_KIND, CYCLE_KIND_INTERVAL, CYCLE_KIND_SOURCE, STANDING
from app.cycles.pages.words import (
    HOME,
    SLUG,
    TITLE,
    StatusView,
    address_of,
    new_label,
    status_view,
    unit_href,
    when_text,
)
from app.cycles.queries import RecordRow, UnitStanding
from app.cycles.rules import AHEAD, ELEMENTS, Status, status_of, worst
from app.surveys.pages.paging import Pages, part_of
from app.web.pages import Crumb, Page

# What the page across units can be narrowed to, by the word in the address.
NARROW = {
    "overskredet": Standing.LATE,
    "aendret": Standing.CHANGED,
    "ikke-faerdig": Standing.UNFINISHED,
    "snart": Standing.SOON,
    "ukendt": Standing.UNKNOWN,
    "i-orden": Standing.FINE,
}


class UnitLine(msgspec.Struct, frozen=True):
    name: str
    parent: str
    href: str
    statuses: tuple[StatusView, ...]


class NarrowLink(msgspec.Struct, frozen=True):
    label: str
    href: str
    is_current: bool


class CyclesPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "cycles/index.html"
    crumbs: tuple[Crumb, ...]
    kinds: tuple[str, ...]
    lines: tuple[UnitLine, ...]
    narrow: tuple[NarrowLink, ...]
    pages: Pages
    below: str  # the unit that the page is narrowed to, or ""
    ahead: tuple[int, ...]


class RecordLine(msgspec.Struct, frozen=True):
    when: str
    href: str
    done: str
    made_for: str  # "" for the unit itself
    is_withdrawn: bool


class KindPart(msgspec.Struct, frozen=True):
    """One kind on the page of a unit."""

    id: str
    heading: str
    interval: str
    source: str
    status: StatusView
    records: tuple[RecordLine, ...]
    new_href: str | None
    new_label: str


class UnitCyclesPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "cycles/unit.html"
    crumbs: tuple[Crumb, ...]
    unit_href: str
    below_href: str | None
    parts: tuple[KindPart, ...]


def _standing(line: UnitStanding, kind: CycleKind) -> Standing:
    return line.last[kind].status.standing if kind in line.last else Standing.UNKNOWN


def _views(line: UnitStanding) -> tuple[StatusView, ...]:
    found = []
    for kind in CycleKind:
        last = line.last.get(kind)
        if last is None:
            found.append(status_view(kind, Status(Standing.UNKNOWN), None, None))
        else:
            found.append(status_view(kind, last.status, last.changed_on, last.held_text, f"{HOME}/{last.public_id}"))
    return tuple(found)


def cycles_page(
    standing: Sequence[UnitStanding], narrowed: str, side: str, below: tuple[str, str] | None
) -> CyclesPage:
    """The units that wait first, the longest first. `below`: public id and name of the unit they lie under."""

    def order(line: UnitStanding) -> tuple[int, date]:
        dues = [last.status.due for last in line.last.values() if last.status.due is not None]
        return list(Standing).index(worst(_standing(line, kind) for kind in CycleKind)), min(dues, default=date.max)

    query = f"enhed={below[0]}&" if below else ""
    counts = {
        each: sum(each in {_standing(line, kind) for kind in CycleKind} for line in standing) for each in Standing
    }
    chosen = NARROW.get(narrowed)
    shown = [
        line for line in sorted(standing, key=order) if chosen in (None, *(_standing(line, kind) for kind in CycleKind))
    ]
    part, pages = part_of(shown, side, f"{HOME}?{query}{f'vis={narrowed}&' if chosen else ''}side=")
    every = NarrowLink(f"Alle ({len(standing)})", f"{HOME}?{query}".rstrip("?&"), chosen is None)
    return CyclesPage(
        title=TITLE,
        crumbs=(Crumb("Målinger", "/maalinger"), Crumb(TITLE)),
        kinds=tuple(CYCLE_KIND[kind] for kind in CycleKind),
        lines=tuple(
            UnitLine(line.name, line.parent_name or "", unit_href(line.public_id), _views(line)) for line in part
        ),
        narrow=(
            every,
            *(
                NarrowLink(f"{STANDING[each]} ({counts[each]})", f"{HOME}?{query}vis={word}", chosen is each)
                for word, each in NARROW.items()
                if counts[each]
            ),
        ),
        pages=pages,
        below=below[1] if below else "",
        ahead=tuple(AHEAD[kind].days for kind in CycleKind),
    )


def kind_part(
    kind: CycleKind, unit: str, rows: Sequence[RecordRow], own: int, today: date, *, can_write: bool
) -> KindPart:
    """`rows` are those that hold for the unit with the key `own`, the latest first."""
    of_kind = [row for row in rows if row.kind is kind]
    last = next((row for row in of_kind if row.withdrawn_on is None), None)
    status = (
        status_view(
            kind,
            status_of(kind, last.held_on, last.changed_on, today, lacks=last.lacks),
            last.changed_on,
            last.held_text,
        )
        if last
        else status_view(kind, Status(Standing.UNKNOWN), None, None)
    )
    return KindPart(
        id=SLUG[kind],
        heading=CYCLE_KIND[kind],
        interval=CYCLE_KIND_INTERVAL[kind],
        source=CYCLE_KIND_SOURCE[kind],
        status=status,
        records=tuple(
            RecordLine(
                when_text(row.held_on, row.held_text),
                address_of(row),
                f"{row.done} af {len(ELEMENTS[kind])} gjort",
                row.unit_name if row.unit != own else "",
                row.withdrawn_on is not None,
            )
            for row in of_kind
        ),
        new_href=f"{unit_href(unit)}/{SLUG[kind]}" if can_write else None,
        new_label=new_label(kind),
    )
