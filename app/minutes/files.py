"""Minutes that were written elsewhere and are kept here as a file: which there are, and laying them in."""

from datetime import date

import msgspec

from app.access.policy import Actor, Scope
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.committees.queries import is_read
from app.core.dates import require_past
from app.core.errors import Invalid, NotFound, RuleViolation
from app.core.text import clean_line
from app.db.sql import fetch_all, fetch_value, insert, sql
from app.db.transaction import transaction
from app.documents.blobs import StagedFile
from app.documents.papers import PaperFacts, add_paper, withdraw_paper
from app.documents.queries import PaperRow, list_papers
from app.meetings.actions import MeetingFacts, change_meeting, lock_meeting, meeting_to_plan
from app.meetings.queries import MeetingRow, get_meeting
from app.minutes.queries import get_minutes
from app.minutes.rules import require_none_here, subject_of
from app.minutes.tables import MinutesFile
from app.organisation.actions import Created

_OF_MEETING = "EXISTS (SELECT 1 FROM meetings pm WHERE pm.id = f.meeting AND {})"


class FiledMinutes(msgspec.Struct, frozen=True):
    """A file, and when both sides are said to have approved it elsewhere; None: nobody has said so."""

    paper: PaperRow
    approved_on: date | None


class _Filed(msgspec.Struct, frozen=True):
    paper: int
    approved_on: date | None


async def list_filed_minutes(scope: Scope, meeting: int) -> list[FiledMinutes]:
    """Of a meeting that the reader reads, the newest first, withdrawn ones too. At most two queries."""
    papers = await list_papers(scope, sql("f.meeting = {} AND {}", meeting, sql(_OF_MEETING, is_read(scope, "pm"))))
    if not papers:
        return []
    said = await fetch_all(
        _Filed,
        "SELECT m.paper, m.approved_on FROM minutes_files m JOIN papers f ON f.id = m.paper WHERE f.meeting = {}",
        meeting,
    )
    days = {each.paper: each.approved_on for each in said}
    return [FiledMinutes(paper, days.get(paper.id)) for paper in papers]


async def get_filed_minutes(scope: Scope, public_id: str) -> tuple[PaperRow, MeetingRow]:
    """One file with its meeting. Raises `NotFound` for who does not read the meeting."""
    papers = await list_papers(scope, sql("f.public_id = {} AND {}", public_id, sql(_OF_MEETING, is_read(scope, "pm"))))
    meeting = await fetch_value(
        str, "SELECT m.public_id FROM meetings m JOIN papers f ON f.meeting = m.id WHERE f.public_id = {}", public_id
    )
    if not papers or meeting is None:
        raise NotFound
    return papers[0], await get_meeting(scope, meeting)


async def meeting_to_file(actor: Actor, meeting_id: str) -> MeetingRow:
    """A meeting whose minutes the actor may lay in as a file: one that has been, without minutes written here.

    Who may: who plans the meetings. Raises `RuleViolation`, `NotFound`, `Denied`.
    """
    meeting, _ = await meeting_to_plan(actor, meeting_id)
    if not meeting.is_minuted(actor.today):
        raise RuleViolation("minutes.to_come", "Mødet er ikke holdt endnu.")
    require_none_here(await get_minutes(actor.scope, meeting))
    return meeting


async def file_minutes(
    actor: Actor,
    meeting_id: str,
    file: StagedFile,
    *,
    title: str = "",
    minutes_reference: str = "",
    approved_on: date | None = None,
) -> Created:
    """Keeps minutes that were written elsewhere, as they came; outcomes are recorded per item all the same.

    `minutes_reference` is where they lie in the ESDH system, which the meeting's records then say; "" leaves what they
    say. `approved_on` is what the actor states: nothing is approved by it here. Whoever reads the meeting reads the
    file. Raises `Invalid` for a day before the meeting or to come, and as `meeting_to_file` and `keep_blob`.
    """
    async with transaction():
        await lock_meeting(actor, meeting_id)
        meeting = await meeting_to_file(actor, meeting_id)
        if approved_on is not None:
            require_past(approved_on, actor.today, "approved_on")
            if approved_on < meeting.held_on:
                text = "Det er før mødet."
                raise Invalid("minutes.approved_before", text, {"approved_on": text})
        reference = clean_line(minutes_reference)
        if reference and reference != meeting.minutes_reference:
            facts = MeetingFacts(
                **{
                    name: getattr(meeting, name)
                    for name in MeetingFacts.__struct_fields__
                    if name != "minutes_reference"
                },
                minutes_reference=reference,
            )
            await change_meeting(actor, meeting_id, seen=meeting.version, facts=facts)
        made = await add_paper(
            actor, file, PaperFacts(municipality=meeting.municipality, meeting=meeting.id, title=title)
        )
        await insert(MinutesFile(paper=made.id, approved_on=approved_on, by=actor.require_person(), at=actor.now))
        record(
            actor,
            AuditAction.ADDED,
            EntityKind.MINUTES,
            meeting.id,
            subject=subject_of(meeting.forum_name, meeting.held_on),
            after={"fil": file.file_name, "SHA-256": file.sha256, "oplyst godkendt": approved_on},
        )
        return made


async def withdraw_filed_minutes(actor: Actor, public_id: str, *, reason: str) -> None:
    """Takes a file out of use: it stays, with the reason, and nobody gets it. Raises `Invalid` without a reason,
    `RuleViolation` for one that is out of use, `NotFound`, `Denied` for who does not plan the meetings."""
    async with transaction():
        paper, meeting = await get_filed_minutes(actor.scope, public_id)
        await lock_meeting(actor, meeting.public_id)
        await meeting_to_plan(actor, meeting.public_id)
        paper, _ = await get_filed_minutes(actor.scope, public_id)
        await withdraw_paper(actor, paper, reason=reason)
