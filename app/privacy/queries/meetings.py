"""Meetings that the person was to attend, and what they brought to agendas and wrote down."""

from datetime import date, datetime

from app.committees.labels import COMMITTEE_FUNCTION
from app.committees.queries import is_read
from app.involvement.labels import INVOLVEMENT_KIND
from app.meetings.labels import AGENDA_STATE, PRESENCE
from app.privacy.queries.parts import Field, Part

_OF = "LEFT JOIN committees k ON k.id = x.committee LEFT JOIN unit_versions v ON v.unit = x.unit AND v.valid_to IS NULL"
_FORUM = Field("Udvalg eller enhed", "COALESCE(k.name, v.name)")
_DAY = Field("Møde", "m.held_on", date)


def _attended(key: str, title: str, column: str) -> Part:
    return Part(
        key=key,
        title=title,
        columns=(f"meeting_participants.{column}",),
        source="meeting_participants mp JOIN meetings m ON m.id = mp.meeting JOIN meetings x ON x.id = m.id " + _OF,
        about=f"mp.{column} = {{}}",
        order="m.held_on, mp.id",
        seen=lambda scope: is_read(scope, "x"),
        fields=(
            _FORUM,
            _DAY,
            Field("Funktion", "mp.function", words=COMMITTEE_FUNCTION),
            Field("Deltagelse", "mp.presence", words=PRESENCE),
        ),
    )


def _of_item(key: str, title: str, column: str, *fields: Field) -> Part:
    return Part(
        key=key,
        title=title,
        columns=(f"agenda_items.{column}",),
        source=f"agenda_items x LEFT JOIN meetings m ON m.id = x.meeting {_OF}",
        about=f"x.{column} = {{}}",
        order="x.proposed_at, x.id",
        seen=lambda scope: is_read(scope, "x"),
        fields=(_FORUM, _DAY, Field("Titel", "x.title"), *fields),
    )


MEETINGS: tuple[Part, ...] = (
    _attended("meetings", "Møder, personen skulle deltage i", "person"),
    _attended("stood_in_for", "Møder, hvor en suppleant mødte for personen", "stands_in_for"),
    _of_item(
        "agenda_items",
        "Punkter sat på dagsordener",
        "proposed_by",
        Field("Tekst", "x.text"),
        Field("Status", "x.state", words=AGENDA_STATE),
        Field("Foreslået", "x.proposed_at", datetime),
    ),
    _of_item(
        "agenda_outcomes",
        "Udfald skrevet ved møder",
        "outcome_by",
        Field("Udfald", "x.outcome", words=INVOLVEMENT_KIND),
        Field("Beslutning", "x.decision"),
        Field("Bemærkning", "x.remark"),
        Field("Skrevet", "x.outcome_at", datetime),
    ),
)
