"""The dialogue with the authority."""

from datetime import date, datetime

import msgspec

from app.access.policy import Scope
from app.cases.enums import ContactChannel
from app.cases.labels import CONTACT_CHANNEL
from app.core.errors import NotFound
from app.db.sql import fetch_all
from app.documents.queries import document_in_scope


class ContactView(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a contact. `corrects` is the one it stands in place of, `reason` what was wrong with that;
    `is_corrected`: another one stands in place of this."""

    id: int
    public_id: str
    on_date: date
    channel: ContactChannel
    role: str
    note: str
    is_in_report: bool
    by_name: str
    at: datetime
    document: str | None
    document_title: str | None
    corrects: int | None
    reason: str
    is_corrected: bool

    @property
    def how(self) -> str:
        """How, and with whom: "Telefon, tilsynsførende"."""
        return ", ".join(text for text in (CONTACT_CHANNEL[self.channel], self.role) if text)


async def list_contacts(scope: Scope, case_id: int) -> list[ContactView]:
    """Contacts with the authority, the newest first, corrected records among them. The caller has resolved `case_id`
    inside the scope."""
    return await fetch_all(
        ContactView,
        "SELECT k.id, k.public_id, k.on_date, k.channel, k.role, k.note, k.is_in_report, p.name AS by_name, k.at, "
        "d.public_id AS document, d.title AS document_title, k.corrects, k.reason, "
        "CASE WHEN EXISTS (SELECT 1 FROM contacts n WHERE n.corrects = k.id) THEN 1 ELSE 0 END AS is_corrected "
        'FROM contacts k JOIN persons p ON p.id = k."by" LEFT JOIN documents d ON d.id = k.document AND {} '
        'WHERE k."case" = {} ORDER BY k.on_date DESC, k.id DESC',
        document_in_scope(scope),
        case_id,
    )


async def get_contact(scope: Scope, case_id: int, public_id: str) -> ContactView:
    """One record of a case, which the caller has resolved. Raises `NotFound` for another case's."""
    found = next((row for row in await list_contacts(scope, case_id) if row.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found
