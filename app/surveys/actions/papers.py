"""Files beside the figures of a round: laid in, given readers, taken out of use. For who keeps the survey."""

from collections.abc import Collection

from app.access.actions import TierChoice, Tiered, change_tier
from app.access.enums import Tier
from app.access.policy import Actor
from app.access.queries import Named, list_named_readers, tier_mark
from app.core.errors import Invalid, RuleViolation
from app.core.text import clean_text
from app.db.sql import execute
from app.db.transaction import transaction
from app.documents.blobs import BlobStore, StagedFile
from app.documents.papers import PaperFacts, add_paper, erase_papers, withdraw_paper
from app.documents.queries import PaperRow
from app.organisation.actions import Created
from app.surveys.actions.figures import round_to_write
from app.surveys.queries import RoundDetail
from app.surveys.queries.papers import get_round_paper, list_paper_readers


async def add_report(
    actor: Actor, round_public_id: str, *, file: StagedFile, title: str, tier: Tier = Tier.RESTRICTED
) -> Created:
    """Keeps a supplier's report on the round, as it came, restricted to the actor unless they choose otherwise.

    It may hold figures that we hide, so nothing else ever shows it. Raises as `round_to_write` and `keep_blob`.
    """
    async with transaction():
        found = await round_to_write(actor, round_public_id)
        facts = PaperFacts(municipality=found.row.municipality, round=found.row.id, title=title, tier=tier)
        return await add_paper(actor, file, facts)


async def report_to_write(actor: Actor, round_public_id: str, public_id: str) -> tuple[RoundDetail, PaperRow]:
    """A file in use that the actor reads, of a round that they keep. Raises `NotFound`, `Denied`, `RuleViolation`."""
    found = await round_to_write(actor, round_public_id)
    paper = await get_round_paper(actor.scope, found.row.id, public_id)
    if paper.withdrawn_at is not None or paper.erased_at is not None:
        raise RuleViolation("paper.withdrawn", "Filen er ikke i brug længere.")
    return found, paper


async def withdraw_report(actor: Actor, round_public_id: str, public_id: str, *, reason: str, store: BlobStore) -> None:
    """Takes a report out of use: it stays, and nobody gets it. Rows of respondents are gone for good.

    Raises `Invalid` without a reason, and as `report_to_write`.
    """
    async with transaction():
        _, paper = await report_to_write(actor, round_public_id, public_id)
        await withdraw_paper(actor, paper, reason=reason)
        if paper.kept_until is not None:
            await erase_papers(actor, store, [paper], reason=clean_text(reason))


async def set_report_tier(
    actor: Actor,
    round_public_id: str,
    public_id: str,
    *,
    tier: Tier,
    readers: Collection[str],
    reason: str,
    seen: int,
) -> None:
    """Gives a report a tier; restricted, it has `readers`, by public id, and the actor.

    `seen` is the `tier_mark` that the page showed. Raises `Invalid` for people who do not read the survey as a whole,
    for rows of respondents, and as `change_tier`; `Stale` with both choices; and as `report_to_write`.
    """
    async with transaction():
        # A row lock on PostgreSQL; on SQLite the transaction has the only writer already.
        await execute("UPDATE papers SET tier = tier WHERE public_id = {}", public_id)
        found, paper = await report_to_write(actor, round_public_id, public_id)
        if paper.kept_until is not None:
            raise RuleViolation("paper.rows", "Rækker af svar kan kun åbnes af dem, der opretter trivselsmålinger her.")
        now = await list_named_readers(actor.scope, "paper", paper.id)
        wanted = TierChoice(tier=tier, readers=await _named(actor, found, readers, now), reason=reason)
        if seen != tier_mark(actor.scope, paper.tier, now):
            raise wanted.conflict(paper.tier, now)
        it = Tiered(row="paper", key=paper.id, tier=paper.tier, ancestors=found.above, subject=paper.title)
        await change_tier(actor, it, wanted, gives=tuple(Tier))
        await execute("UPDATE papers SET tier = {} WHERE id = {}", tier, paper.id)


async def _named(
    actor: Actor, found: RoundDetail, readers: Collection[str], now: Collection[Named]
) -> tuple[Named, ...]:
    people = await list_paper_readers(actor.scope, found)
    known = {each.public_id: Named(each.id, each.public_id, each.name) for each in people}
    known |= {each.public_id: each for each in now}
    if not set(readers) <= known.keys():
        text = "Vælg personer fra listen."
        raise Invalid("tier.readers", text, {"readers": text})
    return tuple(known[each] for each in dict.fromkeys(readers))
