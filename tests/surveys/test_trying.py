"""Who keeps a survey is not told what is hidden by trying either: not by the form, a file, or a refusal."""

from datetime import date

from app.access.enums import Role
from app.surveys.actions import RoundFacts, UnitEntry, create_round, put_figures
from app.surveys.enums import HiddenReason, SurveyDirection
from app.surveys.rules.entry import Entry
from app.surveys.rules.shown import Suppressed
from tests.factories import Cast, Client, make_member
from tests.factories_surveys import SOCIAL, entry, make_figures, scores, seen_by

FACTS = RoundFacts(name="Trivsel 2025", period_from=date(2025, 6, 1), period_to=date(2025, 6, 30))
HIDDEN = "skjult af hensyn til anonymitet"


async def test_no_answer_to_a_guess_depends_on_what_is_hidden(client: Client, cast: Cast) -> None:
    """Trap 17. Three answered, with 7,5: a form and a file that say so are told the same as those that do not."""
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    few = UnitEntry(
        unit=cast.nord.id,
        invited=20,
        answered=3,
        direction=SurveyDirection.NEGATIVE,
        direction_note="Fra 9 til 7,5",
        figures={SOCIAL: Entry(3, "7.5")},
    )
    made = await make_figures(cast, cast.centre, few, publish=False)
    unit = (await seen_by(lone, made)).find(cast.nord.id)
    assert unit is not None
    here = f"/maalinger/{made}"
    form = f"{here}/enheder/{unit.public_id}/tal"
    await client.as_(lone)

    for page in (here, f"{here}/maaling.csv", f"{here}/enheder/{unit.public_id}", form):
        text = (await client.get(page)).text
        assert HIDDEN in text
        assert [word for word in ("Tilbagegang", "Fra 9", "7,5") if word in text and page != form] == []
    for typed in ({"n_0": "2"}, {"n_0": "4"}, {"invited": "2"}, {"invited": "4"}):
        refused = await client.post(form, {"invited": "20", "answered": "", "version": str(unit.version), **typed})
        assert (refused.status_code, "hvor mange der har svaret. Det tal, der er gemt, er skjult" in refused.text) == (
            422,
            True,
        )
        assert "3 har svaret" not in refused.text

    async def told(row: str) -> str:
        """The answer to a file, but for what it repeats of the file itself."""
        text = f"Enhed;Inviteret;Besvaret;Score\n{cast.nord.name};{row}\n"
        page = await client.post(f"{here}/fil", {}, files={"file": ("x.csv", text.encode(), "text/csv")})
        answer = page.text.split("Det vil filen gøre")[1].split("<form")[0]
        invited, answered, score = row.split(";")
        repeated = f"{invited} inviterede; {answered} besvarelser; Social kapital: {score} (n = {answered})"
        assert answer.count(repeated) == 1
        return answer.replace(repeated, "")

    assert await told("20;3;7,5") == await told("20;4;8,0")
    assert "skrives igen" in await told("20;3;7,5")

    kept = {"invited": "20", "answered": "", "direction": "", "direction_note": "", "version": str(unit.version)}
    assert (await client.post(form, kept)).status_code == 303
    saved = (await seen_by(lone, made)).find(cast.nord.id)
    assert saved is not None
    answer = {"invited": "20", "answered": "12", "n_0": "12", "mean_0": "7,5", "version": str(saved.version)}
    assert (await client.post(form, answer)).status_code == 303
    assert "Tilbagegang" in (await client.get(here)).text


async def test_rule_34_one_survey_in_two_rounds_is_one(cast: Cast) -> None:
    """Twelve in the centre's round, eight of them in the unit's own round of the same days: the four are left over."""
    whole = await make_figures(cast, cast.centre, entry(cast.centre.id, 20, 12, "10"))
    part = await make_figures(cast, cast.nord, entry(cast.nord.id, 20, 8, "10"))
    shown = {**await scores(cast.anna, whole), **await scores(cast.anna, part)}
    assert sorted(isinstance(each, Suppressed) for each in shown.values()) == [False, True]


async def test_answers_of_a_round_without_questions_are_shown_where_they_are_enough(cast: Cast) -> None:
    made = await create_round(cast.system, unit=cast.centre.public_id, instrument="", facts=FACTS)
    told = [UnitEntry(unit=cast.centre.id, invited=40, answered=30, direction=SurveyDirection.NEGATIVE)]
    told += [UnitEntry(unit=cast.nord.id, invited=20, answered=4, direction=SurveyDirection.NEGATIVE)]
    await put_figures(cast.system, made.public_id, told)
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    units = [unit for unit in (await seen_by(lone, made.public_id)).units if unit.is_measured]
    assert [(unit.answered, unit.direction) for unit in units] == [
        (30, SurveyDirection.NEGATIVE),
        (Suppressed(HiddenReason.TOO_FEW), Suppressed(HiddenReason.TOO_FEW)),
    ]
