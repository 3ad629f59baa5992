"""The pages of rounds."""

from typing import ClassVar

import msgspec

from app.surveys.labels import ROUND_STATE, ROUND_STATE_KIND
from app.surveys.queries import RoundRow
from app.surveys.rules.rounds import period_text
from app.web.pages import Crumb, Page

HOME = "/maalinger"


class RoundLine(msgspec.Struct, frozen=True):
    name: str
    href: str
    unit: str
    period: str
    instrument: str
    state: str
    state_kind: str


class RoundsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/rounds.html"
    rounds: tuple[RoundLine, ...]
    can_create: bool


def period_of(row: RoundRow) -> str:
    return period_text(row.year, row.period_from, row.period_to, row.period_text)


def instrument_of(row: RoundRow) -> str:
    return f"{row.instrument_name}, udgave {row.edition}" if row.instrument_name else "ukendt"


def round_line(row: RoundRow) -> RoundLine:
    return RoundLine(
        name=row.name,
        href=f"{HOME}/{row.public_id}",
        unit=row.unit_name,
        period=period_of(row),
        instrument=instrument_of(row),
        state=ROUND_STATE[row.state],
        state_kind=ROUND_STATE_KIND[row.state],
    )


def crumbs_of(name: str, href: str | None, *last: str) -> tuple[Crumb, ...]:
    return (Crumb("Målinger", HOME), Crumb(name, href if last else None), *(Crumb(each) for each in last))
