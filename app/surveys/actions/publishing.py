"""Rounds published, taken back, and drafts removed."""

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.errors import Invalid, RuleViolation
from app.core.text import clean_text
from app.db.sql import execute, fetch_value, update_version
from app.db.transaction import transaction
from app.documents.blobs import BlobStore
from app.documents.papers import remove_papers
from app.organisation.actions.common import lock_tree
from app.surveys.actions.accepting import changing_what_is_shown, require_accepted
from app.surveys.actions.figures import round_to_write
from app.surveys.actions.pattern import refresh_pattern
from app.surveys.enums import RoundState
from app.surveys.tables import SurveyRound


async def publish_round(actor: Actor, public_id: str, *, seen: int, accepted: bool = False) -> None:
    """Everybody whose unit was measured reads it from now on, but for what is hidden.

    Raises `RuleViolation` for one that holds nothing yet or is published already, and with what would have to go of
    other rounds, unless that was accepted; `Stale`, `NotFound`, `Denied`.
    """
    async with changing_what_is_shown(actor):
        old = await round_to_write(actor, public_id)
        await lock_tree(old.row.municipality)
        if old.row.state is RoundState.PUBLISHED:
            raise RuleViolation("survey.published", "Målingen er offentliggjort.")
        held = await fetch_value(
            int,
            "SELECT COUNT(*) FROM round_units u WHERE u.round = {} AND (u.direction IS NOT NULL OR u.answered IS NOT "
            "NULL OR EXISTS (SELECT 1 FROM survey_results x WHERE x.round_unit = u.id))",
            old.row.id,
        )
        if not held:
            raise RuleViolation("survey.empty", "Målingen har ingen tal og ingen retning endnu. Skriv dem ind først.")
        await update_version(
            SurveyRound, old.row.id, seen, state=RoundState.PUBLISHED, published_on=actor.today, taken_back_on=None
        )
        change = await refresh_pattern(actor, old.row.municipality)
        record(actor, AuditAction.PUBLISHED, EntityKind.SURVEY_ROUND, old.row.id, subject=old.row.name)
        await require_accepted(actor, old.row.municipality, change, accepted=accepted)


async def take_back_round(actor: Actor, public_id: str, *, seen: int, reason: str) -> None:
    """A published round is a draft again: nobody but who keeps it reads it. What was read is known all the same.

    Its figures stay, and count where what may be shown is computed. Raises `Invalid` without a reason, `RuleViolation`
    for one that is not published, `Stale`, `NotFound`, `Denied`.
    """
    reason = clean_text(reason)
    async with transaction():
        old = await round_to_write(actor, public_id)
        if not reason:
            raise Invalid("survey.reason", "Skriv hvorfor.", {"reason": "Skriv, hvorfor målingen tages tilbage."})
        if old.row.state is not RoundState.PUBLISHED:
            raise RuleViolation("survey.not_published", "Målingen er ikke offentliggjort.")
        await update_version(SurveyRound, old.row.id, seen, state=RoundState.DRAFT, taken_back_on=actor.today)
        record(actor, AuditAction.WITHDRAWN, EntityKind.SURVEY_ROUND, old.row.id, subject=old.row.name, reason=reason)


async def remove_draft(actor: Actor, public_id: str, *, seen: int, store: BlobStore) -> None:
    """A draft made by mistake goes, with its figures and files; the log says so. Raises `RuleViolation` for one that is
    or was published (what was shown must be known, to protect what is shown next), `Stale`, `NotFound`, `Denied`."""
    async with transaction():
        old = await round_to_write(actor, public_id)
        await lock_tree(old.row.municipality)
        if old.row.state is not RoundState.DRAFT:
            raise RuleViolation("survey.published", "Målingen er offentliggjort og bliver stående.")
        if old.row.published_on is not None:
            text = "Målingen har været offentliggjort. Den bliver stående, så det, læserne har set, kan beskyttes."
            raise RuleViolation("survey.was_published", text)
        await update_version(SurveyRound, old.row.id, seen)
        for table in ("pattern_cells", "survey_results", "text_answers", "named_readers"):
            await execute(
                f"DELETE FROM {table} WHERE round_unit IN (SELECT id FROM round_units WHERE round = {{}})", old.row.id
            )
        await remove_papers(actor, store, old.row.id)
        await execute("DELETE FROM survey_files WHERE round = {}", old.row.id)
        await execute("DELETE FROM round_units WHERE round = {}", old.row.id)
        await execute("DELETE FROM survey_rounds WHERE id = {}", old.row.id)
        await refresh_pattern(actor, old.row.municipality)
        record(actor, AuditAction.REMOVED, EntityKind.SURVEY_ROUND, old.row.id, subject=old.row.name)
