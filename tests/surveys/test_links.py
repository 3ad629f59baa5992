"""Results that a case rests on: hidden as everywhere, and set against the next round (rules 30 and 33, trap 19)."""

from datetime import date, timedelta

import pytest

from app.access.enums import Role, Tier
from app.cases.actions import edit_focus_point
from app.cases.enums import CasePhase
from app.cases.queries import get_case, get_case_ref_by_id
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.db.sql import execute
from app.db.transaction import transaction
from app.organisation.actions import Created
from app.plans.enums import EffectResult, ItemStatus
from app.surveys.actions import Correction, evaluate_effect, link_result, put_figures, unlink_result
from app.surveys.enums import LinkRole, WishedChange
from app.surveys.pages.links import result_line
from app.surveys.queries import (
    get_linked_result,
    list_linked_results,
    list_own_remeasures,
    list_remeasures_due,
    list_rests,
    list_result_choices,
)
from app.surveys.rules.links import Measurement, set_against
from app.surveys.rules.shown import ShownFigure
from app.surveys.words.links import quoted
from tests.factories import Cast, Client, Member, make_member
from tests.factories_cases import make_case, make_focus_point
from tests.factories_plans import item_version, make_item, set_status
from tests.factories_surveys import SOCIAL, entry, make_figures, make_told, seen_by
from tests.web.html_check import faults

CORRECTED = Correction("Rettet af leverandøren", accepted=True)


def _measured(round: int, year: int, on: date | None = None) -> Measurement:
    return Measurement(
        round=round,
        round_public_id="",
        round_name=f"Måling {year}",
        year=year,
        period_from=None,
        period_to=on,
        period_text="",
        instrument=None,
        edition=None,
        unit_public_id="",
        name="",
        parent_name="",
        direction=None,
        figure=ShownFigure(None, None),
    )


def test_a_problem_is_set_against_the_latest_round_after_it_and_an_effect_against_the_one_before() -> None:
    """A year without a day counts as its end."""
    first, second, third = _measured(3, 2022), _measured(2, 2024, date(2024, 5, 1)), _measured(1, 2024)
    every = (first, second, third)
    assert set_against(LinkRole.PROBLEM, first, (second, third)) is third
    assert set_against(LinkRole.BASELINE, third, (first, second)) is None
    assert set_against(LinkRole.EFFECT, third, (first, second)) is second
    assert set_against(LinkRole.EFFECT, first, every) is None
    assert set_against(LinkRole.EFFECT, third, (first, second), (third.round, first.round)) is first
    assert set_against(LinkRole.EFFECT, second, (first, third), (third.round,)) is first


async def test_a_case_shows_what_it_rests_on_as_the_survey_does(cast: Cast) -> None:
    """Before and after with the uncertainty; what is hidden there is hidden here; who does not read it sees none."""
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    first = await make_figures(
        cast, cast.centre, entry(cast.nord.id, 20, 12, "9.5"), entry(cast.syd.id, 20, 3, "4"), until=date(2023, 6, 1)
    )
    await make_figures(cast, cast.centre, entry(cast.nord.id, 20, 14, "11"), entry(cast.syd.id, 20, 14, "12"))
    units = {unit.unit: unit.public_id for unit in (await seen_by(cast.anna, first)).units}
    choices = {each.value for each in await list_result_choices(cast.bo.scope, (cast.nord.id,))}
    nord, syd = f"{units[cast.nord.id]}.{SOCIAL}", f"{units[cast.syd.id]}.{SOCIAL}"
    assert nord in choices
    assert syd not in choices
    made = await link_result(
        cast.bo.actor,
        case.id,
        focus_point=point.public_id,
        result=nord,
        role=LinkRole.PROBLEM,
        wished=WishedChange.BETTER,
    )
    await link_result(cast.anna.actor, case.id, result=syd, role=LinkRole.BASELINE)
    lines = [result_line(each) for each in await list_linked_results(cast.anna.scope, case.id)]
    assert [line.after for line in lines] == [
        "Måling 2023: 9,5 (12 svar) → Måling 2025: 11,0 (14 svar): +1,5, siger intet sikkert (usikkerhed ca. ±2,5)",
        "Måling 2023: skjult af hensyn til anonymitet → Måling 2025: 12,0 (14 svar)",
    ]
    assert [(line.value, line.wished) for line in lines] == [
        ("9,5 (12 svar)", "Det skal blive bedre"),
        ("skjult af hensyn til anonymitet", ""),
    ]
    assert [line.was for line in lines] == ["", ""]
    await make_told(cast, [cast.nord, cast.syd], [cast.nord])
    own = await list_linked_results(cast.bo.scope, case.id)
    merged = "01.02.2025: Ågruppen Nord og en anden enhed blev lagt sammen til Ågruppen Nord."  # he does not read Syd
    assert [result_line(each).was for each in own] == [f"{merged} Det er ikke de samme medarbejdere før og efter."]
    assert merged in quoted(own[0])
    assert [each.public_id for each in own] == [made.public_id]
    reader = await make_member(cast.clock, cast.municipality, "Lis Læser", Role.READER, cast.nord.id)
    assert await list_linked_results(reader.scope, case.id) == []

    for refused, values in (
        ("result", {"result": syd}),
        ("result", {"result": units[cast.nord.id]}),  # no direction was given
        ("result", {"result": nord, "focus_point": point.public_id}),  # a second time
        ("focus_point", {"result": nord, "focus_point": "findesikke123"}),
    ):
        with pytest.raises(Invalid) as caught:
            await link_result(cast.bo.actor, case.id, role=LinkRole.PROBLEM, **values)
        assert set(caught.value.fields) == {refused}
    with pytest.raises(Denied):
        await link_result(reader.actor, case.id, result=nord, role=LinkRole.PROBLEM)
    with pytest.raises(Invalid):
        await unlink_result(cast.bo.actor, case.id, made.public_id, reason=" ")
    await unlink_result(cast.bo.actor, case.id, made.public_id, reason="Forkert skala")
    with pytest.raises(NotFound):
        await unlink_result(cast.bo.actor, case.id, made.public_id, reason="Igen")
    assert await list_linked_results(cast.bo.scope, case.id) == []


