"""Rounds: units as they were, who reads what, figures that nobody is shown, and what a change hides."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.access.enums import Role
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import transaction
from app.documents.blobs import BlobStore
from app.organisation.actions import change_unit, move_unit
from app.organisation.enums import UnitKind
from app.surveys.actions import (
    Correction,
    RoundFacts,
    change_round,
    create_edition,
    create_round,
    enter_figures,
    publish_round,
    put_figures,
    remove_draft,
    take_back_round,
)
from app.surveys.enums import HiddenReason, SurveyDirection
from app.surveys.pages.sheet import render_csv
from app.surveys.pages.units import was_text
from app.surveys.queries import get_instrument, get_round, list_before, list_rounds, list_surveys_due, shown
from app.surveys.rules.entry import TypedFigure
from app.surveys.rules.shown import Suppressed
from tests.factories import Cast, Member, make_member
from tests.factories_surveys import entry, make_figures, make_instrument, scores, seen_by

FEW, WOULD_TELL = Suppressed(HiddenReason.TOO_FEW), Suppressed(HiddenReason.WOULD_TELL)
TODAY = date(2025, 8, 20)


async def hr(cast: Cast) -> Member:
    return await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)


def centre(cast: Cast, nord: int, syd: int) -> list[object]:
    return [
        entry(cast.centre.id, 40, nord + syd, "10.05"),
        entry(cast.nord.id, 20, nord, "71/7"),
        entry(cast.syd.id, 20, syd, "9"),
    ]


async def test_every_reader_is_shown_the_same_of_what_they_read(cast: Cast) -> None:
    """Rules 33-35: neither of 8 and 4 is shown beside 12; 8 and 7 are. What lies above is there to compare with."""
    made = await make_figures(cast, cast.centre, *centre(cast, 8, 4))
    everything = {"Familiecentret": Decimal("10.1"), "Ågruppen Nord": WOULD_TELL, "Gruppen Syd": FEW}
    assert await scores(cast.anna, made) == await scores(cast.erik, made) == everything
    assert await scores(cast.bo, made) == {"Familiecentret": Decimal("10.1"), "Ågruppen Nord": WOULD_TELL}
    assert await scores(cast.carl, made) == {"Familiecentret": Decimal("10.1"), "Gruppen Syd": FEW}
    more = await make_figures(cast, cast.centre, *centre(cast, 8, 7), until=date(2025, 7, 1))
    assert await scores(cast.anna, more) == {
        "Familiecentret": Decimal("10.1"),  # 10.05, half up
        "Ågruppen Nord": Decimal("10.1"),  # 71/7
        "Gruppen Syd": Decimal("9.0"),
    }
    for outside in (cast.gerda, cast.fie, cast.hans):
        assert await list_rounds(outside.scope) == []
        with pytest.raises(NotFound):
            await get_round(outside.scope, made)


async def test_a_draft_is_seen_by_who_keeps_it_and_published_with_something_in_it(cast: Cast) -> None:
    lone = await hr(cast)
    made = await create_round(
        lone.actor, unit=cast.centre.public_id, instrument="", facts=RoundFacts(name="Måling", year=2024)
    )
    assert [row.name for row in await list_rounds(lone.scope)] == ["Måling"]
    assert await list_rounds(cast.anna.scope) == []
    with pytest.raises(RuleViolation, match=r"survey\.empty"):
        await publish_round(lone.actor, made.public_id, seen=1)
    with pytest.raises(Denied):
        await create_round(
            cast.anna.actor, unit=cast.nord.public_id, instrument="", facts=RoundFacts(name="Ny", year=2024)
        )
    with pytest.raises(NotFound):
        await create_round(
            lone.actor, unit=cast.elsewhere.public_id, instrument="", facts=RoundFacts(name="Ny", year=2024)
        )
    unit = (await seen_by(lone, made.public_id)).units[0]
    told = {"invited": None, "answered": None, "direction": SurveyDirection.NEGATIVE}
    await enter_figures(lone.actor, made.public_id, unit.public_id, seen=1, direction_note="Notatet", **told)
    await publish_round(lone.actor, made.public_id, seen=1)
    (top,) = [each for each in (await seen_by(cast.bo, made.public_id)).units if each.is_measured]
    assert (top.name, top.direction, top.direction_note) == ("Familiecentret", SurveyDirection.NEGATIVE, "Notatet")
    with pytest.raises(RuleViolation, match=r"survey\.published"):
        await remove_draft(lone.actor, made.public_id, seen=2, store=BlobStore(Path("/findes-ikke"), 1))


async def test_a_reorganisation_rewrites_nothing_and_is_told(cast: Cast) -> None:
    """Trap 19. Rounds of another edition or instrument are not compared (rule 30)."""
    then = await make_figures(cast, cast.centre, *centre(cast, 8, 7), until=date(2025, 6, 1))
    await change_unit(cast.system, cast.nord.id, seen=1, name="Nordlys", kind=UnitKind.WORKPLACE, valid_from=TODAY)
    await move_unit(cast.system, cast.nord.id, seen=2, parent=cast.department.id, valid_from=TODAY)
    now = await make_figures(
        cast, cast.department, entry(cast.nord.id, 20, 9, "11"), until=TODAY + timedelta(days=30), publish=True
    )
    before = (await seen_by(cast.erik, then)).find(cast.nord.id)
    after = (await seen_by(cast.erik, now)).find(cast.nord.id)
    assert before is not None
    assert after is not None
    assert [(each.name, each.parent_name) for each in (before, after)] == [
        ("Ågruppen Nord", "Familiecentret"),
        ("Nordlys", "Børn og Ældre"),
    ]
    assert was_text(after, before).startswith("Enheden hed Ågruppen Nord og lå under Familiecentret dengang.")
    assert was_text(after, after) == ""
    found = await get_round(cast.erik.scope, now)
    assert [each.row.public_id for each in await list_before(cast.erik.scope, found)] == [then]
    own = await make_instrument(cast, cast.municipality)
    other = await create_round(
        cast.system,
        unit=cast.centre.public_id,
        instrument=own.public_id,
        facts=RoundFacts(name="Anden", year=2026),
    )
    assert await list_before(cast.system.scope, await get_round(cast.system.scope, other.public_id)) == []
    newer = await create_edition(cast.system, own.public_id, edition="2027")
    assert (await get_instrument(cast.system.scope, newer.public_id)).row.rounds == 0


async def test_figures_that_are_written_change_what_is_shown_and_the_log_tells_no_figure(cast: Cast) -> None:
    lone = await hr(cast)
    made = await make_figures(cast, cast.centre, *centre(cast, 8, 7))
    syd = (await seen_by(lone, made)).find(cast.syd.id)
    assert syd is not None

    correction = Correction("Leverandøren talte forkert")

    async def write(seen: int, answered: int, n: int | None, mean: str = "") -> int:
        return await enter_figures(
            lone.actor,
            made,
            syd.public_id,
            seen=seen,
            invited=20,
            answered=answered,
            direction=None,
            figures=[TypedFigure(n, mean)],
            correction=correction,
        )

    for wrong, fields in (((21, 7, "9"), ["answered"]), ((7, 8, "9"), ["n_0"]), ((7, 7, "17"), ["mean_0"])):
        with pytest.raises(Invalid) as raised:
            await write(syd.version, *wrong)
        assert list(raised.value.fields) == fields
    with pytest.raises(RuleViolation, match=r"survey\.must_go") as refused:
        await write(syd.version, 4, 4, "9,75")
    assert [each.text for each in refused.value.blockers] == [
        "Måling 2025, Gruppen Syd: antal svar, Social kapital (antal svar), Social kapital"
    ]
    assert (await scores(lone, made))["Gruppen Syd"] == Decimal("9.0")  # nothing was saved
    correction = Correction("Leverandøren talte forkert", accepted=True)
    withdrawn = await write(syd.version, 4, 4, "9,75")
    assert withdrawn == 3  # answers, answers to the scale, and score: hidden among the three who are in neither unit
    assert (await scores(cast.anna, made))["Gruppen Syd"] == FEW
    assert (await scores(lone, made))["Ågruppen Nord"] == Decimal("10.1")
    with pytest.raises(Stale):
        await write(syd.version, 7, 7, "9")
    stored = await fetch_value(str, "SELECT mean FROM survey_results WHERE n = 4")
    log = await fetch_rows(
        "SELECT p.json FROM audit_payloads p JOIN audit_entries e ON e.id = p.entry "
        "WHERE e.entity_kind = 'survey_round' ORDER BY e.seq"
    )
    assert stored == "9.75"
    assert [each for each in log if "9.75" in each["json"] or "9,75" in each["json"]] == []
    assert '"svar, Social kapital"' in log[-1]["json"]
    for answered in (4, 3):  # a right guess of the hidden number reads as a wrong one does
        now = (await seen_by(lone, made)).find(syd.unit)
        assert now is not None
        async with transaction():
            await execute("UPDATE round_units SET corrected_on = NULL")
        await enter_figures(
            lone.actor,
            made,
            syd.public_id,
            seen=now.version,
            invited=20,
            answered=answered,
            direction=None,
            correction=correction,
        )
        now = (await seen_by(lone, made)).find(syd.unit)
        assert now is not None
        assert now.corrected_on == TODAY
        last = await fetch_rows("SELECT p.json FROM audit_payloads p ORDER BY p.entry DESC LIMIT 1")
        assert "svar, retning, bemærkning" in last[0]["json"]
    assert '"Leverandøren talte forkert"' in log[-1]["json"]
    with pytest.raises(NotFound):
        await put_figures(lone.actor, made, [entry(cast.department.id, 5, 5, "9")], correction=correction)
    with pytest.raises(Denied):
        await put_figures(cast.anna.actor, made, [entry(cast.nord.id, 5, 5, "9")])


async def test_a_round_is_taken_back_and_what_was_read_still_counts(cast: Cast) -> None:
    """And a published one is not corrected without a reason."""
    lone = await hr(cast)
    made = await make_figures(cast, cast.centre, *centre(cast, 8, 7))
    with pytest.raises(Invalid) as raised:
        await put_figures(lone.actor, made, [entry(cast.nord.id, 20, 9, "9")])
    assert list(raised.value.fields) == ["reason"]
    with pytest.raises(Invalid):
        await take_back_round(lone.actor, made, seen=2, reason=" ")
    with pytest.raises(Denied):
        await take_back_round(cast.anna.actor, made, seen=2, reason="Forkert fil")
    await take_back_round(lone.actor, made, seen=2, reason="Forkert fil")
    assert await list_rounds(cast.anna.scope) == []
    with pytest.raises(RuleViolation, match=r"survey\.not_published"):
        await take_back_round(lone.actor, made, seen=3, reason="Forkert fil")
    with pytest.raises(RuleViolation, match=r"survey\.was_published"):
        await remove_draft(lone.actor, made, seen=3, store=BlobStore(Path("/findes-ikke"), 1))
    with pytest.raises(RuleViolation, match=r"survey\.must_go"):
        await put_figures(lone.actor, made, [entry(cast.syd.id, 20, 4, "9")])  # readers saw seven
    await put_figures(lone.actor, made, [entry(cast.centre.id, 40, 16, "9"), entry(cast.nord.id, 20, 9, "9")])
    await publish_round(lone.actor, made, seen=3)
    assert (await scores(cast.anna, made))["Gruppen Syd"] == Decimal("9.0")


async def test_what_the_pattern_does_not_name_is_not_shown(cast: Cast) -> None:
    made = await make_figures(cast, cast.centre, *centre(cast, 8, 7))
    async with transaction():
        await execute("DELETE FROM pattern_cells")
    assert set((await scores(cast.anna, made)).values()) == {FEW}
    found = await get_round(cast.anna.scope, made)
    text = render_csv(found, (await shown(cast.anna.scope, (found,)))[found.row.id]).decode("utf-8-sig")
    assert "skjult af hensyn til anonymitet" in text
    assert "9,0" not in text


async def test_the_second_to_correct_a_round_sees_both(cast: Cast) -> None:
    made = await make_figures(cast, cast.centre, *centre(cast, 8, 7))
    facts = RoundFacts(name="Rettet", period_from=date(2025, 6, 1), guidelines_on=TODAY)
    await change_round(cast.system, made, seen=2, facts=facts)
    with pytest.raises(Stale) as raised:
        await change_round(cast.system, made, seen=2, facts=RoundFacts(name="Andet", year=2025))
    assert ("Navn", "Andet", "Rettet") in {(each.label, each.mine, each.theirs) for each in raised.value.conflicts}
    with pytest.raises(Invalid):
        await change_round(
            cast.system,
            made,
            seen=3,
            facts=RoundFacts(name="", year=2025, guidelines_on=TODAY + timedelta(days=1)),
        )


async def test_a_round_that_becomes_of_the_same_answers_is_counted_with_them(cast: Cast) -> None:
    """Rule 34: sixteen less the twelve of a survey of the same days are four people."""
    lone = await hr(cast)
    whole = await make_figures(cast, cast.centre, entry(cast.centre.id, 20, 16, "9"), until=date(2025, 3, 1))
    part = await make_figures(cast, cast.syd, entry(cast.syd.id, 14, 12, "9.5"), until=date(2025, 5, 1))
    assert (await scores(cast.anna, part)) == {"Gruppen Syd": Decimal("9.5")}
    other = (await get_round(lone.scope, part)).row
    facts = RoundFacts(name=other.name, period_from=date(2025, 3, 1), period_to=date(2025, 3, 1))
    with pytest.raises(RuleViolation, match=r"survey\.must_go"):
        await change_round(lone.actor, part, seen=other.version, facts=facts)
    assert (await scores(cast.anna, part)) == {"Gruppen Syd": Decimal("9.5")}
    await change_round(lone.actor, part, seen=other.version, facts=facts, accepted=True)
    assert (await scores(cast.anna, whole)) == {"Familiecentret": WOULD_TELL}
    assert (await scores(cast.anna, part)) == {"Gruppen Syd": Decimal("9.5")}


async def test_three_years_later_the_next_is_due(cast: Cast) -> None:
    """Rule 29; a later round of what lies above counts."""
    await make_figures(cast, cast.centre, *centre(cast, 8, 7), until=date(2022, 9, 1))
    until = TODAY + timedelta(days=30)
    (due,) = await list_surveys_due(cast.anna.scope, until)
    assert (due.unit_name, due.due.on, due.due.is_exact) == ("Familiecentret", date(2025, 9, 1), True)
    assert await list_surveys_due(cast.bo.scope, until) == []  # he reads a part of it alone
    assert await list_surveys_due(cast.anna.scope, date(2025, 8, 31)) == []
    await make_figures(cast, cast.department, entry(cast.department.id, 50, 30, "10"), until=date(2025, 5, 1))
    assert await list_surveys_due(cast.anna.scope, until) == []


async def test_a_distribution_is_written_by_hand_and_shown_as_the_report_prints_it(cast: Cast) -> None:
    """Of eight and more; of seven nobody is shown it, nor is it in what readers are told that they know."""
    lone = await hr(cast)
    made = await make_figures(cast, cast.centre, *centre(cast, 8, 7))
    for n, shown_as in ((7, FEW), (8, ((0, "50"), (4, "50")))):
        syd = (await seen_by(lone, made)).find(cast.syd.id)
        assert syd is not None
        await enter_figures(
            lone.actor,
            made,
            syd.public_id,
            seen=syd.version,
            invited=20,
            answered=n,
            direction=None,
            figures=[TypedFigure(n, "8", spread="0: 3\n4: 4" if n == 7 else "0: 50 %\nI meget høj grad: 50 %")],
            correction=Correction("Fordelingen manglede", accepted=True),
        )
        after = (await seen_by(cast.anna, made)).find(cast.syd.id)
        assert after is not None
        assert after.figures["social-kapital"].distribution == shown_as
