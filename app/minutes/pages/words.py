"""Addresses and titles."""

from app.core.dates import short_date
from app.meetings.pages.words import meeting_crumbs, meeting_href
from app.meetings.policy import Forum
from app.meetings.queries import MeetingRow
from app.web.pages import Crumb

TITLE = "Referat"
FILES = "/referater"


def minutes_href(meeting: MeetingRow) -> str:
    return f"{meeting_href(meeting.public_id)}/referat"


def crumbs_of(forum: Forum, meeting: MeetingRow, *last: Crumb) -> tuple[Crumb, ...]:
    return meeting_crumbs(forum, meeting, Crumb(TITLE, minutes_href(meeting) if last else None), *last)


def title_of(forum: Forum, meeting: MeetingRow) -> str:
    return f"{TITLE} {short_date(meeting.held_on)}: {forum.name}"


def file_name(meeting: MeetingRow, *, original: bool = False) -> str:
    """Of the PDF; `original`: as it was approved, without what was added later."""
    return f"referat-{meeting.held_on.isoformat()}{'-som-godkendt' if original else ''}.pdf"
