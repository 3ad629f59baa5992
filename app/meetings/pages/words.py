"""Addresses and sentences that the pages share."""

from app.core.dates import short_date
from app.meetings.labels import MEETING_STATE, MEETING_STATE_TAG
from app.meetings.policy import Forum
from app.meetings.queries import MeetingRow
from app.web.pages import Crumb

HOME = "/moeder"
MEETINGS = "Møder"


def forum_href(forum: Forum) -> str:
    """The page of the committee or the unit itself."""
    return f"/{'udvalg' if forum.kind is not None else 'enheder'}/{forum.public_id}"


def meetings_href(forum: Forum) -> str:
    return f"{forum_href(forum)}/moeder"


def agenda_href(forum: Forum) -> str:
    """Where an item for the forum is written."""
    return f"{forum_href(forum)}/dagsorden/nyt"


def requests_href(forum: Forum) -> str:
    """Where what a committee has asked for stands; a unit has no such page."""
    return f"{forum_href(forum)}/anmodninger"


def meeting_href(public_id: str) -> str:
    return f"{HOME}/{public_id}"


def item_href(public_id: str) -> str:
    return f"/punkter/{public_id}"


def forum_crumbs(forum: Forum, *last: Crumb) -> tuple[Crumb, ...]:
    first = Crumb("Udvalg", "/udvalg") if forum.kind is not None else Crumb("Enheder", "/enheder")
    own = Crumb(MEETINGS, meetings_href(forum) if last else None)
    return (first, Crumb(forum.name, forum_href(forum)), own, *last)


def meeting_crumbs(forum: Forum, row: MeetingRow, *last: Crumb) -> tuple[Crumb, ...]:
    own = Crumb(short_date(row.held_on), meeting_href(row.public_id) if last else None)
    return forum_crumbs(forum, own, *last)


def time_text(starts: str, ends: str) -> str:
    """ "kl. 13.00–15.00", "kl. 13.00", "til kl. 15.00" or ""."""
    if starts and ends:
        return f"kl. {starts}–{ends}"
    return f"kl. {starts}" if starts else f"til kl. {ends}" if ends else ""


def state_words(row: MeetingRow) -> tuple[str, str]:
    """The state and the colour of its tag."""
    return MEETING_STATE[row.state], MEETING_STATE_TAG[row.state]
