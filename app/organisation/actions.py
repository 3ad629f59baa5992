"""Municipalities, units and people."""

from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Denied, Invalid, NotFound
from app.core.text import clean_line, search_key, sort_key
from app.db.sql import execute, fetch_one, insert
from app.db.transaction import transaction
from app.organisation import rules
from app.organisation.enums import UnitKind
from app.organisation.tables import Municipality, Person, Unit, UnitVersion


class Created(msgspec.Struct, frozen=True):
    """A new row's key inside, and its id in addresses."""

    id: int
    public_id: str


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


async def create_unit(
    actor: Actor,
    municipality: int,
    *,
    name: str,
    kind: UnitKind,
    parent: int | None = None,
    cvr_no: str | None = None,
    production_unit_no: str | None = None,
    external_id: str | None = None,
    valid_from: date | None = None,
) -> Created:
    """A unit under `parent` (None: the municipality's top), with its name and numbers from `valid_from` (today).

    An administrator of the parent may; the top unit is made by the command line. Raises `Invalid` naming the field
    for numbers of the wrong form, `NotFound` for a parent outside the municipality.
    """
    _check_numbers(cvr_no, production_unit_no)
    public_id = ids.new_public_id()
    name = clean_line(name)
    async with transaction():
        await _require_administrator(actor, municipality, parent)
        unit = await insert(
            Unit(
                public_id=public_id, municipality=municipality, external_id=external_id or f"hp-{public_id}", version=1
            )
        )
        await insert(
            UnitVersion(
                unit=unit,
                parent=parent,
                name=name,
                kind=kind,
                cvr_no=cvr_no or None,
                production_unit_no=production_unit_no or None,
                valid_from=valid_from or actor.today,
                valid_to=None,
                search_key=search_key(name),
                sort_key=sort_key(name),
            )
        )
        await execute(
            "INSERT INTO unit_closure (ancestor, descendant, depth) "
            "SELECT ancestor, CAST({} AS BIGINT), depth + 1 FROM unit_closure WHERE descendant = {} "
            "UNION ALL SELECT CAST({} AS BIGINT), CAST({} AS BIGINT), 0",
            unit,
            parent if parent is not None else 0,
            unit,
            unit,
        )
        after = {"navn": name, "slags": kind, "cvr": cvr_no, "p-nummer": production_unit_no}
        record(actor, AuditAction.CREATED, EntityKind.UNIT, unit, subject=name, after=after)
    return Created(unit, public_id)


def _check_numbers(cvr_no: str | None, production_unit_no: str | None) -> None:
    fields = {}
    if cvr_no and (message := rules.is_cvr(cvr_no)):
        fields["cvr_no"] = message
    if production_unit_no and (message := rules.is_production_unit_no(production_unit_no)):
        fields["production_unit_no"] = message
    if fields:
        raise Invalid("unit.numbers", "Ret numrene.", fields)


class _Unit(msgspec.Struct, frozen=True):
    id: int
    municipality: int


async def _require_administrator(actor: Actor, municipality: int, unit: int | None) -> None:
    """Refuses unless `actor` administers `unit`; a top unit is only for the command line."""
    if unit is None:
        if not actor.is_system:
            raise Denied
        return
    found = await fetch_one(_Unit, "SELECT id, municipality FROM units WHERE id = {}", unit)
    if found is None or found.municipality != municipality:
        raise NotFound
    may(actor, Permission.ORGANISATION_WRITE, await ancestors_of(actor.scope, (unit,))).require()


async def create_person(
    actor: Actor,
    municipality: int,
    *,
    name: str,
    email: str | None = None,
    job_title: str = "",
    external_id: str | None = None,
) -> Created:
    """A person who can own actions and hold roles; not an account. Only administrators and the command line."""
    name = clean_line(name)
    if not name:
        raise Invalid("person.name", "Udfyld navn.", {"name": "Udfyld navn."})
    if not actor.is_system and not any(
        grant.municipality == municipality and may(actor, Permission.ORGANISATION_WRITE, (grant.unit,)).ok
        for grant in actor.grants
    ):
        raise Denied
    public_id = ids.new_public_id()
    async with transaction():
        key = await insert(
            Person(
                public_id=public_id,
                municipality=municipality,
                external_id=external_id,
                name=name,
                email=email,
                job_title=clean_line(job_title),
                is_active=True,
                left_on=None,
                search_key=search_key(name),
                sort_key=sort_key(name),
                version=1,
            )
        )
        record(actor, AuditAction.CREATED, EntityKind.PERSON, key, subject=name, after={"navn": name})
    return Created(key, public_id)
