"""Places that end are told in time, to those who see to it (issue 6 section 1)."""

from datetime import date, timedelta

from app.committees.actions import add_member
from app.committees.enums import CommitteeFunction, CommitteeSide
from app.committees.queries import list_terms_ending
from app.committees.queries.terms import AHEAD
from app.db.sql import execute
from app.db.transaction import transaction
from tests.factories import Cast

TODAY = date(2025, 8, 20)


async def _ends(person: int, day: date) -> None:
    async with transaction():
        await execute("UPDATE committee_members SET valid_to = {} WHERE person = {}", day, person)


async def test_a_place_that_ends_is_told_to_chair_and_administrator_until_it_is_renewed(cast: Cast) -> None:
    committee, until = cast.committee.id, TODAY + AHEAD
    await add_member(
        cast.system, committee, cast.anna.id, side=CommitteeSide.EMPLOYER, function=CommitteeFunction.CHAIR
    )
    for day, is_told in (
        (TODAY, False),  # it has ended: there is nothing left to see to in time
        (TODAY + timedelta(days=1), True),
        (until, True),
        (until + timedelta(days=1), False),
    ):
        await _ends(cast.dorte.id, day)
        for member in (cast.anna, cast.fie):
            told = await list_terms_ending(member.scope, until, limit=9)
            assert [(each.name, each.ends_on) for each in told] == ([("Dorte Udvalg", day)] if is_told else [])
    await _ends(cast.dorte.id, until)
    for member in (cast.dorte, cast.bo, cast.gerda, cast.hans):  # members, readers, another municipality
        assert await list_terms_ending(member.scope, until, limit=9) == []
    async with transaction():
        await execute(
            "INSERT INTO committee_members (public_id, committee, person, side, function, valid_from) "
            "SELECT 'fornyet', committee, person, side, function, valid_to FROM committee_members WHERE person = {}",
            cast.dorte.id,
        )
    assert await list_terms_ending(cast.anna.scope, until, limit=9) == []
