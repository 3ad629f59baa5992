"""Who is who: an account and what it is called by the provider. Connected by an act of somebody, never by an e-mail."""

import msgspec

from app.access.policy import Actor
from app.accounts.actions.owners import require_owner
from app.accounts.actions.sso.roles import end_roles_from_login
from app.accounts.oidc import Identity
from app.accounts.queries.logins import find_link
from app.accounts.queries.sso import KnownIdentity, find_identity
from app.accounts.tables import SsoIdentity
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.config.sso import Oidc
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.db.sql import execute, fetch_rows, fetch_value, insert
from app.db.transaction import transaction


async def connect(
    actor: Actor, oidc: Oidc, account: int, identity: Identity, known: KnownIdentity | None
) -> KnownIdentity:
    """The account is from now on this identity's, too. In the caller's transaction, who has proved both.

    Raises `Denied` when either is connected with another, or the account is of another municipality.
    """
    if known is not None:
        if known.account != account:
            raise Denied("sso.taken", "Dit login hos kommunen er allerede forbundet med en anden bruger.")
        return known
    name = await fetch_value(
        str,
        "SELECT p.name FROM accounts a JOIN persons p ON p.id = a.person "
        "JOIN municipalities m ON m.id = p.municipality "
        "WHERE a.id = {} AND m.code = {} AND a.is_active AND p.is_active",
        account,
        oidc.municipality,
    )
    if name is None:
        raise Denied("sso.elsewhere", "Din bruger hører ikke til den kommune, du loggede ind hos.")
    if await fetch_rows("SELECT id FROM sso_identities WHERE account = {}", account):
        raise Denied("sso.other", "Din bruger er allerede forbundet med et andet login hos kommunen.")
    return await insert_identity(actor, account, name, identity)


async def insert_identity(actor: Actor, account: int, name: str, identity: Identity) -> KnownIdentity:
    """The row itself, and the line in the log."""
    await insert(
        SsoIdentity(
            account=account,
            issuer=identity.issuer,
            subject=identity.subject,
            linked_at=actor.now,
            linked_by=actor.person,
            used_at=None,
        )
    )
    record(
        actor,
        AuditAction.CHANGED,
        EntityKind.ACCOUNT,
        account,
        subject=name,
        after={"kommunens login": "forbundet"},
    )
    made = await find_identity(actor.scope, identity.issuer, identity.subject)
    if made is None:
        raise NotFound
    return made


async def connect_by_invitation(
    actor: Actor, oidc: Oidc, token: str, identity: Identity, known: KnownIdentity | None
) -> KnownIdentity:
    """The holder of a link that an administrator made connects the account instead of choosing a password.

    The link is used up. Raises `NotFound` for one that does not work, and as `connect`.
    """
    link = await find_link(actor.scope, token, actor.now)
    used = link and await execute(
        "UPDATE account_links SET used_at = {} WHERE id = {} AND used_at IS NULL AND expires_at > {} RETURNING id",
        actor.now,
        link.id,
        actor.now,
    )
    if link is None or not used:
        raise NotFound(
            "link.dead", "Linket virker ikke. Det er brugt eller for gammelt. Bed din administrator om et nyt."
        )
    owner = msgspec.structs.replace(actor, person=link.person, name=link.name, account=link.account)
    return await connect(owner, oidc, link.account, identity, known)


async def disconnect(actor: Actor, person_id: int, *, reason: str) -> None:
    """Takes the connection of somebody's account away, with the roles it gave; they are logged out.

    Only for administrators of the person's municipality and the command line, never for oneself. Raises `NotFound`,
    `Denied`, `Invalid` without a reason, `RuleViolation` when there is none.
    """
    if not reason.strip():
        raise Invalid("sso.reason", "Skriv hvorfor.", {"reason": "Skriv, hvorfor forbindelsen fjernes."})
    async with transaction():
        owner = await require_owner(actor, person_id)
        if actor.person == person_id:
            raise Denied("sso.own", "Du kan ikke fjerne din egen forbindelse. Bed en anden administrator om det.")
        gone = await execute("DELETE FROM sso_identities WHERE account = {} RETURNING id", owner.account)
        if not gone:
            raise RuleViolation("sso.missing", "Brugeren er ikke forbundet med kommunens login.")
        await end_roles_from_login(actor, owner.municipality, person_id, owner.name)
        await execute("DELETE FROM sessions WHERE account = {}", owner.account)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.ACCOUNT,
            owner.account,
            subject=owner.name,
            before={"kommunens login": "forbundet"},
            reason=reason,
        )
