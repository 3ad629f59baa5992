"""Results that a case rests on: hidden as everywhere, and set against the next round (rules 30 and 33, trap 19)."""

from datetime import date

import pytest

from app.access.enums import Role
from app.core.errors import Denied, Invalid, NotFound
from app.surveys.actions import link_result, unlink_result
from app.surveys.enums import LinkRole, WishedChange
from app.surveys.pages.links import result_line
from app.surveys.queries import list_linked_results, list_result_choices
from app.surveys.rules.links import Measurement, set_against
from app.surveys.rules.shown import ShownFigure
from tests.factories import Cast, make_member
from tests.factories_cases import make_case, make_focus_point
from tests.factories_surveys import SOCIAL, entry, make_figures, seen_by


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
        remeasure_on=date(2026, 6, 1),
    )
    await link_result(cast.anna.actor, case.id, result=syd, role=LinkRole.BASELINE)
    lines = [result_line(each) for each in await list_linked_results(cast.anna.scope, case.id)]
    assert [line.after for line in lines] == [
        "Måling 2023: 9,5 (12 svar) → Måling 2025: 11,0 (14 svar): +1,5, siger intet sikkert (usikkerhed ca. ±2,5)",
        "Måling 2023: skjult af hensyn til anonymitet → Måling 2025: 12,0 (14 svar)",
    ]
    assert [(line.value, line.wished, line.remeasure_on) for line in lines] == [
        ("9,5 (12 svar)", "Det skal blive bedre", date(2026, 6, 1)),
        ("skjult af hensyn til anonymitet", "", None),
    ]
    own = await list_linked_results(cast.bo.scope, case.id)
    assert [each.public_id for each in own] == [made.public_id]
    reader = await make_member(cast.clock, cast.municipality, "Lis Læser", Role.READER, cast.nord.id)
    assert await list_linked_results(reader.scope, case.id) == []

    for refused, values in (
        ("result", {"result": syd}),
        ("result", {"result": units[cast.nord.id]}),  # no direction was given
        ("result", {"result": nord, "focus_point": point.public_id}),  # a second time
        ("focus_point", {"result": nord, "focus_point": "findesikke123"}),
        ("remeasure_on", {"result": nord, "remeasure_on": date(2020, 1, 1)}),
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
