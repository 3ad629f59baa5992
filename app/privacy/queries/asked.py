"""What the person has done about the council's inquiries, as far as the reader reads them."""

from datetime import date, datetime

from app.inquiries.labels import INQUIRY_STATE
from app.inquiries.queries import inquiry_in_scope
from app.privacy.queries.parts import Field, Part


def _of_question(key: str, title: str, column: str) -> Part:
    return Part(
        key=key,
        title=title,
        columns=(f"inquiry_questions.{column}",),
        source="inquiry_questions x JOIN inquiries i ON i.id = x.inquiry",
        about=f"x.{column} = {{}}",
        order="i.id, x.no",
        seen=inquiry_in_scope,
        fields=(Field("Forespørgsel", "i.title"), Field("Spørgsmål", "x.no", int)),
    )


ASKED = (
    Part(
        key="inquiries",
        title="Har oprettet forespørgsler fra byrådet",
        columns=("inquiries.by",),
        source="inquiries i",
        about='i."by" = {}',
        order="i.at, i.id",
        seen=inquiry_in_scope,
        fields=(
            Field("Forespørgsel", "i.title"),
            Field("Status", "i.state", words=INQUIRY_STATE),
            Field("Frist", "i.due_on", date),
            Field("Oprettet", "i.at", datetime),
        ),
    ),
    _of_question("inquiry_owners", "Skal svare på spørgsmål fra byrådet", "owner"),
    _of_question("inquiry_answers", "Har sidst skrevet i svar til byrådet", "answered_by"),
    _of_question("inquiry_approvals", "Har godkendt svar til byrådet", "approved_by"),
    Part(
        key="inquiry_facts",
        title="Har sat oplysninger ind i svar til byrådet",
        columns=("inquiry_facts.by",),
        source="inquiry_facts x JOIN inquiry_questions q ON q.id = x.question JOIN inquiries i ON i.id = q.inquiry",
        about='x."by" = {}',
        order="x.at, x.id",
        seen=inquiry_in_scope,
        fields=(Field("Forespørgsel", "i.title"), Field("Spørgsmål", "q.no", int), Field("Sat ind", "x.at", datetime)),
    ),
    Part(
        key="inquiry_memos",
        title="Har låst notater til byrådet",
        columns=("inquiry_memos.by",),
        source="inquiry_memos x JOIN inquiries i ON i.id = x.inquiry",
        about='x."by" = {}',
        order="x.at, x.id",
        seen=inquiry_in_scope,
        fields=(Field("Forespørgsel", "i.title"), Field("Notat nr.", "x.no", int), Field("Låst", "x.at", datetime)),
    ),
)
