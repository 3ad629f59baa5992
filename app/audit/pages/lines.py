"""From an entry to a sentence in plain Danish: who, what, before and after, why, when."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

import msgspec

from app.audit.enums import AuditAction, EntityKind
from app.audit.labels import AUDIT_ACTION, ENTITY_KIND
from app.audit.queries import LogEntry
from app.audit.rules import MARK, Change, looks_like_cpr
from app.web.forms import FormState
from app.web.pages import Option, Page

_MOST_OPEN = 4  # changes that stand on the page at once; more, or long ones, are folded away
_LONG = 200
_SENTENCES = {
    (AuditAction.LOGGED_IN, EntityKind.ACCOUNT): "er logget ind",
    (AuditAction.LOGGED_OUT, EntityKind.ACCOUNT): "er logget ud",
    (AuditAction.OPENED, EntityKind.LOG): "har læst hændelsesloggen",
    (AuditAction.EXPORTED, EntityKind.LOG): "har hentet hændelsesloggen",
    (AuditAction.ERASED, EntityKind.AUDIT_ENTRY): "har slettet indholdet af en hændelse",
    (AuditAction.IMPORTED, EntityKind.MUNICIPALITY): "har indlæst en fil",
    (AuditAction.RESTORED, EntityKind.INSTALLATION): "har gendannet hele systemet fra en sikkerhedskopi",
}


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    who: str
    did: str
    subject: str
    reason: str
    changes: tuple[Change, ...]
    is_folded: bool
    case_reference: str | None
    case_href: str | None
    erased_at: datetime | None
    is_erased: bool
    is_withheld: bool
    is_of_unseen_case: bool
    looks_like_cpr: bool
    request_id: str
    mark: str


class LogIndexPage(Page, frozen=True):
    template: ClassVar[str] = "audit/index.html"
    form: FormState
    lines: tuple[LogLine, ...]
    kinds: tuple[Option, ...]
    actions: tuple[Option, ...]
    is_filtered: bool
    first_href: str | None
    next_href: str | None
    csv_href: str | None
    json_href: str | None


def log_line(entry: LogEntry) -> LogLine:
    payload = entry.payload
    changes = readable(payload.changes) if payload else ()
    is_long = any(len(part or "") > _LONG for change in changes for part in (change.before, change.after))
    return LogLine(
        at=entry.at,
        who=who(entry),
        did=did(entry),
        subject=payload.subject if payload else "",
        reason=payload.reason if payload else "",
        changes=changes,
        is_folded=is_long or len(changes) > _MOST_OPEN,
        case_reference=entry.case_reference,
        case_href=f"/sager/{entry.case_public_id}" if entry.case_public_id else None,
        erased_at=entry.erased_at,
        is_erased=payload is None,
        is_withheld=entry.is_withheld,
        is_of_unseen_case=entry.is_of_unseen_case,
        looks_like_cpr=payload is not None and looks_like_cpr(payload),
        request_id=entry.request_id,
        mark=entry.hash[:MARK],
    )


def who(entry: LogEntry) -> str:
    """The name as it was then."""
    return entry.payload.actor_name if entry.payload else "Navnet er slettet"


def did(entry: LogEntry) -> str:
    """ "har ændret tiltag"; a word that is not of our vocabulary is shown as it stands."""
    for (action, kind), sentence in _SENTENCES.items():
        if entry.action == action and entry.kind == kind:
            return sentence
    if entry.action == AuditAction.INFECTED:
        return f"har forsøgt at lægge en fil med virus på {_lower(kind_word(entry.kind))}"
    return f"har {action_word(entry.action)} {_lower(kind_word(entry.kind))}"


def action_word(action: str) -> str:
    return next((label for member, label in AUDIT_ACTION.items() if member == action), f"»{action}«")


def kind_word(kind: str) -> str:
    return next((label for member, label in ENTITY_KIND.items() if member == kind), f"»{kind}«")


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def readable(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The fields that say something, with dates as Danes write them; the log itself holds them as 2025-04-10."""
    shown = (Change(each.field, _day_shown(each.before), _day_shown(each.after)) for each in changes)
    return tuple(each for each in shown if each.before or each.after)


def _day_shown(text: str | None) -> str | None:
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}" if text and len(text) == 10 else text
    except ValueError:
        return text
