"""Files of surveys, material and meetings: laid in, taken out of use, and gone. Who may is asked by their slice."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from app.access.actions import set_readers
from app.access.enums import Tier
from app.access.labels import TIER
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.clock import danish_day
from app.core.dates import short_date
from app.core.errors import Denied, Invalid, RuleViolation
from app.core.text import clean_line, clean_text
from app.db.sql import execute, in_list, insert, sql
from app.db.transaction import transaction
from app.documents.actions import erase_unused, keep_blob
from app.documents.blobs import BlobStore, StagedFile
from app.documents.queries import PaperRow, list_papers
from app.documents.rules import stem_of
from app.documents.tables import Paper
from app.organisation.actions import Created


class PaperFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a file, and where it belongs: to a survey, to material or to a meeting, by its key.

    `kept_until` with a `purpose`: the rows of a survey's respondents, which go on that day.
    """

    municipality: int
    round: int | None = None
    material: int | None = None
    meeting: int | None = None
    title: str = ""
    tier: Tier = Tier.OPEN
    purpose: str = ""
    kept_until: date | None = None


async def add_paper(actor: Actor, file: StagedFile, facts: PaperFacts) -> Created:
    """Keeps a file as it came, in the caller's transaction, which has asked whether the actor may.

    Without a title it has its file's name. A restricted one is read by the actor alone until others are named. Raises
    `Denied` for the application itself, and as `keep_blob`.
    """
    by, public_id = actor.require_person(), ids.new_public_id()
    title = clean_line(facts.title)[:200] or stem_of(file.file_name)[:200]
    key = await insert(
        Paper(
            public_id=public_id,
            municipality=facts.municipality,
            round=facts.round,
            material=facts.material,
            meeting=facts.meeting,
            title=title,
            tier=facts.tier,
            purpose=facts.purpose,
            kept_until=facts.kept_until,
            file_name=file.file_name,
            blob=await keep_blob(actor, file),
            derived_blob=await keep_blob(actor, file.preview) if file.preview else None,
            added_by=by,
            added_at=actor.now,
            withdrawn_at=None,
            withdrawn_reason="",
            erased_at=None,
        )
    )
    await set_readers(actor, "paper", key, facts.tier, ())
    after: dict[str, Any] = {
        "fil": file.file_name,
        "SHA-256": file.sha256,
        "fortrolighed": None if facts.tier is Tier.OPEN else TIER[facts.tier],
        "formål": facts.purpose or None,
        "slettes": short_date(facts.kept_until) if facts.kept_until else None,
        "lagt ind igen efter sletning": file.was_erased or None,
    }
    record(actor, AuditAction.ADDED, EntityKind.PAPER, key, subject=title, after=after)
    return Created(key, public_id)


async def withdraw_paper(actor: Actor, paper: PaperRow, *, reason: str) -> None:
    """Takes a file out of use, in the caller's transaction: it stays, with the reason and the day, and nobody gets it.

    Raises `Invalid` without a reason, and `RuleViolation` for one that is withdrawn or erased.
    """
    reason = _reason(reason)
    if paper.withdrawn_at is not None or paper.erased_at is not None:
        raise RuleViolation("paper.withdrawn", "Filen er allerede trukket tilbage.")
    await execute(
        "UPDATE papers SET withdrawn_at = {}, withdrawn_reason = {} WHERE id = {}", actor.now, reason, paper.id
    )
    record(
        actor,
        AuditAction.WITHDRAWN,
        EntityKind.PAPER,
        paper.id,
        subject=paper.title,
        before={"trukket tilbage": None},
        after={"trukket tilbage": danish_day(actor.now).isoformat()},
        reason=reason,
    )


def _reason(typed: str) -> str:
    reason = clean_text(typed)
    if not reason:
        raise Invalid("paper.reason", "Skriv hvorfor.", {"reason": "Skriv hvorfor."})
    return reason


async def erase_papers(actor: Actor, store: BlobStore, papers: Sequence[PaperRow], *, reason: str) -> None:
    """The contents of files are gone with the caller's transaction, and their bytes once it has committed.

    What stays of each is its row with the hash, and in the log that it was. Raises as `erase_unused`.
    """
    rows = await execute(
        "UPDATE papers SET erased_at = {} WHERE id IN {} AND erased_at IS NULL RETURNING id, blob, derived_blob",
        actor.now,
        in_list([paper.id for paper in papers]),
    )
    gone = {int(row["id"]) for row in rows}
    await erase_unused(actor, store, _blobs(rows))
    for paper in papers:
        if paper.id in gone:
            after = {"SHA-256": paper.sha256}
            record(
                actor, AuditAction.ERASED, EntityKind.PAPER, paper.id, subject=paper.title, after=after, reason=reason
            )


async def remove_papers(actor: Actor, store: BlobStore, round: int) -> None:
    """The files of a draft that is removed go with it, their bytes once the caller's transaction has committed."""
    papers = "SELECT id FROM papers WHERE round = {}"
    await execute(f"DELETE FROM named_readers WHERE paper IN ({papers})", round)
    rows = await execute("DELETE FROM papers WHERE round = {} RETURNING id, title, blob, derived_blob", round)
    await erase_unused(actor, store, _blobs(rows))
    for row in rows:
        record(actor, AuditAction.REMOVED, EntityKind.PAPER, int(row["id"]), subject=str(row["title"]))


def _blobs(rows: Sequence[dict[str, Any]]) -> list[int]:
    return [int(row[name]) for row in rows for name in ("blob", "derived_blob") if row[name] is not None]


async def purge_papers(actor: Actor, store: BlobStore) -> int:
    """Rows of respondents whose day has come are gone, from the store, too; gives how many files. For the application
    itself: raises `Denied` for anybody else."""
    if not actor.is_system:
        raise Denied
    async with transaction():
        due = await list_papers(actor.scope, sql("f.kept_until <= {} AND f.erased_at IS NULL", actor.today))
        if due:
            await erase_papers(actor, store, due, reason="Den dato, der blev valgt, er nået.")
    return len(due)
