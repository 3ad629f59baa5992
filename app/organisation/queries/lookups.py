"""Things found by the names that people and other systems use: for the command line and the import."""

import msgspec

from app.access.policy import Scope
from app.core.errors import NotFound
from app.core.text import clean_line, search_key
from app.db.sql import fetch_all, fetch_one, fetch_rows, fetch_value, in_list
from app.organisation.queries.visible import administers
from app.organisation.rules import MunicipalitySettings, decode_settings


class MunicipalityRow(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str


async def get_municipality(scope: Scope, code: str) -> MunicipalityRow:
    """The municipality with this code. Raises `NotFound` for an unknown one, or one the reader has no role in."""
    found = await fetch_one(MunicipalityRow, "SELECT id, code, name FROM municipalities WHERE code = {}", code.strip())
    if found is None or not (scope.sees_all or found.id in scope.municipalities):
        text = f"Kommunen med koden {code} findes ikke. Den oprettes med »handlepligt municipality create«."
        raise NotFound("municipality.unknown", text)
    return found


async def get_settings(scope: Scope, municipality: int) -> MunicipalitySettings:
    """The settings of a municipality that the caller reached through a case or a unit in the scope."""
    return decode_settings(
        await fetch_value(str, "SELECT settings FROM municipalities WHERE id = {}", municipality) or ""
    )


async def list_municipalities(scope: Scope) -> list[MunicipalityRow]:
    """The municipalities the reader has a role in, by name."""
    rows = await fetch_all(MunicipalityRow, "SELECT id, code, name FROM municipalities ORDER BY name, id")
    return [row for row in rows if scope.sees_all or row.id in scope.municipalities]


async def list_administered(scope: Scope) -> list[MunicipalityRow]:
    """The municipalities where the reader administers some unit, by name: there she may add people."""
    return await fetch_all(
        MunicipalityRow,
        "SELECT m.id, m.code, m.name FROM municipalities m WHERE {} ORDER BY m.name, m.id",
        administers(scope, "m.id"),
    )


async def list_wholly_administered(scope: Scope) -> list[MunicipalityRow]:
    """The municipalities whose top unit the reader administers, by name."""
    return await fetch_all(
        MunicipalityRow,
        "SELECT m.id, m.code, m.name FROM municipalities m JOIN units u ON u.municipality = m.id "
        "JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL AND v.parent IS NULL "
        "WHERE u.id IN {} ORDER BY m.name, m.id",
        in_list(scope.admin_units),
    )


async def holds_made_up(scope: Scope) -> bool:
    """Whether some municipality is the demo's, whose logins everybody knows."""
    rows = await fetch_rows("SELECT settings FROM municipalities")
    return any(decode_settings(str(row["settings"])).is_made_up for row in rows)


class PersonMatch(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    external_id: str | None
    job_title: str


async def find_persons(scope: Scope, municipality: int, *, name: str = "", external_id: str = "") -> list[PersonMatch]:
    """The active people of a municipality with exactly this name (however it is written) or this external id."""
    if not (scope.sees_all or municipality in scope.municipalities):
        return []
    column, value = ("external_id", clean_line(external_id)) if external_id else ("search_key", search_key(name))
    return await fetch_all(
        PersonMatch,
        "SELECT id, public_id, name, external_id, job_title FROM persons "
        f"WHERE municipality = {{}} AND is_active AND {column} = {{}} ORDER BY id",
        municipality,
        value,
    )


async def find_unit_by_external_id(scope: Scope, municipality: int, external_id: str) -> int | None:
    """The unit's key, or None. For who may see the whole municipality's tree: the command line."""
    if not (scope.sees_all or municipality in scope.municipalities):
        return None
    return await fetch_value(
        int,
        "SELECT u.id FROM units u JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "WHERE u.municipality = {} AND u.external_id = {}",
        municipality,
        external_id,
    )


async def find_top_unit(scope: Scope, municipality: int) -> int | None:
    """The unit that stands for the municipality itself, or None while there is none."""
    if not (scope.sees_all or municipality in scope.municipalities):
        return None
    return await fetch_value(
        int,
        "SELECT u.id FROM units u JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "WHERE u.municipality = {} AND v.parent IS NULL ORDER BY u.id LIMIT 1",
        municipality,
    )
