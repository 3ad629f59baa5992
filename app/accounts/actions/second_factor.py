"""The second factor: set up, asked for, taken away."""

from datetime import datetime

import msgspec

from app.access.policy import Actor
from app.accounts import codes
from app.accounts.actions.owners import require_owner
from app.accounts.codes import Vault
from app.accounts.tables import RecoveryCode
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.config import Settings
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.db.sql import execute, fetch_one, fetch_rows, in_list, insert
from app.db.transaction import transaction

WRONG_CODE = "Koden er forkert eller brugt. Vent på den næste, og prøv igen."


async def begin_setup(actor: Actor, settings: Settings, account: int) -> None:
    """Makes a new secret for the account's app; it counts when a code has confirmed it.

    Raises `RuleViolation` when there is a confirmed one: that is taken away first.
    """
    sealed = Vault(settings.secret_key).seal(codes.new_secret())
    async with transaction():
        rows = await execute(
            "INSERT INTO second_factors (account, secret, confirmed_at, last_step) VALUES ({}, {}, NULL, 0) "
            "ON CONFLICT (account) DO UPDATE SET secret = {} WHERE second_factors.confirmed_at IS NULL RETURNING id",
            account,
            sealed,
            sealed,
        )
        if not rows:
            raise RuleViolation("factor.there", "Du har allerede en app til koder. Fjern den først.")


class _Factor(msgspec.Struct, frozen=True):
    secret: str
    confirmed_at: datetime | None
    last_step: int


async def _factor(account: int) -> _Factor | None:
    return await fetch_one(
        _Factor, "SELECT secret, confirmed_at, last_step FROM second_factors WHERE account = {}", account
    )


async def confirm_setup(actor: Actor, settings: Settings, account: int, code: str) -> tuple[str, ...]:
    """The app is set up: from now on its codes are asked for. Gives ten recovery codes, which are shown only now.

    Raises `Invalid` for a wrong code, `RuleViolation` when nothing was begun or it is confirmed already.
    """
    async with transaction():
        factor = await _factor(account)
        if factor is None or factor.confirmed_at is not None:
            raise RuleViolation("factor.not_begun", "Begynd forfra: opsætningen er ikke i gang.")
        step = codes.matching_step(Vault(settings.secret_key).open(factor.secret), code, actor.now, 0)
        if step is None:
            text = "Koden passer ikke. Se efter, at telefonens ur går rigtigt, og prøv med den næste kode."
            raise Invalid("factor.code", text, {"code": text})
        done = await execute(
            "UPDATE second_factors SET confirmed_at = {}, last_step = {} "
            "WHERE account = {} AND confirmed_at IS NULL RETURNING id",
            actor.now,
            step,
            account,
        )
        if not done:  # somebody confirmed it at the same moment
            raise RuleViolation("factor.not_begun", "Begynd forfra: opsætningen er ikke i gang.")
        made = await _replace_codes(settings, account)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.ACCOUNT,
            account,
            subject=actor.name,
            after={"login i to trin": "ja"},
        )
    return made


async def _replace_codes(settings: Settings, account: int) -> tuple[str, ...]:
    vault, made = Vault(settings.secret_key), codes.new_recovery_codes()
    await execute("DELETE FROM recovery_codes WHERE account = {}", account)
    for code in made:
        await insert(RecoveryCode(account=account, digest=_digests(vault, account, code)[0], used_at=None))
    return made


def _digests(vault: Vault, account: int, typed: str) -> list[str]:
    return vault.digests("recovery code", f"{account} {codes.recovery_text(typed)}")


async def take_code(actor: Actor, settings: Settings, account: int, typed: str) -> bool:
    """Whether `typed` is the app's code now, or a recovery code; either counts once, also when sent twice at once."""
    async with transaction():
        factor = await _factor(account)
        if factor is None or factor.confirmed_at is None:
            return False
        vault = Vault(settings.secret_key)
        step = codes.matching_step(vault.open(factor.secret), typed, actor.now, factor.last_step)
        if step is not None:
            used = await execute(
                "UPDATE second_factors SET last_step = {}, secret = {} WHERE account = {} AND last_step < {} "
                "RETURNING id",
                step,
                vault.sealed_anew(factor.secret),
                account,
                step,
            )
            return bool(used)
        if not codes.recovery_text(typed):
            return False
        used = await execute(
            "UPDATE recovery_codes SET used_at = {} WHERE account = {} AND digest IN {} AND used_at IS NULL "
            "RETURNING id",
            actor.now,
            account,
            in_list(_digests(vault, account, typed)),
        )
        if used:
            record(
                actor,
                AuditAction.CHANGED,
                EntityKind.ACCOUNT,
                account,
                subject=actor.name,
                reason="Brugte en nødkode",
            )
        return bool(used)


async def renew_codes(actor: Actor, settings: Settings) -> tuple[str, ...]:
    """Ten new recovery codes of one's own; the old ones are worth nothing. Raises `RuleViolation` without an app."""
    async with transaction():
        account = await _own_account(actor)
        factor = await _factor(account)
        if factor is None or factor.confirmed_at is None:
            raise RuleViolation("factor.missing", "Sæt først en app til koder op.")
        made = await _replace_codes(settings, account)
        record(
            actor, AuditAction.CHANGED, EntityKind.ACCOUNT, account, subject=actor.name, reason="Lavede nye nødkoder"
        )
    return made


async def remove_own_factor(actor: Actor, *, is_required: bool) -> None:
    """Takes one's own second factor away. Raises `RuleViolation` where the role demands one."""
    if is_required:
        raise RuleViolation(
            "factor.required",
            "Din rolle kræver login i to trin. Har du fået ny telefon, så bed en administrator om at fjerne den gamle.",
        )
    async with transaction():
        await _remove(actor, await _own_account(actor), actor.name, "")


async def remove_factor(actor: Actor, person_id: int, *, reason: str) -> None:
    """Takes somebody's lost second factor away, for an administrator or the command line, never for oneself.

    They set up a new one at their next login if their role demands it; their sessions end. Raises `NotFound`,
    `Denied`, `Invalid` without a reason, `RuleViolation` when there is none.
    """
    if not reason.strip():
        raise Invalid("factor.reason", "Skriv hvorfor.", {"reason": "Skriv, hvorfor den fjernes."})
    async with transaction():
        owner = await require_owner(actor, person_id)
        if actor.person == person_id:
            raise Denied("factor.own", "Du kan ikke fjerne din egen her. Bed en anden administrator om det.")
        await _remove(actor, owner.account, owner.name, reason)
        await execute("DELETE FROM sessions WHERE account = {}", owner.account)


async def _remove(actor: Actor, account: int, name: str, reason: str) -> None:
    rows = await fetch_rows("SELECT id FROM second_factors WHERE account = {} AND confirmed_at IS NOT NULL", account)
    if not rows:
        raise RuleViolation("factor.missing", "Der er ingen app til koder.")
    await execute("DELETE FROM recovery_codes WHERE account = {}", account)
    await execute("DELETE FROM second_factors WHERE account = {}", account)
    record(
        actor,
        AuditAction.CHANGED,
        EntityKind.ACCOUNT,
        account,
        subject=name,
        before={"login i to trin": "ja"},
        after={"login i to trin": "nej"},
        reason=reason,
    )


async def _own_account(actor: Actor) -> int:
    if actor.account is None:
        raise NotFound
    return actor.account
