"""Logging in and out, and proving again who one is."""

from datetime import datetime, timedelta

import msgspec

from app.access.enums import Role
from app.access.policy import Actor
from app.accounts.actions.limits import count_try, forgive
from app.accounts.actions.second_factor import WRONG_CODE, begin_setup, confirm_setup, take_code
from app.accounts.codes import Vault
from app.accounts.enums import SessionStage
from app.accounts.passwords import DECOY, matches
from app.accounts.queries.sessions import Carried, SessionData, SessionInfo
from app.accounts.rules import Demand, is_required
from app.accounts.tables import Session
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.config import Settings
from app.core import ids
from app.core.errors import Invalid, NotFound
from app.core.text import search_key
from app.db.sql import execute, fetch_one, fetch_rows, fetch_value, insert
from app.db.transaction import transaction

EXPIRED_KEPT = timedelta(days=7)  # so that a form sent just after the session ended is not lost
_HALF_WAY = timedelta(minutes=10)  # from the password to the code
_LOCKED = "Spærret en tid efter for mange forkerte forsøg"


class Visit(msgspec.Struct, frozen=True):
    """Where somebody logs in from, as the request tells."""

    address: str = ""
    device: str = "Ukendt browser"
    browser: str = ""  # the cookie by which a browser is known
    old_digest: str = ""  # of the session that the browser had


class Opened(msgspec.Struct, frozen=True):
    """A new session: the secret for its cookie, how far it has come, and the form that came too late, if there was one.

    `browser` is the cookie by which this browser is known from now on.
    """

    secret: str
    stage: SessionStage
    carried: Carried | None
    browser: str
    codes: tuple[str, ...] = ()  # recovery codes just made


class FromProvider(msgspec.Struct, frozen=True):
    """What a session that began with single sign-on keeps, so that both ends can log out together."""

    sid: str | None
    hint: str  # the ID token, encrypted


class _Found(msgspec.Struct, frozen=True):
    id: int
    name: str
    password_hash: str
    has_factor: bool


async def log_in(
    actor: Actor, settings: Settings, visit: Visit, *, username: str, password: str, carried: Carried | None = None
) -> Opened:
    """Checks the password and opens a new session, which may still ask for a code, or for a second factor to be set up.

    Raises `Invalid` with the same words, after the same work, whether the account exists, is closed, or the password
    is wrong; `TooMany` after too many tries, before the password is looked at (rules/limits.py).
    """
    name = search_key(username)
    found = await fetch_one(
        _Found,
        "SELECT a.id, p.name, a.password_hash, CASE WHEN f.confirmed_at IS NULL THEN 0 ELSE 1 END AS has_factor "
        "FROM accounts a JOIN persons p ON p.id = a.person LEFT JOIN second_factors f ON f.account = a.id "
        "WHERE a.username = {} AND a.is_active AND p.is_active",
        name,
    )
    account = found.id if found else 0
    browser = Vault(settings.secret_key).known_browser(visit.browser, account)
    is_last = await count_try(actor, "login", name=name, address=visit.address, browser=browser)
    is_right = await matches((found and found.password_hash) or DECOY, password)
    if found is None or not is_right:
        await _note_lock(actor, account, found.name if found else "", is_last)
        raise _refused()
    await forgive(actor, "login", name=name, address=visit.address, browser=browser)
    async with transaction():
        stage = SessionStage.AWAITS_CODE if found.has_factor else await _stage_without_factor(actor, settings, account)
        if stage is SessionStage.AWAITS_SETUP:
            await begin_setup(actor, settings, account)
        return await open_session(actor, settings, visit, account, stage=stage, carried=carried)


def _refused() -> Invalid:
    return Invalid(
        "login.refused",
        "Brugernavn eller adgangskode er forkert. Efter fem forkerte forsøg skal du vente 15 minutter.",
    )


