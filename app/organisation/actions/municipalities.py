"""Municipalities: made by the command line only."""

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Denied, Invalid, NotFound
from app.core.text import clean_line
from app.db.sql import execute, fetch_one, insert
from app.db.transaction import transaction
from app.organisation import rules
from app.organisation.actions.common import Created
from app.organisation.tables import Municipality


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
    id: int
    name: str
    settings: str


async def limit_report_texts(actor: Actor, code: str, most: int | None) -> None:
    """Says how many characters the municipality counts the texts of a report-back against; None: no limit is known.

    Nothing is cut off by it. Only the command line does it: raises `Denied` for anybody else, `NotFound` for an unknown
    code, `Invalid` for a number out of range.
    """
    if not actor.is_system:
        raise Denied
    async with transaction():
        found = await fetch_one(_Stored, "SELECT id, name, settings FROM municipalities WHERE code = {}", code.strip())
        if found is None:
            raise NotFound("municipality.unknown", f"Kommunen med koden {code} findes ikke.")
        before = rules.decode_settings(found.settings)
        after = msgspec.structs.replace(before, report_text_most=most)
        if fields := rules.settings_problems(after):
            raise Invalid("municipality.settings", " ".join(fields.values()), fields)
        await execute("UPDATE municipalities SET settings = {} WHERE id = {}", rules.encode_settings(after), found.id)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.MUNICIPALITY,
            found.id,
            subject=found.name,
            before={"højst antal tegn i tekster til selvbetjeningen": before.report_text_most},
            after={"højst antal tegn i tekster til selvbetjeningen": most},
        )
