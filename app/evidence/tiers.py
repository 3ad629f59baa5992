"""Who may read a piece of evidence, or a letter: letters lie below the people of a plan, so theirs is here, too."""

from collections.abc import Collection

from app.access.actions import TierChoice, Tiered, add_reader, change_tier
from app.access.enums import Permission, Tier
from app.access.policy import Actor, may
from app.access.queries import list_named_readers, tier_mark
from app.accounts.queries.near import list_workers
from app.audit.actions import record_access
from app.audit.enums import EntityKind
from app.cases.queries import get_case_ref, get_case_ref_by_id
from app.core.errors import Invalid, NotFound
from app.core.text import clean_text
from app.db.sql import execute
from app.db.transaction import transaction
from app.documents.queries import get_document
from app.documents.rules import require_scanned
from app.evidence.policy import may_name_reader, may_set_tier, together
from app.evidence.queries import (
    EvidenceVersionRow,
    get_evidence,
    get_evidence_version,
    hangs_on_own_item,
    hangs_on_restricted_item,
    place_of,
    units_linked,
)
from app.evidence.queries.stranded import list_stranded
from app.plans.actions import resolve_readers


async def set_evidence_tier(
    actor: Actor, public_id: str, *, tier: Tier, readers: Collection[str], reason: str, seen: int
) -> None:
    """Gives evidence a tier, in use or withdrawn; restricted, it has `readers`, by public id, and the actor.

    `seen` is the `tier_mark` the page showed. Raises `NotFound`, `Denied`, `Invalid` (see `change_tier`, and people
    the actor cannot name), and `Stale` with both choices.
    """
    async with transaction():
        # A row lock on PostgreSQL; on SQLite the transaction has the only writer already.
        await execute("UPDATE evidence SET tier = tier WHERE public_id = {}", public_id)
        evidence = await get_evidence(actor.scope, public_id)
        linked = await units_linked(actor.scope, evidence.id)
        is_own = await hangs_on_own_item(actor.scope, evidence.id)
        may_set_tier(actor, linked, evidence.added_by, on_own_item=is_own).require()
        now = await list_named_readers(actor.scope, "evidence", evidence.id)
        place = await place_of(actor.scope, evidence.id)
        named = await resolve_readers(actor, place.municipality, readers, now)
        wanted = TierChoice(tier=tier, readers=named, reason=reason)
        if seen != tier_mark(actor.scope, evidence.tier, now):
            raise wanted.conflict(evidence.tier, now)
        it = Tiered(
            row="evidence",
            key=evidence.id,
            tier=evidence.tier,
            ancestors=together(linked),
            subject=evidence.title,
        )
        await change_tier(actor, it, wanted)
        await execute("UPDATE evidence SET tier = {} WHERE id = {}", tier, evidence.id)


async def set_document_tier(
    actor: Actor, public_id: str, *, tier: Tier, readers: Collection[str], reason: str, seen: int
) -> None:
    """Gives a letter a tier. As `set_evidence_tier`."""
    async with transaction():
        await execute("UPDATE documents SET tier = tier WHERE public_id = {}", public_id)
        letter = await get_document(actor.scope, public_id)
        ref = await get_case_ref_by_id(actor.scope, letter.case_id)
        may(actor, Permission.CASE_WRITE, ref.ancestors).require()
        now = await list_named_readers(actor.scope, "document", letter.id)
        named = await resolve_readers(actor, ref.municipality, readers, now)
        wanted = TierChoice(tier=tier, readers=named, reason=reason)
        if seen != tier_mark(actor.scope, letter.tier, now):
            raise wanted.conflict(letter.tier, now)
        it = Tiered(
            row="document",
            key=letter.id,
            tier=letter.tier,
            ancestors=ref.ancestors,
            subject=letter.title,
        )
        await change_tier(actor, it, wanted)
        await execute("UPDATE documents SET tier = {} WHERE id = {}", tier, letter.id)


async def name_reader(actor: Actor, case_id: str, *, row: str, reader: str, reason: str) -> None:
    """Lets somebody read what nobody here reads any more (`list_stranded`): `row` is its `choice`, `reader` the public
    id of a leader, consultant or representative of its place, and never the actor, who learns no more by it.

    Raises `NotFound` for a case out of scope, `Denied` without the right in all places of the row, and `Invalid` naming
    the field: for what is not stranded (any more), for anybody else as a reader, and without a reason.
    """
    reason = clean_text(reason)
    async with transaction():
        ref = await get_case_ref(actor.scope, case_id)
        may(actor, Permission.CASE_WRITE, ref.ancestors).require()
        await execute("UPDATE cases SET version = version WHERE id = {}", ref.id)  # one at a time
        rows = await list_stranded(actor.scope, ref.id, ref.units)
        found = next((each for each in rows if each.choice == row), None)
        if found is None:
            text = "Vælg på listen. Måske har en anden lige valgt en læser."
            raise Invalid("stranded.row", text, {"row": text})
        may_name_reader(actor, found.places).require()
        people = await list_workers(actor.scope, found.units)
        person = next((each for each in people if each.public_id == reader), None)
        if person is None:
            text = "Vælg en anden leder, konsulent eller AMR dér, hvor det hører til."
            raise Invalid("stranded.reader", text, {"reader": text})
        if not reason:
            raise Invalid("stranded.reason", "Skriv hvorfor.", {"reason": "Skriv, hvorfor personen skal læse det."})
        await add_reader(
            actor, found.row, found.key, person.id, name=person.name, case=ref.id, subject=found.title, reason=reason
        )


async def open_version(actor: Actor, public_id: str, no: int) -> EvidenceVersionRow:
    """One version whose file is about to be read; of restricted evidence, and of any on a restricted item, that is
    logged first (rule 40).

    Raises `NotFound` out of scope, for a number that is not there, for a version without a file and for one in
    quarantine.
    """
    evidence = await get_evidence(actor.scope, public_id)
    version = await get_evidence_version(actor.scope, public_id, no)
    if version.sha256 is None:
        raise NotFound
    require_scanned(version.scan)
    if evidence.tier is Tier.RESTRICTED or await hangs_on_restricted_item(actor.scope, evidence.id):
        file = {"version": no, "fil": version.file_name}
        await record_access(
            actor, EntityKind.EVIDENCE, evidence.id, case=evidence.case_id, subject=evidence.title, after=file
        )
    return version
