"""What the log holds of the person: what they did, what of it was reading, and what was done to their data."""

from datetime import datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.audit.enums import AuditAction, EntityKind
from app.audit.labels import AUDIT_ACTION, ENTITY_KIND
from app.audit.rules import Payload
from app.db.sql import sql
from app.privacy.queries.parts import CASE, Field, Part, of_seen_case

_READS = ", ".join(f"'{action.value}'" for action in (AuditAction.OPENED, AuditAction.EXPORTED))
_SOURCE = "audit_entries e LEFT JOIN cases c ON c.id = e.case_id"
_WHAT = (
    Field("Hvornår", "e.at", datetime),
    Field("Hvad", "e.action", words=AUDIT_ACTION),
    Field("Om", "e.entity_kind", words=ENTITY_KIND),
)
_ACCOUNT = "SELECT a.id FROM accounts a WHERE a.person = {}"
# What is the person's own, and how its key is found.
_OWN = {
    EntityKind.PERSON: "SELECT p.id FROM persons p WHERE p.id = {}",
    EntityKind.ACCOUNT: _ACCOUNT,
    EntityKind.ROLE_GRANT: "SELECT g.id FROM role_grants g WHERE g.person = {}",
    EntityKind.COMMITTEE_MEMBER: "SELECT m.id FROM committee_members m WHERE m.person = {}",
    EntityKind.API_TOKEN: f"SELECT t.id FROM api_tokens t WHERE t.account IN ({_ACCOUNT})",
}
_ABOUT = " OR ".join(f"(e.entity_kind = '{kind.value}' AND e.entity IN ({keys}))" for kind, keys in _OWN.items())


def _seen(scope: Scope) -> QueryString:
    """What one did oneself, and what others did where the reader sees the case: that a confidential file was opened
    tells that there is one."""
    return sql("(e.case_id IS NULL OR e.actor_person = {} OR {})", scope.person or 0, of_seen_case(scope))


def _by_others(scope: Scope) -> QueryString:
    """Not that the reader is looking just now."""
    return sql(f"NOT (e.action = '{AuditAction.OPENED}' AND COALESCE(e.actor_person, 0) = {{}})", scope.person or 0)


def _content(scope: Scope) -> QueryString:
    """What was written of it; not of a case that the reader does not see."""
    return sql("CASE WHEN e.case_id IS NULL OR {} THEN y.json END", of_seen_case(scope))


def _who(text: str) -> str:
    return _payload(text).actor_name


def _changes(text: str) -> str:
    payload = _payload(text)
    changed = (f"{each.field}: {each.before or 'tom'} → {each.after or 'tom'}" for each in payload.changes)
    return "; ".join((*filter(None, (payload.subject, payload.reason)), *changed))


def _payload(text: str) -> Payload:
    return msgspec.json.decode(text, type=Payload)


LOG = (
    Part(
        key="log_done",
        title="Loggen: har gjort",
        columns=("audit_entries.actor_person",),
        source=_SOURCE,
        about=f"e.actor_person = {{}} AND e.action NOT IN ({_READS})",
        order="e.seq",
        seen=_seen,
        fields=(*_WHAT, CASE),
    ),
    Part(
        key="log_read",
        title="Loggen: har læst og hentet",
        columns=("audit_entries.actor_person",),
        source=_SOURCE,
        about=f"e.actor_person = {{}} AND e.action IN ({_READS})",
        order="e.seq",
        seen=_seen,
        fields=(*_WHAT, CASE),
    ),
    Part(
        key="log_about",
        title="Loggen: hvad andre har gjort ved oplysningerne",
        columns=("audit_entries.entity",),
        source=f"{_SOURCE} LEFT JOIN audit_payloads y ON y.entry = e.id",
        about=f"(e.actor_person IS NULL OR e.actor_person <> {{}}) AND ({_ABOUT})",
        order="e.seq",
        seen=_by_others,
        fields=(
            *_WHAT,
            Field("Af", _content, read=_who),
            Field("Ændringer", _content, read=_changes),
        ),
    ),
)
