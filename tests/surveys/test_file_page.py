"""The page for a supplier's file: looked at, put right, confirmed with the same file, and only then saved."""

import asyncio
import re
from datetime import date
from typing import Any

import pytest

from app.access.enums import Role
from app.db.sql import fetch_rows
from app.surveys.actions import RoundFacts, create_round
from app.surveys.rules.shipped import QUICK_FOUR
from app.surveys.views import files
from tests.factories import Cast, Client, make_member
from tests.web.html_check import faults

FACTS = RoundFacts(name="Trivsel 2025", period_from=date(2025, 6, 1), period_to=date(2025, 6, 30))


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the page's form as it stands."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found["heading_row"] = (re.search(r'name="heading_row" value="(\d+)"', page) or ["", ""])[1]
    return found


async def figures(public_id: str) -> list[tuple[Any, ...]]:
    rows = await fetch_rows(
        "SELECT u.name, u.invited, u.answered, x.n, x.mean FROM survey_results x "
        "JOIN round_units u ON u.id = x.round_unit JOIN survey_rounds r ON r.id = u.round WHERE r.public_id = {} "
        "ORDER BY u.position",
        public_id,
    )
    return [tuple(row.values()) for row in rows]


async def test_a_file_is_seen_put_right_and_confirmed(client: Client, cast: Cast) -> None:
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    made = await create_round(cast.system, unit=cast.centre.public_id, instrument="fire-hurtige", facts=FACTS)
    here = f"/maalinger/{made.public_id}/fil"
    text = f"Trivsel;;;\nEnhed;Inviteret;Besvaret;Score\n{cast.nord.name};20;12;10,2\nSyd-gruppen;12;9;9,75\n"
    sent = {"file": ("målt.csv", text.encode("cp1252"), "text/csv")}
    await client.as_(lone)
    assert f'href="{here}"' in (await client.get(f"/maalinger/{made.public_id}")).text

    missing = await client.post(here, {})
    assert (missing.status_code, "Vælg filen." in missing.text) == (422, True)
    seen = await client.post(here, {}, files=sent)
    assert faults(seen.text) == []
    assert "Række 4, kolonne A »Enhed«: »Syd-gruppen« er ikke en enhed, vi kender. Vælg, hvilken det er." in seen.text
    assert 'name="confirm"' not in seen.text

    form = fields_of(seen.text)
    unit = next(name for name in form if name.startswith("unit_"))
    right = await client.post(here, {**form, unit: str(cast.syd.id)}, files=sent)
    assert faults(right.text) == []
    assert "2 nye" in right.text
    assert await figures(made.public_id) == []

    form = {**fields_of(right.text), "confirm": "1"}
    other = {"file": ("målt.csv", text.replace("10,2", "11,2").encode("cp1252"), "text/csv")}
    assert (await client.post(here, form, files=other)).status_code == 200
    assert await figures(made.public_id) == []
    saved = await client.post(here, form, files=sent)
    assert (saved.status_code, saved.headers["location"]) == (303, f"/maalinger/{made.public_id}")
    assert await figures(made.public_id) == [(cast.syd.name, 12, 9, 9, "9.75"), (cast.nord.name, 20, 12, 12, "10.2")]

    again = (await client.post(here, {}, files=sent)).text
    assert faults(again) == []
    assert "Filen er indlæst før: »målt.csv« den " in again
    assert "Filen ændrer intet" in again  # »Syd-gruppen« is known by now
    newer = {"file": ("ny.csv", text.replace("12;9;9,75", "12;10;9,5").encode(), "text/csv")}
    next_one = (await client.post(here, {}, files=newer)).text
    assert ("Kolonner og enheder er valgt som dengang" in next_one, "er indlæst før: »" in next_one) == (True, False)
    assert "1 ændret, 1 uændret" in next_one

    await client.as_(cast.anna)  # who manages the centre reads no draft
    assert (await client.post(here, form, files=sent)).status_code in (403, 404)


async def test_what_cannot_be_read_yet_says_what_is_missing(client: Client, cast: Cast) -> None:
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    made = await create_round(cast.system, unit=cast.centre.public_id, instrument="fire-hurtige", facts=FACTS)
    here = f"/maalinger/{made.public_id}/fil"
    await client.as_(lone)

    pdf = await client.post(here, {}, files={"file": ("rapport.csv", b"%PDF-1.7", "text/csv")})
    assert (pdf.status_code, "Tal fra en PDF skal tastes ind" in pdf.text) == (422, True)
    question = "Kan man stole på de udmeldinger, der kommer fra ledelsen?"
    other = "Bliver konflikter løst på en retfærdig måde?"
    text = f"Enhed;Dato;{question};{other}\n{cast.nord.name};03-04-2025;4;4\n"
    sent = {"file": ("svar.csv", text.encode(), "text/csv")}
    unclear = await client.post(here, {}, files=sent)
    assert "kolonne B »Dato« kan læses på to måder" in unclear.text
    clear = await client.post(here, {**fields_of(unclear.text), "date_order": "dmy"}, files=sent)
    assert clear.status_code == 200
    assert "Svarene er fra 03.04.2025 til 03.04.2025." in clear.text
    assert "1 besvarelse er talt med. Rækkerne gemmes ikke." in clear.text
    assert "1 besvarelse; scorerne ses, når de er gemt" not in clear.text  # too little was answered for a score

    rows = "\n".join(["Enhed;Inviteret;Svar;Score;Median", *[f"{cast.nord.name};20;12;10,2;9"] * 60])
    many = (await client.post(here, {}, files={"file": ("mange.csv", rows.encode(), "text/csv")})).text
    assert "1 ny, 59 afviste" in many
    assert "20 inviterede; 12 besvarelser; Social kapital: 10,2 (n = 12)" in many
    assert "Bruges ikke: kolonne E »Median«." in many
    assert "Her er nr. 1 til 50 af 60." in many
    more = re.search(rf'href="({here}/[^"]+side=2)"', many)
    assert more is not None
    second = (await client.get(more[1])).text
    assert faults(second) == []
    assert "Her er nr. 51 til 60 af 60." in second
    assert "har allerede »Social kapital« for samme enhed" in second


