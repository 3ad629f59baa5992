"""The application against the model of tests/access/model.py, after whatever may happen in a municipality (rule 41).

Cases, items, notes, evidence and letters come and get tiers and readers; roles, seats and shares are given, end and
run out; committees are made and closed; units move and close. After every step somebody is asked by every way in, and
at the end everybody is. Bounded for the suite, and the same each time. To search for longer, and otherwise each time:

    HANDLEPLIGT_TEST_EXAMPLES=2000 python -m pytest tests/access/test_state_machine.py
"""

import asyncio
import contextlib
import os
from collections.abc import Coroutine
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as bounds
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from litestar import Litestar

from app import config
from app.access.enums import Permission as P
from app.access.enums import Role, Tier
from app.core.clock import FixedClock
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.db.engine import Database
from tests.access.agreement import disagreements, disagreements_of_program
from tests.access.model import Row
from tests.access.town import BOSS, STRANGER, Town
from tests.conftest import ENGINE, NOW
from tests.support.applications import lent

EXAMPLES = int(os.environ.get("HANDLEPLIGT_TEST_EXAMPLES", "0"))
BOUNDS = bounds(
    max_examples=EXAMPLES or (4 if ENGINE == "postgres" else 10),
    stateful_step_count=50 if EXAMPLES else 25,
    derandomize=not EXAMPLES,
    phases=set(Phase) if EXAMPLES else {Phase.generate},  # what is found is made small where there is time for it
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
ROLES = [
    Role.MANAGER,
    Role.HEALTH_SAFETY_REP,
    Role.UNION_REP,
    Role.CONSULTANT,
    Role.HR_SURVEYS,
    Role.SECRETARIAT,
    Role.READER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
]
people = st.integers(1, STRANGER - 1)
anybody = st.integers(0, STRANGER)
units = st.integers(0, STRANGER - 1)
terms = st.tuples(st.sampled_from([0, 0, 0, 2]), st.sampled_from([None, None, 1, 5]))
some_units = st.lists(units, min_size=1, max_size=2, unique=True).map(tuple)
places = st.integers(0, 99)  # of a list that is not known yet
tiers = st.sampled_from(list(Tier))


class Wall(RuleBasedStateMachine):
    """The steps. `arena` is set by the test: what the database, the clock and the application are."""

    arena: "Arena"

    def __init__(self) -> None:
        super().__init__()
        self.town = Town(FixedClock(NOW), self.arena.settings.blob_dir)
        self.turn = 0

    def do(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.arena.wait(doing)

    def attempt(self, doing: Coroutine[Any, Any, Any], *, sees: bool, may: bool) -> None:
        """Done only where the model allows it; refused as what is not there where it lies outside."""
        try:
            self.do(doing)
        except NotFound:
            assert not sees, "hidden, but the model lets them see it"
        except Denied:
            assert not may, "denied, but the model allows it"
        except (Invalid, RuleViolation):
            pass
        else:
            assert sees, "done to what the model keeps hidden"
            assert may, "done, but the model denies it"

    def refused(self, doing: Coroutine[Any, Any, Any]) -> None:
        """Something the rules may refuse whoever does it."""
        with contextlib.suppress(Invalid, RuleViolation):
            self.do(doing)

    def pick(self, rows: list[Any], place: int) -> Any:
        return rows[place % len(rows)]

    def case(self, place: int) -> int:
        return place % len(self.town.cases)

    def of_kind(self, *kinds: str) -> list[int]:
        return [no for no, row in enumerate(self.town.model.rows) if row.kind in kinds]

    @initialize(covered=some_units, roles=st.lists(st.tuples(st.sampled_from(ROLES), units), min_size=5, max_size=5))
    def begin(self, covered: tuple[int, ...], roles: list[tuple[Role, int]]) -> None:
        """Everybody has a role somewhere, and there is a case with a row of each kind."""
        town = self.town
        self.arena.app.state.clock = town.clock
        self.do(town.found())
        for person, (role, unit) in enumerate(roles, 1):
            self.do(town.give(person, role, unit, 0, None))
        self.do(town.register(covered))
        for owner in (BOSS, 1, 2):
            self.refused(town.plan_item(BOSS, 0, covered[0], owner))
        self.do(town.write_note(BOSS, 0, Tier.OPEN))
        self.do(town.prove(BOSS, 0, None))
        self.do(town.prove(BOSS, 0, 0))
        self.do(town.file_letter(BOSS, 0))

    # --- roles, committees, units, time --------------------------------------------------------------------------

    @rule(person=people, role=st.sampled_from(ROLES), unit=units, term=terms)
    def give_role(self, person: int, role: Role, unit: int, term: tuple[int, int | None]) -> None:
        self.refused(self.town.give(person, role, unit, *term))

    @precondition(lambda self: len(self.town.model.given) > 2)
    @rule(place=places)
    def end_role(self, place: int) -> None:
        roles = [each for each in self.town.model.given[2:] if each.unit is not None]
        if roles:
            self.refused(self.town.end(self.pick(roles, place)))

    @rule(person=people, place=places, days=st.sampled_from([1, 5, 30]))
    def share_case(self, person: int, place: int, days: int) -> None:
        self.do(self.town.share(person, self.case(place), days))

    @rule(units=some_units)
    def establish_committee(self, units: tuple[int, ...]) -> None:
        self.refused(self.town.establish(units))

    @precondition(lambda self: any(not each.is_closed for each in self.town.model.bodies))
    @rule(place=places)
    def abolish_committee(self, place: int) -> None:
        self.do(self.town.abolish(self.pick([each for each in self.town.model.bodies if not each.is_closed], place)))

    @precondition(lambda self: self.town.model.bodies)
    @rule(
        person=people,
        place=places,
        role=st.sampled_from([Role.COMMITTEE_MEMBER, Role.COMMITTEE_SECRETARY]),
        term=terms,
    )
    def seat(self, person: int, place: int, role: Role, term: tuple[int, int | None]) -> None:
        self.refused(self.town.seat(person, place % len(self.town.model.bodies), role, *term))

    @precondition(lambda self: self.town.model.seats)
    @rule(place=places)
    def unseat(self, place: int) -> None:
        self.refused(self.town.unseat(self.pick(self.town.model.seats, place)))

    @rule(unit=st.integers(1, STRANGER - 1), place=places)
    def move_unit(self, unit: int, place: int) -> None:
        model = self.town.model
        parents = sorted(set(range(STRANGER)) - model.below(unit) - model.closed)
        self.refused(self.town.move(unit, self.pick(parents, place)))

    @rule(place=places)
    def close_unit(self, place: int) -> None:
        """Whoever could read what lies there still can; what is in use is not closed."""
        with_cases = {unit for covered in self.town.model.cases for unit in covered}
        if free := sorted(set(range(3, STRANGER)) - with_cases - self.town.model.closed):
            self.refused(self.town.close(self.pick(free, place)))

    @rule(days=st.sampled_from([1, 3, 8]))
    def let_pass(self, days: int) -> None:
        self.town.let_pass(days)

    # --- cases and what is in them -------------------------------------------------------------------------------

    @precondition(lambda self: len(self.town.cases) < 4)
    @rule(units=some_units)
    def register(self, units: tuple[int, ...]) -> None:
        self.refused(self.town.register(units))

    @rule(by=st.sampled_from([BOSS, BOSS, 1, 2, 3, STRANGER]), place=places, where=places, owner=anybody)
    def plan_item(self, by: int, place: int, where: int, owner: int) -> None:
        model, case = self.town.model, self.case(place)
        below = sorted({each for unit in model.cases[case] for each in model.below(unit)})
        unit = self.pick(below, where)
        sees = model.reads_case(by, Tier.OPEN, case)
        may = model.may(by, P.PLAN_WRITE, model.cases[case], None) and model.may(by, P.PLAN_WRITE, [unit], None)
        self.attempt(self.town.plan_item(by, case, unit, owner), sees=sees, may=may)

    @precondition(lambda self: self.of_kind("item"))
    @rule(by=anybody, place=places, tier=tiers)
    def write_note(self, by: int, place: int, tier: Tier) -> None:
        model, number = self.town.model, self.pick(self.of_kind("item"), place)
        item = model.rows[number]
        count, sees, may = len(model.rows), model.sees(by, item), self._may_on_item(by, P.ITEM_COMMENT, item)
        self.attempt(self.town.write_note(by, number, tier), sees=sees, may=may)
        assert len(model.rows) == count or model.gives(by, tier, item), "gave a tier that they do not read"

    @rule(by=anybody, place=places, on_item=st.booleans())
    def prove(self, by: int, place: int, on_item: bool) -> None:
        model, items = self.town.model, self.of_kind("item")
        if on_item and items:
            item = self.pick(items, place)
            row = model.rows[item]
            doing = self.town.prove(by, row.case, item)
            self.attempt(doing, sees=model.sees(by, row), may=self._may_on_item(by, P.EVIDENCE_ADD, row))
        else:
            case = self.case(place)
            may = model.may(by, P.EVIDENCE_ADD, model.cases[case], case)
            self.attempt(self.town.prove(by, case, None), sees=model.reads_case(by, Tier.OPEN, case), may=may)

    @rule(by=st.sampled_from([BOSS, BOSS, 1, 2, STRANGER]), place=places)
    def file_letter(self, by: int, place: int) -> None:
        model, case = self.town.model, self.case(place)
        sees, may = model.reads_case(by, Tier.OPEN, case), model.may(by, P.CASE_WRITE, model.cases[case], None)
        self.attempt(self.town.file_letter(by, case), sees=sees, may=may)

    @rule(by=st.sampled_from([BOSS, 1, 2, 3, STRANGER]), place=places, tier=tiers, named=st.frozensets(people))
    def choose_tier(self, by: int, place: int, tier: Tier, named: frozenset[int]) -> None:
        self.choose_tier_as(by, self.pick(self.of_kind("item", "evidence", "document"), place), tier, named)

    def choose_tier_as(self, by: int, number: int, tier: Tier, named: frozenset[int]) -> None:
        """Who reads a row is chosen by those who may change it, read it, and are not shut out by the choice."""
        model, row = self.town.model, self.town.model.rows[number]
        by_right = by in row.named if row.tier is Tier.RESTRICTED else model.gives(by, row.tier, row)
        sees = model.sees(by, row) and (row.kind != "item" or model.reads_case(by, Tier.OPEN, row.case))
        given, before = model.gives(by, tier, row), (row.tier, row.named)
        doing = self.town.choose_tier(by, number, tier, named)
        self.attempt(doing, sees=sees, may=self._may_change(by, row) and by_right)
        assert given or (row.tier, row.named) == before, "gave a tier that they do not read"

    @rule(place=places, named=st.frozensets(people, max_size=3))
    def name_readers(self, place: int, named: frozenset[int]) -> None:
        """The leader restricts a row, or changes who is named on it."""
        number = self.pick(self.of_kind("item", "evidence", "document"), place)
        self.choose_tier_as(BOSS, number, Tier.RESTRICTED, named)

    def _may_on_item(self, by: int, permission: P, item: Row) -> bool:
        model = self.town.model
        assert item.unit is not None
        own = item.owner == by and model.may(by, P.CASE_READ, [item.unit], item.case)
        return own or model.may(by, permission, [item.unit], item.case)

    def _may_change(self, by: int, row: Row) -> bool:
        model = self.town.model
        if row.kind == "document":
            return model.may(by, P.CASE_WRITE, model.cases[row.case], None)
        if row.kind == "item":
            return model.may(by, P.PLAN_WRITE, [row.unit or 0], None)
        place = model.cases[row.case] if row.item is None else [model.rows[row.item].unit or 0]
        return row.author == by or model.may(by, P.EVIDENCE_WITHDRAW, place, None)

    # --- what must hold ------------------------------------------------------------------------------------------

    @invariant()
    def somebody_is_asked(self) -> None:
        if self.town.people:
            self.turn += 1
            wrong = self.do(disagreements(self.town, self.turn % (STRANGER + 1)))
            assert wrong == [], "\n".join(wrong)

    def teardown(self) -> None:
        for person in range(len(self.town.people)):
            wrong = self.do(disagreements(self.town, person))
            wrong += self.do(disagreements_of_program(self.town, person, self.arena.http))
            assert wrong == [], "\n".join(wrong)


class Arena:
    """What one run of the machine happens in: its steps are taken in the loop of the test."""

    def __init__(self, app: Litestar, http: httpx.AsyncClient, settings: config.Settings) -> None:
        self.app, self.http, self.settings = app, http, settings
        self._loop = asyncio.get_running_loop()

    def wait(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(timeout=60)


async def test_the_wall_holds_whatever_happens(
    db: Database, settings: config.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api.rules.MOST_REQUESTS", 1_000_000)
    with lent(settings, FixedClock(NOW), db) as app:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://handlepligt.test") as http:
            Wall.arena = Arena(app, http, settings)
            await asyncio.to_thread(run_state_machine_as_test, Wall, settings=BOUNDS)
