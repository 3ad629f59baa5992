"""The wall before the log: which entries a reader may see, in SQL.

An entry belongs where the thing it speaks of belongs. A case's entries belong to its units, an item's to its own unit,
a role's to the unit it was given on. What somebody did to their own account is seen where they held a role that day.
Whatever belongs to no unit (the municipality itself, an import, a person without a role) is seen by those alone who
read the log of the whole municipality.
"""

from piccolo.querystring import QueryString

from app.access.enums import Tier
from app.access.policy import Scope
from app.audit.enums import EntityKind as K
from app.db.sql import in_list, sql

# The units whose log the reader may read, what lies in them, the municipalities read from their top unit down, and
# everybody who ever had to do with these (only to be quick: `_person` asks when).
_WITH = """WITH below(unit) AS (SELECT descendant FROM unit_closure WHERE ancestor IN {}),
seen_cases(id) AS (SELECT cu."case" FROM case_units cu WHERE cu.unit IN (SELECT unit FROM below)),
seen_items(id) AS (SELECT i.id FROM action_items i WHERE i.unit IN (SELECT unit FROM below)),
whole(municipality) AS (SELECT u.municipality FROM units u WHERE u.id IN {} AND u.id = (SELECT MIN(x.id) FROM units x
JOIN unit_versions v ON v.unit = x.id AND v.valid_to IS NULL WHERE x.municipality = u.municipality
AND v.parent IS NULL)),
seen_committees(id) AS (SELECT k.id FROM committees k WHERE k.municipality IN (SELECT municipality FROM whole)
OR k.id IN (SELECT ku.committee FROM committee_units ku WHERE ku.unit IN (SELECT unit FROM below))),
seen_people(id) AS (SELECT g.person FROM role_grants g WHERE g.unit IN (SELECT unit FROM below)
UNION SELECT m.person FROM committee_members m WHERE m.committee IN (SELECT id FROM seen_committees)
UNION SELECT p.id FROM persons p WHERE p.municipality IN (SELECT municipality FROM whole)),
seen_accounts(id) AS (SELECT a.id FROM accounts a WHERE a.person IN (SELECT id FROM seen_people))
"""
_HERE = "IN (SELECT unit FROM below)"
_CASE = "<e>.case_id IN (SELECT id FROM seen_cases)"


def _person(key: str) -> str:
    """True for people who held a role here when it happened, and for all of a municipality that is read whole."""

    def then(row: str) -> str:
        return f"{row}.valid_from <= <e>.at AND ({row}.valid_to IS NULL OR {row}.valid_to > <e>.at)"

    return (
        f"({key} IN (SELECT id FROM seen_people) AND (EXISTS (SELECT 1 FROM role_grants g "
        f"WHERE g.person = {key} AND {then('g')} AND g.unit {_HERE}) "
        "OR EXISTS (SELECT 1 FROM committee_members m JOIN committee_units ku ON ku.committee = m.committee "
        f"WHERE m.person = {key} AND {then('m')} AND ku.unit {_HERE}) "
        f"OR EXISTS (SELECT 1 FROM persons p WHERE p.id = {key} "
        "AND p.municipality IN (SELECT municipality FROM whole))))"
    )


def _also_at(rows: str, unit: str) -> str:
    """Of the case where there is one, else of the row's own unit."""
    own = f"EXISTS (SELECT 1 FROM {rows} WHERE x.id = <e>.entity AND {unit} {_HERE})"
    return f"({_CASE} OR (<e>.case_id IS NULL AND {own}))"


def _held_by(rows: str) -> str:
    """Of the committee, or of the unit, whose meeting it is."""
    return (
        f"EXISTS (SELECT 1 FROM {rows} x WHERE x.id = <e>.entity "
        f"AND (x.committee IN (SELECT id FROM seen_committees) OR x.unit {_HERE}))"
    )


