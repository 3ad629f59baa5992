"""Very many made-up cases at once, to measure with; see docs/performance.md.

Written past the actions, for speed: the rows are those that the actions would have left, but the log gets one entry
for the whole. The same counts on the same day give the same data.
"""

import random
from datetime import timedelta

from app.access.enums import Role
from app.access.policy import Actor
from app.access.tables import RoleGrant
from app.accounts.passwords import hash_password
from app.accounts.tables import Account
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core.text import search_key, sort_key
from app.db.transaction import transaction
from app.demo.bulk import Bulk, Place
from app.demo.cast import PASSWORD
from app.demo.people import made_up_name
from app.demo.seed_cases import add_cases
from app.organisation.enums import UnitKind
from app.organisation.rules import MADE_UP, encode_settings
from app.organisation.tables import Municipality, Person, Unit, UnitClosure, UnitVersion

NAME = "Målekøbing Kommune (opdigtet)"
_LEVELS = ((UnitKind.DEPARTMENT, 100, "Forvaltning"), (UnitKind.CENTRE, 10, "Center"), (UnitKind.WORKPLACE, 1, "Hus"))
SEED = 20250410


async def seed(actor: Actor, *, units: int = 1000, cases: int = 2000, items: int = 20_000) -> None:
    """Fills an empty database with a municipality of this size. Logins: `konsulent` for all of it, `amr` and `leder`
    for one workplace, which has the largest plan; their password is that of the demo."""
    bulk = Bulk(random.Random(SEED))  # noqa: S311 - made-up data, the same at each run
    password_hash = await hash_password(PASSWORD)
    async with transaction():
        municipality = bulk.add(Municipality, code="MAAL", name=NAME, settings=encode_settings(MADE_UP))
        places = _add_units(bulk, actor, municipality, units)
        top, workplaces = places[0], places[1:] or places
        consultant = _add_login(bulk, actor, municipality, "konsulent", Role.CONSULTANT, top.unit, password_hash)
        rep = _add_login(bulk, actor, municipality, "amr", Role.HEALTH_SAFETY_REP, workplaces[0].unit, password_hash)
        _add_login(bulk, actor, municipality, "leder", Role.MANAGER, workplaces[0].unit, password_hash)
        await bulk.save()
        for _ in add_cases(bulk, actor, workplaces, cases=cases, items=items, busy=(consultant, rep)):
            await bulk.save()
        await bulk.finish()
        counts = {"enheder": units, "sager": cases, "tiltag": items}
        record(
            actor,
            AuditAction.IMPORTED,
            EntityKind.MUNICIPALITY,
            municipality,
            subject=f"{NAME}: måledata",
            after=counts,
        )


def _add_units(bulk: Bulk, actor: Actor, municipality: int, count: int) -> list[Place]:
    """The top, then the workplaces in order; the levels between are units as well."""
    line: dict[int, tuple[int, ...]] = {}
    since = actor.today - timedelta(days=2000)

    def add(name: str, kind: UnitKind, parent: int | None) -> Place:
        no = len(line) + 1
        unit = bulk.add(Unit, municipality=municipality, external_id=f"maal-{no}", version=1)
        is_workplace = kind is UnitKind.WORKPLACE
        version = bulk.add(
            UnitVersion,
            unit=unit,
            parent=parent,
            name=name,
            kind=kind,
            cvr_no="12345678" if kind is UnitKind.MUNICIPALITY else None,
            production_unit_no=f"{1_000_000_000 + no}" if is_workplace else None,
            valid_from=since,
            valid_to=None,
            search_key=search_key(name),
            sort_key=sort_key(name),
        )
        line[unit] = (unit, *(line[parent] if parent else ()))
        for depth, ancestor in enumerate(line[unit]):
            bulk.add(UnitClosure, ancestor=ancestor, descendant=unit, depth=depth)
        people = tuple(
            _add_person(bulk, municipality, made_up_name(bulk.rng), title)
            for title in (("Leder", "AMR") if is_workplace else ())
        )
        return Place(municipality=municipality, unit=unit, version=version, name=name, people=people)

    top = add(NAME, UnitKind.MUNICIPALITY, None)
    parents, left = [top], count - 1
    for kind, share, word in _LEVELS:
        wanted = min(left, max(1, count // share) if share > 1 else left)
        made = [add(f"{word} {no + 1}", kind, parents[no % len(parents)].unit) for no in range(wanted)]
        parents, left = made or parents, left - wanted
    return [top, *(parents if parents[0] is not top else [])]


def _add_person(bulk: Bulk, municipality: int, name: str, job_title: str) -> int:
    return bulk.add(
        Person,
        municipality=municipality,
        external_id=None,
        name=name,
        email=None,
        job_title=job_title,
        is_active=True,
        left_on=None,
        search_key=search_key(name),
        sort_key=sort_key(name),
        version=1,
    )


def _add_login(
    bulk: Bulk, actor: Actor, municipality: int, username: str, role: Role, unit: int, password_hash: str
) -> int:
    person = _add_person(bulk, municipality, f"{made_up_name(bulk.rng)} (måling)", "")
    bulk.add(
        RoleGrant,
        person=person,
        role=role,
        unit=unit,
        valid_from=actor.today - timedelta(days=1),
        valid_to=None,
        source="seed",
    )
    bulk.add(
        Account,
        person=person,
        username=username,
        password_hash=password_hash,
        is_active=True,
        last_login_at=None,
    )
    return person
