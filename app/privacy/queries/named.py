"""Texts of cases that hold the person's whole name. How many the reader does not read is told to nobody."""

from datetime import date, datetime

from app.access.queries import in_scope
from app.documents.queries import document_in_scope
from app.evidence.queries import evidence_in_scope
from app.plans.queries.visible import item_in_scope, update_in_scope
from app.privacy.queries.parts import CASE, CASE_OF, Condition, Field, Part, of_seen_case
from app.privacy.queries.work import UNIT
from app.reports.labels import SNAPSHOT_STATE
from app.reports.queries.snapshots import report_in_scope


def _named(key: str, title: str, source: str, columns: tuple[str, ...], seen: Condition, *fields: Field) -> Part:
    return Part(
        key=f"named_{key}",
        title=title,
        columns=(),
        source=source,
        about="(" + " OR ".join(f"LOWER({column}) LIKE LOWER({{}}) ESCAPE '!'" for column in columns) + ")",
        order="x.id",
        seen=seen,
        fields=fields,
        by_name=True,
    )


_ITEM = f"action_items i ON i.id = x.item {CASE_OF.format('i')}"
NAMED = (
    _named(
        "cases",
        "Sager, hvor navnet står i titlen eller teksten",
        "cases x JOIN cases c ON c.id = x.id",
        ("x.title", "x.summary", "x.adviser_name"),
        of_seen_case,
        CASE,
        Field("Titel", "c.title"),
        Field("Tekst", "c.summary"),
    ),
    _named(
        "items",
        "Tiltag, hvor navnet står i teksten",
        f"action_items x {CASE_OF.format('x')}",
        ("x.title", "x.problem", "x.cause", "x.severity", "x.measure", "x.solves_how", "x.effect_criterion"),
        lambda scope: item_in_scope(scope, "x"),
        CASE,
        Field("Titel", "x.title"),
        Field("Problemet", "x.problem"),
        Field("Årsagen", "x.cause"),
        Field("Art, alvor og omfang", "x.severity"),
        Field("Tiltaget", "x.measure"),
    ),
    _named(
        "updates",
        "Opdateringer, hvor navnet står i teksten",
        f"item_updates x JOIN {_ITEM}",
        ("x.note",),
        lambda scope: update_in_scope(scope, "x", "i"),
        CASE,
        Field("Tiltag", "i.title"),
        Field("Skrevet", "x.at", datetime),
        Field("Tekst", "x.note"),
    ),
    _named(
        "involvements",
        "Inddragelse, hvor navnet står",
        f"involvements x {CASE_OF.format('x')}",
        ("x.forum_text", "x.participants", "x.minutes_reference", "x.subject", "x.remark"),
        of_seen_case,
        CASE,
        Field("Dato", "x.on_date", date),
        Field("Forum", "x.forum_text"),
        Field("Deltagere", "x.participants"),
        Field("Om", "x.subject"),
        Field("Bemærkning", "x.remark"),
    ),
    _named(
        "contacts",
        "Kontakt med Arbejdstilsynet, hvor navnet står",
        f"contacts x {CASE_OF.format('x')}",
        ("x.note",),
        of_seen_case,
        CASE,
        Field("Dato", "x.on_date", date),
        Field("Tekst", "x.note"),
    ),
    _named(
        "evidence",
        "Dokumentation, hvor navnet står i titlen",
        f"evidence x {CASE_OF.format('x')}",
        ("x.title",),
        lambda scope: evidence_in_scope(scope, "x"),
        CASE,
        Field("Titel", "x.title"),
    ),
    _named(
        "documents",
        "Breve, hvor navnet står i titlen eller filens navn",
        f"documents x {CASE_OF.format('x')}",
        ("x.title", "x.file_name"),
        lambda scope: document_in_scope(scope, "x"),
        CASE,
        Field("Titel", "x.title"),
        Field("Fil", "x.file_name"),
    ),
    _named(
        "reports",
        "Rapporter og oversigter, hvor navnet står",
        f"report_snapshots x {CASE_OF.format('x')} {UNIT}",
        ("x.content",),
        lambda scope: report_in_scope(scope, "x"),
        CASE,
        Field("Enhed", "v.name"),
        Field("Nr.", "x.no", int),
        Field("Lavet", "x.at", datetime),
        Field("Status", "x.state", words=SNAPSHOT_STATE),
    ),
    _named(
        "visits",
        "Tilsynsbesøg, hvor navnet står blandt deltagerne",
        "visits x",
        ("x.note",),
        lambda scope: in_scope(scope, "x.unit"),
        Field("Dato", "x.visited_on", date),
        Field("Tekst", "x.note"),
    ),
)
