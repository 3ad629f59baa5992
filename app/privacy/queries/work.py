"""What the person has done here: items, notes, evidence, letters and the steps of cases, as far as the reader reads."""

from datetime import date, datetime

from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import case_in_scope, in_scope
from app.cases.labels import CASE_OUTCOME
from app.db.sql import sql
from app.deadlines.labels import DEADLINE_KIND
from app.involvement.labels import INVOLVEMENT_KIND, PARTY
from app.plans.labels import EFFECT_RESULT, ITEM_STATUS, PLAN_STATE
from app.plans.queries.visible import item_in_scope, update_in_scope
from app.privacy.queries.parts import CASE, CASE_OF, Field, Part, of_seen_case
from app.reports.labels import REPLY_OUTCOME, SNAPSHOT_STATE
from app.reports.queries.snapshots import report_in_scope

# The unit of an overview, as it is called now.
UNIT = 'LEFT JOIN unit_versions v ON v.unit = x.unit AND v.valid_to IS NULL AND x."case" IS NULL'
_ITEM = f"action_items i ON i.id = x.item {CASE_OF.format('i')}"


def _evaluation_seen(scope: Scope) -> QueryString:
    return sql(
        "CASE WHEN x.item IS NOT NULL THEN {} ELSE {} END", item_in_scope(scope, "i"), case_in_scope(scope, 'f."case"')
    )


def _plan_seen(scope: Scope) -> QueryString:
    return sql(
        'CASE WHEN pl."case" IS NULL THEN {} ELSE {} END', in_scope(scope, "pl.unit"), case_in_scope(scope, 'pl."case"')
    )


def _of_report(key: str, title: str, column: str, *fields: Field) -> Part:
    """Reports of cases and overviews of units: those for others are not told of, not even by their number
    (decision 0018)."""
    return Part.of_case(
        key,
        title,
        "report_snapshots",
        column,
        Field("Enhed", "v.name"),
        *fields,
        seen=lambda scope: report_in_scope(scope, "x"),
        also=f" {UNIT}",
    )


def _stands_for_case(key: str, title: str, column: str) -> Part:
    """Cases that name the person in a column of their own."""
    return Part(
        key=key,
        title=title,
        columns=(f"cases.{column}",),
        source="cases c",
        about=f"c.{column} = {{}}",
        order="c.created_at, c.id",
        seen=of_seen_case,
        fields=(CASE, Field("Titel", "c.title")),
    )


def _of_item(key: str, title: str, table: str, column: str, *fields: Field, also: str = "") -> Part:
    """Rows that belong to an item and are read with it."""
    return Part(
        key=key,
        title=title,
        columns=(f"{table}.{column}",),
        source=f"{table} x JOIN {_ITEM}{also}",
        about=f'x."{column}" = {{}}',
        order="i.created_at, x.id",
        seen=item_in_scope,
        fields=(CASE, Field("Tiltag", "i.title"), *fields),
    )


