"""What the person has put there, asked for and had removed: evidence, letters and files, as far as the reader reads."""

from datetime import date, datetime

from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.committees.queries import is_read
from app.db.sql import sql
from app.documents.labels import DOCUMENT_KIND
from app.documents.queries import document_in_scope
from app.erasure.labels import ERASURE_STATE
from app.evidence.labels import EVIDENCE_KIND, REQUEST_STATE
from app.evidence.queries import evidence_in_scope
from app.material.labels import ANSWER_KIND
from app.material.queries import material_paper_in_scope, recipient_in_scope
from app.plans.queries.visible import item_in_scope
from app.privacy.queries.parts import CASE, CASE_OF, Field, Part
from app.surveys.queries.papers import paper_in_scope

_ERASURE = (
    "erasures x LEFT JOIN evidence e ON e.id = x.evidence LEFT JOIN documents d ON d.id = x.document "
    'LEFT JOIN cases c ON c.id = COALESCE(e."case", d."case")'
)


_REQUEST = f"LEFT JOIN action_items i ON i.id = x.item {CASE_OF.format('x')}"


def _request_seen(scope: Scope) -> QueryString:
    return sql(
        "CASE WHEN x.item IS NOT NULL THEN {} ELSE {} END", item_in_scope(scope, "i"), case_in_scope(scope, 'x."case"')
    )


def _asked(key: str, title: str, column: str) -> Part:
    return Part(
        key=key,
        title=title,
        columns=(f"evidence_requests.{column}",),
        source=f"evidence_requests x {_REQUEST}",
        about=f"x.{column} = {{}}",
        order="x.asked_at, x.id",
        seen=_request_seen,
        fields=(
            CASE,
            Field("Hvad", "x.title"),
            Field("Senest", "x.due_on", date),
            Field("Status", "x.state", words=REQUEST_STATE),
        ),
    )


def _erasure_seen(scope: Scope) -> QueryString:
    return sql(
        "CASE WHEN x.evidence IS NOT NULL THEN {} ELSE {} END", evidence_in_scope(scope), document_in_scope(scope)
    )


def _sent_seen(scope: Scope) -> QueryString:
    return sql("EXISTS (SELECT 1 FROM material_units mu WHERE mu.material = x.id AND {})", recipient_in_scope(scope))


def _paper_seen(scope: Scope) -> QueryString:
    """Of a survey's file, of a meeting's, and of a material's."""
    of_meeting = sql("EXISTS (SELECT 1 FROM meetings pm WHERE pm.id = f.meeting AND {})", is_read(scope, "pm"))
    return sql(
        "(CASE WHEN f.round IS NOT NULL THEN {} WHEN f.meeting IS NOT NULL THEN {} ELSE {} END)",
        paper_in_scope(scope),
        of_meeting,
        material_paper_in_scope(scope),
    )


