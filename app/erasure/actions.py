"""Asking that content is erased, and saying yes or no. One function is one whole state change."""

from collections.abc import Collection, Sequence

import msgspec

from app.access.policy import Actor, system_actor
from app.audit.actions import erase_payloads_naming, record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Invalid
from app.core.text import clean_text
from app.db.sql import execute, fetch_rows, fetch_value, in_list, insert
from app.db.transaction import transaction
from app.documents.actions import erase_unused
from app.documents.blobs import BlobStore
from app.erasure.enums import ErasedKind, ErasureState
from app.erasure.labels import ERASED_KIND
from app.erasure.policy import may_ask, may_decide
from app.erasure.queries import (
    ErasureRow,
    NamingReport,
    Subject,
    files_to_erase,
    find_erasure,
    get_subject,
    list_reports_naming,
    list_uses,
)
from app.erasure.rules import (
    NEUTRAL_FILE,
    NEUTRAL_REASON,
    NEUTRAL_TITLE,
    SAME_ELSEWHERE,
    not_asked,
    require_new,
    require_reason,
    require_seen,
)
from app.erasure.tables import Erasure, ErasureSnapshot
from app.reports.actions import withdraw_snapshot
from app.reports.enums import SnapshotState

_ENTITY = {ErasedKind.EVIDENCE: EntityKind.EVIDENCE, ErasedKind.DOCUMENT: EntityKind.DOCUMENT}
_TABLE = {ErasedKind.EVIDENCE: "evidence", ErasedKind.DOCUMENT: "documents"}
_SAID = (AuditAction.ASKED_FOR, AuditAction.DECLINED, AuditAction.ERASED)  # they name no file
_NAMED_IN_REPORT = "Rapporten nævner en fil, hvis indhold er slettet."


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person says yes to. Uses and reports go by their `key`.

    `shown` are all that the page listed, `also` the uses to erase as well, `withdraw` the reports to withdraw; what is
    in neither is kept, for `kept_reason`.
    """

    shown: Collection[str] = ()
    also: Collection[str] = ()
    withdraw: Collection[str] = ()
    kept_reason: str = ""
    hides_name: bool = False


async def ask_erasure(actor: Actor, kind: ErasedKind, public_id: str, *, reason: str, hides_name: bool = False) -> None:
    """The first person asks that the content is erased. Nothing is erased yet.

    `hides_name`: title and file name tell something, too, and should go as well. Raises `NotFound`, `Denied`,
    `Invalid` without a reason, `RuleViolation` where there is no file or somebody has asked already.
    """
    person, reason = actor.require_person(), _reason(reason, "Skriv, hvorfor indholdet skal slettes.")
    async with transaction():
        subject = await _locked(actor, kind, public_id)
        may_ask(actor, subject.where, subject.added_by).require()
        earlier = await find_erasure(actor.scope, subject)
        require_new(earlier.state if earlier else None, has_file=bool(subject.files))
        await _insert(actor, subject, person, reason, hides_name=hides_name)
        _record(actor, AuditAction.ASKED_FOR, subject, reason)


async def decline_erasure(actor: Actor, kind: ErasedKind, public_id: str, *, reason: str) -> None:
    """The second person says no, or who asked takes it back; everything stays.

    Raises `NotFound`, `Denied`, `Invalid` without a reason, `RuleViolation` where nothing waits for an answer.
    """
    reason = _reason(reason, "Skriv, hvorfor indholdet skal blive stående.")
    async with transaction():
        subject = await _locked(actor, kind, public_id)
        erasure = await _asked(actor, subject)
        is_own = erasure.asked_by is not None and erasure.asked_by == actor.person
        if not is_own:
            may_decide(actor, subject.where, erasure.askers).require()
        await _settle(actor, erasure, ErasureState.CANCELLED if is_own else ErasureState.DECLINED, reason)
        _record(actor, AuditAction.DECLINED, subject, reason)


async def approve_erasure(actor: Actor, store: BlobStore, kind: ErasedKind, public_id: str, decision: Decision) -> None:
    """The second person says yes: the content is gone for everybody with this transaction, and its bytes after it.

    Hash, day, people and reason stay, and evidence counts as withdrawn. Bytes that something else uses stay as long as
    that does: what the actor may decide about is chosen in `decision`, and whoever may decide about the rest is asked.
    Raises `NotFound`, `Denied`, `SecondPerson` for who asked, `RuleViolation` where nothing waits, `Invalid` where
    something is kept without a reason, `Stale` for a use or a report the page did not list.
    """
    actor.require_person()
    async with transaction():
        whole = await _locked(actor, kind, public_id)
        erasure = await _asked(actor, whole)
        may_decide(actor, whole.where, erasure.askers).require()
        subject = await files_to_erase(actor.scope, whole, erasure)
        uses = await list_uses(actor.scope, subject.blobs, (kind, subject.id))
        mine = [each for each in uses.seen if may_decide(actor, each.where, erasure.askers).ok]
        reports = await list_reports_naming(actor.scope, (subject, *uses.seen))
        undecided = [each for each in reports if each.state is not SnapshotState.WITHDRAWN]
        require_seen([*(each.key for each in uses.seen), *(each.key for each in undecided)], decision.shown)
        also = [each for each in mine if each.key in decision.also]
        kept_reports = [each for each in undecided if each.key not in decision.withdraw]
        kept_reason = clean_text(decision.kept_reason)
        require_reason(len(mine) - len(also) + len(kept_reports), kept_reason)
        for each in (subject, *also):
            await _erase(actor, each, erasure.reason, hides_name=decision.hides_name)
        await _settle(actor, erasure, ErasureState.DONE, kept_reason)
        others = await _reports_of_others(actor, (subject, *uses.seen), reports)
        await _decide_reports(actor, erasure.id, [*undecided, *others], [*kept_reports, *others])
        await _ask_the_others(actor, erasure, [each for each in uses.seen if each not in mine], uses.unseen)
        await erase_unused(actor, store, list(dict.fromkeys(blob for each in (subject, *also) for blob in each.blobs)))


def _reason(reason: str, text: str) -> str:
    if not (reason := clean_text(reason)):
        raise Invalid("erasure.reason", text, {"reason": text})
    return reason


async def _locked(actor: Actor, kind: ErasedKind, public_id: str) -> Subject:
    """The row as it is, until the commit; on SQLite the transaction has the only writer already."""
    await execute(f"UPDATE {_TABLE[kind]} SET tier = tier WHERE public_id = {{}}", public_id)
    return await get_subject(actor.scope, kind, public_id)


async def _asked(actor: Actor, subject: Subject) -> ErasureRow:
    erasure = await find_erasure(actor.scope, subject)
    if erasure is None or erasure.state is not ErasureState.ASKED:
        raise not_asked()
    return erasure


async def _insert(
    actor: Actor, subject: Subject, person: int | None, reason: str, *, hides_name: bool, follows: int | None = None
) -> None:
    await insert(
        Erasure(
            public_id=ids.new_public_id(),
            evidence=subject.id if subject.kind is ErasedKind.EVIDENCE else None,
            document=subject.id if subject.kind is ErasedKind.DOCUMENT else None,
            follows=follows,
            state=ErasureState.ASKED,
            reason=reason,
            hides_name=hides_name,
            asked_by=person,
            asked_at=actor.now,
            decided_by=None,
            decided_at=None,
            note="",
        )
    )


async def _settle(actor: Actor, erasure: ErasureRow, state: ErasureState, note: str) -> None:
    await execute(
        "UPDATE erasures SET state = {}, note = {}, decided_by = {}, decided_at = {} WHERE id = {}",
        state,
        note,
        actor.person,
        actor.now,
        erasure.id,
    )


def _record(actor: Actor, action: AuditAction, subject: Subject, reason: str, hashes: Sequence[str] = ()) -> None:
    """Who and why, without what it was called: that may be what must go."""
    after = {"SHA-256": ", ".join(hashes), "indhold": "slettet"} if hashes else {}
    name = f"Indholdet af {ERASED_KIND[subject.kind].lower()}"
    key = _ENTITY[subject.kind]
    record(actor, action, key, subject.id, case=subject.case_id, subject=name, after=after, reason=reason)


async def _erase(actor: Actor, subject: Subject, reason: str, *, hides_name: bool) -> None:
    rows = in_list([file.version for file in subject.files])
    if subject.kind is ErasedKind.EVIDENCE:
        await execute("UPDATE evidence_versions SET erased_at = {} WHERE id IN {}", actor.now, rows)
        await _withdraw(actor, subject, hides_name=hides_name)
        if hides_name:
            await execute("UPDATE evidence SET title = {} WHERE id = {}", NEUTRAL_TITLE, subject.id)
            await execute(
                "UPDATE evidence_versions SET file_name = {} WHERE evidence = {} AND erased_at IS NOT NULL",
                NEUTRAL_FILE,
                subject.id,
            )
    else:
        await execute("UPDATE documents SET erased_at = {} WHERE id IN {}", actor.now, rows)
        if hides_name:
            await execute(
                "UPDATE documents SET title = {}, file_name = {} WHERE id = {}", NEUTRAL_TITLE, NEUTRAL_FILE, subject.id
            )
    if hides_name:
        await erase_payloads_naming(actor, _ENTITY[subject.kind], subject.id, but=_SAID, reason=NEUTRAL_REASON)
    _record(actor, AuditAction.ERASED, subject, reason, [file.sha256 for file in subject.files])


async def _withdraw(actor: Actor, subject: Subject, *, hides_name: bool) -> None:
    """Evidence whose latest file is gone proves nothing any more. The reason it has already may name what is gone."""
    latest = await fetch_value(
        int, "SELECT id FROM evidence_versions WHERE evidence = {} ORDER BY no DESC LIMIT 1", subject.id
    )
    if latest in {file.version for file in subject.files}:
        await execute(
            "UPDATE evidence SET withdrawn_at = {}, withdrawn_reason = {} WHERE id = {} AND withdrawn_at IS NULL",
            actor.now,
            NEUTRAL_REASON,
            subject.id,
        )
    if hides_name:
        await execute(
            "UPDATE evidence SET withdrawn_reason = {} WHERE id = {} AND withdrawn_at IS NOT NULL",
            NEUTRAL_REASON,
            subject.id,
        )


async def _reports_of_others(
    actor: Actor, subjects: Sequence[Subject], seen: Sequence[NamingReport]
) -> list[NamingReport]:
    """Reports that name the file and are made for others than the actor: kept, and told of to those who read them."""
    every = await list_reports_naming(system_actor(actor.now, actor.request_id).scope, subjects)
    return [each for each in every if each not in seen and each.state is not SnapshotState.WITHDRAWN]


async def _decide_reports(
    actor: Actor, erasure: int, reports: Sequence[NamingReport], kept: Sequence[NamingReport]
) -> None:
    for report in reports:
        is_kept = report in kept
        if not is_kept:
            await withdraw_snapshot(actor, report.case_id, report.no, reason=_NAMED_IN_REPORT)
        await insert(ErasureSnapshot(erasure=erasure, snapshot=report.id, is_kept=is_kept))


async def _ask_the_others(
    actor: Actor, erasure: ErasureRow, seen: Sequence[Subject], unseen: Sequence[tuple[ErasedKind, int]]
) -> None:
    """Where the same bytes lie beyond what the actor may decide, whoever may is asked, and not told where it began: the
    log there has a request id of its own."""
    own = system_actor(actor.now, f"elsewhere-{ids.new_public_id()}")
    for kind, key in (*((each.kind, each.id) for each in seen), *unseen):
        if await fetch_rows(
            f"SELECT 1 FROM erasures WHERE {kind.value} = {{}} AND state IN ({{}}, {{}})",
            key,
            ErasureState.ASKED,
            ErasureState.DECLINED,
        ):
            continue
        (row,) = await fetch_rows(f"SELECT public_id FROM {_TABLE[kind]} WHERE id = {{}}", key)
        subject = await get_subject(own.scope, kind, str(row["public_id"]))
        first = erasure.follows or erasure.id
        await _insert(actor, subject, None, SAME_ELSEWHERE, hides_name=False, follows=first)
        _record(own, AuditAction.ASKED_FOR, subject, SAME_ELSEWHERE)
