"""What an import compares a file with."""

from app.access.policy import Scope
from app.db.sql import fetch_all
from app.organisation.rules.units_file import KnownUnit


async def list_known_units(scope: Scope, municipality: int) -> dict[str, KnownUnit]:
    """Every unit of the municipality by its external id, closed ones too; nothing without a role there."""
    if not (scope.sees_all or municipality in scope.municipalities):
        return {}
    rows = await fetch_all(
        KnownUnit,
        "SELECT u.id, u.version, u.external_id, v.name, v.kind, pu.external_id AS parent, v.cvr_no, "
        "v.production_unit_no, v.valid_from, u.closed_on FROM units u "
        "JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
        "LEFT JOIN units pu ON pu.id = v.parent WHERE u.municipality = {} ORDER BY v.sort_key, u.id",
        municipality,
    )
    return {row.external_id: row for row in rows}
