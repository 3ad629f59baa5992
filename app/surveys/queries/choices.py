"""What is chosen from where a round is made."""

from app.access.policy import Scope
from app.access.queries import at_unit
from app.core.dates import short_date
from app.db.sql import fetch_rows, sql
from app.organisation.queries import UnitChoice, UnitNode, list_units


async def list_kept_units(scope: Scope) -> list[UnitChoice]:
    """The open units whose surveys the reader keeps, in the order of the tree."""
    return [_choice(node) for node in await _kept(scope) if node.closed_on is None]


async def list_kept_ever(scope: Scope) -> list[UnitChoice]:
    """The same with those that are closed, which say so."""
    return [_choice(node) for node in await _kept(scope)]


async def _kept(scope: Scope) -> list[UnitNode]:
    kept = sql("1 = 1") if scope.sees_all else at_unit(scope.kept_surveys, "u.id", None)
    rows = await fetch_rows("SELECT u.id FROM units u WHERE {}", kept)
    ids = {int(row["id"]) for row in rows}
    return [node for node in _flat(await list_units(scope)) if node.id in ids and node.public_id is not None]


def _choice(node: UnitNode) -> UnitChoice:
    name = node.name if node.closed_on is None else f"{node.name} (lukket {short_date(node.closed_on)})"
    return UnitChoice(node.id, node.public_id or "", name, node.path)


def _flat(nodes: tuple[UnitNode, ...]) -> list[UnitNode]:
    return [found for node in nodes for found in (node, *_flat(node.children))]
