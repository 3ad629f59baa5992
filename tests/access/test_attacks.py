"""What changes under somebody who is logged in: it holds from the very next page, and for the key of their program.

A role that ends is in tests/accounts/test_roles.py, a key whose owner has left in tests/api/test_tokens.py.
"""

from app.access.enums import Role
from app.db.sql import fetch_value
from app.organisation.actions import create_unit, move_unit
from app.organisation.enums import UnitKind
from tests.factories import Cast, Client, Member, make_member
from tests.factories_api import Program, make_token
from tests.factories_cases import make_case
from tests.factories_evidence import make_evidence, to_case
from tests.factories_plans import make_item


async def test_a_unit_moved_under_another_manager(client: Client, cast: Cast) -> None:
    """Attack: Nord moves from Anna's centre to another one while both managers have it open in browser and program.

    The new one reads everything of Nord, the old one nothing: neither its case, nor an item, nor evidence by address.
    """
    centre = await create_unit(
        cast.system, cast.municipality, name="Andet center", kind=UnitKind.CENTRE, parent=cast.department.id
    )
    other = await make_member(cast.clock, cast.municipality, "Yrsa Leder", Role.MANAGER, centre.id)
    case = await make_case(cast)
    item = await make_item(cast, case)
    proof = await make_evidence(cast, to_case(case), actor=cast.anna.actor)
    paths = (f"/sager/{case.public_id}", f"/tiltag/{item.public_id}", f"/dokumentation/{proof.public_id}")
    calls = (f"/cases/{case.public_id}", f"/items/{item.public_id}", f"/evidence/{proof.public_id}")
    cookies, programs = {}, {}
    for member in (cast.anna, other):
        await client.as_(member)
        cookies[member.id] = dict(client.http.cookies)
        programs[member.id] = Program(client.http, await make_token(member))

    async def statuses(member: Member) -> set[int]:
        found = {(await programs[member.id].get(call)).status_code for call in calls}
        client.http.cookies.update(cookies[member.id])
        listed = case.reference in (await client.get("/sager")).text
        found |= {(await client.get(path)).status_code for path in paths} | {200 if listed else 404}
        client.http.cookies.clear()
        return found

    assert (await statuses(cast.anna), await statuses(other)) == ({200}, {404})
    seen = await fetch_value(int, "SELECT version FROM units WHERE id = {}", cast.nord.id)
    await move_unit(cast.system, cast.nord.id, seen=seen or 0, parent=centre.id)
    assert (await statuses(cast.anna), await statuses(other)) == ({404}, {200})