async def test_words_and_scales_that_we_do_not_know_are_chosen_on_the_page_and_kept(client: Client, cast: Cast) -> None:
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    made = await create_round(cast.system, unit=cast.centre.public_id, instrument="fire-hurtige", facts=FACTS)
    here = f"/maalinger/{made.public_id}/fil"
    await client.as_(lone)
    items = [item.wording for item in QUICK_FOUR.scales[0].items]
    rows = [f"{cast.nord.name};{word};{word};{word};{word}" for word in ("Helt enig", "99", "Ingen mening om det her")]
    text = "\n".join([";".join(["Enhed", *items]), *rows])
    sent = {"file": ("svar.csv", text.encode(), "text/csv")}
    seen = await client.post(here, {}, files=sent)
    assert faults(seen.text) == []
    assert "»Helt enig« er ikke et svar på spørgsmålet." in seen.text
    chosen = {"answer_heltenig": "4", "answer_99": "skip", "answer_ingenmeningomdether": "skip"}
    right = await client.post(here, {**fields_of(seen.text), **chosen}, files=sent)
    assert "1 besvarelse er talt med" in right.text
    assert fields_of(right.text)["answer_heltenig"] == "4"
    saved = await client.post(here, {**fields_of(right.text), "confirm": "1"}, files=sent)
    assert saved.status_code == 303, saved.text
    assert [row[3:] for row in await figures(made.public_id)] == [(1, "16"), (1, "16")]
    newer = {"file": ("ny.csv", (text + f"\n{rows[0]}").encode(), "text/csv")}
    assert "2 besvarelser er talt med" in (await client.post(here, {}, files=newer)).text

    long = "Enhed;Skala;Antal svar;Gennemsnit\n" + "\n".join(
        f"{cast.nord.name};{name};12;9,5" for name in ("Tillid og samarbejde", "Fravær", "Trivsel i alt")
    )
    sent = {"file": ("lang.csv", long.encode(), "text/csv")}
    seen = await client.post(here, {}, files=sent)
    assert "»Tillid og samarbejde« er ikke en skala i spørgeskemaet." in seen.text
    form = {**fields_of(seen.text), "scale_tillidogsamarbejde": "social-kapital", "skip_scales": "1"}
    right = await client.post(here, form, files=sent)
    assert faults(right.text) == []
    assert fields_of(right.text)["scale_fravaer"] == "skip"
    assert "1 skrives igen" in right.text


async def test_a_large_file_tells_how_far_it_is(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    made = await create_round(cast.system, unit=cast.centre.public_id, instrument="fire-hurtige", facts=FACTS)
    here = f"/maalinger/{made.public_id}/fil"
    monkeypatch.setattr(files, "AT_ONCE", 0.0)
    await client.as_(lone)
    text = f"Enhed;Inviteret;Besvaret;Score\n{cast.nord.name};20;12;10,2\n"
    sent = {"file": ("målt.csv", text.encode(), "text/csv")}
    place = (await client.post(here, {}, files=sent)).headers["location"]
    for _ in range(200):
        page = await client.get(place)
        if "Refresh" not in page.headers:
            break
        assert faults(page.text) == []
        assert "% af filen er læst" in page.text
        await asyncio.sleep(0.05)
    assert "1 ny" in page.text
    assert "1 ny" in (await client.get(place)).text  # may be looked at again
    await client.as_(cast.anna)
    assert (await client.get(place)).status_code in (403, 404)
    await client.as_(lone)
    confirmed = await client.post(here, {**fields_of(page.text), "confirm": "1"}, files=sent)
    for _ in range(200):
        page = await client.get(confirmed.headers["location"])
        if page.status_code == 303:
            break
        await asyncio.sleep(0.05)
    assert page.headers["location"] == f"/maalinger/{made.public_id}"
    assert await figures(made.public_id) == [(cast.nord.name, 20, 12, 12, "10.2")]
    gone = await client.get(f"{here}/findes-ikke")
    assert gone.headers["location"] == here
    assert list(client.settings.incoming_dir.glob("*")) == []
