"""Small random worlds of units, committees, cases and rows: as data, as rows of the tables, and as a plain model.

The model says in the fewest words who reads what; the application's SQL must say the same.
"""

from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import strategies as st

from app.access.enums import Role, Tier
from app.access.policy import Actor, Grant
from app.access.tables import NamedReader
from app.cases.tables import Case, CaseUnit
from app.committees.queries import committee_grants
from app.committees.tables import Committee, CommitteeMember, CommitteeUnit
from app.core import ids
from app.db.sql import insert
from app.documents.tables import Blob, Document
from app.organisation.tables import Municipality, Person, Unit, UnitClosure, UnitVersion
from app.plans.tables import ActionItem, ActionPlan

TODAY = date(2025, 8, 20)
NOW = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)
# The terms of a seat, and whether it holds today: from its first day until before its last.
TERMS = {
    "past": (TODAY - timedelta(days=9), TODAY, False),
    "first day": (TODAY, None, True),
    "last day": (TODAY - timedelta(days=9), TODAY + timedelta(days=1), True),
    "to come": (TODAY + timedelta(days=1), None, False),
}
GIVEN = [role for role in Role if not role.value.startswith("committee") and role is not Role.EXTERNAL_ADVISER]
AMO = {
    Role.MANAGER,
    Role.CONSULTANT,
    Role.AUDITOR,
    Role.HEALTH_SAFETY_REP,
    Role.UNION_REP,
    Role.COMMITTEE_MEMBER,
    Role.COMMITTEE_SECRETARY,
}
READERS = {
    Tier.OPEN: AMO | {Role.READER, Role.EXTERNAL_ADVISER},
    Tier.AMO: AMO,
    Tier.MANAGEMENT: {Role.MANAGER, Role.CONSULTANT, Role.AUDITOR},
}


class Body(msgspec.Struct, frozen=True):
    """A committee, and the reader's seat in it."""

    kind: str
    units: tuple[int, ...]
    is_closed: bool
    function: str | None  # None: the reader is no member
    term: str


class Row(msgspec.Struct, frozen=True):
    """An item (with a unit) or a document (without)."""

    unit: int | None
    case: int | None
    tier: Tier
    is_named: bool


class SmallWorld(msgspec.Struct, frozen=True):
    """Everything by position: `parents[i]` is the unit above unit i, None at a top."""

    parents: tuple[int | None, ...]
    bodies: tuple[Body, ...]
    roles: tuple[tuple[Role, int], ...]
    advised: tuple[int, ...]  # cases
    cases: tuple[tuple[int, ...], ...]  # their units
    items: tuple[Row, ...]
    documents: tuple[Row, ...]

    def above(self, unit: int) -> list[int]:
        """The unit and those above it."""
        parent = self.parents[unit]
        return [unit, *(self.above(parent) if parent is not None else [])]

    def body_covers(self, body: Body, unit: int) -> bool:
        """Rule 41: by one of its units, unless an open committee of its kind has one on the way down from there."""
        others = {
            each for other in self.bodies if other.kind == body.kind and not other.is_closed for each in other.units
        }
        for own in body.units:
            way = self.above(unit)
            if own in way and not others & set(way[: way.index(own)]):
                return True
        return False

    def reads_unit(self, tier: Tier, unit: int, case: int | None) -> bool:
        """Whether the reader reads rows of the tier at the unit, or of the case."""
        readers = READERS[tier]
        if any(role in readers and at in self.above(unit) for role, at in self.roles):
            return True
        if case is not None and case in self.advised and Role.EXTERNAL_ADVISER in readers:
            return True
        return tier in (Tier.OPEN, Tier.AMO) and any(
            body.function is not None and TERMS[body.term][2] and not body.is_closed and self.body_covers(body, unit)
            for body in self.bodies
        )

    def reads_case(self, tier: Tier, case: int) -> bool:
        """Whoever has the right on any of its units."""
        return any(self.reads_unit(tier, unit, case) for unit in self.cases[case])

    def _reads(self, tier: Tier, row: Row) -> bool:
        if row.unit is not None:
            return self.reads_unit(tier, row.unit, row.case)
        assert row.case is not None
        return self.reads_case(tier, row.case)

    def reads_row(self, row: Row) -> bool:
        """By its tier; a restricted row by name, among those who read the case."""
        if row.tier is Tier.RESTRICTED:
            return row.is_named and self._reads(Tier.OPEN, row)
        return self._reads(row.tier, row)

    def is_told_of(self, row: Row) -> bool:
        """Withheld, but those who read for the work-environment organisation may know that it exists."""
        return self._reads(Tier.AMO, row) and not self.reads_row(row)


