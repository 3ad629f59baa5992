"""What Piccolo cannot say in a column: indexes over several columns, partial ones, checks by trigger, full text.

`migrations/` holds the tables; the second migration runs the statements below. Until release 1.0 nothing is
installed anywhere, so a change here or in a `tables.py` renews both (`make migrations`).
"""

from app.db import guards, kept

UNIQUE = {
    "ux_units_external": "units (municipality, external_id)",
    "ux_persons_external": "persons (municipality, external_id) WHERE external_id IS NOT NULL",
    "ux_unit_closure": "unit_closure (ancestor, descendant)",
    "ux_case_numbers": "case_numbers (municipality, year)",
    "ux_case_units": 'case_units ("case", unit)',
    "ux_case_topics": 'case_topics ("case", topic)',
    "ux_rulings_no": 'rulings ("case", no)',
    "ux_findings_position": 'findings ("case", position)',
    "ux_focus_points_position": 'focus_points ("case", position)',
    "ux_focus_point_topics": "focus_point_topics (focus_point, topic)",
    "ux_finding_focus_points": "finding_focus_points (finding, focus_point)",
    "ux_deadline_versions_no": "deadline_versions (deadline, no)",
    "ux_deadlines_ruling_kind": "deadlines (\"case\", kind, COALESCE(ruling, 0)) WHERE state <> 'void'",
    "ux_action_plans_case": 'action_plans ("case") WHERE "case" IS NOT NULL',
    "ux_plan_versions_no": "plan_versions (plan, no)",
    "ux_action_items_no": "action_items (plan, no)",
    "ux_item_helpers": "item_helpers (item, person)",
    "ux_item_focus_points": "item_focus_points (item, focus_point)",
    "ux_left_focus_points": "left_focus_points (item, focus_point, person)",
    "ux_evidence_versions_no": "evidence_versions (evidence, no)",
    "ux_evidence_links": 'evidence_links (evidence, COALESCE("case", 0), COALESCE(focus_point, 0), COALESCE(item, 0))',
    "ux_report_snapshots_no": 'report_snapshots ("case", no) WHERE "case" IS NOT NULL',
    "ux_report_snapshots_unit_no": 'report_snapshots (unit, no) WHERE "case" IS NULL',
    "ux_contacts_corrects": "contacts (corrects) WHERE corrects IS NOT NULL",
    "ux_committee_units": "committee_units (committee, unit)",
    "ux_committees_external": "committees (municipality, external_id) WHERE external_id IS NOT NULL",
    "ux_sso_identities": "sso_identities (issuer, subject)",
    "ux_sso_mappings": "sso_mappings (claim, value, role, unit) WHERE removed_at IS NULL",
    "ux_daily_mails": "daily_mails (account, on_day)",
    "ux_instruments_edition": "instruments (municipality, instrument_key, edition)",
    "ux_survey_scales_code": "survey_scales (instrument, code)",
    "ux_survey_items_code": "survey_items (scale, code)",
    "ux_round_units": "round_units (round, unit)",
    "ux_survey_results": "survey_results (round_unit, scale)",
    "ux_pattern_cells": "pattern_cells (round_unit, COALESCE(scale, 0), measure)",
    "ux_result_links": 'result_links ("case", COALESCE(focus_point, 0), round_unit, COALESCE(scale, 0), role)',
    "ux_evaluation_results": "evaluation_results (evaluation, link)",
    "ux_inquiry_questions_no": "inquiry_questions (inquiry, no)",
    "ux_inquiry_memos_no": "inquiry_memos (inquiry, no)",
    "ux_case_materials": 'case_materials ("case", material) WHERE removed_at IS NULL',
    "ux_inform_waivers": 'inform_waivers ("case", party) WHERE ended_at IS NULL',
    "ux_notice_reads": "notice_reads (link, on_day)",
    "ux_minutes_texts": "minutes_texts (minutes, item)",
    "ux_told_reorganisation_units": "told_reorganisation_units (reorganisation, unit, is_after)",
    "ux_unit_versions_current": "unit_versions (unit) WHERE valid_to IS NULL",
}

# The date to look at next of an item that wants an eye, and whether it has one: as in app/plans/queries/lists.py.
_OPEN = "status IN ('planned', 'in_progress')"
_NEXT_ON = (
    f"CASE WHEN {_OPEN} AND ongoing_interval_months IS NOT NULL THEN next_review_on "
    f"WHEN {_OPEN} THEN due_on WHEN status = 'done' THEN effect_check_on ELSE done_on END"
)
_RANK = f"CASE WHEN status NOT IN ('planned', 'in_progress', 'done') THEN 2 WHEN {_NEXT_ON} IS NULL THEN 0 ELSE 1 END"

