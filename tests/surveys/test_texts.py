"""Rule 36: what people wrote is read by who is named, only where the unit may be shown, and stands nowhere else."""

from datetime import date

from app.access.enums import Role
from app.db.sql import fetch_rows
from app.surveys.actions import put_figures
from app.surveys.actions.figures import Correction
from app.surveys.rules.texts import answers_of
from tests.factories import Cast, Client, make_member
from tests.factories_surveys import entry, make_figures, seen_by
from tests.web.html_check import faults

SAID = "Ærligt talt for lidt tid\n\nAltid godt\n Gode kolleger "


def test_answers_stand_in_the_order_of_the_alphabet() -> None:
    assert answers_of(SAID) == ["Altid godt", "Gode kolleger", "Ærligt talt for lidt tid"]


async def test_what_was_written_is_read_by_who_is_named_and_never_of_few(client: Client, cast: Cast) -> None:
    rows = [entry(cast.centre.id, 40, 21, "10.2"), entry(cast.nord.id, 20, 13, "10"), entry(cast.syd.id, 20, 8, "9")]
    made = await make_figures(cast, cast.centre, *rows, until=date(2025, 6, 1))
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    for member in (cast.bo, cast.anna):  # who may log in may be named
        await client.as_(member)
    unit = (await seen_by(lone, made)).find(cast.nord.id)
    assert unit is not None
    here = f"/maalinger/{made}/enheder/{unit.public_id}"
    await client.as_(lone)
    page = (await client.get(f"{here}/fritekst/ret")).text
    assert (faults(page), "Kan man se, hvem der har skrevet?" in page, "Bo Ærø" in page) == ([], True, True)
    cpr = await client.post(f"{here}/fritekst/ret", {"texts": "Ring til 010190-1234", "version": str(unit.version)})
    assert (cpr.status_code, "ligner et CPR-nummer" in cpr.text) == (422, True)
    form = {"texts": SAID, "readers": [cast.bo.public_id], "version": str(unit.version)}
    assert (await client.post(f"{here}/fritekst/ret", form)).status_code == 303
    assert "kolleger" not in (await client.get(f"{here}/fritekst/ret")).text  # the form shows it to nobody

    for member, status in ((cast.bo, 200), (cast.anna, 404), (cast.carl, 404), (lone, 200)):
        await client.as_(member)
        answer = await client.get(f"{here}/fritekst")
        assert (answer.status_code, "Gode kolleger" in answer.text) == (status, status == 200), member.name
        for path in (here, f"/maalinger/{made}", f"/maalinger/{made}/maaling.csv", f"/api/v1/surveys/{made}"):
            assert "kolleger" not in (await client.get(path)).text
        assert "Gode kolleger" not in (await client.get("/soeg", q="kolleger")).text
    log = await fetch_rows("SELECT p.json FROM audit_payloads p JOIN audit_entries e ON e.id = p.entry ORDER BY e.seq")
    assert not any("kolleger" in row["json"] for row in log)
    assert len([row for row in log if '"fritekst"' in row["json"] and "læst" in row["json"]]) == 2

    few = [entry(cast.nord.id, 20, 4, "10"), entry(cast.centre.id, 40, 12, "10")]
    await put_figures(lone.actor, made, few, correction=Correction("Talt forkert", accepted=True))
    await client.as_(cast.bo)
    hidden = (await client.get(f"{here}/fritekst")).text
    assert ("skjult af hensyn til anonymitet" in hidden, "kolleger" in hidden) == (True, False)
