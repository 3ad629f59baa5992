"""Cases that have waited long for the authority's answer to their report-back."""

from datetime import date

import msgspec

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.cases.queries.loading import COMPLIED_ON
from app.db.sql import fetch_all
from app.organisation.rules import decode_settings
from app.reports.road import remind_on

_MOST = 500


class AwaitedReply(msgspec.Struct, frozen=True):
    """A case to ask the authority about. `sent_on`: the last report-back; `remind_on`: since when it is time to ask."""

    public_id: str
    reference: str
    title: str
    sent_on: date
    remind_on: date


class _Row(msgspec.Struct, frozen=True):
    public_id: str
    reference: str
    title: str
    sent_on: date
    heard_on: date | None
    visit_on: date | None
    settings: str


async def list_awaited_replies(scope: Scope, *, limit: int) -> list[AwaitedReply]:
    """Reported cases without an answer for so long that it is time to ask, the longest wait first; one query."""
    rows = await fetch_all(
        _Row,
        'SELECT c.public_id, c.reference, c.title, (SELECT MAX(b.sent_on) FROM report_backs b WHERE b."case" = c.id) '
        'AS sent_on, (SELECT MAX(r.replied_on) FROM authority_replies r WHERE r."case" = c.id) AS heard_on, '
        "(SELECT MAX(d.on_date) FROM deadlines d WHERE d.\"case\" = c.id AND d.kind = 'control_visit' "
        "AND d.state = 'set') AS visit_on, m.settings FROM cases c JOIN municipalities m ON m.id = c.municipality "
        f"WHERE c.phase = 'reported' AND {COMPLIED_ON} IS NULL "
        'AND EXISTS (SELECT 1 FROM report_backs b WHERE b."case" = c.id) AND {} ORDER BY 4, c.id LIMIT {}',
        case_in_scope(scope, "c.id"),
        _MOST,
    )
    found = []
    for row in rows:
        due = remind_on((row.sent_on, row.heard_on, row.visit_on), decode_settings(row.settings).reply_reminder_days)
        if due is not None and due <= scope.today:
            found.append(AwaitedReply(row.public_id, row.reference, row.title, row.sent_on, due))
    return sorted(found, key=lambda each: each.remind_on)[:limit]