_ITEM = "IN (SELECT id FROM seen_items)"
_PROVES = "EXISTS (SELECT 1 FROM evidence_links l WHERE l.evidence = <e>.entity"
_PLACES: dict[K, str] = {
    K.MUNICIPALITY: "<e>.entity IN (SELECT municipality FROM whole)",
    K.INSTALLATION: "EXISTS (SELECT 1 FROM whole)",
    K.UNIT: f"<e>.entity {_HERE}",
    K.PERSON: _person("<e>.entity"),
    K.LOG: _person("<e>.entity"),
    K.ACCOUNT: "(<e>.entity IN (SELECT id FROM seen_accounts) AND EXISTS (SELECT 1 FROM accounts a "
    f"WHERE a.id = <e>.entity AND {_person('a.person')}))",
    K.API_TOKEN: _person("<e>.actor_person"),  # made by its owner; ended by them or an administrator
    K.ROLE_GRANT: _also_at("role_grants x", "x.unit"),
    K.SSO_MAPPING: _also_at("sso_mappings x", "x.unit"),
    K.COMMITTEE: "<e>.entity IN (SELECT id FROM seen_committees)",
    K.COMMITTEE_MEMBER: "EXISTS (SELECT 1 FROM committee_members m WHERE m.id = <e>.entity "
    "AND m.committee IN (SELECT id FROM seen_committees))",
    K.INSTRUMENT: "EXISTS (SELECT 1 FROM instruments x WHERE x.id = <e>.entity "
    "AND x.municipality IN (SELECT municipality FROM whole))",
    K.INDICATOR: "EXISTS (SELECT 1 FROM indicators x WHERE x.id = <e>.entity "
    "AND x.municipality IN (SELECT municipality FROM whole))",
    K.INDICATOR_VALUE: f"EXISTS (SELECT 1 FROM indicator_values x WHERE x.id = <e>.entity AND x.unit {_HERE})",
    K.SURVEY_ROUND: f"EXISTS (SELECT 1 FROM survey_rounds x WHERE x.id = <e>.entity AND x.unit {_HERE})",
    K.REORGANISATION: "NOT EXISTS (SELECT 1 FROM told_reorganisation_units x WHERE x.reorganisation = <e>.entity "
    f"AND NOT x.unit {_HERE})",
    K.MATERIAL: f"EXISTS (SELECT 1 FROM material_units x WHERE x.material = <e>.entity AND x.unit {_HERE})",
    K.MATERIAL_ANSWER: f"EXISTS (SELECT 1 FROM material_units x WHERE x.id = <e>.entity AND x.unit {_HERE})",
    K.PAPER: "EXISTS (SELECT 1 FROM papers x LEFT JOIN survey_rounds r ON r.id = x.round "
    "LEFT JOIN meetings t ON t.id = x.meeting WHERE x.id = <e>.entity "
    f"AND (r.unit {_HERE} OR t.unit {_HERE} OR t.committee IN (SELECT id FROM seen_committees) "
    f"OR EXISTS (SELECT 1 FROM material_units m WHERE m.material = x.material AND m.unit {_HERE})))",
    **dict.fromkeys(
        (K.WORKPLACE_ASSESSMENT, K.ANNUAL_DISCUSSION),
        f"EXISTS (SELECT 1 FROM cyclic_records x WHERE x.id = <e>.entity AND x.unit {_HERE})",
    ),
    **dict.fromkeys((K.MEETING, K.MINUTES), _held_by("meetings")),
    K.AGENDA_ITEM: _held_by("agenda_items"),
    K.COMMITTEE_REQUEST: "EXISTS (SELECT 1 FROM committee_requests x WHERE x.id = <e>.entity "
    "AND x.committee IN (SELECT id FROM seen_committees))",
    K.INQUIRY: f"EXISTS (SELECT 1 FROM inquiries x WHERE x.id = <e>.entity AND x.unit {_HERE})",
    K.INQUIRY_QUESTION: "EXISTS (SELECT 1 FROM inquiry_questions q JOIN inquiries x ON x.id = q.inquiry "
    f"WHERE q.id = <e>.entity AND x.unit {_HERE})",
    K.NOTICE_LINK: f"EXISTS (SELECT 1 FROM notice_links x WHERE x.id = <e>.entity AND x.unit {_HERE})",
    K.VISIT: f"EXISTS (SELECT 1 FROM visits v WHERE v.id = <e>.entity AND (v.unit {_HERE} OR EXISTS "
    "(SELECT 1 FROM cases c WHERE c.visit = v.id AND c.id IN (SELECT id FROM seen_cases))))",
    K.PLAN: _also_at("action_plans x", "x.unit"),
    K.PLAN_VERSION: _also_at("plan_versions x JOIN action_plans y ON y.id = x.plan", "y.unit"),
    K.REPORT: _also_at("report_snapshots x", "x.unit"),
    # A case may hold items of units that the reader does not see: those are their own units' business.
    K.ACTION_ITEM: f"<e>.entity {_ITEM}",
    K.ITEM_UPDATE: f"EXISTS (SELECT 1 FROM item_updates n WHERE n.id = <e>.entity AND n.item {_ITEM})",
    K.EFFECT_EVALUATION: "EXISTS (SELECT 1 FROM effect_evaluations v WHERE v.id = <e>.entity "
    f"AND CASE WHEN v.item IS NULL THEN {_CASE} ELSE v.item {_ITEM} END)",
    K.EVIDENCE_REQUEST: "EXISTS (SELECT 1 FROM evidence_requests q WHERE q.id = <e>.entity "
    f"AND CASE WHEN q.item IS NULL THEN {_CASE} ELSE q.item {_ITEM} END)",
    K.EVIDENCE: f"(({_CASE} OR {_PROVES} AND l.item {_ITEM})) "
    f"AND NOT {_PROVES} AND l.item IS NOT NULL AND NOT l.item {_ITEM}))",
}
# Kinds that always belong to a case and are seen with it.
_OF_CASE = (
    *(K.CASE, K.RULING, K.DEADLINE, K.COMPLAINT, K.EXTENSION_REQUEST, K.FINDING, K.DOCUMENT, K.FOCUS_POINT),
    *(K.PRIOR_MEASURE, K.INVOLVEMENT, K.INFORM_WAIVER, K.APPROVAL, K.REPORT_BACK, K.AUTHORITY_REPLY, K.CONTACT),
)
PLACED = frozenset({*_PLACES, *_OF_CASE, K.AUDIT_ENTRY})


