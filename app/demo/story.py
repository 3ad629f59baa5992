"""What a made-up case is told by. Whole numbers are days from the day of loading: -10 is ten days ago."""

from datetime import date, timedelta

import msgspec

from app.cases.enums import CaseOutcome, ComplaintState, ExtensionState, NoticeKind, Topic
from app.deadlines.enums import DeadlineKind
from app.demo.town import FIRST_WORKPLACE
from app.reports.enums import ReplyOutcome

When = int | date


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    requested: When
    wished: When
    state: ExtensionState = ExtensionState.REQUESTED
    answered: When = -1


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """`led_to` is the title of the case that a new reaction became."""

    on: When
    outcome: ReplyOutcome
    visit: When | None = None
    led_to: str = ""


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One case. `items` is one word per item: its fate, and the day it is due.

    P planned, I in progress, D done, S done with sufficient effect, N with insufficient effect and a follow-up,
    O ongoing, C given up; "?" for an unknown day.
    """

    title: str
    places: tuple[str, ...] = (FIRST_WORKPLACE,)
    topics: tuple[Topic, ...]
    kind: NoticeKind = NoticeKind.IMPROVEMENT
    visited: When
    hearing: When | None = None  # the day the letter of hearing was sent
    heard: When | None = None
    registered: When | None = None  # the day the ruling or the offer came
    dates: dict[DeadlineKind, When] = {}  # as its letter gives them
    later: dict[DeadlineKind, When] = {}  # facts that come later, each told on its day
    has_adviser: bool = False
    has_prior_measure: bool = False
    remeasured: When | None = None  # by when its first focus point is to be measured again
    informed: When | None = None
    planned: When | None = None
    items: str = ""
    discussed: When | None = None
    approved: When | None = None
    revised: When | None = None
    dissent: When | None = None
    complaint: tuple[When, ComplaintState, When] | None = None  # filed, how it ended, when
    extension: Extension | None = None
    snapshot: When | None = None
    is_released: bool = False
    reported: When | None = None
    reply: Reply | None = None
    closed: tuple[When, CaseOutcome] | None = None
    contact: tuple[When, str] | None = None
    has_focus_closed: bool = False
    given: When | None = None  # the day the leader made the representative accountable for it


def day_of(when: When, today: date) -> date:
    """The day meant; a count that falls on a weekend moves away from today, to the next working day."""
    if isinstance(when, date):
        return when
    day = today + timedelta(days=when)
    step = timedelta(days=1 if when > 0 else -1)
    while when and day.weekday() >= 5:
        day += step
    return day