async def _note_lock(actor: Actor, account: int, name: str, is_last: bool) -> None:
    """The log tells of every lock; also of names that nobody has, so that the work is the same.

    Such a name is left out: it may be a password, typed into the wrong field.
    """
    if is_last:
        who, subject = msgspec.structs.replace(actor, name=actor.name or "Ukendt"), name or "Ukendt brugernavn"
        async with transaction():
            record(who, AuditAction.CHANGED, EntityKind.ACCOUNT, account, subject=subject, reason=_LOCKED)


async def _stage_without_factor(actor: Actor, settings: Settings, account: int) -> SessionStage:
    rows = await fetch_rows(
        # Roles to come as well: the session lasts into the day they begin.
        "SELECT g.role FROM role_grants g JOIN accounts a ON a.person = g.person WHERE a.id = {} "
        "AND (g.valid_to IS NULL OR g.valid_to > {})",
        account,
        actor.today,
    )
    roles = {Role(row["role"]) for row in rows}
    is_needed = is_required(Demand(settings.second_factor), roles)
    return SessionStage.AWAITS_SETUP if is_needed else SessionStage.OPEN


class _Person(msgspec.Struct, frozen=True):
    person: int
    name: str


async def open_session(
    actor: Actor,
    settings: Settings,
    visit: Visit,
    account: int,
    *,
    stage: SessionStage = SessionStage.OPEN,
    carried: Carried | None = None,
    codes: tuple[str, ...] = (),
    sso: FromProvider | None = None,
    proved_at: datetime | None = None,
) -> Opened:
    """A new session of `account`, whose holder the caller has proved; every way of logging in ends here.

    `proved_at` is when they showed who they are, where that was not now. A session the browser already had is ended,
    so that a planted cookie is worth nothing; a carried form is kept only if that session was this account's. Raises
    `Invalid` when the account or its person was closed meanwhile.
    """
    secret = ids.new_token()
    is_open = stage is SessionStage.OPEN
    async with transaction():
        owner = await fetch_one(
            _Person,
            "SELECT p.id AS person, p.name FROM accounts a JOIN persons p ON p.id = a.person "
            "WHERE a.id = {} AND a.is_active AND p.is_active",
            account,
        )
        if owner is None:
            raise _refused()
        if await fetch_value(int, "SELECT account FROM sessions WHERE digest = {}", visit.old_digest) != account:
            carried = None
        await execute(
            "DELETE FROM sessions WHERE digest = {} OR expires_at < {}", visit.old_digest, actor.now - EXPIRED_KEPT
        )
        await insert(
            Session(
                public_id=ids.new_public_id(),
                digest=ids.token_digest(secret),
                account=account,
                stage=stage,
                device=visit.device,
                data=msgspec.json.encode(SessionData(carried)).decode(),
                created_at=actor.now,
                seen_at=actor.now,
                proved_at=proved_at or actor.now,
                expires_at=actor.now + (timedelta(hours=settings.session_hours) if is_open else _HALF_WAY),
                sso_sid=sso.sid if sso else None,
                sso_hint=sso.hint if sso else None,
            )
        )
        if is_open:
            await execute("UPDATE accounts SET last_login_at = {} WHERE id = {}", actor.now, account)
            person = msgspec.structs.replace(actor, person=owner.person, name=owner.name)
            way = "Kommunens login" if sso else ""
            record(person, AuditAction.LOGGED_IN, EntityKind.ACCOUNT, account, subject=owner.name, reason=way)
    browser = Vault(settings.secret_key).remember_browser(visit.browser, account) if is_open else visit.browser
    return Opened(secret, stage, carried, browser, codes)


def _half_way(actor: Actor, session: SessionInfo | None, stage: SessionStage) -> tuple[SessionInfo, Actor]:
    """The session that has come as far as `stage`, and its person as the one who acts. Raises `NotFound`."""
    if session is None or session.stage is not stage or session.expires_at <= actor.now:
        raise NotFound("login.half_way", "Der er gået for lang tid. Log ind igen.")
    return session, msgspec.structs.replace(actor, person=session.person, name=session.name, account=session.account)


