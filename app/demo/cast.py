"""Who acts in the demo: made-up people, each acting on the day something happens."""

from datetime import UTC, date, datetime, time

import msgspec

from app.access.enums import Role
from app.access.policy import Actor, Grant, system_actor
from app.accounts.actions import create_account, grant_role
from app.committees import actions as committees
from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.committees.queries import committee_grants
from app.organisation.actions import create_person

PASSWORD = "proev-handlepligt"  # noqa: S105 - printed for whoever tries the demo; production refuses the demo

# username, name, role in words: what `handlepligt demo` prints and the login page offers.
LOGINS = (
    ("leder", "Mette Fjordager", "leder, Plejehjemmet Åkanden (opdigtet)"),
    ("amr", "Jonas Kildebæk", "arbejdsmiljørepræsentant, Plejehjemmet Åkanden (opdigtet)"),
    ("med", "Sanne Rugholm", "medlem af MED-udvalget, Social og Sundhed (opdigtet)"),
    ("konsulent", "Torben Ærenholt", "arbejdsmiljøkonsulent for hele Eksempelkøbing (opdigtet)"),
    ("admin", "Yrsa Lyngkær", "administrator, Eksempelkøbing (opdigtet)"),
    ("revisor", "Asta Kornerup", "revisor, Eksempelkøbing (opdigtet)"),
    ("hr", "Vibeke Tornhøj", "HR (trivselsmålinger), Eksempelkøbing (opdigtet)"),
    ("laeser", "Øjvind Granbo", "læseadgang, Social og Sundhed (opdigtet)"),
    ("leder-aarhus", "Leder, klyngen (demo)", "leder, klyngen i Relationel Velfærd, Aarhus"),
    ("leder-doegn", "Leder, Døgnafdelingen (demo)", "leder, Døgnafdelingen, Aarhus"),
    ("amr-aarhus", "AMR, klyngen (demo)", "arbejdsmiljørepræsentant, klyngen i Relationel Velfærd, Aarhus"),
    ("med-aarhus", "MED-medlem, BFF (demo)", "medlem af MED-udvalget, BFF, Aarhus"),
    ("konsulent-aarhus", "Arbejdsmiljøkonsulent (demo)", "arbejdsmiljøkonsulent for hele Aarhus Kommune"),
    ("hr-aarhus", "HR (demo)", "HR (trivselsmålinger), Aarhus Kommune"),
    ("sekretariat-aarhus", "Sekretariat (demo)", "sekretariat, Sociale Forhold og Beskæftigelse, Aarhus"),
    ("admin-aarhus", "Administrator (demo)", "administrator, Aarhus"),
    ("laeser-aarhus", "Læser (demo)", "læseadgang, BFF, Aarhus"),
)
_NAMES = {username: name for username, name, _ in LOGINS}


class Member(msgspec.Struct, frozen=True):
    """A made-up person with a role."""

    id: int
    name: str
    grants: tuple[Grant, ...]
    loaded: Actor

    def on(self, day: date) -> Actor:
        """Acting that day: in the morning, or now when it is the day of loading."""
        is_today = day >= self.loaded.today
        now = self.loaded.now if is_today else datetime.combine(day, time(8), UTC)
        return Actor(person=self.id, name=self.name, grants=self.grants, now=now, request_id=self.loaded.request_id)

    @property
    def now(self) -> Actor:
        return self.on(self.loaded.today)


async def add_member(
    loaded: Actor,
    municipality: int,
    unit: int,
    role: Role | None,
    *,
    username: str = "",
    name: str = "",
    job_title: str = "",
    mail_at: str = "",
    since: date | None = None,
) -> Member:
    """A person with `role` on `unit` (since that day; None: none), an address at the domain `mail_at`, and a login
    where there is a `username`, named in `LOGINS`."""
    now = datetime.combine(since, time(9), UTC) if since else loaded.now
    system = system_actor(now, loaded.request_id)
    name = name or _NAMES[username]
    email = f"{_ascii(username or name)}@{mail_at}" if mail_at else None
    person = await create_person(system, municipality, name=name, email=email, job_title=job_title)
    if role is not None:
        await grant_role(system, person.id, role=role, unit=unit, valid_from=since)
    if username:
        await create_account(system, person.id, username=username, password=PASSWORD, is_made_up=True)
    grants = (Grant(role, unit, municipality),) if role is not None else ()
    return Member(person.id, name, grants, loaded)


def _ascii(name: str) -> str:
    """A name as mail addresses are written here: "asger.ovensoe"."""
    return name.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa").replace(" ", ".")


class Seat(msgspec.Struct, frozen=True):
    """Who sits in a committee of the demo, as what, and for whom."""

    person: Member
    function: CommitteeFunction = CommitteeFunction.MEMBER
    side: CommitteeSide = CommitteeSide.EMPLOYEE


async def add_committee(
    loaded: Actor, municipality: int, name: str, rank: str, unit: int, *seats: Seat, since: date | None = None
) -> None:
    """A MED committee covering `unit`, as it was set up on `since`."""
    now = datetime.combine(since, time(9), UTC) if since else loaded.now
    system = system_actor(now, loaded.request_id)
    made = await committees.create_committee(
        system, municipality, name=name, kind=CommitteeKind.MED, rank=rank, units=(unit,)
    )
    for seat in seats:
        await committees.add_member(
            system, made.id, seat.person.id, side=seat.side, function=seat.function, valid_from=since
        )


async def with_committees(loaded: Actor, member: Member) -> Member:
    """The member with what their committees give, now that all of these are there."""
    given = await committee_grants(loaded.scope, member.id, loaded.today)
    return msgspec.structs.replace(member, grants=(*member.grants, *given))
