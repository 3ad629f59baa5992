"""Writing the log: in the same transaction as the change, chained last, immediately before the commit."""

import secrets
from collections.abc import Collection
from typing import Any

from app.access.policy import Actor, system_actor
from app.audit import rules
from app.audit.enums import AuditAction, EntityKind
from app.audit.rules import Payload, differences
from app.audit.tables import AuditEntry, AuditPayload
from app.core.errors import Denied, NotFound, RuleViolation
from app.db.engine import PgEngine, current_engine
from app.db.sql import execute, fetch_rows, in_list, insert
from app.db.transaction import current_unit, transaction

_PENDING = "audit"
_CHAIN_LOCK = 724332


def record(
    actor: Actor,
    action: AuditAction,
    kind: EntityKind,
    entity: int,
    *,
    case: int | None = None,
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Adds an entry to the open transaction; it is chained and saved right before the commit, or not at all.

    `before`/`after` are field values; only differences are kept. Never pass passwords or tokens.
    Raises `RuntimeError` outside a transaction.
    """
    unit = current_unit()
    payload = Payload(actor.name, subject, reason, differences(before or {}, after or {}))
    entry = (actor, action, kind, entity, case, payload)
    if _PENDING not in unit.pending:
        unit.pending[_PENDING] = []
        unit.before_commit(_write_pending)
    unit.pending[_PENDING].append(entry)


async def record_access(
    actor: Actor,
    kind: EntityKind,
    entity: int,
    *,
    case: int | None = None,
    subject: str = "",
    action: AuditAction = AuditAction.OPENED,
    after: dict[str, Any] | None = None,
) -> None:
    """Logs a read that matters, saved in a short transaction of its own: restricted evidence that is opened, a report
    or the log that leaves the house (rule 40).

    Call it after the policy's verdict and before the first byte of the answer: where it fails nothing is served.
    `after` says how it was read (a filter, a format). Raises `RuntimeError` inside a transaction, where a later
    failure would take the entry with it, and `WriteOutsideTransaction` inside `reading()`.
    """
    outer = current_engine().current_transaction.get()
    if outer is not None and not outer.is_reader:
        raise RuntimeError("record_access() needs a transaction of its own")
    async with transaction():
        record(actor, action, kind, entity, case=case, subject=subject, after=after)


async def _write_pending() -> None:
    pending = current_unit().pending[_PENDING]
    if isinstance(current_engine(), PgEngine):  # SQLite has one writer already
        await fetch_rows(f"SELECT pg_advisory_xact_lock({_CHAIN_LOCK})")
    head = await fetch_rows("SELECT seq, hash FROM audit_entries ORDER BY seq DESC LIMIT 1")
    seq, prev = (int(head[0]["seq"]), str(head[0]["hash"])) if head else (0, rules.GENESIS)
    for actor, action, kind, entity, case, payload in pending:
        seq += 1
        salt = secrets.token_hex(16)
        text = rules.canonical(payload).decode()
        link = rules.Link(
            seq=seq,
            prev=prev,
            at=actor.now,
            action=action.value,
            actor_person=actor.person,
            entity_kind=kind.value,
            entity=entity,
            case_id=case,
            request_id=actor.request_id,
            payload_digest=rules.payload_digest(salt, text),
        )
        prev = rules.link_hash(link)
        row = AuditEntry(hash=prev, **rules.fields(link))
        entry = await insert(row)
        await insert(AuditPayload(entry=entry, salt=salt, json=text, erased_at=None))
    pending.clear()


async def erase_payload(actor: Actor, seq: int, *, reason: str) -> None:
    """Removes names, values and reason of one entry by law; the chain stays verifiable, and the act is logged.

    Only from the command line (`Denied`), and with a reason (`RuleViolation`); `NotFound` for an unknown entry, and
    `RuleViolation` for one whose content has been erased already.
    """
    if not actor.is_system:
        raise Denied
    if not reason.strip():
        raise RuleViolation("audit.reason_missing", "Skriv, hvorfor indholdet slettes.")
    async with transaction():
        rows = await fetch_rows("SELECT id, seq, case_id, hash FROM audit_entries WHERE seq = {}", seq)
        if not rows:
            raise NotFound("audit.entry_unknown", f"Der er ingen hændelse {seq} i loggen.")
        if not await _erase(actor, rows[0], reason):
            raise RuleViolation("audit.erased_already", f"Indholdet af hændelse {seq} er slettet i forvejen.")


async def erase_payloads_naming(
    actor: Actor, kind: EntityKind, entity: int, *, but: Collection[AuditAction], reason: str
) -> None:
    """Removes names, values and reasons of what the log holds of one thing whose very name tells too much, except of
    the acts in `but`; as `erase_payload`, inside the open transaction, which says who decided it.

    The application does it for the two who did: the caller has asked whether they may.
    """
    current_unit()
    own = system_actor(actor.now, actor.request_id)
    for row in await fetch_rows(
        "SELECT id, seq, case_id, hash FROM audit_entries WHERE entity_kind = {} AND entity = {} AND action NOT IN {} "
        "ORDER BY seq",
        kind,
        entity,
        in_list(but),
    ):
        await _erase(own, row, reason)


async def _erase(actor: Actor, entry: dict[str, Any], reason: str) -> bool:
    erased = await execute(
        "UPDATE audit_payloads SET json = NULL, salt = NULL, erased_at = {} "
        "WHERE entry = {} AND erased_at IS NULL RETURNING id",
        actor.now,
        entry["id"],
    )
    if erased:
        subject, seq = f"Mærke {entry['hash'][: rules.MARK]}", int(entry["seq"])
        case = entry["case_id"]
        record(actor, AuditAction.ERASED, EntityKind.AUDIT_ENTRY, seq, case=case, subject=subject, reason=reason)
    return bool(erased)
