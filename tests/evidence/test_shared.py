"""Evidence that proves something in two units: nobody takes it from the other one.

Bo and Carl are AMR in Nord and Syd; Anna manages the centre over both.
"""

import pytest

from app.cases.actions import CreatedCase
from app.core.errors import Denied
from app.evidence.actions import Link, add_evidence_version, link_evidence, withdraw_evidence
from app.evidence.policy import may_link, may_replace, may_set_tier, may_withdraw
from app.evidence.queries import get_evidence, list_evidence_versions, units_linked
from app.organisation.actions import Created
from tests.factories import Cast, Client
from tests.factories_cases import make_case, make_focus_point
from tests.factories_evidence import make_evidence, to_case, to_focus_point, to_item
from tests.factories_plans import make_item
from tests.web.html_check import faults

SHARED = "Den hører også til noget, som du ikke har ret til at ændre."


@pytest.fixture
async def case(cast: Cast) -> CreatedCase:
    return await make_case(cast, units=(cast.nord.id, cast.syd.id))


@pytest.fixture
async def links(cast: Cast, case: CreatedCase) -> tuple[Link, Link]:
    north = await make_item(cast, case)
    south = await make_item(cast, case, unit=cast.syd.id, owner=cast.carl.id)
    return to_item(north), to_item(south)


@pytest.fixture
async def shared(cast: Cast, links: tuple[Link, Link]) -> Created:
    made = await make_evidence(cast, links[0])
    await link_evidence(cast.anna.actor, made.public_id, links[1:])
    return made


async def test_neither_unit_takes_it_from_the_other(cast: Cast, shared: Created) -> None:
    for member in (cast.bo, cast.carl):
        with pytest.raises(Denied) as refused:
            await withdraw_evidence(member.actor, shared.public_id, reason="Forkert fil.")
        assert refused.value.message.startswith(SHARED)
        with pytest.raises(Denied) as refused:
            await add_evidence_version(member.actor, shared.public_id, seen=1, esdh_reference="25/2-2")
        assert refused.value.message.startswith(SHARED)
    assert not (await get_evidence(cast.bo.scope, shared.public_id)).is_withdrawn
    assert len(await list_evidence_versions(cast.bo.scope, shared.id)) == 1


async def test_who_has_the_right_in_both_units_may(cast: Cast, shared: Created) -> None:
    assert await add_evidence_version(cast.anna.actor, shared.public_id, seen=1, esdh_reference="25/2-2") == 2
    await withdraw_evidence(cast.anna.actor, shared.public_id, reason="Forkert fil.")
    for member in (cast.bo, cast.carl):
        assert (await get_evidence(member.scope, shared.public_id)).withdrawn_reason == "Forkert fil."


async def test_what_lies_in_one_unit_is_withdrawn_there(cast: Cast, links: tuple[Link, Link]) -> None:
    mine = await make_evidence(cast, links[0])
    await withdraw_evidence(cast.bo.actor, mine.public_id, reason="Forkert fil.")
    assert (await get_evidence(cast.bo.scope, mine.public_id)).is_withdrawn


async def test_the_case_and_its_focus_points_are_of_all_its_units(cast: Cast, case: CreatedCase) -> None:
    """Whoever works on the case may withdraw what proves something about the case as such."""
    point = to_focus_point(await make_focus_point(cast, case))
    for link, member in ((to_case(case), cast.bo), (point, cast.carl)):
        made = await make_evidence(cast, link, actor=member.actor)
        await withdraw_evidence(member.actor, made.public_id, reason="Forkert fil.")


async def test_the_verdict_counts_every_link(cast: Cast, shared: Created) -> None:
    linked = await units_linked(cast.bo.scope, shared.id)
    (one,), (other,) = linked[0].units, linked[1].units
    assert [cast.nord.id in one, cast.syd.id in one, cast.syd.id in other] == [True, False, True]
    asked = (may_link, may_replace, may_withdraw)
    verdicts = {who: [ask(getattr(cast, who).actor, linked).ok for ask in asked] for who in ("bo", "anna", "gerda")}
    assert verdicts == {"bo": [True, False, False], "anna": [True, True, True], "gerda": [False, False, False]}
    assert not may_replace(cast.gerda.actor, linked).reason.startswith(SHARED)
    assert not may_withdraw(cast.anna.actor, ()).ok  # linked to nothing: nobody's
    for who, on_own_item, ok in (("bo", False, True), ("gerda", False, False), ("gerda", True, True)):
        asker = getattr(cast, who).actor  # who put it there, and has become a reader: only on an item of theirs
        assert may_set_tier(asker, linked, asker.person, on_own_item=on_own_item).ok is ok
    assert not may_set_tier(cast.gerda.actor, linked, cast.bo.id, on_own_item=True).ok


async def test_the_page_says_why_and_offers_what_is_left(client: Client, cast: Cast, shared: Created) -> None:
    path = f"/dokumentation/{shared.public_id}"
    await client.as_(cast.bo)
    page = (await client.get(path)).text
    assert faults(page) == []
    assert SHARED in page
    assert f'href="{path}/knyt"' in page
    for form in ("ny-version", "traek-tilbage"):
        assert f'href="{path}/{form}"' not in page
        assert (await client.get(f"{path}/{form}")).status_code == 403
    refused = await client.post(f"{path}/traek-tilbage", {"reason": "Forkert fil."})
    assert refused.status_code == 403
    assert SHARED in refused.text
    await client.as_(cast.gerda)
    assert SHARED not in (await client.get(path)).text
    await client.as_(cast.anna)
    assert SHARED not in (await client.get(path)).text
    form = (await client.get(f"{path}/traek-tilbage")).text
    assert faults(form) == []
    assert "Den trækkes tilbage alle de steder, den hører til:" in form
    assert form.count("<li>Tiltag: ") == 2
