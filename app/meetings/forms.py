import functools
from datetime import date
from typing import Annotated, Any, cast

import msgspec

from app.core.dates import parse_date
from app.core.errors import Invalid
from app.involvement.enums import InvolvementKind
from app.meetings.enums import MeetingKind, Presence, Recurrence
from app.web.forms import Choice, Day, Form, Text, Tick, Whole

MOST_PEOPLE = 80  # at one meeting


class MeetingForm(Form, frozen=True, kw_only=True):
    kind: Annotated[MeetingKind, Choice("Slags", required=True)]
    title: Annotated[str, Text("Titel")] = ""
    held_on: Annotated[date, Day("Dato", required=True)]
    starts: Annotated[str, Text("Fra kl.", most=20)] = ""
    ends: Annotated[str, Text("Til kl.", most=20)] = ""
    place: Annotated[str, Text("Sted")] = ""
    minutes_reference: Annotated[str, Text("Referat")] = ""


class RecurrenceForm(Form, frozen=True, kw_only=True):
    """The dates that are to be counted out; sent in the address."""

    first: Annotated[date | None, Day("Første møde")] = None
    every: Annotated[int | None, Whole("Hver", low=1, high=52)] = None
    unit: Annotated[Recurrence | None, Choice("Uger eller måneder")] = None
    until: Annotated[date | None, Day("Sidste dag")] = None


class YearPlanForm(Form, frozen=True, kw_only=True):
    days: Annotated[str, Text("Datoer", lines=True, most=2000, required=True)]
    kind: Annotated[MeetingKind, Choice("Slags", required=True)]
    starts: Annotated[str, Text("Fra kl.", most=20)] = ""
    ends: Annotated[str, Text("Til kl.", most=20)] = ""
    place: Annotated[str, Text("Sted")] = ""
    closed_ok: Annotated[bool, Tick("Behold lukkedagene")] = False


class ReasonForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Begrundelse", lines=True, most=1000)] = ""


class ItemForm(Form, frozen=True, kw_only=True):
    title: Annotated[str, Text("Titel", required=True)]
    text: Annotated[str, Text("Tekst", lines=True, most=8000)] = ""
    meeting: Annotated[str, Choice("Møde")] = ""
    cases: Annotated[tuple[str, ...], Choice("Sager")] = ()
    focus_points: Annotated[tuple[str, ...], Choice("Fokuspunkter")] = ()
    rounds: Annotated[tuple[str, ...], Choice("Målinger")] = ()


class SendForm(Form, frozen=True, kw_only=True):
    to: Annotated[str, Choice("Udvalg", required=True)]
    note: Annotated[str, Text("Besked", lines=True, most=4000)] = ""


class OutcomeForm(Form, frozen=True, kw_only=True):
    outcome: Annotated[InvolvementKind | None, Choice("Udfald")] = None
    decision: Annotated[str, Text("Beslutning", lines=True, most=8000)] = ""
    remark: Annotated[str, Text("Bemærkning", lines=True, most=20_000, as_written=True)] = ""


@functools.cache
def participants_form() -> type[Form]:
    """ "person_0" and "presence_0" belong to the first of the people that the page names."""
    fields: list[tuple[str, Any, Any]] = []
    for no in range(MOST_PEOPLE):
        fields += [
            (f"person_{no}", Annotated[str, Choice("Person")], ""),
            (f"presence_{no}", Annotated[Presence | None, Choice("Til stede?")], None),
        ]
    made = msgspec.defstruct("ParticipantsForm", fields, bases=(Form,), frozen=True, kw_only=True, module=__name__)
    return cast(type[Form], made)


def presence_of(form: Form) -> dict[str, Presence | None]:
    """What was said of each person, by public id."""
    found = ((getattr(form, f"person_{no}"), getattr(form, f"presence_{no}")) for no in range(MOST_PEOPLE))
    return {person: presence for person, presence in found if person}


def days_of(text: str) -> list[date]:
    """The dates, one a line. Raises `Invalid` naming the line that is none."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            found.append(parse_date(line))
        except ValueError as error:
            message = f"»{line.strip()[:40]}«: {error}"
            raise Invalid("meeting.days", message, {"days": message}) from None
    return found