@st.composite
def small_worlds(draw: st.DrawFn) -> SmallWorld:
    count = draw(st.integers(2, 7))
    parents = [None, *(draw(st.one_of(st.integers(0, no - 1), st.just(no - 1), st.none())) for no in range(1, count))]
    units = st.integers(0, count - 1)
    some = st.lists(units, min_size=1, max_size=3, unique=True).map(tuple)
    bodies = st.builds(
        Body,
        kind=st.sampled_from(["med", "work_environment_group"]),
        units=some,
        is_closed=st.booleans(),
        function=st.sampled_from([None, "member", "secretary"]),
        term=st.sampled_from(list(TERMS)),
    )
    cases = draw(st.lists(some, min_size=1, max_size=3))
    case = st.integers(0, len(cases) - 1)
    tiers, named = st.sampled_from(list(Tier)), st.booleans()
    return SmallWorld(
        parents=tuple(parents),
        bodies=tuple(draw(st.lists(bodies, max_size=4))),
        roles=tuple(draw(st.lists(st.tuples(st.sampled_from(GIVEN), units), max_size=2))),
        advised=tuple(draw(st.lists(case, max_size=1))),
        cases=tuple(cases),
        items=tuple(draw(st.lists(st.builds(Row, units, st.none() | case, tiers, named), min_size=1, max_size=5))),
        documents=tuple(draw(st.lists(st.builds(Row, st.none(), case, tiers, named), max_size=4))),
    )


class Built(msgspec.Struct, frozen=True):
    """The keys of a world's rows, by position, and the reader."""

    actor: Actor
    units: list[int]
    cases: list[int]
    items: list[int]
    documents: list[int]


async def build(world: SmallWorld) -> Built:
    """The world as rows, written straight into the tables: what an action would refuse is there, too."""
    town = await insert(
        Municipality(public_id=ids.new_public_id(), code=ids.new_public_id(), name="Prøve", settings="")
    )
    person = await insert(
        Person(
            public_id=ids.new_public_id(),
            municipality=town,
            external_id=None,
            name="Læser",
            email=None,
            job_title="",
            is_active=True,
            left_on=None,
            search_key="",
            sort_key="",
            version=1,
        )
    )
    units, versions = await _units(world, town)
    bodies = await _bodies(world, town, units, person)
    assert len(bodies) == len(world.bodies)
    cases = [await _case(town, [(units[at], versions[at]) for at in covered]) for covered in world.cases]
    plan = await insert(ActionPlan(public_id=ids.new_public_id(), unit=units[0], case=None, state="draft", version=1))
    items = [await _item(row, plan, units, cases, person, no) for no, row in enumerate(world.items)]
    documents = await _documents(world, cases, person)
    grants = [Grant(role, units[at], town) for role, at in world.roles]
    grants += [Grant(Role.EXTERNAL_ADVISER, None, town, case=cases[at]) for at in world.advised]
    actor = Actor(person=person, name="Læser", grants=tuple(grants), now=NOW, request_id="r")
    given = await committee_grants(actor.scope, person, TODAY)
    actor = msgspec.structs.replace(actor, grants=(*actor.grants, *given))
    return Built(actor, units, cases, items, documents)


