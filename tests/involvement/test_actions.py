"""Recording involvement (rules 19, 20): facts are taken as they are, words are kept."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from app.access.enums import Role
from app.access.policy import Grant
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.involvement.actions import withdraw_involvement
from app.involvement.enums import Channel, InvolvementKind, Party
from app.involvement.queries import list_involvements
from app.involvement.rules import gate
from tests.factories_cases import make_case
from tests.factories_involvement import LONG_AGO, audit_of, make_involvement

HOSTILE = '  »Nej« – siger AMR: "det\'s ikke nok" <b>æøå ÆØÅ</b>\r\n\r\n\tlinje 2 \u00e5 a\u030a 😀\x00\x07\u202e  '
KEPT = '  »Nej« – siger AMR: "det\'s ikke nok" <b>æøå ÆØÅ</b>\n\n\tlinje 2 \u00e5 a\u030a 😀  '


async def test_a_record_is_kept_as_it_was_given(cast):
    case = await make_case(cast)
    made = await make_involvement(
        cast.bo.actor,
        case.id,
        kind=InvolvementKind.DISSENTED,
        party=Party.AMO,
        channel=Channel.EMAIL,
        participants="AMR, leder",
        minutes_reference="Punkt 3",
        subject="Planen",
        remark=HOSTILE,
    )

    (row,) = await list_involvements(cast.anna.scope, case.id)

    assert (row.id, row.public_id) == (made.id, made.public_id)
    assert (row.kind, row.party, row.channel) == (InvolvementKind.DISSENTED, Party.AMO, Channel.EMAIL)
    assert (row.on_date, row.forum_text, row.participants) == (LONG_AGO, "AMG-møde", "AMR, leder")
    assert (row.minutes_reference, row.subject, row.by_name) == ("Punkt 3", "Planen", "Bo Ærø")
    assert row.remark == KEPT  # rule 19: only control characters go
    assert not row.is_withdrawn


async def test_twenty_thousand_characters_are_kept(cast):
    case = await make_case(cast)
    await make_involvement(cast.anna.actor, case.id, remark="ø" * 20_000)

    (row,) = await list_involvements(cast.anna.scope, case.id)

    assert row.remark == "ø" * 20_000


async def test_a_late_record_is_a_fact_and_a_future_one_is_not(cast):
    """Rule 19: a gate that refuses facts makes people backdate."""
    case = await make_case(cast)
    today = cast.anna.actor.today
    await make_involvement(cast.anna.actor, case.id, on_date=date(2019, 1, 2))
    await make_involvement(cast.anna.actor, case.id, on_date=today)
    with pytest.raises(Invalid) as error:
        await make_involvement(cast.anna.actor, case.id, on_date=today + timedelta(days=1))

    assert list(error.value.fields) == ["on_date"]
    assert [row.on_date for row in await list_involvements(cast.anna.scope, case.id)] == [date(2019, 1, 2), today]


async def test_a_withdrawn_record_stays_marked_and_no_longer_opens_the_gate(cast):
    case = await make_case(cast)
    made = await make_involvement(cast.bo.actor, case.id, remark="Vi er enige")
    await withdraw_involvement(cast.bo.actor, case.id, made.public_id, reason=" Forkert sag ")

    (row,) = await list_involvements(cast.anna.scope, case.id)

    assert (row.is_withdrawn, row.withdrawn_reason, row.remark) == (True, "Forkert sag", "Vi er enige")
    assert not gate([row.fact], True).is_open
    with pytest.raises(RuleViolation):
        await withdraw_involvement(cast.bo.actor, case.id, made.public_id, reason="igen")
    action, kind, payload = (await audit_of(case.id))[-1]
    assert (action, kind, payload.actor_name, payload.reason) == ("withdrawn", "involvement", "Bo Ærø", "Forkert sag")


async def test_withdrawing_needs_a_reason_and_the_right(cast):
    case = await make_case(cast)
    made = await make_involvement(cast.anna.actor, case.id)
    with pytest.raises(Invalid):
        await withdraw_involvement(cast.anna.actor, case.id, made.public_id, reason="  ")
    with pytest.raises(Denied):  # not his own record, and no right to change the case
        await withdraw_involvement(cast.bo.actor, case.id, made.public_id, reason="Fejl")
    with pytest.raises(NotFound):
        await withdraw_involvement(cast.carl.actor, case.id, made.public_id, reason="Fejl")
    with pytest.raises(NotFound):
        await withdraw_involvement(cast.anna.actor, case.id, "findes-ikke", reason="Fejl")

    (row,) = await list_involvements(cast.anna.scope, case.id)
    assert not row.is_withdrawn


async def test_roles_and_walls(cast):
    case = await make_case(cast)
    await make_involvement(cast.dorte.actor, case.id)
    with pytest.raises(Denied):
        await make_involvement(cast.gerda.actor, case.id)
    for stranger in (cast.carl, cast.hans, cast.fie):
        with pytest.raises(NotFound):
            await make_involvement(stranger.actor, case.id)
        assert await list_involvements(stranger.scope, case.id) == []
    with pytest.raises(NotFound):
        await make_involvement(cast.anna.actor, case.id, plan_version=4711)
    assert len(await list_involvements(cast.gerda.scope, case.id)) == 1


async def test_one_unit_of_the_case_is_enough_for_an_upper_committee(cast):
    """Rule 41, decision 0014: the unit that no lower committee covers lets the upper one act in the whole case."""
    both = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    lower = await make_case(cast, units=(cast.nord.id,))
    member = Grant(Role.COMMITTEE_MEMBER, cast.centre.id, cast.municipality, but=frozenset({cast.nord.id}))
    upper = replace(cast.dorte.actor, grants=(member,))
    await make_involvement(upper, both.id)
    with pytest.raises(NotFound):
        await make_involvement(upper, lower.id)
