"""What is written about a place of the world (tests/factories_world.py): reports for each receiver, requests that went
to and fro, and content that two people erased. Each says the word of those who may read it, and no other."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from app.access.enums import Tier
from app.db.sql import fetch_rows
from app.documents.blobs import BlobStore
from app.erasure.actions import Decision, approve_erasure, ask_erasure
from app.erasure.enums import ErasedKind
from app.evidence.actions import add_evidence
from app.evidence.asking import Delivery, accept_delivery, deliver_evidence, return_delivery
from app.evidence.enums import EvidenceKind
from app.reports.actions import create_overview, create_snapshot, withdraw_snapshot
from app.reports.enums import Profile
from tests.factories import Member
from tests.factories_evidence import make_request, to_case
from tests.factories_tiered import TieredIds, tier_canary
from tests.factories_world_items import staged

# The reports of those who read more than the open rows, by their number in the case and of the unit.
CIRCLES = {1001: Tier.AMO, 1002: Tier.AMO, 2001: Tier.MANAGEMENT, 2002: Tier.MANAGEMENT}
_PROFILES = {Tier.AMO: Profile.COMMITTEE, Tier.MANAGEMENT: Profile.MANAGEMENT}
_SHARED = "nabo"  # the place whose erased file lies in Nord, too


class PaperIds(msgspec.Struct, frozen=True):
    """`request` is about the case as a whole; `erased` lost its file, `same` has the bytes of one erased elsewhere."""

    request: str
    erased: str
    same: str


async def plant_papers(
    actor: Any, place: str, word: str, case: Any, resident: Member, tiered: Sequence[TieredIds], root: Path
) -> PaperIds:
    """Everything above; `resident` is AMR there, owns the tiered items and reads nothing of the management's."""
    request = await make_request(actor, to_case(case), case.id, f"Sagens {word}", resident.id)
    await _deliver(resident, request.public_id, 1, word, root, tier_canary(place, Tier.AMO, "bevis"), Tier.AMO)
    await return_delivery(actor, request.public_id, seen=2, comment=f"Mangler {word}")
    await _deliver(resident, request.public_id, 3, word, root, word, Tier.OPEN)
    await accept_delivery(actor, request.public_id, seen=4, comment=f"Tak for {word}")
    for row in tiered:
        hidden = tier_canary(place, row.tier, "tiltag")
        await _deliver(resident, row.request, 1, hidden, root, hidden, Tier.OPEN)
        await return_delivery(actor, row.request, seen=2, comment=f"Mangler {hidden}")
        reason = f"Helbred {tier_canary(place, row.tier, 'bevis')}"
        await ask_erasure(actor, ErasedKind.EVIDENCE, row.evidence, reason=reason)
    erased = await _file(actor, case, f"Slettet {word}", root, place)
    same = await _file(actor, case, f"Ens {word}", root, _SHARED) if place != _SHARED else erased
    await _write_reports(actor, place, case.id)
    await ask_erasure(actor, ErasedKind.EVIDENCE, erased, reason=f"Helbred {word}")
    # The reports of the committees and the management name it; the latter is kept unseen.
    decision = Decision(shown=await _named(case.id), kept_reason=f"Bliver {word}")
    await approve_erasure(resident.actor, BlobStore(root, 1), ErasedKind.EVIDENCE, erased, decision)
    await create_snapshot(actor, case.id)  # no. 4, which knows of all this and can be released
    return PaperIds(request.public_id, erased, same)


async def plant_overviews(actor: Any, unit: str) -> None:
    """One of the unit's cases for each circle."""
    for profile in _PROFILES.values():
        await create_overview(actor, unit, profile=profile)


async def _deliver(resident: Member, request: str, seen: int, word: str, root: Path, name: str, tier: Tier) -> None:
    file = await staged(root, f"leveret-{name}.pdf", f"leveret {name} {request} {seen}")
    delivery = Delivery(files=[file], kind=EvidenceKind.MINUTES, tier=tier)
    await deliver_evidence(resident.actor, request, seen=seen, delivery=delivery, comment=f"Her er {word}")


async def _file(actor: Any, case: Any, title: str, root: Path, content: str) -> str:
    """Evidence of the case with a file that holds no word of a place: equal bytes may lie in two."""
    file = await staged(root, f"{title}.pdf", f"den samme fil {content}")
    made = await add_evidence(
        actor, kind=EvidenceKind.MINUTES, title=title, dated_on=actor.today, link=to_case(case), files=[file]
    )
    return made[0].public_id


async def _write_reports(actor: Any, place: str, case: int) -> None:
    """A report for the notice board; and of each circle one that stands and one that is withdrawn."""
    await create_snapshot(actor, case, profile=Profile.NOTICE_BOARD)
    for tier, profile in _PROFILES.items():
        await create_snapshot(actor, case, profile=profile)
        gone = await create_snapshot(actor, case, profile=profile)
        await withdraw_snapshot(actor, case, gone.no, reason=f"Forkert {tier_canary(place, tier, 'tiltag')}")


async def _named(case: int) -> list[str]:
    """The reports that stand, as the page of an erasure lists them for an AMR."""
    rows = await fetch_rows(
        "SELECT public_id FROM report_snapshots WHERE \"case\" = {} AND profile = 'committee' AND state <> 'withdrawn'",
        case,
    )
    return [f"report:{row['public_id']}" for row in rows]
