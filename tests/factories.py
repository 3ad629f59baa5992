"""Plain makers of what tests need, through the product's own actions, and the named cast.

The municipality is Eksempel (code EKS): forvaltning > center > two workplaces, Nord and Syd.
Anna manages the centre (so both workplaces), Bo is AMR in Nord, Carl is AMR in Syd, Dorte sits in the MED committee
of the centre, Erik is the municipality's consultant, Fie administers, Gerda reads in Nord, and Hans manages in
another municipality.
"""

import contextlib
import functools
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import httpx
import msgspec

from app import config
from app.access.enums import Role
from app.access.policy import Actor, Grant, Scope, system_actor
from app.accounts import passwords
from app.accounts.actions import create_account, grant_role
from app.accounts.enums import SessionStage
from app.accounts.tables import Account, Session
from app.committees.actions import add_member, create_committee
from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.core import ids
from app.core.clock import Clock
from app.db.engine import Database
from app.db.sql import fetch_rows, insert
from app.db.transaction import transaction
from app.organisation.actions import Created, create_municipality, create_person, create_unit
from app.organisation.enums import UnitKind
from app.web.sessions import cookie_name
from tests.support.applications import lent

PASSWORD = "hemmelig-fredag-nok-1"


class Member(msgspec.Struct, frozen=True):
    """One of the cast. `actor()` acts at the clock's present."""

    id: int
    public_id: str
    name: str
    username: str
    grants: tuple[Grant, ...]
    clock: Any

    @property
    def actor(self) -> Actor:
        return Actor(
            person=self.id, name=self.name, grants=self.grants, now=self.clock.now(), request_id=f"test-{self.username}"
        )

    @property
    def scope(self) -> Scope:
        return self.actor.scope


