"""What has been kept as long as it should: numbers and dates, of what the reader administers or sees."""

from datetime import UTC, date, datetime, time

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.access.queries import case_in_scope
from app.core.clock import COPENHAGEN, danish_day
from app.db.sql import fetch_rows, in_list, joined, sql
from app.organisation.queries.visible import administers
from app.privacy import rules
from app.privacy.queries.papers import PAPERS
from app.privacy.queries.work import WORK

_PERSON = "JOIN persons p ON p.id = a.person"
_ACCOUNT = f"JOIN accounts a ON a.id = x.account {_PERSON}"
_LAST_LINK = "(SELECT l.account, MAX(l.expires_at) AS ended_at FROM account_links l GROUP BY l.account) x"


class Purgeable(msgspec.Struct, frozen=True):
    """How many rows a rule of `rules.RULES` is about, and the day that the oldest is from."""

    key: str
    count: int
    oldest: date | None


async def list_purgeable(scope: Scope) -> tuple[Purgeable, ...]:
    """What each rule finds today, in the order of the rules; a query for each. Nothing is changed.

    Accounts and people of the municipalities the reader administers; cases that they see.
    """
    here = administers(scope, "p.municipality")

    return (
        await _found(scope, "accounts_left", f"accounts a {_PERSON}", "p.left_on", sql("NOT p.is_active AND {}", here)),
        await _found(
            scope, "accounts_unused", f"accounts a {_PERSON}", "a.last_login_at", sql("p.is_active AND {}", here)
        ),
        await _found(
            scope,
            "invitations_unused",
            f"{_LAST_LINK} {_ACCOUNT}",
            "x.ended_at",
            sql("a.last_login_at IS NULL AND p.is_active AND {}", here),
        ),
        await _found(scope, "links_dead", f"account_links x {_ACCOUNT}", "COALESCE(x.used_at, x.expires_at)", here),
        await _found(scope, "tokens_revoked", f"api_tokens x {_ACCOUNT}", "x.revoked_at", here),
        await _found(
            scope,
            "tokens_expired",
            f"api_tokens x {_ACCOUNT}",
            "x.expires_on",
            sql("x.revoked_at IS NULL AND {}", here),
        ),
        await _found(
            scope, "persons_left", "persons p", "p.left_on", sql("NOT p.is_active AND {} AND {}", _in_no_case(), here)
        ),
        await _found(
            scope,
            "cases_destroyed",
            "cases c",
            "c.closed_on",
            sql("c.kle IN {} AND {}", in_list(rules.DESTROYED), case_in_scope(scope, "c.id")),
        ),
    )


def _in_no_case() -> QueryString:
    """True for people whom no row of a case names: the register knows which columns could."""
    columns = [column.split(".") for part in (*WORK, *PAPERS) for column in part.columns]
    return joined(
        [sql(f'NOT EXISTS (SELECT 1 FROM {table} w WHERE w."{name}" = p.id)') for table, name in columns], " AND "
    )


async def _found(scope: Scope, key: str, source: str, since: str, condition: QueryString) -> Purgeable:
    """The rows since `since` longer ago than the rule of `key` keeps them."""
    last = scope.today - rules.RULES[key].kept
    is_day = since.endswith("_on")
    limit = last if is_day else datetime.combine(last, time(), COPENHAGEN).astimezone(UTC)
    (row,) = await fetch_rows(
        f"SELECT COUNT(*) AS n, MIN({since}) AS oldest FROM {source} WHERE {since} < {{}} AND {{}}", limit, condition
    )
    if row["oldest"] is None:
        return Purgeable(key, int(row["n"]), None)
    if is_day:
        return Purgeable(key, int(row["n"]), msgspec.convert(row["oldest"], date, strict=False))
    oldest = msgspec.convert(row["oldest"], datetime, strict=False)
    return Purgeable(key, int(row["n"]), danish_day(oldest))
