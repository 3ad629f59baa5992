"""Links that open the page for all employees of a unit."""

from datetime import date, datetime

import msgspec

from app.access.policy import Scope
from app.access.queries import in_scope
from app.core.errors import NotFound
from app.core.ids import token_digest
from app.db.sql import fetch_all, fetch_one
from app.organisation.queries import get_settings


class NoticeLinkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A link, with how often it was opened, and when last; nothing is known of who opened it."""

    id: int
    public_id: str
    place: str
    until_on: date
    by_name: str
    at: datetime
    closed_at: datetime | None
    reads: int
    last_on: date | None

    def is_open(self, today: date) -> bool:
        return self.closed_at is None and today <= self.until_on


_ROW = (
    "SELECT l.id, l.public_id, l.place, l.until_on, p.name AS by_name, l.at, l.closed_at, "
    "(SELECT COALESCE(SUM(r.reads), 0) FROM notice_reads r WHERE r.link = l.id) AS reads, "
    "(SELECT MAX(r.on_day) FROM notice_reads r WHERE r.link = l.id) AS last_on FROM notice_links l "
    'JOIN persons p ON p.id = l."by" WHERE l.unit = {} AND {} '
)


async def list_links(scope: Scope, unit: int) -> list[NoticeLinkRow]:
    """All of a unit that the reader reads, the newest first."""
    return await fetch_all(NoticeLinkRow, _ROW + "ORDER BY l.id DESC", unit, in_scope(scope, "l.unit"))


async def get_link(scope: Scope, unit: int, public_id: str) -> NoticeLinkRow:
    """One of a unit. Raises `NotFound`."""
    row = await fetch_one(NoticeLinkRow, _ROW + "AND l.public_id = {}", unit, in_scope(scope, "l.unit"), public_id)
    if row is None:
        raise NotFound
    return row


class LiveLink(msgspec.Struct, frozen=True):
    id: int
    unit: int
    until_on: date
    place: str


class _Found(LiveLink, frozen=True):
    municipality: int


async def find_live_link(scope: Scope, token: str) -> LiveLink | None:
    """The link with this secret, while it opens something; None for any other, whatever is wrong with it.

    `scope` is whose day counts: the holder of a link is nobody.
    """
    row = await fetch_one(
        _Found,
        "SELECT l.id, l.unit, l.until_on, l.place, u.municipality FROM notice_links l JOIN units u ON u.id = l.unit "
        "WHERE l.digest = {} AND l.closed_at IS NULL AND l.until_on >= {} AND u.closed_on IS NULL",
        token_digest(token),
        scope.today,
    )
    if row is None or not (await get_settings(scope, row.municipality)).notice_links:
        return None
    return row
