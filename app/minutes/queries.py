"""Minutes as who reads their meeting sees them."""

from datetime import date, datetime

import msgspec

from app.access.policy import Actor, Scope
from app.committees.enums import CommitteeSide
from app.committees.queries import is_read
from app.db.sql import fetch_all, fetch_one, fetch_value, in_list, joined, sql
from app.meetings.policy import Forum
from app.meetings.queries import MeetingRow
from app.minutes.enums import MinutesReply, MinutesState
from app.minutes.policy import side_of
from app.minutes.rules import SIDES, Given


class AnswerRow(Given, frozen=True):
    name: str
    remark: str
    at: datetime


class AddendumRow(msgspec.Struct, frozen=True):
    text: str
    name: str
    at: datetime


class _Row(msgspec.Struct, frozen=True):
    id: int
    state: MinutesState
    text: str
    written_by_name: str
    content: str
    hash: str
    sent_by_name: str | None
    sent_at: datetime | None
    version: int
    frozen: str | None
    frozen_hash: str | None
    frozen_at: datetime | None


class MinutesDetail(_Row, frozen=True, kw_only=True):
    """`frozen`: the canonical text that both sides approved, with its fingerprint; None until they have.

    `texts`: what is written of each item, by its key.
    """

    texts: dict[int, str]
    answers: tuple[AnswerRow, ...]
    addenda: tuple[AddendumRow, ...]


class _Text(msgspec.Struct, frozen=True):
    item: int
    text: str


class _Side(msgspec.Struct, frozen=True):
    side: CommitteeSide


async def get_minutes(scope: Scope, meeting: MeetingRow) -> MinutesDetail | None:
    """None where nothing is written yet. The caller has resolved the meeting in the scope."""
    row = await fetch_one(
        _Row,
        "SELECT m.id, m.state, m.text, w.name AS written_by_name, m.content, m.hash, s.name AS sent_by_name, "
        "m.sent_at, m.version, f.content AS frozen, f.hash AS frozen_hash, f.at AS frozen_at "
        "FROM minutes m JOIN persons w ON w.id = m.written_by LEFT JOIN persons s ON s.id = m.sent_by "
        "LEFT JOIN minutes_snapshots f ON f.minutes = m.id WHERE m.meeting = {}",
        meeting.id,
    )
    if row is None:
        return None
    texts = await fetch_all(_Text, "SELECT item, text FROM minutes_texts WHERE minutes = {}", row.id)
    answers = await fetch_all(
        AnswerRow,
        "SELECT a.person, a.side, a.reply, a.hash, p.name, a.remark, a.at FROM minutes_answers a "
        "JOIN persons p ON p.id = a.person WHERE a.minutes = {} ORDER BY a.id",
        row.id,
    )
    addenda = await fetch_all(
        AddendumRow,
        'SELECT a.text, p.name, a.at FROM minutes_addenda a JOIN persons p ON p.id = a."by" '
        "WHERE a.minutes = {} ORDER BY a.id",
        row.id,
    )
    return MinutesDetail(
        **msgspec.structs.asdict(row),
        texts={each.item: each.text for each in texts},
        answers=tuple(answers),
        addenda=tuple(addenda),
    )


async def list_own_sides(scope: Scope, forum: Forum) -> frozenset[CommitteeSide]:
    """The sides that the reader sits on in the committee today; none for a unit."""
    rows = await fetch_all(
        _Side,
        "SELECT DISTINCT m.side FROM committee_members m JOIN committees c ON c.id = m.committee "
        "WHERE m.committee = {} AND c.closed_on IS NULL AND m.person = {} AND m.valid_from <= {} "
        "AND (m.valid_to IS NULL OR m.valid_to > {})",
        forum.committee or 0,
        scope.person or 0,
        scope.today,
        scope.today,
    )
    return frozenset(each.side for each in rows)


async def municipality_name(scope: Scope, forum: Forum) -> str:
    """The caller has resolved the forum in the scope."""
    return await fetch_value(str, "SELECT name FROM municipalities WHERE id = {}", forum.municipality) or ""


async def has_file_in_use(scope: Scope, meeting: int) -> bool:
    """Whether the minutes of a meeting, which the caller has resolved, are kept as a file."""
    return bool(
        await fetch_value(
            int,
            "SELECT COUNT(*) FROM papers f WHERE f.meeting = {} AND f.withdrawn_at IS NULL AND f.erased_at IS NULL",
            meeting,
        )
    )


class MinutesWaiting(msgspec.Struct, frozen=True):
    """Minutes that the reader's side has not approved as they stand."""

    meeting_public_id: str
    forum_name: str
    held_on: date


async def list_minutes_waiting(actor: Actor, *, limit: int) -> list[MinutesWaiting]:
    """Minutes that were sent and wait for the reader's own answer, the longest waiting first: of committees where they
    sit on a side today, and of units' own meetings where their role stands for one. One query."""
    scope = actor.scope
    answered = (
        "NOT EXISTS (SELECT 1 FROM minutes_answers a WHERE a.minutes = m.id AND a.hash = m.hash AND (a.person = {} "
        "OR (a.side = "
    )
    approves = f" AND a.reply = '{MinutesReply.APPROVES}')))"
    of_units = [
        sql(
            "(t.unit IS NOT NULL AND EXISTS (SELECT 1 FROM unit_closure uc WHERE uc.descendant = t.unit "
            f"AND uc.ancestor IN {{}}) AND {answered}'{side}'{approves})",
            in_list(sorted({grant.unit for grant in actor.grants if side_of(grant.role) is side})),
            scope.person or 0,
        )
        for side in SIDES
    ]
    of_committee = sql(
        "EXISTS (SELECT 1 FROM committee_members s JOIN committees c ON c.id = s.committee AND c.closed_on IS NULL "
        "WHERE s.committee = t.committee AND s.person = {} AND s.side IN {} AND s.valid_from <= {} "
        f"AND (s.valid_to IS NULL OR s.valid_to > {{}}) AND {answered}s.side{approves})",
        scope.person or 0,
        in_list([side.value for side in SIDES]),
        scope.today,
        scope.today,
        scope.person or 0,
    )
    return await fetch_all(
        MinutesWaiting,
        "SELECT t.public_id AS meeting_public_id, COALESCE(k.name, v.name) AS forum_name, t.held_on FROM minutes m "
        "JOIN meetings t ON t.id = m.meeting LEFT JOIN committees k ON k.id = t.committee "
        "LEFT JOIN unit_versions v ON v.unit = t.unit AND v.valid_to IS NULL WHERE m.state = {} AND {} AND {} "
        "ORDER BY m.sent_at, m.id LIMIT {}",
        MinutesState.SENT,
        is_read(scope, "t"),
        sql("({})", joined((of_committee, *of_units), " OR ")),
        limit,
    )