async def test_who_works_on_a_focus_point_sees_on_their_list_when_it_is_measured_again(
    client: Client, cast: Cast
) -> None:
    """Whoever owns or helps with one of its items, once and however far the day; gone when it is met."""
    case = await make_case(cast)
    late, far = date(2024, 1, 5), date(2031, 3, 1)
    near = await make_focus_point(cast, case, title="Støj på <b>Åløkke</b>", remeasure_on=date(2026, 3, 1))
    later = await make_focus_point(cast, case, title="Senere", remeasure_on=far)
    await make_focus_point(cast, case, title="Uden tiltag", remeasure_on=far)
    unplanned = await make_focus_point(cast, case, title="Uden dag")
    await make_item(cast, case, focus_points=[near.id, later.id, unplanned.id])
    second = await make_item(cast, case, title="To", focus_points=[near.id])
    async with transaction():
        await execute("UPDATE focus_points SET remeasure_on = {} WHERE id = {}", late, near.id)

    own = [(each.title, each.on) for each in await list_own_remeasures(cast.bo.scope)]
    assert own == [("Støj på <b>Åløkke</b>", late), ("Senere", far)]
    assert [each.title for each in await list_own_remeasures(cast.bo.scope, limit=1)] == ["Støj på <b>Åløkke</b>"]
    assert await list_own_remeasures(cast.anna.scope) == []  # reads the case, and works on none of it
    async with transaction():
        await execute("INSERT INTO item_helpers (item, person) VALUES ({}, {})", second.id, cast.gerda.id)
    assert [each.title for each in await list_own_remeasures(cast.gerda.scope)] == ["Støj på <b>Åløkke</b>"]

    await client.as_(cast.bo)
    page = (await client.get("/mine-tiltag")).text
    assert faults(page) == []
    assert [each in page for each in ("Støj på &lt;b&gt;Åløkke", "01.03.2031", "Uden tiltag", "Uden dag")] == [
        True,
        True,
        False,
        False,
    ]
    await client.as_(cast.anna)
    assert "Mål igen" not in (await client.get("/mine-tiltag")).text

    await make_figures(cast, cast.centre, entry(cast.nord.id, 20, 12, "5"), until=date(2025, 6, 1))
    (result,) = [
        each for each in await list_result_choices(cast.bo.scope, (cast.nord.id,)) if each.unit_name == cast.nord.name
    ]
    await link_result(cast.bo.actor, case.id, focus_point=later.public_id, result=result.value, role=LinkRole.EFFECT)
    assert [each.title for each in await list_own_remeasures(cast.bo.scope)] == ["Støj på <b>Åløkke</b>"]


