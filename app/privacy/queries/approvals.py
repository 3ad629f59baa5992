"""What the person asked the two sides of committees, took back, and answered for one of them."""

from datetime import date, datetime

from app.access.queries import case_in_scope
from app.approvals.labels import APPROVAL_REPLY, APPROVAL_TARGET
from app.committees.labels import COMMITTEE_SIDE
from app.privacy.queries.parts import Field, Part

_OF = 'JOIN cases c ON c.id = x."case" JOIN committees k ON k.id = x.committee'


def _part(key: str, title: str, column: str, about: str, source: str, *fields: Field) -> Part:
    return Part(
        key=key,
        title=title,
        columns=(column,),
        source=f"{source} {_OF}",
        about=f"{about} = {{}}",
        order="x.asked_on, x.id",
        seen=lambda scope: case_in_scope(scope, 'x."case"'),
        fields=(
            Field("Sag", "c.reference"),
            Field("Udvalg", "k.name"),
            Field("Om", "x.target", words=APPROVAL_TARGET),
            *fields,
        ),
    )


APPROVALS: tuple[Part, ...] = (
    _part(
        "approvals",
        "Spurgt udvalg, om de er enige",
        "approvals.by",
        'x."by"',
        "approvals x",
        Field("Spurgt", "x.asked_on", date),
        Field("Besked", "x.text"),
    ),
    _part(
        "approvals_withdrawn",
        "Spørgsmål om enighed, trukket tilbage",
        "approvals.withdrawn_by",
        "x.withdrawn_by",
        "approvals x",
        Field("Hvornår", "x.withdrawn_at", datetime),
        Field("Begrundelse", "x.withdrawn_reason"),
    ),
    _part(
        "approval_answers",
        "Svar på, om en side er enig",
        "approval_answers.person",
        "s.person",
        "approval_answers s JOIN approvals x ON x.id = s.approval",
        Field("Side", "s.side", words=COMMITTEE_SIDE),
        Field("Svar", "s.reply", words=APPROVAL_REPLY),
        Field("Bemærkning", "s.remark"),
        Field("Svaret", "s.at", datetime),
    ),
)
