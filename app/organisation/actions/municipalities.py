"""Municipalities: made by the command line only."""

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Denied, Invalid
from app.core.text import clean_line
from app.db.sql import insert
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
