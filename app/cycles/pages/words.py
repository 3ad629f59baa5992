"""Addresses, titles and sentences that the pages share."""

from datetime import date

import msgspec

from app.core.dates import short_date
from app.cycles.enums import CycleKind, Standing
from app.cycles.labels import CYCLE_KIND, STANDING, STANDING_TAG
from app.cycles.queries import RecordRow
from app.cycles.rules import Status
from app.web.pages import Crumb

HOME = "/arbejdsmiljoe"
TITLE = "APV og arbejdsmiljødrøftelse"
# Where a record of each kind is made, below its unit.
SLUG = {CycleKind.WORKPLACE_ASSESSMENT: "apv", CycleKind.ANNUAL_DISCUSSION: "droeftelse"}


class StatusView(msgspec.Struct, frozen=True):
    """How a unit stands with one kind: a tag, and what is to be said of it."""

    label: str
    tag: str
    text: str
    href: str | None = None  # the record that it rests on


def unit_href(unit: str) -> str:
    return f"{HOME}/enheder/{unit}"


def address_of(row: RecordRow) -> str:
    return f"{HOME}/{row.public_id}"


def unit_crumbs(unit: str, name: str, *last: Crumb) -> tuple[Crumb, ...]:
    return (Crumb(TITLE, HOME), Crumb(name, unit_href(unit) if last else None), *last)


def record_crumbs(row: RecordRow, *last: Crumb) -> tuple[Crumb, ...]:
    own = Crumb(title_of(row), address_of(row) if last else None)
    return unit_crumbs(row.unit_public_id, row.unit_name, own, *last)


def when_text(held_on: date | None, words: str) -> str:
    return short_date(held_on) if held_on is not None else words or "dato ukendt"


def title_of(row: RecordRow) -> str:
    return f"{CYCLE_KIND[row.kind]} {when_text(row.held_on, row.held_text)}"


def date_label(kind: CycleKind) -> str:
    return "Dato for afdækningen" if kind is CycleKind.WORKPLACE_ASSESSMENT else "Dato for drøftelsen"


def new_label(kind: CycleKind) -> str:
    return "Registrér en APV" if kind is CycleKind.WORKPLACE_ASSESSMENT else "Registrér en drøftelse"


def status_view(
    kind: CycleKind, status: Status, changed_on: date | None, held_text: str | None, href: str | None = None
) -> StatusView:
    """`held_text` None: nothing was recorded."""
    due = short_date(status.due) if status.due is not None else ""
    done = "lavet" if kind is CycleKind.WORKPLACE_ASSESSMENT else "holdt"
    text = {
        Standing.LATE: f"Den næste skulle være {done} senest {due}.",
        Standing.CHANGED: f"Det skete {short_date(changed_on) if changed_on else ''}. APV’en skal laves om.",
        Standing.UNFINISHED: "Der står »ikke endnu« ved noget af det, den skal indeholde.",
        Standing.SOON: f"Den næste skal være {done} senest {due}.",
        Standing.UNKNOWN: "" if held_text is None else f"Den sidste var {held_text or 'på en ukendt dato'}.",
        Standing.FINE: f"Den næste skal være {done} senest {due}.",
    }[status.standing]
    return StatusView(STANDING[status.standing], STANDING_TAG[status.standing], text, href)