async def _units(world: SmallWorld, town: int) -> tuple[list[int], list[int]]:
    keys: list[int] = []
    versions: list[int] = []
    for no, parent in enumerate(world.parents):
        public_id = ids.new_public_id()
        keys.append(
            await insert(Unit(public_id=public_id, municipality=town, external_id=public_id, closed_on=None, version=1))
        )
        versions.append(
            await insert(
                UnitVersion(
                    unit=keys[no],
                    parent=None if parent is None else keys[parent],
                    name=f"Enhed {no}",
                    kind="team",
                    cvr_no=None,
                    production_unit_no=None,
                    valid_from=TODAY,
                    valid_to=None,
                    search_key="",
                    sort_key="",
                )
            )
        )
        for depth, above in enumerate(world.above(no)):
            await insert(UnitClosure(ancestor=keys[above], descendant=keys[no], depth=depth))
    return keys, versions


async def _bodies(world: SmallWorld, town: int, units: list[int], person: int) -> list[int]:
    keys = []
    for body in world.bodies:
        key = await insert(
            Committee(
                public_id=ids.new_public_id(),
                municipality=town,
                external_id=None,
                name="Udvalg",
                kind=body.kind,
                is_work_environment=False,
                rank="",
                closed_on=TODAY if body.is_closed else None,
                search_key="",
                sort_key="",
                version=1,
            )
        )
        for at in body.units:
            await insert(CommitteeUnit(committee=key, unit=units[at]))
        if body.function is not None:
            start, end, _ = TERMS[body.term]
            await insert(
                CommitteeMember(
                    public_id=ids.new_public_id(),
                    committee=key,
                    person=person,
                    side="employee",
                    function=body.function,
                    valid_from=start,
                    valid_to=end,
                    stands_in_for=None,
                )
            )
        keys.append(key)
    return keys


async def _case(town: int, units: list[tuple[int, int]]) -> int:
    public_id = ids.new_public_id()
    key = await insert(
        Case(
            public_id=public_id,
            reference=public_id,
            municipality=town,
            visit=None,
            kind="improvement",
            phase="open",
            outcome=None,
            title="Sag",
            cvr_no=None,
            production_unit_no=None,
            authority_case_no="",
            esdh_case_no="",
            kle="",
            summary="",
            has_employee_body=True,
            adviser_name="",
            adviser_cvr_no=None,
            next_due_key="",
            next_due_kind=None,
            search_text="",
            created_at=NOW,
            closed_on=None,
            version=1,
        )
    )
    for unit, version in units:
        await insert(CaseUnit(case=key, unit=unit, unit_version=version))
    return key


async def _item(row: Row, plan: int, units: list[int], cases: list[int], person: int, no: int) -> int:
    assert row.unit is not None
    key = await insert(
        ActionItem(
            public_id=ids.new_public_id(),
            plan=plan,
            case=None if row.case is None else cases[row.case],
            unit=units[row.unit],
            no=no,
            title="Tiltag",
            problem="",
            cause="",
            severity="",
            measure="",
            solves_how="",
            action_type="corrective",
            prevention_level=None,
            is_individual=False,
            owner=person,
            starts_on=None,
            due_on=None,
            late_reason="",
            ongoing_interval_months=None,
            next_review_on=None,
            effect_criterion="",
            effect_check_on=None,
            status="planned",
            done_on=None,
            effect_result=None,
            follow_up_of=None,
            tier=row.tier,
            search_text="",
            created_at=NOW,
            version=1,
        )
    )
    if row.is_named:
        await insert(NamedReader(person=person, item=key, item_update=None, document=None, evidence=None))
    return key


async def _documents(world: SmallWorld, cases: list[int], person: int) -> list[int]:
    blob = await insert(
        Blob(
            sha256=ids.token_digest(ids.new_token()),
            size=1,
            media_type="text/plain",
            created_at=NOW,
            erased_at=None,
            scan="clean",
            scan_found="",
        )
    )
    keys = []
    for row in world.documents:
        assert row.case is not None
        key = await insert(
            Document(
                public_id=ids.new_public_id(),
                case=cases[row.case],
                kind="other",
                direction="received",
                tier=row.tier,
                title="Brev",
                dated_on=None,
                esdh_document_no="",
                file_name="brev.pdf",
                blob=blob,
                added_by=person,
                added_at=NOW,
            )
        )
        if row.is_named:
            await insert(NamedReader(person=person, item=None, item_update=None, document=key, evidence=None))
        keys.append(key)
    return keys