PAPERS = (
    Part(
        key="materials",
        title="Har registreret materiale sendt til enheder",
        columns=("materials.by",),
        source="materials x",
        about='x."by" = {}',
        order="x.at, x.id",
        seen=_sent_seen,
        fields=(Field("Titel", "x.title"), Field("Sendt", "x.sent_on", date), Field("Skrevet", "x.at", datetime)),
    ),
    Part(
        key="papers",
        title="Har lagt filer ind på trivselsmålinger, materiale og møder",
        columns=("papers.added_by",),
        source="papers f",
        about="f.added_by = {}",
        order="f.added_at, f.id",
        seen=_paper_seen,
        fields=(
            Field("Titel", "f.title"),
            Field("Fil", "f.file_name"),
            Field("Lagt ind", "f.added_at", datetime),
            Field("Trukket tilbage", "f.withdrawn_at", datetime),
            Field("Slettes", "f.kept_until", date),
            Field("Slettet", "f.erased_at", datetime),
        ),
    ),
    Part(
        key="material_answers",
        title="Har svaret på materiale for en enhed",
        columns=("material_answers.by",),
        source="material_answers x JOIN material_units mu ON mu.id = x.material_unit "
        "JOIN materials m ON m.id = mu.material "
        "JOIN unit_versions v ON v.unit = mu.unit AND v.valid_to IS NULL",
        about='x."by" = {}',
        order="x.at, x.id",
        seen=recipient_in_scope,
        fields=(
            Field("Materiale", "m.title"),
            Field("Enhed", "v.name"),
            Field("Svar", "x.kind", words=ANSWER_KIND),
            Field("Dato", "x.on_date", date),
            Field("Bemærkning", "x.text"),
            Field("Skrevet", "x.at", datetime),
        ),
    ),
    Part.of_case(
        "evidence",
        "Har lagt dokumentation ind",
        "evidence",
        "added_by",
        Field("Titel", "x.title"),
        Field("Slags", "x.kind", words=EVIDENCE_KIND),
        Field("Lagt ind", "x.added_at", datetime),
        Field("Trukket tilbage", "x.withdrawn_at", datetime),
        order="x.added_at, x.id",
        seen=lambda scope: evidence_in_scope(scope, "x"),
    ),
    Part(
        key="evidence_versions",
        title="Har lagt versioner af dokumentation ind",
        columns=("evidence_versions.by",),
        source=f"evidence_versions x JOIN evidence e ON e.id = x.evidence {CASE_OF.format('e')}",
        about='x."by" = {}',
        order="x.at, x.id",
        seen=lambda scope: evidence_in_scope(scope, "e"),
        fields=(
            CASE,
            Field("Titel", "e.title"),
            Field("Fil", "x.file_name"),
            Field("Henvisning", "x.esdh_reference"),
            Field("Lagt ind", "x.at", datetime),
        ),
    ),
    Part.of_case(
        "documents",
        "Har lagt breve ind",
        "documents",
        "added_by",
        Field("Titel", "x.title"),
        Field("Slags", "x.kind", words=DOCUMENT_KIND),
        Field("Fil", "x.file_name"),
        Field("Lagt ind", "x.added_at", datetime),
        order="x.added_at, x.id",
        seen=lambda scope: document_in_scope(scope, "x"),
    ),
    Part(
        key="erasures_asked",
        title="Har bedt om, at indhold slettes",
        columns=("erasures.asked_by",),
        source=_ERASURE,
        about="x.asked_by = {}",
        order="x.asked_at, x.id",
        seen=_erasure_seen,
        fields=(
            CASE,
            Field("Bedt om", "x.asked_at", datetime),
            Field("Begrundelse", "x.reason"),
            Field("Status", "x.state", words=ERASURE_STATE),
        ),
    ),
    Part(
        key="erasures_decided",
        title="Har svaret på, om indhold slettes",
        columns=("erasures.decided_by",),
        source=_ERASURE,
        about="x.decided_by = {}",
        order="x.decided_at, x.id",
        seen=_erasure_seen,
        fields=(
            CASE,
            Field("Svaret", "x.decided_at", datetime),
            Field("Status", "x.state", words=ERASURE_STATE),
            Field("Begrundelse", "x.note"),
        ),
    ),
    _asked("evidence_asked_by", "Har bedt andre om dokumentation", "asked_by"),
    _asked("evidence_asked_of", "Er bedt om dokumentation", "asked_of"),
    Part(
        key="evidence_request_steps",
        title="Har svaret om ønsket dokumentation",
        columns=("evidence_request_steps.by",),
        source=f"evidence_request_steps z JOIN evidence_requests x ON x.id = z.request {_REQUEST}",
        about='z."by" = {}',
        order="z.at, z.id",
        seen=_request_seen,
        fields=(
            CASE,
            Field("Hvad", "x.title"),
            Field("Hvornår", "z.at", datetime),
            Field("Status", "z.state", words=REQUEST_STATE),
            Field("Bemærkning", "z.comment"),
        ),
    ),
)
