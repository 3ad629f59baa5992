"""What changes under somebody who is logged in: it holds from the very next page, and for the key of their program.

A role that ends is in tests/accounts/test_roles.py, a key whose owner has left in tests/api/test_tokens.py.
"""

from app.access.enums import Role
from app.accounts.actions import end_role, grant_role
from app.db.sql import fetch_rows, fetch_value
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
    What the old one was typing on a form of the unit is not saved, and the form is not drawn again.
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

    typed = {"status": "in_progress", "note": "Det, jeg var ved at skrive", "version": "1"}
    forms = {f"/tiltag/{item.public_id}/opdater": typed, f"/sager/{case.public_id}/kontakt": {"note": typed["note"]}}
    client.http.cookies.update(cookies[cast.anna.id])
    for path, sent in forms.items():
        answer = await client.post(path, sent)
        assert (answer.status_code, typed["note"] in answer.text) == (404, False)
    patched = await programs[cast.anna.id].call(
        "PATCH", f"/items/{item.public_id}", if_match='"1"', json={"note": typed["note"]}
    )
    assert patched.status_code == 404
    assert await fetch_value(int, "SELECT COUNT(*) AS n FROM item_updates") == 0


async def test_a_role_that_ends_while_a_form_is_open(client: Client, cast: Cast) -> None:
    """Attack: what Bo was typing is kept for him over the new login, and saved for nobody who may not."""
    item = await make_item(cast, await make_case(cast), owner=cast.anna.id)
    path = f"/tiltag/{item.public_id}/opdater"
    await client.as_(cast.bo)
    await grant_role(cast.system, cast.bo.id, role=Role.READER, unit=cast.nord.id)
    grants = await fetch_rows("SELECT id FROM role_grants WHERE person = {} AND role <> 'reader'", cast.bo.id)
    for grant in grants:
        await end_role(cast.system, int(grant["id"]))
    typed = {"status": "in_progress", "note": "Det, jeg var ved at skrive", "version": "1"}
    assert (await client.post(path, typed)).status_code == 401
    await client.as_(cast.bo)
    assert (await client.get(f"/tiltag/{item.public_id}")).status_code == 200
    for answer in (await client.get(path), await client.post(path, typed)):
        assert (answer.status_code, typed["note"] in answer.text) == (403, False)
    assert await fetch_value(int, "SELECT COUNT(*) AS n FROM item_updates") == 0
