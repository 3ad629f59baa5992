"""An external adviser's login: made by who shares a case, not by an administrator, and for that alone."""

import secrets

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


class Adviser(msgspec.Struct, frozen=True):
    """The person behind an adviser; `issued` is their link, None for who chose a password before."""

    person: int
    public_id: str
    name: str
    is_new: bool
    issued: Issued | None


class _Known(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    is_open: bool
    can_log_in: bool


async def adviser_for(actor: Actor, municipality: int, *, name: str, email: str, company: str) -> Adviser:
    """The adviser's login that `actor` made for this e-mail address before, or a new person with a login and a link.

    Nobody else's: a link may have been shown to whoever made it, and who holds it reads what the login is given. In
    the caller's transaction, which has asked whether `actor` may share a case: that right stands in for an
    administrator's here. What it answers does not depend on whether others use the address. Raises `Invalid` naming the
    field, also for one's own address, and `RuleViolation` where the login that would be used is closed.
    """
    email = clean_line(email)
    if not email:
        raise Invalid("adviser.email", "Udfyld e-mail.", {"email": "Udfyld e-mail. Den bliver en del af brugernavnet."})
    if await _is_own(actor, email):
        text = "Du kan ikke være rådgiver på din egen sag. Brug rådgiverens adresse."
        raise Invalid("adviser.own", text, {"email": text})
    deputy = msgspec.structs.replace(actor, is_system=True)
    async with transaction():
        known = await _known(actor, municipality, email)
        if known is not None:
            if not known.is_open:
                raise RuleViolation(
                    "adviser.closed", "Rådgiverens bruger er lukket. Bed en administrator om at åbne den."
                )
            issued = None if known.can_log_in else await issue_link(deputy, known.id)
            return Adviser(known.id, known.public_id, known.name, False, issued)
        made = await create_person(deputy, municipality, name=name, email=email, job_title=company)
        await create_account(deputy, made.id, username=await _username(email))
        return Adviser(made.id, made.public_id, clean_line(name), True, await issue_link(deputy, made.id))


async def _is_own(actor: Actor, email: str) -> bool:
    rows = await fetch_rows("SELECT email FROM persons WHERE id = {} AND email IS NOT NULL", actor.person or 0)
    return any(search_key(str(row["email"])) == search_key(email) for row in rows)


async def _known(actor: Actor, municipality: int, email: str) -> _Known | None:
    """An adviser and nothing else, of whom every link was made by the actor, or by nobody: mailed to who forgot."""
    rows = await fetch_all(
        _Known,
        "SELECT p.id, p.public_id, p.name, CASE WHEN p.is_active AND a.is_active THEN 1 ELSE 0 END AS is_open, "
        "CASE WHEN a.password_hash <> '' OR EXISTS (SELECT 1 FROM sso_identities s WHERE s.account = a.id) "
        "THEN 1 ELSE 0 END AS can_log_in FROM persons p JOIN accounts a ON a.person = p.id "
        "WHERE p.municipality = {} AND LOWER(p.email) = {} "
        "AND EXISTS (SELECT 1 FROM role_grants g WHERE g.person = p.id AND g.role = {}) "
        "AND NOT EXISTS (SELECT 1 FROM role_grants g WHERE g.person = p.id AND g.role <> {}) "
        "AND NOT EXISTS (SELECT 1 FROM committee_members m WHERE m.person = p.id) "
        "AND EXISTS (SELECT 1 FROM account_links l WHERE l.account = a.id AND l.issued_by = {}) "
        "AND NOT EXISTS (SELECT 1 FROM account_links l WHERE l.account = a.id AND l.issued_by <> {}) "
        "ORDER BY p.id LIMIT 1",
        municipality,
        email.lower(),
        Role.EXTERNAL_ADVISER,
        Role.EXTERNAL_ADVISER,
        actor.person,
        actor.person,
    )
    return rows[0] if rows else None


async def _username(email: str) -> str:
    """The address with a number that nobody has. Always a number: a name without one would tell who has the others."""
    name = search_key(email)[:240]
    while True:
        numbered = f"{name}-{1000 + secrets.randbelow(9000)}"
        if not await fetch_rows("SELECT id FROM accounts WHERE username = {}", numbered):
            return numbered
