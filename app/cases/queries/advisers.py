"""Which external advisers have, or had, a case."""

from datetime import date, timedelta

import msgspec

from app.access.enums import Role
from app.access.policy import Scope
from app.core.errors import NotFound
from app.core.text import search_key
from app.db.sql import fetch_all


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """One adviser's access to a case: from a day until before another."""

    id: int
    public_id: str
    person: int
    name: str
    company: str
    email: str | None
    valid_from: date
    valid_to: date

    @property
    def until(self) -> date:
        """The last day; the day before the first for one that was stopped on it."""
        return self.valid_to - timedelta(days=1)

    def has_ended(self, today: date) -> bool:
        return self.valid_to <= today


_SELECT = (
    "SELECT g.id, g.public_id, g.person, p.name, p.job_title AS company, p.email, g.valid_from, g.valid_to "
    'FROM role_grants g JOIN persons p ON p.id = g.person WHERE g."case" = {} AND g.role = {} '
)


async def list_shares(scope: Scope, case_id: int) -> list[Share]:
    """Every access given to a case the caller has resolved in the scope, the newest first."""
    return await fetch_all(Share, _SELECT + "ORDER BY g.id DESC", case_id, Role.EXTERNAL_ADVISER)


async def get_share(scope: Scope, case_id: int, public_id: str) -> Share:
    """One of them; `NotFound` for another case's."""
    for share in await list_shares(scope, case_id):
        if share.public_id == public_id:
            return share
    raise NotFound


async def shared_with(scope: Scope, case_id: int, email: str) -> str:
    """Who with this e-mail has access to the case today, or will have; "" for nobody."""
    for share in await list_shares(scope, case_id):
        if not share.has_ended(scope.today) and search_key(share.email or "") == search_key(email):
            return share.name
    return ""
