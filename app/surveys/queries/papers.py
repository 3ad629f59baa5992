"""Files beside the figures of a round: what a supplier wrote, and rows of respondents that are kept for a while."""

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Permission, Tier
from app.access.policy import Reach, Scope
from app.access.queries import at_unit, row_in
from app.accounts.queries.near import PersonChoice, list_holders_at
from app.core.errors import NotFound
from app.db.sql import fetch_value, sql
from app.documents.queries import PaperRow, list_papers
from app.surveys.queries.rounds import RoundDetail, is_seen


def paper_in_scope(scope: Scope) -> QueryString:
    """True for papers `f` of rounds that the reader knows, where they read the paper's tier in a unit of the round.

    Whoever keeps the survey of a unit reads there as the management does. Rows of respondents are read by those alone
    who keep the survey of the whole round.
    """
    kept = scope.kept_surveys
    reads = msgspec.structs.replace(
        scope,
        reaches={
            Tier.OPEN: scope.surveys,
            Tier.AMO: _both(scope.reach(Tier.AMO), kept),
            Tier.MANAGEMENT: _both(scope.reach(Tier.MANAGEMENT), kept),
        },
    )
    rows = sql("1 = 1") if scope.sees_all else at_unit(kept, "pr.unit", None)
    return sql(
        "EXISTS (SELECT 1 FROM survey_rounds pr WHERE pr.id = f.round AND {} "
        "AND CASE WHEN f.kept_until IS NULL THEN {} ELSE {} END)",
        is_seen(scope, "pr"),
        row_in(reads, "f", "paper", _measured),
        rows,
    )


def _both(one: Reach, other: Reach) -> Reach:
    return Reach(one.units + other.units, one.partly + other.partly)


def _measured(reach: Reach) -> QueryString:
    """True for papers of rounds with a unit in `reach`."""
    at = at_unit(reach, "pu.unit", None)
    return sql("EXISTS (SELECT 1 FROM round_units pu WHERE pu.round = f.round AND {})", at)


async def list_round_papers(scope: Scope, round: int) -> list[PaperRow]:
    """The round's files that the reader reads, the newest first, withdrawn and erased ones too. One query."""
    return await list_papers(scope, sql("f.round = {} AND {}", round, paper_in_scope(scope)))


async def count_closed_papers(scope: Scope, round: int) -> int:
    """How many files of a round that the reader keeps they may not open: they are told that there are some."""
    found = await fetch_value(
        int,
        "SELECT COUNT(*) AS n FROM papers f WHERE f.round = {} AND f.withdrawn_at IS NULL AND f.erased_at IS NULL "
        "AND NOT {}",
        round,
        paper_in_scope(scope),
    )
    return found or 0


async def get_round_paper(scope: Scope, round: int, public_id: str) -> PaperRow:
    """One file of a round that the caller has resolved in the scope. Raises `NotFound` where its tier is not read."""
    condition = sql("f.round = {} AND f.public_id = {} AND {}", round, public_id, paper_in_scope(scope))
    rows = await list_papers(scope, condition)
    if not rows:
        raise NotFound
    return rows[0]


async def list_paper_readers(scope: Scope, found: RoundDetail) -> list[PersonChoice]:
    """Who may be named to read a file of the round: who reads surveys where all of it was measured."""
    units = sorted({unit for each in found.above.units for unit in each})
    return await list_holders_at(scope, units, Permission.SURVEY_READ)