class UnitRef(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str


class Cast(msgspec.Struct, frozen=True):
    municipality: int
    other_municipality: int
    top: UnitRef
    department: UnitRef
    centre: UnitRef
    nord: UnitRef
    syd: UnitRef
    elsewhere: UnitRef
    committee: Created  # the MED committee that covers the centre
    anna: Member
    bo: Member
    carl: Member
    dorte: Member
    erik: Member
    fie: Member
    gerda: Member
    hans: Member
    clock: Any

    @property
    def system(self) -> Actor:
        return system_actor(self.clock.now())

    def living_by(self, clock: Clock) -> "Cast":
        """The same people by another clock."""
        members = {name: each for name in self.__struct_fields__ if isinstance(each := getattr(self, name), Member)}
        moved = {name: msgspec.structs.replace(each, clock=clock) for name, each in members.items()}
        return msgspec.structs.replace(self, clock=clock, **moved)


async def _unit(system: Actor, municipality: int, name: str, kind: UnitKind, parent: int | None = None) -> UnitRef:
    made = await create_unit(system, municipality, name=name, kind=kind, parent=parent)
    return UnitRef(made.id, made.public_id, name)


async def make_member(
    clock: Clock, municipality: int, name: str, role: Role | None, unit: int | None, *, with_account: bool = False
) -> Member:
    """A person with a role on a unit; an account costs 20 ms of hashing, so only on request."""
    system = system_actor(clock.now())
    person = await create_person(system, municipality, name=name, email=f"{name.split()[0].lower()}@eksempel.dk")
    grants: tuple[Grant, ...] = ()
    if role is not None and unit is not None:
        await grant_role(system, person.id, role=role, unit=unit)
        grants = (Grant(role, unit, municipality),)
    username = name.split()[0].lower()
    if with_account:
        await create_account(system, person.id, username=username, password=PASSWORD)
    return Member(person.id, person.public_id, name, username, grants, clock)


async def make_committee(
    clock: Clock,
    municipality: int,
    name: str,
    units: Sequence[int],
    *members: int,
    kind: CommitteeKind = CommitteeKind.MED,
    rank: str = "",
) -> Created:
    """A committee covering `units`, with plain members of the employees' side."""
    system = system_actor(clock.now())
    made = await create_committee(system, municipality, name=name, kind=kind, units=units, rank=rank)
    for person in members:
        await add_member(system, made.id, person, side=CommitteeSide.EMPLOYEE, function=CommitteeFunction.MEMBER)
    return made


async def make_cast(clock: Clock) -> Cast:
    system = system_actor(clock.now())
    eks = (await create_municipality(system, code="EKS", name="Eksempel Kommune")).id
    top = await _unit(system, eks, "Eksempel Kommune", UnitKind.MUNICIPALITY)
    department = await _unit(system, eks, "Børn og Ældre", UnitKind.DEPARTMENT, top.id)
    centre = await _unit(system, eks, "Familiecentret", UnitKind.CENTRE, department.id)
    nord = await _unit(system, eks, "Ågruppen Nord", UnitKind.WORKPLACE, centre.id)
    syd = await _unit(system, eks, "Gruppen Syd", UnitKind.WORKPLACE, centre.id)
    oth = (await create_municipality(system, code="NAB", name="Nabo Kommune")).id
    elsewhere = await _unit(system, oth, "Nabo Kommune", UnitKind.MUNICIPALITY)
    dorte = await make_member(clock, eks, "Dorte Udvalg", None, None)
    committee = await make_committee(clock, eks, "MED-udvalget for centret", [centre.id], dorte.id, rank="LMU")
    as_member = Grant(Role.COMMITTEE_MEMBER, centre.id, eks)
    return Cast(
        municipality=eks,
        other_municipality=oth,
        top=top,
        department=department,
        centre=centre,
        nord=nord,
        syd=syd,
        elsewhere=elsewhere,
        committee=committee,
        anna=await make_member(clock, eks, "Anna Leder", Role.MANAGER, centre.id),
        bo=await make_member(clock, eks, "Bo Ærø", Role.HEALTH_SAFETY_REP, nord.id),
        carl=await make_member(clock, eks, "Carl Syd", Role.HEALTH_SAFETY_REP, syd.id),
        dorte=msgspec.structs.replace(dorte, grants=(as_member,)),
        erik=await make_member(clock, eks, "Erik Konsulent", Role.CONSULTANT, top.id),
        fie=await make_member(clock, eks, "Fie Admin", Role.ADMINISTRATOR, top.id),
        gerda=await make_member(clock, eks, "Gerda Læser", Role.READER, nord.id),
        hans=await make_member(clock, oth, "Hans Nabo", Role.MANAGER, elsewhere.id),
        clock=clock,
    )


@functools.cache
def _password_hash() -> str:
    return passwords._HASHER.hash(PASSWORD)


def _account(member: Member) -> Account:
    return Account(
        public_id=ids.new_public_id(),
        person=member.id,
        username=member.username,
        password_hash=_password_hash(),
        is_active=True,
        last_login_at=None,
    )


class Client:
    """A browser without a browser: keeps cookies, sends what a browser sends, follows nothing by itself."""

    def __init__(self, http: httpx.AsyncClient, settings: config.Settings) -> None:
        self.http = http
        self.settings = settings

    async def as_(self, member: Member) -> "Client":
        """Logged in as `member`, by a session row of their own; gives itself.

        Not through the login page, which has tests of its own: its hashing took a quarter of the suite's time.
        """
        now = member.clock.now()
        secret = ids.new_token()
        async with transaction():
            found = await fetch_rows("SELECT id FROM accounts WHERE person = {}", member.id)
            account = int(found[0]["id"]) if found else await insert(_account(member))
            row = Session(
                public_id=ids.new_public_id(),
                digest=ids.token_digest(secret),
                account=account,
                stage=SessionStage.OPEN,
                device="Prøve",
                data="{}",
                created_at=now,
                seen_at=now,
                proved_at=now,
                expires_at=now + timedelta(hours=self.settings.session_hours),
            )
            await insert(row)
        self.http.cookies.clear()
        self.http.cookies.set(cookie_name(self.settings), secret, domain="handlepligt.test")
        return self

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.http.get(path, params=params or None)

    async def post(
        self, path: str, data: dict[str, Any] | None = None, files: Any = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        sent = {"Origin": "http://handlepligt.test", **(headers or {})}
        return await self.http.post(path, data=data, files=files, headers=sent)


@contextlib.asynccontextmanager
async def make_client(settings: config.Settings, clock: Clock, engine: Database) -> AsyncIterator[Client]:
    with lent(settings, clock, engine) as app:
        served: Any = app  # the two libraries write the type of an ASGI application differently
        transport = httpx.ASGITransport(app=served, raise_app_exceptions=False)
        # Not app.lifespan(): a fixture ends in another task than it began in, and the engine is the caller's anyway.
        # Packed answers would only be unpacked again.
        headers = {"Accept-Encoding": "identity"}
        async with httpx.AsyncClient(transport=transport, base_url="http://handlepligt.test", headers=headers) as http:
            yield Client(http, settings)
