"""An external adviser's login: made by who shares a case, not by an administrator, and for that alone."""

import msgspec

from app.access.enums import Role
from app.access.policy import Actor
from app.accounts.actions.accounts import create_account
from app.accounts.actions.links import Issued, issue_link
from app.core.errors import Invalid, RuleViolation
from app.core.text import clean_line, search_key
from app.db.sql import fetch_all, fetch_rows
from app.db.transaction import transaction
from app.organisation.actions import create_person

_EMPLOYED = (
    "E-mailadressen hører til en person, som kommunen har oprettet. En ekstern rådgiver kan ikke have en anden rolle. "
    "Brug rådgiverens egen adresse."
)


class Adviser(msgspec.Struct, frozen=True):
    """The person behind an adviser; `issued` is their invitation, None for who chose a password before."""

    person: int
    public_id: str
    name: str
    issued: Issued | None


class _Known(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    is_open: bool
    has_password: bool
    has_advised: bool
    has_other: bool


async def adviser_for(actor: Actor, municipality: int, *, name: str, email: str, company: str) -> Adviser:
    """Finds the adviser by e-mail address among those who advised before, or makes a person with a login and a link.

    In the caller's transaction, which has asked whether `actor` may share a case: that right stands in for an
    administrator's here. Raises `Invalid` naming the field, also for somebody who has or had another role, and
    `RuleViolation` for an adviser whose login is closed.
    """
    email = clean_line(email)
    if not email:
        raise Invalid("adviser.email", "Udfyld e-mail.", {"email": "Udfyld e-mail. Det bliver rådgiverens brugernavn."})
    deputy = msgspec.structs.replace(actor, is_system=True)
    async with transaction():
        known = await _known(municipality, email)
        if known is not None:
            if known.has_other or not known.has_advised:
                raise Invalid("adviser.employed", _EMPLOYED, {"email": _EMPLOYED})
            if not known.is_open:
                raise RuleViolation(
                    "adviser.closed", "Rådgiverens bruger er lukket. Bed en administrator om at åbne den."
                )
            issued = None if known.has_password else await issue_link(deputy, known.id)
            return Adviser(known.id, known.public_id, known.name, issued)
        made = await create_person(deputy, municipality, name=name, email=email, job_title=company)
        await create_account(deputy, made.id, username=await _username(email))
        return Adviser(made.id, made.public_id, clean_line(name), await issue_link(deputy, made.id))


async def _known(municipality: int, email: str) -> _Known | None:
    rows = await fetch_all(
        _Known,
        "SELECT p.id, p.public_id, p.name, CASE WHEN p.is_active AND a.is_active THEN 1 ELSE 0 END AS is_open, "
        "CASE WHEN a.password_hash = '' THEN 0 ELSE 1 END AS has_password, "
        "CASE WHEN EXISTS (SELECT 1 FROM role_grants g WHERE g.person = p.id AND g.role = {}) THEN 1 ELSE 0 END "
        "AS has_advised, "
        "CASE WHEN EXISTS (SELECT 1 FROM role_grants g WHERE g.person = p.id AND g.role <> {}) "
        "OR EXISTS (SELECT 1 FROM committee_members m WHERE m.person = p.id) THEN 1 ELSE 0 END AS has_other "
        "FROM persons p LEFT JOIN accounts a ON a.person = p.id "
        "WHERE p.municipality = {} AND LOWER(p.email) = {} ORDER BY p.id LIMIT 1",
        Role.EXTERNAL_ADVISER,
        Role.EXTERNAL_ADVISER,
        municipality,
        email.lower(),
    )
    return rows[0] if rows else None


async def _username(email: str) -> str:
    """The address, or where another municipality's adviser has it already the address with a number."""
    name = search_key(email)
    taken = {
        str(row["username"])
        for row in await fetch_rows("SELECT username FROM accounts WHERE username LIKE {}", f"{name}%")
    }
    return next(each for each in (name, *(f"{name}-{no}" for no in range(2, len(taken) + 3))) if each not in taken)
