"""Who advises on a case from outside, and until when."""

from datetime import date
from typing import ClassVar

import msgspec

from app.cases.pages.base import CasePage
from app.cases.pages.header import CaseHeader
from app.cases.queries import Share
from app.web.pages import Page


class ShareLine(msgspec.Struct, frozen=True, kw_only=True):
    """One adviser's access, as the list shows it. `end_href` None: it has ended."""

    name: str
    company: str
    email: str
    valid_from: date
    until: date | None  # None: stopped on the day it was given
    state: str
    end_href: str | None


def share_line(share: Share, index_href: str, today: date) -> ShareLine:
    has_ended = share.has_ended(today)
    return ShareLine(
        name=share.name,
        company=share.company,
        email=share.email or "",
        valid_from=share.valid_from,
        until=share.until if share.until >= share.valid_from else None,
        state="ophørt" if has_ended else "har adgang",
        end_href=None if has_ended else f"{index_href}/{share.public_id}/stop",
    )


class AdvisersPage(Page, frozen=True):
    template: ClassVar[str] = "cases/advisers.html"
    case: CaseHeader
    shares: tuple[ShareLine, ...]
    new_href: str


class SharePage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/share.html"
    action: str
    cancel_href: str
    latest: date


class EndSharePage(CasePage, frozen=True):
    template: ClassVar[str] = "cases/share_end.html"
    share: ShareLine
    action: str
    cancel_href: str
