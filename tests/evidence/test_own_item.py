"""The owner of an item and its helpers say how it goes, whatever their role; planning and judging stay with the roles.

Gerda reads in Nord, Dorte sits in the committee of the centre above.
"""

from collections.abc import Mapping

import pytest

from app.access.enums import Role
from app.accounts.actions import end_role, grant_role
from app.db.sql import execute, fetch_value
from app.db.transaction import transaction
from app.evidence.queries import list_item_evidence
from app.organisation.actions import Created
from app.plans.enums import ItemStatus
from tests import factories_files as make
from tests.factories import Cast, Client, Member
from tests.factories_cases import make_case
from tests.factories_plans import make_item, read_item, set_status
from tests.web.html_check import faults


@pytest.fixture
async def hers(cast: Cast) -> Created:
    """Gerda's own item in Nord; Dorte helps."""
    return await make_item(cast, await make_case(cast), owner=cast.gerda.id, helpers=[cast.dorte.id])


async def _send(client: Client, cast: Cast, item: Created, status: str, note: str = "Begyndt.") -> int:
    fields: Mapping[str, str] = {
        "status": status,
        "note": note,
        "version": str((await read_item(cast, item)).version),
    }
    photo = [("photo", ("billede.jpg", make.jpeg(), "image/jpeg"))]
    answer = await client.post(f"/tiltag/{item.public_id}/opdater", dict(fields), files=photo)
    return answer.status_code


@pytest.mark.parametrize("who", ["gerda", "dorte"])
async def test_owner_and_helper_update_their_item_with_a_photo(
    client: Client, cast: Cast, hers: Created, who: str
) -> None:
    member: Member = getattr(cast, who)
    await client.as_(member)
    assert f'href="/tiltag/{hers.public_id}"' in (await client.get("/mine-tiltag")).text
    page = (await client.get(f"/tiltag/{hers.public_id}")).text
    assert f'href="/tiltag/{hers.public_id}/opdater"' in page
    form = (await client.get(f"/tiltag/{hers.public_id}/opdater")).text
    assert faults(form) == []
    assert 'value="done"' in form
    assert await _send(client, cast, hers, "in_progress") == 303
    assert (await read_item(cast, hers)).status is ItemStatus.IN_PROGRESS
    assert [row.file_name for row in await list_item_evidence(member.scope, hers.id)] == ["billede.jpg"]
    added = await client.post(
        f"/tiltag/{hers.public_id}/dokumentation/ny", {"kind": "minutes", "esdh_reference": "25/1-1"}
    )
    assert added.status_code == 303


async def test_what_is_planned_judged_or_withdrawn_is_not_hers(client: Client, cast: Cast, hers: Created) -> None:
    await client.as_(cast.gerda)
    page = (await client.get(f"/tiltag/{hers.public_id}")).text
    form = (await client.get(f"/tiltag/{hers.public_id}/opdater")).text
    assert 'value="cancelled"' not in form
    assert await _send(client, cast, hers, "cancelled", "Det går ikke.") == 403
    assert await _send(client, cast, hers, "done") == 303
    for path in ("ret", "flyt-frist", "effekt"):
        assert f'href="/tiltag/{hers.public_id}/{path}"' not in page
        assert (await client.get(f"/tiltag/{hers.public_id}/{path}")).status_code == 403
    evidence = (await list_item_evidence(cast.gerda.scope, hers.id))[0]
    for path in ("traek-tilbage", "ny-version", "knyt"):
        assert (await client.get(f"{evidence.href}/{path}")).status_code == 403


async def test_a_step_back_from_an_evaluation_undoes_a_judgement_and_is_not_hers(
    client: Client, cast: Cast, hers: Created
) -> None:
    await set_status(cast, hers, ItemStatus.DONE)
    async with transaction():
        await execute("UPDATE action_items SET status = 'effect_evaluated' WHERE id = {}", hers.id)
    await client.as_(cast.gerda)
    assert await _send(client, cast, hers, "in_progress") == 403
    assert await _send(client, cast, hers, "effect_evaluated", "Stadig godt.") == 303  # a note alone


async def test_a_reader_who_neither_owns_nor_helps_updates_nothing(client: Client, cast: Cast) -> None:
    item = await make_item(cast, await make_case(cast))
    await client.as_(cast.gerda)
    path = f"/tiltag/{item.public_id}"
    assert f'href="{path}/opdater"' not in (await client.get(path)).text
    assert (await client.get(f"{path}/opdater")).status_code == 403
    assert await _send(client, cast, item, "done") == 403
    assert (await client.get(f"{path}/dokumentation/ny")).status_code == 403
    assert await list_item_evidence(cast.gerda.scope, item.id) == []


async def _end_role(cast: Cast, member: Member) -> None:
    grant = await fetch_value(int, "SELECT id FROM role_grants WHERE person = {}", member.id)
    assert grant is not None
    await end_role(cast.system, grant, valid_to=cast.system.today)


async def test_an_owner_whose_role_lies_elsewhere_finds_nothing(client: Client, cast: Cast, hers: Created) -> None:
    await _end_role(cast, cast.gerda)
    await grant_role(cast.system, cast.gerda.id, role=Role.MANAGER, unit=cast.syd.id)
    await client.as_(cast.gerda)
    for path in ("", "/opdater", "/dokumentation/ny"):
        assert (await client.get(f"/tiltag/{hers.public_id}{path}")).status_code == 404
    assert await _send(client, cast, hers, "done") == 404
    assert (await read_item(cast, hers)).status is ItemStatus.PLANNED


async def test_an_owner_whose_role_has_ended_finds_nothing(client: Client, cast: Cast, hers: Created) -> None:
    await client.as_(cast.gerda)
    assert (await client.get(f"/tiltag/{hers.public_id}/opdater")).status_code == 200
    await _end_role(cast, cast.gerda)
    await client.as_(cast.gerda)
    assert (await client.get(f"/tiltag/{hers.public_id}/opdater")).status_code == 404
    assert await _send(client, cast, hers, "done") == 404


async def test_an_owner_whose_account_is_closed_is_not_let_in(client: Client, cast: Cast, hers: Created) -> None:
    await client.as_(cast.gerda)
    async with transaction():
        await execute("UPDATE accounts SET is_active = {} WHERE person = {}", False, cast.gerda.id)
    assert await _send(client, cast, hers, "done") == 401
    assert (await read_item(cast, hers)).status is ItemStatus.PLANNED


async def test_who_stops_helping_stops_updating(client: Client, cast: Cast, hers: Created) -> None:
    async with transaction():
        await execute("DELETE FROM item_helpers WHERE item = {}", hers.id)
    await client.as_(cast.dorte)
    assert await _send(client, cast, hers, "done") == 403
