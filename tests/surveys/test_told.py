"""Reorganisations that somebody tells of: the people are the same, whatever their unit is called (trap 19)."""

from datetime import date, timedelta

import pytest

from app.access.enums import Role
from app.core.errors import Denied, Invalid, NotFound
from app.organisation.actions import close_unit, create_unit
from app.organisation.enums import UnitKind
from app.surveys.actions.told import ToldFacts, change_reorganisation, remove_reorganisation, tell_reorganisation
from app.surveys.rules.shown import Suppressed
from app.surveys.rules.suppression_facts import Reorganisation
from app.surveys.rules.told import Measured, Told, is_touched, resolve, told_problems, told_text, within
from tests.factories import Cast, Client, UnitRef, make_member
from tests.factories_surveys import entry, make_figures, make_told, scores, seen_by
from tests.web.html_check import faults

A, B, C, D, E, TOP = range(1, 7)
ON = date(2024, 6, 1)


def rounds(*units: set[int], year: int = 2023) -> list[Measured]:
    return [Measured(str(index), date(year + index, 3, 1), frozenset(each)) for index, each in enumerate(units)]


def told(before: set[int], after: set[int], on: date = ON) -> Told:
    return Told(on, frozenset(before), frozenset(after))


def test_what_was_told_lies_between_the_last_round_before_and_the_first_after() -> None:
    three = rounds({TOP, A, B}, {TOP, A, B, C}, {TOP, A, C})
    assert resolve(three, [told({A, B}, {A})]) == [Reorganisation((("1", "1"), ("1", "2")), (("2", "1"),))]
    # B was measured the first time only, and D never: they are people of their own.
    gaps = rounds({TOP, A, B}, {TOP, A}, {TOP, A, C})
    assert resolve(gaps, [told({A, B}, {C, D})]) == [Reorganisation((("1", "1"), ("0", "2")), (("2", "3"), ("", "4")))]
    assert resolve(gaps, [told({D, E}, {C}), told({A}, {E})]) == []  # not measured on both sides
    assert resolve(gaps, [told({B}, {C}, date(2021, 1, 1))]) == [Reorganisation((("0", "2"),), (("2", "3"),))]


def test_two_changes_between_two_rounds_are_one() -> None:
    """A and B became C, and C and D became E, before anybody measured C."""
    two = rounds({TOP, A, B, D}, {TOP, E}, year=2024)
    later = ON + timedelta(days=60)
    assert resolve(two, [told({C, D}, {E}, later), told({A, B}, {C})]) == [
        Reorganisation((("0", "1"), ("0", "2"), ("0", "4")), (("1", "5"),))
    ]


def test_only_a_unit_that_got_other_people_is_touched() -> None:
    tree = {TOP: None, A: TOP, B: TOP, C: A}
    merged = told({A, B}, {A})
    assert within(tree, A) == {A, C}
    assert is_touched(merged, within(tree, A), {A, C})
    assert not is_touched(merged, within(tree, TOP), {TOP, A, C})  # all of it is inside
    assert not is_touched(merged, {D}, {D})


def test_it_is_told_in_plain_words() -> None:
    assert told_text(ON, ["Nord", "Syd"], ["Åen"]) == "01.06.2024: Nord og Syd blev lagt sammen til Åen."
    assert told_text(ON, ["Nord"], ["Åen", "Bæk"]) == "01.06.2024: Nord blev delt i Åen og Bæk."
    assert told_text(ON, ["Nord", ""], ["Nord", ""]) == (
        "01.06.2024: Medarbejdere i Nord og en anden enhed kom til Nord og en anden enhed."
    )
    assert told_text(ON, ["A", "B", "C", "D", "E"], [""]) == (
        "01.06.2024: A, B, C og 2 andre enheder blev lagt sammen til en anden enhed."
    )
    assert set(told_problems([A], [A], ON, date(2025, 1, 1))) == {"after"}
    assert set(told_problems([], [], None, ON)) == {"changed_on", "before", "after"}