async def pass_code(
    actor: Actor, settings: Settings, visit: Visit, session: SessionInfo | None, *, code: str
) -> Opened:
    """The second step of a login: a code of the app, or a recovery code. Gives a new session in the place of `session`.

    Raises `Invalid` for a wrong or used code, `TooMany`, and `NotFound` when the first step is too long ago.
    """
    half, owner = _half_way(actor, session, SessionStage.AWAITS_CODE)
    await _check_code(owner, settings, visit, half.account, code)
    sso = await provider_of_session(owner, half.id)
    return await open_session(owner, settings, visit, half.account, carried=half.data.carried, sso=sso)


async def pass_setup(
    actor: Actor, settings: Settings, visit: Visit, session: SessionInfo | None, *, code: str
) -> Opened:
    """The second step of a login that demands a second factor: its first code. Gives the recovery codes, too."""
    half, owner = _half_way(actor, session, SessionStage.AWAITS_SETUP)
    async with transaction():
        made = await confirm_setup(owner, settings, half.account, code)
        sso = await provider_of_session(owner, half.id)
        return await open_session(owner, settings, visit, half.account, carried=half.data.carried, codes=made, sso=sso)


async def provider_of_session(actor: Actor, session: int) -> FromProvider | None:
    """What a session of the actor's own keeps of single sign-on; None when it began otherwise."""
    return await fetch_one(
        FromProvider,
        "SELECT sso_sid AS sid, sso_hint AS hint FROM sessions WHERE id = {} AND sso_hint IS NOT NULL",
        session,
    )


async def _check_code(owner: Actor, settings: Settings, visit: Visit, account: int, code: str) -> None:
    name = await fetch_value(str, "SELECT username FROM accounts WHERE id = {}", account) or ""
    browser = Vault(settings.secret_key).known_browser(visit.browser, account)
    is_last = await count_try(owner, "code", name=name, address=visit.address, browser=browser)
    if not await take_code(owner, settings, account, code):
        await _note_lock(owner, account, owner.name, is_last)
        raise Invalid("login.code", WRONG_CODE, {"code": WRONG_CODE})
    await forgive(owner, "code", name=name, address=visit.address, browser=browser)


async def prove_again(
    actor: Actor, settings: Settings, session: SessionInfo, *, password: str, code: str, carried: Carried | None = None
) -> None:
    """Somebody logged in shows once more that it is them, by their password or a code.

    `carried` is the form that asked for it, kept until it is drawn again. Raises `Invalid` naming the field, or
    `TooMany`; the session goes on either way.
    """
    if not password and not code:
        text = "Skriv din adgangskode eller en kode fra din app."
        raise Invalid("proof.empty", text, {"password": text})
    browser = f"session {session.public_id}"
    is_last = await count_try(actor, "proof", browser=browser)
    if password:
        known = await fetch_value(str, "SELECT password_hash FROM accounts WHERE id = {}", session.account)
        is_right = await matches(known or DECOY, password)
    else:
        is_right = await take_code(actor, settings, session.account, code)
    if not is_right:
        await _note_lock(actor, session.account, actor.name, is_last)
        field, text = ("password", "Adgangskoden er forkert.") if password else ("code", WRONG_CODE)
        raise Invalid("proof.wrong", text, {field: text})
    await forgive(actor, "proof", browser=browser)
    await renew_proof(actor, session.id, carried)


async def renew_proof(actor: Actor, session_id: int, carried: Carried | None = None) -> None:
    """Notes that the session's person has just proved who they are; every way of proving it ends here."""
    async with transaction():
        await execute("UPDATE sessions SET proved_at = {} WHERE id = {}", actor.now, session_id)
        if carried is not None:
            data = msgspec.json.encode(SessionData(carried)).decode()
            await execute("UPDATE sessions SET data = {} WHERE id = {}", data, session_id)