INDEXES = {
    "ix_unit_closure_descendant": "unit_closure (descendant, ancestor)",
    "ix_unit_versions_sort": "unit_versions (sort_key) WHERE valid_to IS NULL",
    "ix_role_grants_person": "role_grants (person, valid_to)",
    "ix_committee_members_person": "committee_members (person, valid_to)",
    "ix_committee_units_unit": "committee_units (unit, committee)",
    "ix_named_readers_item": "named_readers (item, person) WHERE item IS NOT NULL",
    "ix_named_readers_item_update": "named_readers (item_update, person) WHERE item_update IS NOT NULL",
    "ix_named_readers_document": "named_readers (document, person) WHERE document IS NOT NULL",
    "ix_named_readers_evidence": "named_readers (evidence, person) WHERE evidence IS NOT NULL",
    "ix_named_readers_round_unit": "named_readers (round_unit, person) WHERE round_unit IS NOT NULL",
    "ix_text_answers_unit": "text_answers (round_unit, position)",
    "ix_named_readers_paper": "named_readers (paper, person) WHERE paper IS NOT NULL",
    "ix_case_units_unit": 'case_units (unit, "case")',
    "ix_cases_due": "cases (next_due_key, id)",
    "ix_cases_municipality_due": "cases (municipality, next_due_key, id)",
    "ix_deadlines_due": "deadlines (on_date, kind) WHERE state = 'set'",
    "ix_items_owner_open": "action_items (owner, due_on, id) WHERE status IN ('planned', 'in_progress', 'done')",
    "ix_items_unit_due": "action_items (unit, due_on, id)",
    "ix_items_next": f"action_items (({_RANK}), ({_NEXT_ON}), id) WHERE status IN ('planned', 'in_progress', 'done')",
    "ix_items_case": 'action_items ("case", status)',
    "ix_item_updates_item": "item_updates (item, id)",
    "ix_audit_at": "audit_entries (at, seq)",
    "ix_audit_kind": "audit_entries (entity_kind, at, seq)",
    "ix_audit_action": "audit_entries (action, at, seq)",
    "ix_audit_person": "audit_entries (actor_person, at, seq)",
    "ix_audit_case": "audit_entries (case_id, seq)",
    "ix_audit_entity": "audit_entries (entity_kind, entity, seq)",
}

FULL_TEXT = ("cases", "action_items")

# The day in Denmark of an instant, whatever the zone of a server or a session; SQLite asks core.clock for it.
_POSTGRES_DAY = (
    "CREATE FUNCTION danish_day(instant timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS "
    "$$ SELECT (instant AT TIME ZONE 'Europe/Copenhagen')::date $$"
)


def forwards(engine_type: str) -> list[str]:
    statements = [f"CREATE UNIQUE INDEX {name} ON {what}" for name, what in UNIQUE.items()]
    statements += [f"CREATE INDEX {name} ON {what}" for name, what in INDEXES.items()]
    statements += kept.forwards(engine_type)
    for table in FULL_TEXT:
        statements += _sqlite_full_text(table) if engine_type == "sqlite" else _postgres_full_text(table)
    statements += guards.forwards(engine_type)
    return statements if engine_type == "sqlite" else [*statements, _POSTGRES_DAY]


def backwards(engine_type: str) -> list[str]:
    statements = [f"DROP INDEX {name}" for name in (*UNIQUE, *INDEXES)] + kept.backwards(engine_type)
    for table in FULL_TEXT:
        if engine_type == "sqlite":
            statements += [f"DROP TRIGGER {table}_search_{event}" for event in ("insert", "delete", "update")]
            statements.append(f"DROP TABLE {table}_search")
        else:
            statements.append(f"DROP INDEX ix_{table}_search")
    statements += guards.backwards(engine_type)
    return statements if engine_type == "sqlite" else [*statements, "DROP FUNCTION danish_day(timestamptz)"]


def _sqlite_full_text(table: str) -> list[str]:
    """The text is stemmed already, so the index keeps å apart from a and stems nothing itself."""
    name = f"{table}_search"
    remove = f"INSERT INTO {name}({name}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"
    add = f"INSERT INTO {name}(rowid, search_text) VALUES (new.id, new.search_text);"
    return [
        f"CREATE VIRTUAL TABLE {name} USING fts5(search_text, content='{table}', content_rowid='id', "
        'tokenize="unicode61 remove_diacritics 0")',
        f"CREATE TRIGGER {name}_insert AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {name}_delete AFTER DELETE ON {table} BEGIN {remove} END",
        f"CREATE TRIGGER {name}_update AFTER UPDATE OF search_text ON {table} BEGIN {remove} {add} END",
    ]


def _postgres_full_text(table: str) -> list[str]:
    return [f"CREATE INDEX ix_{table}_search ON {table} USING gin (to_tsvector('simple', search_text))"]
