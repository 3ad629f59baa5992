"""Packs that were kept as they were."""

from datetime import datetime

import msgspec

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_value, in_list
from app.meetings.policy import Forum
from app.meetings.queries import MeetingRow, get_forum, get_meeting
from app.packs.content import decode
from app.packs.queries.packs import reads_packs


class KeptPack(msgspec.Struct, frozen=True):
    public_id: str
    no: int
    hash: str
    by_name: str
    at: datetime


class _Kept(KeptPack, frozen=True):
    meeting: str
    content: str


_SELECT = (
    "SELECT k.public_id, k.no, k.hash, p.name AS by_name, k.at{} FROM meeting_packs k "
    'JOIN persons p ON p.id = k."by" JOIN meetings m ON m.id = k.meeting '
)


async def list_kept_packs(scope: Scope, meeting: MeetingRow) -> list[KeptPack]:
    """Of a meeting whose pack the reader reads, the newest first. One query."""
    return await fetch_all(KeptPack, _SELECT.replace("{}", "") + "WHERE k.meeting = {} ORDER BY k.no DESC", meeting.id)


async def get_kept_pack(scope: Scope, public_id: str, now: datetime) -> tuple[KeptPack, bytes, MeetingRow, Forum]:
    """With its canonical content. Raises `NotFound` for who does not read the meeting, all that its forum reads, and
    every case that the pack holds, as they are today."""
    columns = ", k.content, m.public_id AS meeting"
    found = await fetch_one(_Kept, _SELECT.replace("{}", columns) + "WHERE k.public_id = {}", public_id)
    if found is None:
        raise NotFound
    meeting = await get_meeting(scope, found.meeting)
    forum = await get_forum(scope, meeting.committee, meeting.unit)
    canonical = found.content.encode()
    cases = sorted({each.public_id for each in decode(canonical).cases})
    read = await fetch_value(
        int,
        "SELECT COUNT(*) FROM cases c WHERE c.public_id IN {} AND {}",
        in_list(cases),
        case_in_scope(scope, "c.id"),
    )
    if read != len(cases) or not await reads_packs(scope, forum, now):
        raise NotFound
    return found, canonical, meeting, forum