async def _two_rounds(cast: Cast) -> tuple[str, str, UnitRef]:
    """Nord had eight answers and Syd four; a year later both are a new unit of twelve, and Syd's parent another."""
    first = await make_figures(
        cast,
        cast.department,
        entry(cast.department.id, 90, 60, "10"),
        entry(cast.centre.id, 40, 30, "10"),
        entry(cast.nord.id, 20, 9, "10"),
        until=date(2024, 6, 1),
    )
    made = await create_unit(
        cast.system, cast.municipality, name="Å-gruppen", kind=UnitKind.WORKPLACE, parent=cast.department.id
    )
    await close_unit(cast.system, cast.syd.id, seen=1)
    second = await make_figures(
        cast,
        cast.department,
        entry(cast.department.id, 90, 60, "11"),
        entry(cast.nord.id, 30, 12, "11"),
        entry(made.id, 20, 15, "11"),
        until=date(2025, 8, 20),
    )
    return first, second, UnitRef(made.id, made.public_id, "Å-gruppen")


async def test_a_merger_that_was_told_hides_and_says_so_on_pages(client: Client, cast: Cast) -> None:
    """Three more in Nord than last year, and Syd is closed: the three are Syd's. What was shown must be accepted."""
    first, second, _ = await _two_rounds(cast)
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.department.id)
    before = {**await scores(cast.erik, first), **await scores(cast.erik, second)}
    assert not any(isinstance(each, Suppressed) for each in before.values())
    await client.as_(lone)
    page = await client.get("/omlaegninger/ny")
    assert (faults(page.text), "Gruppen Syd (lukket" in page.text) == ([], True)
    form = {"changed_on": "2025-02-01", "before": [cast.nord.public_id, cast.syd.public_id]}
    form |= {"after": [cast.nord.public_id], "note": "Byrådet"}
    refused = await client.post("/omlaegninger/ny", form)
    assert (refused.status_code, "har været vist og bliver nu skjult" in refused.text) == (409, True)
    assert "Ågruppen Nord: antal svar" in refused.text
    assert "Gør det alligevel. Jeg har set, hvilke tal der bliver skjult" in refused.text
    assert (await client.post("/omlaegninger/ny", {**form, "accepted": "1"})).status_code == 303
    listed = (await client.get("/omlaegninger")).text
    assert "Gruppen Syd og Ågruppen Nord blev lagt sammen til Ågruppen Nord." in listed

    unit = (await seen_by(cast.bo, second)).find(cast.nord.id)
    assert unit is not None
    await client.as_(cast.bo)
    text = (await client.get(f"/maalinger/{second}/enheder/{unit.public_id}")).text
    assert faults(text) == []
    said = "01.02.2025: Ågruppen Nord og en anden enhed blev lagt sammen til Ågruppen Nord."
    assert (said in text, "Gruppen Syd" in text) == (True, False)  # he does not read Syd
    assert "Tal før og efter gælder ikke de samme medarbejdere." in text


async def test_what_was_told_is_corrected_and_taken_back_by_who_keeps_all_of_it(cast: Cast) -> None:
    made = await make_told(cast, [cast.nord, cast.syd], [cast.nord])
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.nord.id)
    wide = await make_member(cast.clock, cast.municipality, "Vera Trivsel", Role.HR_SURVEYS, cast.centre.id)
    facts = ToldFacts(changed_on=date(2025, 3, 1), before=[cast.nord.public_id], after=[cast.syd.public_id])
    with pytest.raises(NotFound):
        await change_reorganisation(lone.actor, made, facts, seen=1)
    with pytest.raises((NotFound, Denied)):
        await tell_reorganisation(lone.actor, facts)
    with pytest.raises(Denied):
        await tell_reorganisation(cast.anna.actor, facts)
    same = ToldFacts(changed_on=date(2025, 3, 1), before=[cast.nord.public_id], after=[cast.nord.public_id])
    with pytest.raises(Invalid):
        await tell_reorganisation(wide.actor, same)
    await change_reorganisation(wide.actor, made, facts, seen=1)
    with pytest.raises(Invalid):
        await remove_reorganisation(wide.actor, made, seen=2, reason=" ")
    await remove_reorganisation(wide.actor, made, seen=2, reason="Skrevet ved en fejl")
    with pytest.raises(NotFound):
        await change_reorganisation(wide.actor, made, facts, seen=3)
