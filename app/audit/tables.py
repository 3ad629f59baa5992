from piccolo.table import Table

from app.db import columns as c


class AuditEntry(Table, tablename="audit_entries"):
    """Metadata of one change, chained: `hash` covers `prev`, the metadata and the payload's digest. Append-only.

    No foreign keys: an entry outlives whatever it speaks of.
    """

    id = c.key()
    seq = c.big_number(unique=True)
    prev = c.line(64)
    at = c.instant()
    action = c.word()
    actor_person = c.big_number(null=True)  # None: the system itself
    entity_kind = c.word()
    entity = c.big_number()
    case_id = c.big_number(null=True)
    request_id = c.line(64)
    payload_digest = c.line(64)
    hash = c.line(64)


class AuditPayload(Table, tablename="audit_payloads"):
    """Names, reason, values before and after; may be erased by a logged act without breaking the chain."""

    id = c.key()
    entry = c.fk(AuditEntry, unique=True)
    salt = c.line(64, null=True)
    json = c.prose(null=True)
    erased_at = c.instant(null=True)
