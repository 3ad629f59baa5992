"""Minutes that the person wrote, sent, answered and added to."""

from datetime import date, datetime

from app.committees.labels import COMMITTEE_SIDE
from app.committees.queries import is_read
from app.minutes.labels import MINUTES_REPLY, MINUTES_STATE
from app.privacy.queries.parts import Field, Part

_OF = (
    "JOIN meetings x ON x.id = m.meeting LEFT JOIN committees k ON k.id = x.committee "
    "LEFT JOIN unit_versions v ON v.unit = x.unit AND v.valid_to IS NULL"
)


def _part(key: str, title: str, column: str, source: str, about: str, *fields: Field) -> Part:
    return Part(
        key=key,
        title=title,
        columns=(column,),
        source=f"{source} {_OF}",
        about=f"{about} = {{}}",
        order="x.held_on, x.id",
        seen=lambda scope: is_read(scope, "x"),
        fields=(
            Field("Udvalg eller enhed", "COALESCE(k.name, v.name)"),
            Field("Møde", "x.held_on", date),
            *fields,
        ),
    )


_STATE = Field("Status", "m.state", words=MINUTES_STATE)
MINUTES: tuple[Part, ...] = (
    _part("minutes", "Referater, personen har skrevet", "minutes.written_by", "minutes m", "m.written_by", _STATE),
    _part(
        "minutes_sent",
        "Referater sendt til godkendelse",
        "minutes.sent_by",
        "minutes m",
        "m.sent_by",
        _STATE,
        Field("Sendt", "m.sent_at", datetime),
    ),
    _part(
        "minutes_answers",
        "Svar på referater",
        "minutes_answers.person",
        "minutes_answers a JOIN minutes m ON m.id = a.minutes",
        "a.person",
        Field("Svar", "a.reply", words=MINUTES_REPLY),
        Field("Side", "a.side", words=COMMITTEE_SIDE),
        Field("Bemærkning", "a.remark"),
        Field("Svaret", "a.at", datetime),
    ),
    Part(
        key="minutes_files",
        title="Referater lagt ind som fil",
        columns=("minutes_files.by",),
        source="minutes_files z JOIN papers f ON f.id = z.paper JOIN meetings x ON x.id = f.meeting "
        "LEFT JOIN committees k ON k.id = x.committee "
        "LEFT JOIN unit_versions v ON v.unit = x.unit AND v.valid_to IS NULL",
        about='z."by" = {}',
        order="x.held_on, x.id",
        seen=lambda scope: is_read(scope, "x"),
        fields=(
            Field("Udvalg eller enhed", "COALESCE(k.name, v.name)"),
            Field("Møde", "x.held_on", date),
            Field("Fil", "f.file_name"),
            Field("Oplyst godkendt", "z.approved_on", date),
            Field("Lagt ind", "z.at", datetime),
        ),
    ),
    Part(
        key="meeting_packs",
        title="Mødepakker, personen har gemt",
        columns=("meeting_packs.by",),
        source="meeting_packs z JOIN meetings x ON x.id = z.meeting LEFT JOIN committees k ON k.id = x.committee "
        "LEFT JOIN unit_versions v ON v.unit = x.unit AND v.valid_to IS NULL",
        about='z."by" = {}',
        order="x.held_on, z.id",
        seen=lambda scope: is_read(scope, "x"),
        fields=(
            Field("Udvalg eller enhed", "COALESCE(k.name, v.name)"),
            Field("Møde", "x.held_on", date),
            Field("Gemt", "z.at", datetime),
        ),
    ),
    _part(
        "minutes_addenda",
        "Tillæg til referater",
        "minutes_addenda.by",
        "minutes_addenda a JOIN minutes m ON m.id = a.minutes",
        'a."by"',
        Field("Tillæg", "a.text"),
        Field("Skrevet", "a.at", datetime),
    ),
)
