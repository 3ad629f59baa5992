"""People in the roles that the cast of tests/factories.py lacks."""

from datetime import timedelta

from app.access.enums import Role
from app.access.tables import RoleGrant
from app.accounts.actions import end_role, grant_role
from app.committees.actions import add_member
from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.core import ids
from app.db.sql import fetch_rows, insert
from app.db.transaction import transaction
from tests.factories import Cast, Member, UnitRef, make_committee, make_member


async def make_others(cast: Cast) -> dict[str, Member]:
    """By login, without logins as yet. Ivan's role in Syd ended today; Otto is given a case by `advise`."""

    async def make(name: str, role: Role | None, unit: UnitRef, municipality: int = cast.municipality) -> Member:
        return await make_member(cast.clock, municipality, name, role, unit.id)

    ivan = await make("Ivan Forhen", Role.HEALTH_SAFETY_REP, cast.syd)
    await grant_role(cast.system, ivan.id, role=Role.HEALTH_SAFETY_REP, unit=cast.nord.id)
    (grant,) = await fetch_rows("SELECT id FROM role_grants WHERE person = {} AND unit = {}", ivan.id, cast.syd.id)
    await end_role(cast.system, int(grant["id"]))
    karl = await make("Karl Sekretær", None, cast.nord)
    kind = CommitteeKind.WORK_ENVIRONMENT_COMMITTEE
    committee = await make_committee(cast.clock, cast.municipality, "AMU for Nord", [cast.nord.id], kind=kind)
    function = CommitteeFunction.SECRETARY
    await add_member(cast.system, committee.id, karl.id, side=CommitteeSide.EMPLOYEE, function=function)
    made = (
        ivan,
        karl,
        await make("Jane Tillid", Role.UNION_REP, cast.nord),
        await make("Lone Trivsel", Role.HR_SURVEYS, cast.nord),
        await make("Mads Sekretariat", Role.SECRETARIAT, cast.top),
        await make("Nina Revisor", Role.AUDITOR, cast.nord),
        await make("Otto Ekstern", None, cast.elsewhere, cast.other_municipality),
    )
    return {each.username: each for each in made}


async def advise(member: Member, case: int) -> None:
    """Lets `member` advise on one case for a month."""
    async with transaction():
        await insert(
            RoleGrant(
                public_id=ids.new_public_id(),
                person=member.id,
                role=Role.EXTERNAL_ADVISER,
                unit=None,
                case=case,
                valid_from=member.actor.today,
                valid_to=member.actor.today + timedelta(days=30),
                source="manual",
            )
        )