def _by_kind(places: dict[K, str]) -> str:
    whens = " ".join(f"WHEN '{kind.value}' THEN {place}" for kind, place in places.items())
    return f"CASE <e>.entity_kind {whens} ELSE {_CASE} END"


# That something was erased is seen where the erased entry is.
_ERASURE = f"EXISTS (SELECT 1 FROM audit_entries o WHERE o.seq = e.entity AND {_by_kind(_PLACES).replace('<e>', 'o')})"
_MAY_READ = _by_kind({**_PLACES, K.AUDIT_ENTRY: _ERASURE}).replace("<e>", "e")

# Rows that only people named on them may read, and what hangs on such an item: who reads the log sees that something
# happened, not what.
_ITEM_OF = "SELECT x.id, x.tier FROM action_items x JOIN {} y ON y.item = x.id WHERE y.{} = e.entity"
_TIERED = {
    K.ACTION_ITEM: {"item": "SELECT x.id, x.tier FROM action_items x WHERE x.id = e.entity"},
    K.EFFECT_EVALUATION: {"item": _ITEM_OF.format("effect_evaluations", "id")},
    K.ITEM_UPDATE: {
        "item_update": "SELECT x.id, x.tier FROM item_updates x WHERE x.id = e.entity",
        "item": _ITEM_OF.format("item_updates", "id"),
    },
    K.EVIDENCE_REQUEST: {"item": _ITEM_OF.format("evidence_requests", "id")},
    K.DOCUMENT: {"document": "SELECT x.id, x.tier FROM documents x WHERE x.id = e.entity"},
    K.PAPER: {"paper": "SELECT x.id, x.tier FROM papers x WHERE x.id = e.entity"},
    K.EVIDENCE: {
        "evidence": "SELECT x.id, x.tier FROM evidence x WHERE x.id = e.entity",
        "item": _ITEM_OF.format("evidence_links", "evidence"),
    },
}


def _unnamed(column: str, rows: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM ({rows}) r WHERE r.tier = '{Tier.RESTRICTED.value}' AND NOT EXISTS "
        f"(SELECT 1 FROM named_readers n WHERE n.{column} = r.id AND n.person = {{}}))"
    )


_WITHHELD = " ".join(
    f"WHEN '{kind.value}' THEN {' OR '.join(_unnamed(*each) for each in ways.items())}"
    for kind, ways in _TIERED.items()
)


def reach(scope: Scope) -> QueryString:
    """What a query must begin with for `may_read` and `is_withheld`."""
    units = in_list(scope.log_units)
    return sql(_WITH, units, units)


def in_seen_case(scope: Scope, case_column: str) -> QueryString:
    """True for cases whose log the reader may read. `case_column` is a name of ours, never input."""
    return sql("1 = 1") if scope.sees_all else sql(f"{case_column} IN (SELECT id FROM seen_cases)")


def may_read(scope: Scope) -> QueryString:
    """True for entries (as `e`) inside what the reader's log roles cover: none for who has no such role."""
    return sql("1 = 1") if scope.sees_all else sql(_MAY_READ)


def is_withheld(scope: Scope) -> QueryString:
    """True for entries (as `e`) about a row that is kept to people named on it, when the reader is none of them."""
    if scope.sees_all:
        return sql("1 = 0")
    return sql(f"CASE e.entity_kind {_WITHHELD} ELSE 1 = 0 END", *([scope.person] * _WITHHELD.count("{}")))