WORK = (
    _stands_for_case("cases_owned", "Er ansvarlig for sager", "owner"),
    _stands_for_case("cases_handed_on", "Har givet ansvaret for sager videre", "handed_on_by"),
    _stands_for_case("cases_given", "Har givet sager videre, også før de var begyndt", "given_by"),
    Part(
        key="items_handed_on",
        title="Har givet tiltag videre",
        columns=("action_items.handed_on_by",),
        source=f"action_items i {CASE_OF.format('i')}",
        about="i.handed_on_by = {}",
        order="i.created_at, i.id",
        seen=item_in_scope,
        fields=(CASE, Field("Titel", "i.title")),
    ),
    _of_item(
        "points_left",
        "Har taget egne tiltag væk fra fokuspunkter",
        "left_focus_points",
        "person",
        Field("Fokuspunkt", "f.title"),
        also=" JOIN focus_points f ON f.id = x.focus_point",
    ),
    Part(
        key="items_owned",
        title="Er ansvarlig for tiltag",
        columns=("action_items.owner",),
        source=f"action_items i {CASE_OF.format('i')}",
        about="i.owner = {}",
        order="i.created_at, i.id",
        seen=item_in_scope,
        fields=(
            CASE,
            Field("Titel", "i.title"),
            Field("Status", "i.status", words=ITEM_STATUS),
            Field("Frist", "i.due_on", date),
            Field("Gennemført", "i.done_on", date),
        ),
    ),
    _of_item(
        "items_helped", "Hjælper med tiltag", "item_helpers", "person", Field("Status", "i.status", words=ITEM_STATUS)
    ),
    Part(
        key="item_updates",
        title="Har skrevet opdateringer",
        columns=("item_updates.by",),
        source=f"item_updates x JOIN {_ITEM}",
        about='x."by" = {}',
        order="x.at, x.id",
        seen=lambda scope: update_in_scope(scope, "x", "i"),
        fields=(
            CASE,
            Field("Tiltag", "i.title"),
            Field("Skrevet", "x.at", datetime),
            Field("Status", "x.new_status", words=ITEM_STATUS),
            Field("Tekst", "x.note"),
        ),
    ),
    _of_item(
        "date_moves",
        "Har flyttet frister",
        "date_moves",
        "by",
        Field("Flyttet", "x.at", datetime),
        Field("Fra", "x.old_on", date),
        Field("Til", "x.new_on", date),
        Field("Begrundelse", "x.reason"),
    ),
    Part(
        key="effect_evaluations",
        title="Har vurderet effekt",
        columns=("effect_evaluations.evaluator",),
        source="effect_evaluations x LEFT JOIN action_items i ON i.id = x.item "
        "LEFT JOIN focus_points f ON f.id = x.focus_point "
        'LEFT JOIN cases c ON c.id = COALESCE(i."case", f."case")',
        about="x.evaluator = {}",
        order="x.at, x.id",
        seen=_evaluation_seen,
        fields=(
            CASE,
            Field("Om", "COALESCE(i.title, f.title)"),
            Field("Vurderet", "x.evaluated_on", date),
            Field("Resultat", "x.result", words=EFFECT_RESULT),
            Field("Bygger på", "x.basis"),
        ),
    ),
    Part(
        key="plan_versions",
        title="Har drøftet eller godkendt handleplaner",
        columns=("plan_versions.by",),
        source=f"plan_versions x JOIN action_plans pl ON pl.id = x.plan {CASE_OF.format('pl')}",
        about='x."by" = {}',
        order="x.at, x.id",
        seen=_plan_seen,
        fields=(
            CASE,
            Field("Version", "x.no", int),
            Field("Tilstand", "x.state", words=PLAN_STATE),
            Field("Hvornår", "x.at", datetime),
            Field("Bemærkning", "x.note"),
        ),
    ),
    Part(
        key="deadline_versions",
        title="Har sat datoer på sager",
        columns=("deadline_versions.by",),
        source='deadline_versions x JOIN deadlines d ON d.id = x.deadline JOIN cases c ON c.id = d."case"',
        about='x."by" = {}',
        order="x.at, x.id",
        seen=of_seen_case,
        fields=(
            CASE,
            Field("Slags", "d.kind", words=DEADLINE_KIND),
            Field("Dato", "x.on_date", date),
            Field("Sat", "x.at", datetime),
            Field("Begrundelse", "x.reason"),
        ),
    ),
    Part.of_case(
        "involvements",
        "Har registreret inddragelse",
        "involvements",
        "by",
        Field("Dato", "x.on_date", date),
        Field("Slags", "x.kind", words=INVOLVEMENT_KIND),
        Field("Hvem", "x.party", words=PARTY),
        Field("Forum", "x.forum_text"),
        Field("Om", "x.subject"),
        Field("Bemærkning", "x.remark"),
    ),
    Part.of_case(
        "contacts",
        "Har registreret kontakt med Arbejdstilsynet",
        "contacts",
        "by",
        Field("Dato", "x.on_date", date),
        Field("Tekst", "x.note"),
    ),
    Part.of_case(
        "closures",
        "Har lukket sager",
        "case_closures",
        "by",
        Field("Dato", "x.closed_on", date),
        Field("Udfald", "x.outcome", words=CASE_OUTCOME),
        Field("Begrundelse", "x.reason"),
    ),
    _of_report(
        "reports",
        "Har lavet rapporter",
        "by",
        Field("Nr.", "x.no", int),
        Field("Lavet", "x.at", datetime),
        Field("Status", "x.state", words=SNAPSHOT_STATE),
    ),
    _of_report(
        "releases",
        "Har frigivet rapporter",
        "released_by",
        Field("Nr.", "x.no", int),
        Field("Frigivet", "x.released_at", datetime),
        Field("Begrundelse", "x.release_reason"),
    ),
    Part.of_case(
        "report_backs",
        "Har registreret tilbagemeldinger",
        "report_backs",
        "by",
        Field("Sendt", "x.sent_on", date),
        Field("Note", "x.note"),
    ),
    Part.of_case(
        "replies",
        "Har registreret svar fra Arbejdstilsynet",
        "authority_replies",
        "by",
        Field("Dato", "x.replied_on", date),
        Field("Svar", "x.outcome", words=REPLY_OUTCOME),
        Field("Note", "x.note"),
    ),
)
