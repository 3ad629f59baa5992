"""A municipality of its own in the database, and what its people do there through the product's own actions.

Everything is named by its number in tests/access/model.py.
"""

import itertools
from collections.abc import Awaitable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.access.enums import Role, Tier
from app.access.policy import Actor, system_actor
from app.access.queries import list_named_readers, tier_mark
from app.access.tables import RoleGrant
from app.accounts.actions import end_role, grant_role
from app.api.queries import find_token
from app.cases.actions import register_case
from app.cases.enums import NoticeKind, Topic
from app.committees.actions import add_member, close_committee, create_committee, end_member
from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.core import ids
from app.core.clock import FixedClock
from app.core.errors import Denied, NotFound
from app.core.ids import token_digest
from app.db.sql import fetch_rows, fetch_value, insert
from app.db.transaction import transaction
from app.documents.actions import add_document
from app.documents.enums import Direction, DocumentKind
from app.evidence.actions import Link, add_evidence
from app.evidence.enums import EvidenceKind, LinkKind
from app.evidence.tiers import set_document_tier, set_evidence_tier
from app.organisation.actions import close_unit, create_municipality, create_unit, move_unit
from app.organisation.enums import UnitKind
from app.plans.actions import add_case_item, set_item_tier, update_item
from app.plans.enums import ActionType, ItemStatus
from app.plans.queries import get_item_row
from tests.access.model import Body, Given, Model, Row, Seat, Term
from tests.factories import Member, make_member
from tests.factories_api import make_token
from tests.factories_files import PDF, stage

# Unit 0 is the top, 1 and 2 lie below it, 3 and 4 below 1, 5 below 2; 6 is another municipality.
PARENTS = [None, 0, 0, 1, 1, 2, None]
BOSS, STRANGER = 0, 6  # person 0 leads the whole municipality, person 6 the other one; the rest begin with nothing
_numbers = itertools.count()
_FUNCTIONS = {Role.COMMITTEE_MEMBER: CommitteeFunction.CHAIR, Role.COMMITTEE_SECRETARY: CommitteeFunction.SECRETARY}
_STARTS = {"item": "Tiltag", "note": "Note", "evidence": "Bilag", "document": "Brev"}


def _word(number: int) -> str:
    """A word of letters alone, like no other's."""
    return "kanarie" + "".join("bdfghjklmn"[int(digit)] for digit in str(number))


