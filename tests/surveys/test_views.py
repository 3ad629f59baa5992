"""The pages of surveys: figures by hand with what was typed kept, a unit against others, files and queries."""

import re
from datetime import date

from app.access.enums import Role
from app.db.engine import record_statements
from app.surveys.actions import Correction, put_figures
from tests.factories import Cast, Client, make_member
from tests.factories_surveys import entry, make_figures, seen_by
from tests.web.html_check import faults


async def test_a_round_is_made_filled_and_published_by_hand(client: Client, cast: Cast) -> None:
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    await client.as_(lone)
    form = {"name": "Trivsel 2025", "unit": cast.centre.public_id, "instrument": "fire-hurtige"}
    assert "Skriv året, eller hvornår der er målt." in (await client.post("/maalinger/ny", form)).text
    made = await client.post("/maalinger/ny", {**form, "period_to": "01.06.2025"})
    here = made.headers["location"]
    page = (await client.get(here)).text
    assert faults(page) == []
    path = re.findall(rf'href="({here}/enheder/[^"]+/tal)"', page)[1]
    wrong = await client.post(path, {"invited": "10", "answered": "-1", "n_0": "12", "mean_0": "10,55", "version": "1"})
    assert (wrong.status_code, 'value="10,55"' in wrong.text) == (422, True)
    assert "Svar skal være et helt tal fra 0 til 1000000." in wrong.text
    many = await client.post(path, {"invited": "10", "answered": "12", "version": "1"})
    assert "12 har svaret, men kun 10 er inviteret. Det er 120 %." in many.text
    saved = await client.post(path, {"invited": "16", "answered": "12", "n_0": "12", "mean_0": "10,55", "version": "1"})
    assert saved.headers["location"] == here
    again = (await client.get(path)).text
    assert "Gemt: 12 svar, score 10,6." in again
    few = await client.post(path, {"invited": "16", "answered": "4", "n_0": "4", "mean_0": "8", "version": "2"})
    assert few.status_code == 303
    hidden = (await client.get(path)).text
    assert "Gemt, skjult af hensyn til anonymitet." in hidden
    assert 'name="answered" value=""' in hidden
    kept = await client.post(path, {"invited": "16", "answered": "", "version": "3"})
    assert kept.status_code == 303
    assert (await client.post(f"{here}/offentliggoer", {"version": "1"})).status_code == 303
    await client.as_(cast.anna)
    assert "skjult af hensyn til anonymitet" in (await client.get(here)).text


async def test_a_unit_is_shown_against_others_and_before(client: Client, cast: Cast) -> None:
    for year, mean in ((2023, "9.5"), (2025, "11.4")):
        rows = [entry(cast.centre.id, 40, 30, "10.2"), entry(cast.nord.id, 20, 16, mean)]
        rows.append(entry(cast.syd.id, 20, 14, "9"))
        made = await make_figures(cast, cast.centre, *rows, until=date(year, 6, 1))
    await client.as_(cast.bo)
    unit = (await seen_by(cast.bo, made)).find(cast.nord.id)
    assert unit is not None
    text = (await client.get(f"/maalinger/{made}/enheder/{unit.public_id}")).text
    assert faults(text) == []
    plain = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert "Svarprocent 80 % (16/20)" in plain
    assert "Score 11,4 · Lidt over gennemsnittet" in plain
    assert "Enheden ovenover 10,2" in plain
    assert "10,2 (+1,2)" in plain
    assert "Måling 2023 01.06.2023 16 9,5 +1,9, siger intet sikkert (usikkerhed ca. ±2,3)" in plain
    assert "Scoren er steget 1,9 siden Måling 2023. Det siger intet sikkert" in plain
    across = await client.get(f"/maalinger/{made}/skalaer/social-kapital")
    assert faults(across.text) == []
    assert "+1,9, siger intet sikkert" in across.text
    assert (await client.get(f"/maalinger/{made}/skalaer/findes-ikke")).status_code == 404
    centre = (await seen_by(cast.anna, made)).find(cast.centre.id)
    assert centre is not None
    assert (await client.get(f"/maalinger/{made}/enheder/{centre.public_id}")).status_code == 404
    csv = await client.get(f"/maalinger/{made}/maaling.csv")
    assert csv.content.startswith(b"\xef\xbb\xbf")
    assert '"11,4";"Lidt over gennemsnittet"' in csv.text
    for path, most in ((f"/maalinger/{made}", 11), (f"/maalinger/{made}/skalaer/social-kapital", 11)):
        with record_statements() as statements:
            assert (await client.get(path)).status_code == 200
        assert len(statements) <= most


async def test_who_keeps_a_round_is_told_which_others_count_as_the_same_survey(client: Client, cast: Cast) -> None:
    """The same questionnaire and day: a unit with other numbers is hidden in both, and days make two surveys of it."""
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    made = []
    for _ in range(2):
        rows = [entry(cast.centre.id, 60, 45, "10"), entry(cast.nord.id, 20, 16, "9.5")]
        rows.append(entry(cast.syd.id, 20, 12, "10"))
        made.append(await make_figures(cast, cast.centre, *rows, until=date(2025, 6, 1)))
    corrected = Correction("Én svarede for sent", accepted=True)
    await put_figures(cast.system, made[1], [entry(cast.nord.id, 20, 15, "9.5")], correction=corrected)
    await make_figures(cast, cast.centre, entry(cast.nord.id, 20, 12, "9"), until=date(2025, 6, 2))
    note = "»Måling 2025« har det samme skema og den samme tid"
    await client.as_(lone)
    texts = [(await client.get(f"/maalinger/{each}")).text for each in made]
    assert [(text.count(note), text.count("skjult af hensyn til anonymitet") > 0) for text in texts] == [(1, True)] * 2
    assert faults(texts[0]) == []
    await client.as_(cast.bo)
    assert note not in (await client.get(f"/maalinger/{made[0]}")).text


async def test_who_reads_no_surveys_is_not_told_of_any(client: Client, cast: Cast) -> None:
    made = await make_figures(cast, cast.nord, entry(cast.nord.id, 20, 16, "9"))
    await client.as_(cast.gerda)
    assert '"/maalinger"' not in (await client.get("/")).text
    assert [(await client.get(path)).status_code for path in ("/maalinger", f"/maalinger/{made}")] == [403, 404]
