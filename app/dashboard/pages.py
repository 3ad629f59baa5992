from datetime import datetime
from typing import ClassVar

import msgspec

from app.audit.rules import Change
from app.cases.pages import CaseHeader
from app.web.pages import Page


class HistoryLine(msgspec.Struct, frozen=True):
    at: datetime
    who: str
    what: str
    subject: str
    reason: str
    changes: tuple[Change, ...]
    is_erased: bool
    erased_at: datetime | None


class HistoryPage(Page, frozen=True):
    template: ClassVar[str] = "dashboard/history.html"
    case: CaseHeader
    entries: tuple[HistoryLine, ...]
    older_href: str | None
