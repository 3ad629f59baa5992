"""What the person asked for on behalf of a committee, is asked for, and answered."""

from datetime import date, datetime

from app.privacy.queries.parts import Field, Part
from app.requests.labels import STEP_KIND
from app.requests.queries import request_in_scope

_OF = "JOIN committees k ON k.id = x.committee"
_FIELDS = (Field("Udvalg", "k.name"), Field("Bedt om", "x.asked_on", date), Field("Anmodning", "x.text"))


def _part(key: str, title: str, column: str, about: str, source: str, *fields: Field) -> Part:
    return Part(
        key=key,
        title=title,
        columns=(column,),
        source=f"{source} {_OF}",
        about=f"{about} = {{}}",
        order="x.asked_on, x.id",
        seen=request_in_scope,
        fields=(*_FIELDS, *fields),
    )


_STEPS = "request_steps s JOIN committee_requests x ON x.id = s.request"
REQUESTS: tuple[Part, ...] = (
    _part(
        "requests",
        "Anmodninger skrevet for udvalg",
        "committee_requests.by",
        'x."by"',
        "committee_requests x",
        Field("Skrevet", "x.at", datetime),
    ),
    _part(
        "request_owners",
        "Anmodninger fra udvalg, personen skal svare på",
        "committee_requests.owner",
        "x.owner",
        "committee_requests x",
        Field("Svar senest", "x.due_on", date),
    ),
    _part(
        "request_steps",
        "Svar på anmodninger fra udvalg",
        "request_steps.by",
        's."by"',
        _STEPS,
        Field("Slags", "s.kind", words=STEP_KIND),
        Field("Tekst", "s.text"),
        Field("Forbehold", "s.caveat"),
        Field("Skrevet", "s.at", datetime),
    ),
    _part(
        "request_moves",
        "Anmodninger fra udvalg, personen har overtaget",
        "request_steps.owner",
        "s.owner",
        _STEPS,
        Field("Overtaget", "s.at", datetime),
    ),
)
