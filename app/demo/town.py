"""The made-up municipality: its units, and a leader and a representative at each workplace."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime

import msgspec

from app.access.enums import Role
from app.access.policy import Actor, system_actor
from app.committees.enums import CommitteeFunction, CommitteeSide
from app.demo.cast import LOGINS, Member, Seat, add_committee, add_member, with_committees
from app.demo.people import distinct_names
from app.organisation.actions import create_municipality, create_unit
from app.organisation.enums import UnitKind
from app.organisation.rules import MADE_UP

NAME = "Eksempelkøbing Kommune (opdigtet)"
CVR = "12345678"
_MAIL_AT = "eksempelkoebing.example"  # a domain that nobody has (RFC 2606)
SINCE = date(2023, 1, 2)
FIRST_WORKPLACE = "Plejehjemmet Åkanden"
_TREE: dict[str, dict[str, tuple[str, ...]]] = {
    "Social og Sundhed": {
        "Ældre": (
            FIRST_WORKPLACE,
            "Plejehjemmet Møllebakken",
            "Hjemmeplejen Vest",
            "Hjemmeplejen Øst",
            "Sygeplejen",
        ),
        "Handicap og Psykiatri": ("Bostedet Lyngtoften", "Bostedet Havblik", "Værestedet Kompasset"),
    },
    "Børn og Skole": {
        "Familie og Forebyggelse": ("Børnerådgivningen", "Ungerådgivningen", "Familiehuset"),
        "Skoler": ("Engskolen", "Skovbakkeskolen", "Kystskolen"),
        "Dagtilbud": ("Børnehuset Mælkebøtten", "Børnehuset Regnbuen", "Vuggestuen Spiren"),
    },
    "Job og Borgerservice": {
        "Jobcentret": ("Sygedagpenge", "Virksomhedsservice"),
        "Borgerservice": ("Ydelser", "Kontaktcentret"),
    },
    "Kultur, Teknik og Miljø": {
        "Kultur og Fritid": ("Biblioteket", "Svømmehallen"),
        "Drift": ("Vej og Park", "Genbrugspladsen"),
    },
}
_TEAMS = ("Åkanden, hus A", "Åkanden, hus B")


class Workplace(msgspec.Struct, frozen=True):
    """A workplace and the two people who follow its cases."""

    unit: int
    name: str
    leader: Member
    rep: Member


class Town(msgspec.Struct, frozen=True):
    workplaces: Mapping[str, Workplace]
    consultant: Member
    committee: Member
    keeper: Member  # of the surveys
    municipality: int
    cases: dict[str, str] = {}  # the number of each, by its title, once it is registered


async def build_town(actor: Actor) -> Town:
    """The municipality as it was set up at the beginning of 2023."""
    founder = system_actor(datetime(SINCE.year, SINCE.month, SINCE.day, 9, tzinfo=UTC), actor.request_id)
    names = iter(_names())
    demo = (await create_municipality(founder, code="DEMO", name=NAME, settings=MADE_UP)).id

    async def unit(name: str, kind: UnitKind, parent: int | None, p_no: str | None = None) -> int:
        cvr = CVR if kind is UnitKind.MUNICIPALITY or p_no else None
        made = await create_unit(
            founder, demo, name=name, kind=kind, parent=parent, cvr_no=cvr, production_unit_no=p_no, valid_from=SINCE
        )
        return made.id

    async def member(at: int, role: Role | None, title: str, username: str = "") -> Member:
        return await add_member(
            actor,
            demo,
            at,
            role,
            username=username,
            name="" if username else next(names),
            job_title=title,
            mail_at=_MAIL_AT,
            since=SINCE,
        )

    top = await unit(NAME, UnitKind.MUNICIPALITY, None)
    units: dict[str, int] = {}
    workplaces: dict[str, Workplace] = {}
    for department, centres in _TREE.items():
        units[department] = await unit(department, UnitKind.DEPARTMENT, top)
        for centre, places in centres.items():
            above = units[centre] = await unit(centre, UnitKind.CENTRE, units[department])
            for place in places:
                # Every third number is unknown, as in life.
                p_no = f"10{len(workplaces) + 1:08d}" if len(workplaces) % 3 else None
                at = await unit(place, UnitKind.WORKPLACE, above, p_no)
                is_first = place == FIRST_WORKPLACE
                workplaces[place] = Workplace(
                    at,
                    place,
                    await member(at, Role.MANAGER, "Leder", "leder" if is_first else ""),
                    await member(at, Role.HEALTH_SAFETY_REP, "Arbejdsmiljørepræsentant", "amr" if is_first else ""),
                )
    for team in _TEAMS:
        await unit(team, UnitKind.TEAM, workplaces[FIRST_WORKPLACE].unit)
    await member(top, Role.ADMINISTRATOR, "Administrator", "admin")
    await member(top, Role.AUDITOR, "Revisor", "revisor")
    keeper = await member(top, Role.HR_SURVEYS, "HR-konsulent", "hr")
    await member(units["Social og Sundhed"], Role.READER, "Sekretær", "laeser")
    consultant = await member(top, Role.CONSULTANT, "Arbejdsmiljøkonsulent", "konsulent")
    in_committee = await member(top, None, "Medlem af MED-udvalget", "med")
    director = await member(top, None, "Direktør")
    steward = await member(top, None, "Fællestillidsrepræsentant")

    async def committee(name: str, rank: str, at: int, *seats: Seat) -> None:
        await add_committee(actor, demo, name, rank, at, *seats, since=SINCE)

    chair = Seat(director, CommitteeFunction.CHAIR, CommitteeSide.EMPLOYER)
    deputy = Seat(steward, CommitteeFunction.DEPUTY_CHAIR)
    await committee("Hovedudvalget", "HMU", top, chair, deputy)
    await committee("MED-udvalget for Social og Sundhed", "FMU", units["Social og Sundhed"], Seat(in_committee))
    await committee("MED-udvalget for Børn og Skole", "FMU", units["Børn og Skole"])
    for centre, place in (("Handicap og Psykiatri", "Bostedet Havblik"), ("Skoler", "Engskolen")):
        local = workplaces[place]
        seats = (
            Seat(local.leader, CommitteeFunction.CHAIR, CommitteeSide.EMPLOYER),
            Seat(local.rep, CommitteeFunction.HEALTH_SAFETY_REP),
        )
        await committee(f"MED-udvalget for {centre}", "LMU", units[centre], *seats)
    return Town(
        workplaces,
        consultant=consultant,
        committee=await with_committees(actor, in_committee),
        keeper=keeper,
        municipality=demo,
    )


def _names() -> list[str]:
    """Names for everybody without a login, the same at each load."""
    taken = {name for _, name, _ in LOGINS}
    return [name for name in distinct_names(random.Random(41), 80) if name not in taken]  # noqa: S311 - made-up names
