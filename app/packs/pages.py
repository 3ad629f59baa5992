"""The pack as a page to go through at the meeting."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec

from app.core.dates import short_date
from app.meetings.pages.words import agenda_href, item_href, meeting_crumbs, meeting_href
from app.meetings.policy import Forum
from app.meetings.queries import MeetingRow
from app.packs.content import Asked, Pack, PackCase
from app.packs.pack_pdf import period_text
from app.packs.queries import KeptPack
from app.web.pages import Crumb, Page

TITLE = "Mødepakke"


class CaseView(msgspec.Struct, frozen=True):
    """`outcome_href`: where the outcome is written, or stands; None: the case is not on the agenda."""

    case: PackCase
    href: str
    outcome_href: str | None


class PackPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "packs/show.html"
    crumbs: tuple[Crumb, ...]
    period: str
    lacks_time: bool  # nobody wrote when the meeting begins and ends
    requests: tuple[Asked, ...]
    cases: tuple[CaseView, ...]
    pdf_href: str
    kept: tuple[KeptPack, ...]
    keep_action: str | None
    outcome_label: str
    new_item_href: str | None


def pack_page(
    forum: Forum,
    meeting: MeetingRow,
    pack: Pack,
    items: Mapping[str, str],
    kept: Sequence[KeptPack],
    *,
    writes_outcome: bool,
    adds_items: bool,
    can_keep: bool,
) -> PackPage:
    base = meeting_href(meeting.public_id)
    after = "/udfald" if writes_outcome else ""
    return PackPage(
        title=f"{TITLE} {short_date(meeting.held_on)}: {forum.name}",
        crumbs=meeting_crumbs(forum, meeting, Crumb(TITLE)),
        period=period_text(pack),
        lacks_time=not (meeting.starts or meeting.ends),
        requests=pack.requests,
        cases=tuple(
            CaseView(
                each,
                f"/sager/{each.public_id}",
                f"{item_href(items[each.public_id])}{after}" if each.public_id in items else None,
            )
            for each in pack.cases
        ),
        pdf_href=f"{base}/pakke.pdf",
        kept=tuple(kept),
        keep_action=f"{base}/pakke/gem" if can_keep else None,
        outcome_label="Skriv udfald" if writes_outcome else "Se punktet",
        new_item_href=f"{agenda_href(forum)}?moede={meeting.public_id}" if adds_items else None,
    )
