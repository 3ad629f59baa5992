"""The wall in SQL against the plain model of small_worlds.py, on small random worlds (rule 41)."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from piccolo.querystring import QueryString

from app.access.enums import Permission, Role, Tier
from app.access.policy import ALLOWED, Above, may, system_actor
from app.access.queries import (
    case_in_scope,
    in_scope,
    row_at_case,
    row_at_unit,
    withheld_at_case,
    withheld_at_unit,
)
from app.db.engine import Database
from app.db.sql import fetch_rows
from app.db.transaction import transaction
from tests.access.small_worlds import NOW, Body, Built, Row, SmallWorld, build, small_worlds

EXAMPLES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


class _Undo(Exception):
    """Ends an example: nothing of it stays."""


async def found(table: str, condition: QueryString) -> set[int]:
    return {int(row["id"]) for row in await fetch_rows(f"SELECT x.id FROM {table} x WHERE {{}}", condition)}


async def told(built: Built) -> dict[str, set[int]]:
    """What the conditions let through, by name."""
    scope = built.actor.scope
    return {
        "units": await found("units", in_scope(scope, "x.id")),
        "cases": await found("cases", case_in_scope(scope, "x.id")),
        "items whatever their tier": await found("action_items", in_scope(scope, "x.unit", 'x."case"')),
        "items": await found("action_items", row_at_unit(scope, "x", "item", "x.unit", 'x."case"')),
        "withheld items": await found("action_items", withheld_at_unit(scope, "x", "item", "x.unit", 'x."case"')),
        "documents": await found("documents", row_at_case(scope, "x", "document", 'x."case"')),
        "withheld documents": await found("documents", withheld_at_case(scope, "x", "document", 'x."case"')),
    }


def expected(world: SmallWorld, built: Built) -> dict[str, set[int]]:
    """What the model lets through."""
    items = list(zip(built.items, world.items, strict=True))
    documents = list(zip(built.documents, world.documents, strict=True))
    return {
        "units": {key for no, key in enumerate(built.units) if world.reads_unit(Tier.OPEN, no, None)},
        "cases": {key for no, key in enumerate(built.cases) if world.reads_case(Tier.OPEN, no)},
        "items whatever their tier": {
            key for key, row in items if row.unit is not None and world.reads_unit(Tier.OPEN, row.unit, row.case)
        },
        "items": {key for key, row in items if world.reads_row(row)},
        "withheld items": {key for key, row in items if world.is_told_of(row)},
        "documents": {key for key, row in documents if world.reads_row(row)},
        "withheld documents": {key for key, row in documents if world.is_told_of(row)},
    }


def _above(world: SmallWorld, built: Built, *units: int, case: int) -> Above:
    return Above(tuple(frozenset(built.units[above] for above in world.above(unit)) for unit in units), case)


def _verdicts(world: SmallWorld, built: Built) -> Iterator[str]:
    """Where `may` and the conditions disagree."""
    for no, units in enumerate(world.cases):
        case = built.cases[no]
        together = _above(world, built, *units, case=case)
        if may(built.actor, Permission.CASE_READ, together).ok is not world.reads_case(Tier.OPEN, no):
            yield f"case {no}"
        for permission in ALLOWED:
            one = any(may(built.actor, permission, _above(world, built, at, case=case)).ok for at in units)
            # The right at one unit of the case is enough, whatever holds on the others; and nothing else is.
            if may(built.actor, permission, together).ok is not one:
                yield f"case {no}: {permission}"


async def check(world: SmallWorld) -> None:
    with pytest.raises(_Undo):
        async with transaction():
            built = await build(world)
            assert await told(built) == expected(world, built)
            assert list(_verdicts(world, built)) == []
            raise _Undo


@EXAMPLES
@given(world=small_worlds())
async def test_the_conditions_and_the_model_agree(db: Database, world: SmallWorld) -> None:
    await check(world)


# What is easily got wrong, each by itself. 0 is the top; 1 lies below it, 2 below 1, 3 below 0.
TREE: tuple[int | None, ...] = (None, 0, 1, 0)


def seat(
    kind: str, *units: int, closed: bool = False, term: str = "first day", function: str | None = "member"
) -> Body:
    return Body(kind, units, closed, function, term)


def nobody(kind: str, *units: int, closed: bool = False) -> Body:
    return seat(kind, *units, closed=closed, function=None)


MED, GROUP = "med", "work_environment_group"
EXAMPLE_BODIES = {
    "alone": ([seat(MED, 0)], {0, 1, 2, 3}),
    "a lower one of the same kind": ([seat(MED, 0), nobody(MED, 1)], {0, 3}),
    "a lower one of another kind": ([seat(MED, 0), nobody(GROUP, 1)], {0, 1, 2, 3}),
    "a lower one that is closed": ([seat(MED, 0), nobody(MED, 1, closed=True)], {0, 1, 2, 3}),
    "one that covers the same unit": ([seat(MED, 1), nobody(MED, 1)], {1, 2}),
    "lower and lowest": ([seat(MED, 0), nobody(MED, 1), seat(MED, 2)], {0, 2, 3}),
    "its own unit below its own": ([seat(MED, 0, 2)], {0, 1, 2, 3}),
    "its own unit below a lower one's": ([seat(MED, 0, 2), nobody(MED, 1)], {0, 2, 3}),
    "closed": ([seat(MED, 0, closed=True)], set()),
    "a term that has ended": ([seat(MED, 0, term="past")], set()),
    "a term on its last day": ([seat(MED, 3, term="last day")], {3}),
    "a term to come": ([seat(MED, 0, term="to come")], set()),
    "a secretary": ([seat(MED, 3, function="secretary")], {3}),
    "of two committees": ([seat(MED, 1), seat(GROUP, 3)], {1, 2, 3}),
}


@pytest.mark.parametrize("name", EXAMPLE_BODIES)
async def test_what_a_committee_reads(db: Database, name: str) -> None:
    bodies, sees = EXAMPLE_BODIES[name]
    cases = tuple((unit,) for unit in range(4))
    world = SmallWorld(TREE, tuple(bodies), (), (), cases, (Row(0, 0, Tier.AMO, False),), ())
    with pytest.raises(_Undo):
        async with transaction():
            built = await build(world)
            result = await told(built)
            assert {built.units.index(key) for key in result["units"]} == sees
            assert {built.cases.index(key) for key in result["cases"]} == sees
            assert result == expected(world, built)
            raise _Undo


@pytest.mark.parametrize(
    ("role", "reads", "knows"),
    [
        (Role.MANAGER, {Tier.OPEN, Tier.AMO, Tier.MANAGEMENT}, {Tier.RESTRICTED}),
        (Role.AUDITOR, {Tier.OPEN, Tier.AMO, Tier.MANAGEMENT}, {Tier.RESTRICTED}),
        (Role.HEALTH_SAFETY_REP, {Tier.OPEN, Tier.AMO}, {Tier.MANAGEMENT, Tier.RESTRICTED}),
        (Role.READER, {Tier.OPEN}, set()),
        (Role.ADMINISTRATOR, set(), set()),
        (Role.HR_SURVEYS, set(), set()),
    ],
)
@pytest.mark.parametrize("is_named", [True, False])
async def test_what_each_role_reads_of_the_tiers(
    db: Database, role: Role, reads: set[Tier], knows: set[Tier], is_named: bool
) -> None:
    """A restricted row is read by whom it names, among those who read the case; the rest know of it or do not."""
    rows = tuple(Row(1, 0, tier, is_named) for tier in Tier)
    letters = tuple(Row(None, 0, tier, is_named) for tier in Tier)
    world = SmallWorld(TREE, (), ((role, 1),), (), ((2,),), rows, letters)
    if is_named and reads:
        reads, knows = reads | {Tier.RESTRICTED}, knows - {Tier.RESTRICTED}
    with pytest.raises(_Undo):
        async with transaction():
            built = await build(world)
            result = await told(built)
            tiers = list(Tier)
            for kind, keys in (("items", built.items), ("documents", built.documents)):
                assert {tiers[keys.index(key)] for key in result[kind]} == reads
                assert {tiers[keys.index(key)] for key in result[f"withheld {kind}"]} == knows
            raise _Undo


async def test_an_adviser_sees_one_case_and_its_open_rows(db: Database) -> None:
    rows = tuple(Row(1, case, tier, False) for case in (0, 1) for tier in Tier)
    letters = tuple(Row(None, case, Tier.OPEN, False) for case in (0, 1))
    world = SmallWorld(TREE, (), (), (1,), ((1,), (1, 2)), rows, letters)
    with pytest.raises(_Undo):
        async with transaction():
            built = await build(world)
            assert await told(built) == {
                "units": set(),
                "cases": {built.cases[1]},
                "items whatever their tier": set(built.items[4:]),
                "items": {built.items[4]},
                "withheld items": set(),
                "documents": {built.documents[1]},
                "withheld documents": set(),
            }
            raise _Undo


async def test_the_application_itself_sees_everything(db: Database) -> None:
    world = SmallWorld(TREE, (), (), (), ((1,),), (Row(1, 0, Tier.RESTRICTED, False),), ())
    with pytest.raises(_Undo):
        async with transaction():
            built = await build(world)
            scope = system_actor(NOW).scope
            assert await found("cases", case_in_scope(scope, "x.id")) == set(built.cases)
            assert await found("action_items", row_at_unit(scope, "x", "item", "x.unit")) == set(built.items)
            raise _Undo


async def test_the_check_would_notice(db: Database) -> None:
    """Planted faults in the model: the property would be worth nothing if it let them through."""

    class Wrong(SmallWorld, frozen=True):
        def body_covers(self, body: Body, unit: int) -> bool:
            return bool(set(body.units) & set(self.above(unit)))  # forgets the lower committees

    with pytest.raises(AssertionError):
        await check(Wrong(TREE, (seat(MED, 0), nobody(MED, 1)), (), (), ((2,),), (Row(2, 0, Tier.OPEN, False),), ()))
