"""What the page for all employees shows, the way to it, and the links that open it."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.core.qr import Qr
from app.notices.queries.boards import Board, BoardCase
from app.notices.queries.links import NoticeLinkRow
from app.notices.rules import SHOWN_AFTER_CLOSING, SOURCE
from app.web.forms import FormState
from app.web.pages import Crumb, Page

TITLE = "Påbud fra Arbejdstilsynet"
READ_HREF = "/log-ind/kommune/laes"
TONE_TAG = {"neutral": "neutral", "good": "success", "attention": "warning", "bad": "danger", "unknown": "warning"}


class BoardLine(msgspec.Struct, frozen=True):
    name: str
    municipality: str
    href: str


class BoardsPage(Page, frozen=True, kw_only=True):
    """The units with a page. `read_href`: how an employee gets in who has no login here; None: there is no way."""

    template: ClassVar[str] = "notices/boards.html"
    is_in: bool
    boards: tuple[BoardLine, ...]
    read_href: str | None


class BoardPage(Page, frozen=True, kw_only=True):
    """The same for everybody who opens it. `back_href`: for who has a list to go back to."""

    template: ClassVar[str] = "notices/board.html"
    unit: str
    municipality: str
    as_of: date
    cases: tuple[BoardCase, ...]
    tags: dict[str, str]
    source: str
    days_after: int
    back_href: str | None


class LinkLine(msgspec.Struct, frozen=True, kw_only=True):
    place: str
    made: str
    until_on: date
    state: str
    tag: str
    read: str
    close_href: str | None


class LinksPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "notices/links.html"
    crumbs: tuple[Crumb, ...]
    action: str
    cancel: str
    form: FormState
    is_allowed: bool
    board_href: str | None
    lines: tuple[LinkLine, ...]
    latest: date


class LinkShownPage(Page, frozen=True, kw_only=True):
    """A link that is shown once."""

    template: ClassVar[str] = "notices/link_shown.html"
    crumbs: tuple[Crumb, ...]
    unit: str
    place: str
    until_on: date
    address: str
    token: str
    qr: Qr
    sheet_action: str
    back_href: str


class CloseLinkPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "notices/close.html"
    crumbs: tuple[Crumb, ...]
    place: str
    action: str
    cancel: str
    form: FormState


def boards_page(boards: Sequence[Board], *, is_in: bool, has_sso: bool) -> BoardsPage:
    return BoardsPage(
        title=TITLE,
        is_in=is_in,
        boards=tuple(BoardLine(each.name, each.municipality_name, each.href) for each in boards),
        read_href=READ_HREF if has_sso else None,
    )


def board_page(board: Board, cases: Sequence[BoardCase], as_of: date, *, back_href: str | None) -> BoardPage:
    return BoardPage(
        title=f"{TITLE}: {board.name}",
        unit=board.name,
        municipality=board.municipality_name,
        as_of=as_of,
        cases=tuple(cases),
        tags=TONE_TAG,
        source=SOURCE,
        days_after=SHOWN_AFTER_CLOSING.days,
        back_href=back_href,
    )


def link_line(row: NoticeLinkRow, today: date, base: str, *, is_allowed: bool) -> LinkLine:
    state, tag = ("Åbent", "success") if row.is_open(today) and is_allowed else ("Virker ikke", "neutral")
    if row.closed_at is not None:
        state = "Lukket"
    elif today > row.until_on:
        state = "Udløbet"
    read = "Ikke åbnet endnu"
    if row.last_on is not None:
        read = f"Åbnet {row.reads} {'gang' if row.reads == 1 else 'gange'}, sidst {row.last_on:%d.%m.%Y}"
    return LinkLine(
        place=row.place,
        made=f"Lavet {row.at:%d.%m.%Y} af {row.by_name}",
        until_on=row.until_on,
        state=state,
        tag=tag,
        read=read,
        close_href=f"{base}/{row.public_id}/luk" if row.closed_at is None else None,
    )
