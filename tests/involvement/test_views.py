"""The pages on involvement: the gate in plain words, the task of rule 20, a form for a phone."""

from app.involvement.enums import Party
from app.involvement.queries import list_involvements
from tests.factories_cases import make_case
from tests.factories_involvement import make_involvement

REMARK = '  »Nej« & <b>"nej"</b> – æøå\r\n\r\nLinje 3  '
TYPED = {
    "kind": "dissented",
    "party": "amo",
    "channel": "meeting",
    "on_date": "14.04.2025",
    "forum_text": "AMG-møde",
    "remark": REMARK,
}


async def test_the_page_says_who_is_still_to_be_informed(cast, client):
    """Rules 19 and 20."""
    case = await make_case(cast)
    await client.as_(cast.anna)
    address = f"/sager/{case.public_id}/inddragelse"
    page = (await client.get(address)).text
    assert "Før rapporten frigives, skal AMO eller AMR være orienteret." in page
    assert "Orientér AMO eller AMR, og registrér dato, hvem og hvordan." in page
    assert "Tillidsrepræsentant (TR)</li>" in page
    assert "Arbejdsmiljøorganisationen (AMO)</li>" in page
    for party in (Party.AMO, Party.HEALTH_SAFETY_REP):
        await make_involvement(cast.bo.actor, case.id, party=party)
    page = (await client.get(address)).text

    assert "Tillidsrepræsentant (TR)</li>" in page
    assert "Arbejdsmiljøorganisationen (AMO)</li>" not in page
    assert "AMO er orienteret 14. april 2025 (AMG-møde)." in page
    await make_involvement(cast.bo.actor, case.id, party=Party.UNION_REP)
    assert "Opgave: orientér" not in (await client.get(address)).text


async def test_without_an_amo_an_employee_representative_is_asked_for(cast, client):
    case = await make_case(cast, has_employee_body=False)
    await client.as_(cast.anna)
    page = (await client.get(f"/sager/{case.public_id}/inddragelse")).text

    assert "skal en repræsentant for medarbejderne være orienteret." in page


async def test_a_record_from_the_form_keeps_the_words(cast, client):
    case = await make_case(cast)
    await client.as_(cast.dorte)
    address = f"/sager/{case.public_id}/inddragelse/ny"
    assert 'value="2025-08-20"' in (await client.get(address)).text
    answer = await client.post(address, TYPED)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/sager/{case.public_id}/inddragelse")
    (row,) = await list_involvements(cast.anna.scope, case.id)
    assert row.remark == REMARK.replace("\r\n", "\n")
    page = (await client.get(f"/sager/{case.public_id}/inddragelse")).text
    assert "»Nej« &amp; &lt;b&gt;" in page


async def test_bad_input_keeps_what_was_typed(cast, client):
    case = await make_case(cast)
    await client.as_(cast.anna)
    address = f"/sager/{case.public_id}/inddragelse/ny"
    for wrong in (
        {"on_date": "31.02.2025"},
        {"on_date": "21.08.2025"},
        {"party": ""},
        {"kind": "andet"},
        {"remark": "ø" * 20_001},
    ):
        answer = await client.post(address, {**TYPED, "minutes_reference": "Punkt »3«", **wrong})
        assert answer.status_code == 422
        assert "Punkt »3«" in answer.text
    assert await list_involvements(cast.anna.scope, case.id) == []
    assert (await client.post(address, {**TYPED, "remark": "ø" * 20_000})).status_code == 303


async def test_withdrawing_marks_the_record(cast, client):
    case = await make_case(cast)
    made = await make_involvement(cast.bo.actor, case.id, remark="Enige")
    address = f"/sager/{case.public_id}/inddragelse/{made.public_id}/traek-tilbage"
    await client.as_(cast.dorte)  # neither hers nor her right
    assert [(await client.get(address)).status_code, (await client.post(address, {"reason": "x"})).status_code] == [
        403,
        403,
    ]
    await client.as_(cast.bo)
    assert "Enige" in (await client.get(address)).text
    assert (await client.post(address, {"reason": " "})).status_code == 422
    assert (await client.post(address, {"reason": "Forkert møde"})).status_code == 303
    page = (await client.get(f"/sager/{case.public_id}/inddragelse")).text
    assert "Trukket tilbage" in page
    assert "Forkert møde" in page
    assert "Enige" in page
    assert (await client.post(address, {"reason": "igen"})).status_code == 409


async def test_roles_and_walls(cast, client):
    case, other = await make_case(cast), await make_case(cast)
    made = await make_involvement(cast.anna.actor, other.id)
    base = f"/sager/{case.public_id}/inddragelse"
    await client.as_(cast.gerda)
    page = await client.get(base)
    assert (page.status_code, f"{base}/ny" in page.text) == (200, False)
    assert [(await client.get(f"{base}/ny")).status_code, (await client.post(f"{base}/ny", TYPED)).status_code] == [
        403,
        403,
    ]
    await client.as_(cast.carl)
    for address in (base, f"{base}/ny"):
        assert (await client.get(address)).status_code == 404
    assert (await client.post(f"{base}/ny", TYPED)).status_code == 404
    await client.as_(cast.anna)
    assert (await client.get("/sager/findes-ikke/inddragelse")).status_code == 404
    assert (await client.get(f"{base}/{made.public_id}/traek-tilbage")).status_code == 404  # another case's
