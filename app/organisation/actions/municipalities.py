"""Municipalities: made by the command line only. What they decide for themselves their administrators may say."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Denied, Invalid, NotFound, Stale, conflicts_between
from app.core.text import clean_line
from app.db.sql import execute, fetch_one, insert
from app.db.transaction import transaction
from app.organisation import rules
from app.organisation.actions.administrators import require_administrator
from app.organisation.actions.common import Created, lock_tree
from app.organisation.tables import Municipality

_MOST = "højst antal tegn i tekster til selvbetjeningen"
_LINKS = "links til opslag uden login"


async def create_municipality(
    actor: Actor, *, code: str, name: str, settings: rules.MunicipalitySettings = rules.DEFAULT_SETTINGS
) -> Created:
    """A new municipality without units. Only the command line does it; `code` begins every case reference.

    Raises `Denied` for anybody else, `Invalid` for a code that is not letters and digits.
    """
    if not actor.is_system:
        raise Denied
    if not code.isalnum() or not code.isascii() or len(code) > 10:
        raise Invalid("municipality.code", "Koden skal være 1-10 bogstaver og tal uden mellemrum.")
    public_id = ids.new_public_id()
    async with transaction():
        key = await insert(
            Municipality(
                public_id=public_id, code=code, name=clean_line(name), settings=rules.encode_settings(settings)
            )
        )
        record(
            actor, AuditAction.CREATED, EntityKind.MUNICIPALITY, key, subject=name, after={"kode": code, "navn": name}
        )
    return Created(key, public_id)


class _Stored(msgspec.Struct, frozen=True):
    name: str
    settings: str


async def limit_report_texts(actor: Actor, municipality: int, most: int | None) -> None:
    """Says how many characters the municipality counts the texts of a report-back against; None: no limit is known.

    Nothing is cut off by it. Who may, and what it raises: as `change_settings`.
    """
    async with transaction():
        await change_settings(actor, municipality, {"report_text_most": most}, _chosen, seen=None)


async def choose_settings(
    actor: Actor, municipality: int, *, report_text_most: int | None, notice_links: bool, seen: int | None = None
) -> None:
    """As `limit_report_texts`, and whether links without a login may open the page for all employees of a unit.

    Where links are no longer allowed none opens; allowed again, those that nobody closed do. Who may, `seen` and what
    it raises: as `change_settings`.
    """
    wanted = {"report_text_most": report_text_most, "notice_links": notice_links}
    async with transaction():
        await change_settings(actor, municipality, wanted, _chosen, seen=seen)


def _chosen(settings: rules.MunicipalitySettings) -> dict[str, Any]:
    return {_MOST: settings.report_text_most, _LINKS: settings.notice_links}


async def change_settings(
    actor: Actor,
    municipality: int,
    wanted: Mapping[str, Any],
    words: Callable[[rules.MunicipalitySettings], dict[str, Any]],
    *,
    seen: int | None,
    reason: str = "",
) -> None:
    """Writes some settings of a municipality, by name, in the caller's transaction; `words` says them in the log.

    For an administrator of all of it; `seen` is the `settings_mark` that the page showed. Raises `Denied`, `NotFound`
    for an unknown municipality, `Invalid` for a number out of range, and `Stale` with both.
    """
    await require_administrator(actor, municipality)
    await lock_tree(municipality)
    found = await fetch_one(_Stored, "SELECT name, settings FROM municipalities WHERE id = {}", municipality)
    if found is None:
        raise NotFound
    before = rules.decode_settings(found.settings)
    after = msgspec.structs.replace(before, **wanted)
    if fields := rules.settings_problems(after):
        raise Invalid("municipality.settings", " ".join(fields.values()), fields)
    if seen is not None and seen != rules.settings_mark(before):
        raise Stale(conflicts=conflicts_between(words(after), words(before)))
    await execute("UPDATE municipalities SET settings = {} WHERE id = {}", rules.encode_settings(after), municipality)
    record(
        actor,
        AuditAction.CHANGED,
        EntityKind.MUNICIPALITY,
        municipality,
        subject=found.name,
        before=words(before),
        after=words(after),
        reason=reason,
    )