async def test_a_list_of_ones_own_holds_nothing_of_hidden_items_or_closed_cases(cast: Cast) -> None:
    """Who owns a restricted item reads it, and a helper does not; what a closed case had planned nobody is shown."""
    case, ended = await make_case(cast), await make_case(cast)
    titles = {}
    for each, title in ((case, "Fortroligt"), (ended, "Lukket sag")):
        point = await make_focus_point(cast, each, title=title, remeasure_on=date(2026, 3, 1))
        titles[title] = await make_item(cast, each, focus_points=[point.id])

    async def own(member: Member) -> list[str]:
        return [each.title for each in await list_own_remeasures(member.scope)]

    async with transaction():
        for item in titles.values():
            await execute("INSERT INTO item_helpers (item, person) VALUES ({}, {})", item.id, cast.gerda.id)
    assert (await own(cast.bo), await own(cast.gerda)) == (["Fortroligt", "Lukket sag"], ["Fortroligt", "Lukket sag"])
    async with transaction():
        await execute("UPDATE action_items SET tier = {} WHERE id = {}", Tier.RESTRICTED, titles["Fortroligt"].id)
    assert (await own(cast.bo), await own(cast.gerda)) == (["Fortroligt", "Lukket sag"], ["Lukket sag"])
    async with transaction():
        await execute("UPDATE cases SET phase = {} WHERE id = {}", CasePhase.CLOSED, ended.id)
    assert (await own(cast.bo), await own(cast.gerda)) == (["Fortroligt"], [])


async def test_a_judgement_rests_on_an_effect_and_quotes_it_as_it_may_be_shown_today(cast: Cast) -> None:
    """Against the baseline, not the round before; hidden once it must be. The plan to measure again is met by it."""
    case = await make_case(cast)
    due = date(2026, 3, 1)
    point = await make_focus_point(cast, case, remeasure_on=due)
    item = await make_item(cast, case, focus_points=[point.id])
    rounds = [
        await make_figures(cast, cast.centre, entry(cast.nord.id, 20, 12, mean), until=date(year, 6, 1))
        for year, mean in ((2022, "5"), (2023, "6"), (2025, "11"))
    ]
    first, _, last = [
        f"{unit.public_id}.{SOCIAL}"
        for each in rounds
        for unit in (await seen_by(cast.anna, each)).units
        if unit.unit == cast.nord.id
    ]

    async def waiting() -> list[str]:
        found = await list_remeasures_due(cast.bo.scope, date(2026, 3, 1), limit=9)
        return [each.public_id for each in found]

    async def tie(result: str, role: LinkRole) -> Created:
        return await link_result(cast.bo.actor, case.id, focus_point=point.public_id, result=result, role=role)

    assert await waiting() == [point.public_id]
    await tie(first, LinkRole.BASELINE)
    with pytest.raises(Invalid) as caught:
        await tie(first, LinkRole.EFFECT)
    assert set(caught.value.fields) == {"result"}
    effect = await tie(last, LinkRole.EFFECT)
    assert await waiting() == []

    judged = {"result": EffectResult.SUFFICIENT, "criterion": "x", "basis": "x", "evaluated_on": date(2025, 8, 20)}
    await set_status(cast, item, ItemStatus.DONE)
    for wrong in ("findesikke123", (await list_linked_results(cast.anna.scope, case.id))[0].public_id):
        with pytest.raises(Invalid):
            await evaluate_effect(cast.anna.actor, item.id, seen=await item_version(item.id), surveys=[wrong], **judged)
    await evaluate_effect(
        cast.anna.actor, item.id, seen=await item_version(item.id), surveys=[effect.public_id], **judged
    )
    with pytest.raises(RuleViolation):
        await unlink_result(cast.bo.actor, case.id, effect.public_id, reason="Forkert")

    async def quote() -> str:
        (rest,) = await list_rests(cast.anna.scope, case.id)
        return quoted(await get_linked_result(cast.anna.scope, case.id, rest.link))

    begins = "Måling 2025 (01.06.2025), Ågruppen Nord, Social kapital (Social kapital, fire hurtige, udgave 1). "
    assert await quote() == (f"{begins}Måling 2022: 5,0 (12 svar) → Måling 2025: 11,0 (12 svar): +6,0, bedre")
    await put_figures(cast.system, rounds[2], [entry(cast.nord.id, 20, 3, "11")], correction=CORRECTED)
    assert await quote() == f"{begins}Måling 2022: 5,0 (12 svar) → Måling 2025: skjult af hensyn til anonymitet"

    cast.clock.instant += timedelta(days=1)
    detail = await get_case(cast.bo.scope, await get_case_ref_by_id(cast.bo.scope, case.id))
    (seen,) = detail.focus_points
    assert seen.remeasure_on == due
    with pytest.raises(Invalid):
        await edit_focus_point(
            cast.bo.actor, case.id, point.id, seen=seen.version, title="T", remeasure_on=date(2025, 1, 1)
        )
    await edit_focus_point(
        cast.bo.actor, case.id, point.id, seen=seen.version, title="T", remeasure_on=date(2026, 2, 1)
    )
    assert await waiting() == [point.public_id]