class Town:
    """The numbers' keys in the database beside the model; `clock` moves for both."""

    def __init__(self, clock: FixedClock, blobs: Path) -> None:
        self.clock = clock
        self._blobs = blobs
        self.model = Model(today=clock.now().date(), parents=list(PARENTS))
        self.units: list[int] = []
        self.people: list[Member] = []
        self.tokens: list[str] = []
        self.cases: list[Any] = []
        self.plans: dict[int, int] = {}

    @property
    def system(self) -> Actor:
        return system_actor(self.clock.now())

    async def found(self) -> None:
        """Units, people with a token each, and the two leaders."""
        number = next(_numbers)
        towns = [
            (await create_municipality(self.system, code=f"{name}{number}", name=name)).id for name in ("BY", "NAB")
        ]
        self.municipality = towns[0]
        for no, parent in enumerate(PARENTS):
            above = None if parent is None else self.units[parent]
            town = towns[1] if no == STRANGER else towns[0]
            made = await create_unit(self.system, town, name=f"Enhed {no}", kind=UnitKind.TEAM, parent=above)
            self.units.append(made.id)
        for no in range(STRANGER + 1):
            town = towns[1] if no == STRANGER else towns[0]
            member = await make_member(self.clock, town, f"Person{number}x{no} Prøve", None, None)
            self.people.append(member)
            self.tokens.append(await make_token(member, expires_on=self.clock.now().date() + timedelta(days=300)))
        await self.give(BOSS, Role.MANAGER, 0, 0, None)
        await self.give(STRANGER, Role.MANAGER, 6, 0, None)

    async def actor(self, person: int) -> Actor:
        """The person as the application knows them today: read as for every call of their token."""
        today = self.clock.now().date()
        found = await find_token(self.system.scope, token_digest(self.tokens[person]), today)
        assert found is not None
        return Actor(
            person=found.person, name=found.owner_name, grants=found.grants, now=self.clock.now(), request_id="test"
        )

    # --- what the administration does ------------------------------------------------------------------------

    async def give(self, person: int, role: Role, unit: int, starts: int, days: int | None) -> None:
        term = self._term(starts, days)
        key = await grant_role(
            self.system,
            self.people[person].id,
            role=role,
            unit=self.units[unit],
            valid_from=term.start,
            valid_to=term.end,
        )
        self.model.given.append(Given(key, person, role, term, unit=unit))

    async def share(self, person: int, case: int, days: int) -> None:
        term = self._term(0, days)
        async with transaction():
            key = await insert(
                RoleGrant(
                    public_id=ids.new_public_id(),
                    person=self.people[person].id,
                    role=Role.EXTERNAL_ADVISER,
                    unit=None,
                    case=self.cases[case].id,
                    valid_from=term.start,
                    valid_to=term.end,
                    source="manual",
                )
            )
        self.model.given.append(Given(key, person, Role.EXTERNAL_ADVISER, term, case=case))

    async def end(self, given: Given) -> None:
        await end_role(self.system, given.key)
        given.term.end = max(self.model.today, given.term.start)

    async def establish(self, units: tuple[int, ...]) -> None:
        number = len(self.model.bodies)
        made = await create_committee(
            self.system,
            self.municipality,
            name=f"Udvalg {number}",
            kind=CommitteeKind.MED,
            units=[self.units[each] for each in units],
        )
        self.model.bodies.append(Body(made.id, units))

    async def abolish(self, body: Body) -> None:
        await close_committee(self.system, body.key, seen=await _version("committees", body.key))
        body.is_closed = True

    async def seat(self, person: int, body: int, role: Role, starts: int, days: int | None) -> None:
        term = self._term(starts, days)
        key = self.model.bodies[body].key
        made = await add_member(
            self.system,
            key,
            self.people[person].id,
            side=CommitteeSide.EMPLOYEE,
            function=_FUNCTIONS[role],
            valid_from=term.start,
            valid_to=term.end,
        )
        self.model.seats.append(Seat(made.id, person, body, role, term))

    async def unseat(self, seat: Seat) -> None:
        await end_member(self.system, seat.key)
        seat.term.end = max(self.model.today, seat.term.start)

    async def move(self, unit: int, parent: int) -> None:
        key = self.units[unit]
        await move_unit(self.system, key, seen=await _version("units", key), parent=self.units[parent])
        self.model.parents[unit] = parent

    async def close(self, unit: int) -> None:
        await close_unit(self.system, self.units[unit], seen=await _version("units", self.units[unit]))
        self.model.closed.add(unit)

    def let_pass(self, days: int) -> None:
        self.clock.instant += timedelta(days=days)
        self.model.today = self.clock.now().date()

    def _term(self, starts: int, days: int | None) -> Term:
        start = self.model.today + timedelta(days=starts)
        return Term(start, None if days is None else start + timedelta(days=days))

    # --- what people do: each gives whether it was let through, None where something else was wrong --------------

    async def register(self, units: tuple[int, ...]) -> None:
        self.cases.append(
            await register_case(
                await self.actor(BOSS),
                kind=NoticeKind.IMPROVEMENT,
                title="Påbud kanariefugl",
                units=tuple(self.units[each] for each in units),
                topics=(Topic.WORKLOAD,),
                dates={},
            )
        )
        self.model.cases.append(units)

    def _row(self, kind: Any, made: Any, case: int, author: int, **more: Any) -> Row:
        row = Row(kind, made.id, made.public_id, _word(len(self.model.rows)), case, author, **more)
        self.model.rows.append(row)
        return row

    def _title(self, kind: str) -> str:
        return f"{_STARTS[kind]} kanariefugl {_word(len(self.model.rows))}"

    async def plan_item(self, by: int, case: int, unit: int, owner: int) -> None:
        made = await add_case_item(
            await self.actor(by),
            self.cases[case].id,
            title=self._title("item"),
            unit=self.units[unit],
            owner=self.people[owner].id,
            action_type=ActionType.CORRECTIVE,
        )
        self._row("item", made, case, by, unit=unit, owner=owner)

    async def write_note(self, by: int, item: int, tier: Tier) -> Row:
        row, actor = self.model.rows[item], await self.actor(by)
        seen = await _version("action_items", row.key)
        note = self._title("note")
        key = await update_item(actor, row.key, status=ItemStatus.PLANNED, note=note, seen=seen, tier=tier)
        (made,) = await fetch_rows("SELECT MAX(id) AS id FROM item_updates WHERE item = {}", row.key)
        assert key
        named = frozenset({by}) if tier is Tier.RESTRICTED else frozenset()
        return self._row("note", _Made(int(made["id"]), ""), row.case, by, tier=tier, named=named, item=item)

    async def prove(self, by: int, case: int, item: int | None) -> None:
        target = self.cases[case] if item is None else self.model.rows[item]
        kind = LinkKind.CASE if item is None else LinkKind.ITEM
        word = _word(len(self.model.rows))
        (made,) = await add_evidence(
            await self.actor(by),
            kind=EvidenceKind.OTHER,
            title=self._title("evidence"),
            dated_on=None,
            link=Link(kind, target.public_id),
            files=[await stage(self._blobs, f"{word}.pdf", PDF + f"% {word} {self.municipality}\n".encode())],
        )
        self._row("evidence", made, case, by, item=item)

    async def file_letter(self, by: int, case: int) -> None:
        word = _word(len(self.model.rows))
        made = await add_document(
            await self.actor(by),
            case_id=self.cases[case].id,
            kind=DocumentKind.OTHER,
            direction=Direction.RECEIVED,
            title=self._title("document"),
            dated_on=date(2025, 5, 12),
            esdh_document_no="",
            file=await stage(self._blobs, f"{word}.pdf", PDF + f"% {word} {self.municipality}\n".encode()),
        )
        self._row("document", made, case, by)

    async def choose_tier(self, by: int, number: int, tier: Tier, named: frozenset[int]) -> None:
        """`tier` and `named` for an item, a piece of evidence or a letter."""
        row, actor = self.model.rows[number], await self.actor(by)
        readers = [self.people[each].public_id for each in sorted(named)]
        chosen: dict[str, Any] = {"tier": tier, "readers": readers, "reason": "Handler om få"}
        if row.kind == "item":
            seen = (await get_item_row(actor.scope, row.key)).version
            await set_item_tier(actor, row.key, seen=seen, **chosen)
        else:
            change = set_evidence_tier if row.kind == "evidence" else set_document_tier
            now = await list_named_readers(actor.scope, row.kind, row.key)  # type: ignore[arg-type]
            await change(actor, row.public_id, seen=tier_mark(actor.scope, row.tier, now), **chosen)
        row.tier = tier
        row.named = named | {by} if tier is Tier.RESTRICTED else frozenset()


class _Made:
    def __init__(self, key: int, public_id: str) -> None:
        self.id, self.public_id = key, public_id


async def outcome(doing: Awaitable[Any]) -> str:
    """ "done", "hidden" where the thing does not exist for whoever tried, "denied" where they may not."""
    try:
        await doing
    except NotFound:
        return "hidden"
    except Denied:
        return "denied"
    return "done"


async def _version(table: str, key: int) -> int:
    return await fetch_value(int, f"SELECT version FROM {table} WHERE id = {{}}", key) or 0
