"""The pages of visits and cases: owner, team, outsider, reader, bad id, bad input; and two at once."""

import asyncio
import re
from datetime import date
from typing import Any

import pytest

from app.cases.actions import edit_case, file_complaint, request_extension
from app.cases.enums import NoticeKind, Topic
from app.cases.queries import get_case, get_case_ref
from app.db.engine import record_statements
from app.db.sql import fetch_value
from app.deadlines.enums import DeadlineKind
from tests.factories import Cast, Client
from tests.factories_cases import make_case, make_finding, make_focus_point, make_visit

K = DeadlineKind
NEW_CASE = {"kind": "improvement", "title": "Tidspres & æøå <b>", "topics": ["workload", "other"]}


def _version(text: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', text)
    return found.group(1) if found else ""


async def test_from_visit_to_case(client: Client, cast: Cast) -> None:
    """Rules 2, 13: a visit, then a case without a single date; it shows as unknown."""
    await client.as_(cast.anna)
    visit = await client.post(
        "/tilsynsbesoeg/nyt", {"unit": cast.centre.public_id, "visited_on": "10.04.2025", "note": "Leder og AMR"}
    )
    assert visit.status_code == 303
    page = await client.get(visit.headers["location"])
    assert "10. april 2025" in page.text
    assert "Registrér en sag fra besøget" in page.text
    visit_id = visit.headers["location"].rpartition("/")[2]
    form = await client.get("/sager/ny", besoeg=visit_id)
    assert "Sagen kommer fra tilsynsbesøget i Familiecentret den 10. april 2025" in form.text
    assert "prohibition" not in form.text  # rule 1: the visit was after the reform
    made = await client.post("/sager/ny", {**NEW_CASE, "visit": visit_id, "unit": cast.nord.public_id})
    assert made.status_code == 303
    listed = (await client.get("/sager")).text
    assert "Frist ukendt" in listed
    assert "Tidspres &amp; æøå &lt;b&gt;" in listed
    assert "Tidspres &amp; æøå" in (await client.get(visit.headers["location"])).text


async def test_a_visit_before_the_reform_offers_the_old_kinds(client: Client, cast: Cast) -> None:
    """Rule 1."""
    visit = await make_visit(cast, visited_on=date(2024, 1, 30))
    await client.as_(cast.anna)
    form = await client.get("/sager/ny", besoeg=visit.public_id)
    assert 'value="prohibition"' in form.text


async def test_the_date_of_the_ruling_typed_so_far_offers_the_old_kinds(client: Client, cast: Cast) -> None:
    """Rule 1: the refusal names a kind that the same page now offers."""
    await client.as_(cast.anna)
    sent = {**NEW_CASE, "kind": "reprimand", "unit": cast.nord.public_id, "ruled": "30.01.2024"}
    response = await client.post("/sager/ny", sent)
    assert response.status_code == 422
    assert "Vælg »Afgørelse uden handlepligt«" in response.text
    assert 'value="no_duty_to_act"' in response.text
    assert (await client.post("/sager/ny", {**sent, "kind": "no_duty_to_act"})).status_code == 303


async def test_a_new_case_keeps_what_was_typed_when_something_is_wrong(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    sent = {**NEW_CASE, "unit": "findes-ikke", "ruled": "31.02.2025", "compliance": "2025-11-03"}
    response = await client.post("/sager/ny", sent)
    assert response.status_code == 422
    assert "findes ikke i kalenderen. Skriv dagen før måneden." in response.text
    for kept in ('value="31.02.2025"', 'value="2025-11-03"', 'value="Tidspres &amp; æøå &lt;b&gt;"'):
        assert kept in response.text
    response = await client.post("/sager/ny", {**sent, "ruled": "03-04-2025", "compliance": "30-10-2025"})  # rule 37
    assert "03-04-2025 kan være to datoer. Skriv datoen med punktum og dagen først: 03.04.2025." in response.text
    assert response.text.count("kan være to datoer") == 2  # in the summary and at the field: 30-10-2025 is one day
    reprimand = {**NEW_CASE, "kind": "reprimand", "unit": cast.nord.public_id, "compliance": "2025-11-03"}
    response = await client.post("/sager/ny", reprimand)
    assert response.status_code == 422
    assert "Påtale har ikke den dato." in response.text  # rule 4
    assert await fetch_value(int, "SELECT COUNT(*) AS n FROM cases") == 0


PAGES = (
    "/ret",
    "/frister/efterkommelsesfrist",
    "/frister/klagefrist",
    "/afgoerelser/ny",
    "/klager",
    "/fristforlaengelse",
    "/fund",
    "/fokuspunkter/ny",
    "/kontakt",
)
READABLE = ("/frister/efterkommelsesfrist", "/frister/klagefrist", "/klager", "/fristforlaengelse", "/fund", "/kontakt")


async def test_who_sees_which_page(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    for member, allowed in ((cast.anna, PAGES), (cast.erik, PAGES), (cast.gerda, READABLE)):
        await client.as_(member)
        for page in PAGES:
            response = await client.get(f"/sager/{case.public_id}{page}")
            assert response.status_code == (200 if page in allowed else 403), (member.name, page)
            if member is cast.gerda and page in READABLE:
                assert "<h1>" in response.text
                assert f'action="/sager/{case.public_id}' not in response.text
    await client.as_(cast.bo)
    assert (await client.get(f"/sager/{case.public_id}/fokuspunkter/ny")).status_code == 200
    for member in (cast.carl, cast.hans, cast.fie):
        await client.as_(member)
        for page in PAGES:
            assert (await client.get(f"/sager/{case.public_id}{page}")).status_code == 404, (member.name, page)
    await client.as_(cast.anna)
    for path in ("/sager/findes-ikke/ret", f"/sager/{case.public_id}/frister/andet", "/tilsynsbesoeg/findes-ikke"):
        assert (await client.get(path)).status_code == 404


async def test_who_may_send_what(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    here = f"/sager/{case.public_id}"
    forms: dict[str, dict[str, Any]] = {
        f"{here}/frister/efterkommelsesfrist": {
            "on_date": "2025-12-01",
            "source": "letter",
            "reason": "x",
            "version": "1",
        },
        f"{here}/klager": {"filed_on": "2025-06-01"},
        f"{here}/fund": {"kind": "demand", "text": "x"},
        f"{here}/kontakt": {"on_date": "2025-08-01", "channel": "phone", "note": "x"},
        f"{here}/ret": {**NEW_CASE, "version": "1"},
        f"{here}/afgoerelser/ny": {"kind": "changed", "version": "1"},
        f"{here}/fristforlaengelse": {"requested_on": "2025-08-01", "wished_compliance_on": "2026-01-02"},
    }
    for member, status in ((cast.gerda, 403), (cast.bo, 403), (cast.carl, 404), (cast.anna, 303)):
        await client.as_(member)
        for path, sent in forms.items():
            assert (await client.post(path, sent)).status_code == status, (member.name, path)


async def test_a_date_page_explains_and_remembers(client: Client, cast: Cast) -> None:
    """Rules 7-10: why, law apart from default, and every value it has had."""
    case = await make_case(cast, dates={K.AVAILABLE: date(2025, 5, 8)})
    await client.as_(cast.anna)
    page = f"/sager/{case.public_id}/frister/klagefrist"
    text = (await client.get(page)).text
    for expected in ("Hvorfor den dato?", "28 kalenderdage", "Grundlovsdag", "Send senest", "Ja, bekræft 6. juni 2025"):
        assert expected in text
    confirmed = {"on_date": "2025-06-06", "source": "computed", "version": _version(text)}
    assert (await client.post(page, confirmed)).status_code == 303
    text = (await client.get(page)).text
    assert "Ja, bekræft" not in text
    refused = await client.post(page, {"on_date": "2025-06-07", "source": "letter", "version": _version(text)})
    assert refused.status_code == 422
    assert "Skriv, hvorfor datoen ændres." in refused.text
    assert 'value="2025-06-07"' in refused.text


async def test_a_closed_day_is_saved_and_said(client: Client, cast: Cast) -> None:
    """Rule 10."""
    case = await make_case(cast, dates={})
    await client.as_(cast.anna)
    sent = {"on_date": "2025-12-25", "source": "letter", "version": "1"}
    response = await client.post(f"/sager/{case.public_id}/frister/efterkommelsesfrist", sent)
    assert response.status_code == 303
    detail = await get_case(cast.anna.scope, await get_case_ref(cast.anna.scope, case.public_id))
    assert detail.facts.on(K.COMPLIANCE) == date(2025, 12, 25)
    page = (await client.get(f"/sager/{case.public_id}/frister/efterkommelsesfrist")).text
    assert "Sigt efter 23. december 2025" in page


async def test_the_second_to_save_a_case_sees_both(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    await client.as_(cast.anna)
    page = f"/sager/{case.public_id}/ret"
    version = _version((await client.get(page)).text)
    await edit_case(
        cast.erik.actor,
        case.id,
        seen=int(version),
        kind=NoticeKind.IMPROVEMENT,
        title="Eriks titel",
        topics=(Topic.WORKLOAD,),
    )
    sent = {**NEW_CASE, "title": "Annas titel", "version": version}
    response = await client.post(page, sent)
    assert response.status_code == 409
    assert "Eriks titel" in response.text
    assert 'value="Annas titel"' in response.text
    again = await client.post(page, {**sent, "version": _version(response.text)})
    assert again.status_code == 303


async def test_two_at_once_one_wins(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    await client.as_(cast.anna)
    page = f"/sager/{case.public_id}/ret"
    sent = [{**NEW_CASE, "title": f"Titel {no}", "version": "1"} for no in range(5)]
    found = await asyncio.gather(*(client.post(page, each) for each in sent))
    assert sorted(response.status_code for response in found) == [303, 409, 409, 409, 409]


async def test_complaints_and_longer_deadlines(client: Client, cast: Cast) -> None:
    """Rules 16, 17."""
    case = await make_case(cast)
    await client.as_(cast.anna)
    here = f"/sager/{case.public_id}"
    await file_complaint(cast.anna.actor, case.id, filed_on=date(2025, 6, 1))
    text = (await client.get(f"{here}/klager")).text
    assert "Fristerne er sat i bero" in text
    answer = re.search(rf'href="({here}/klager/[^"]+)"', text)
    assert answer
    form = await client.get(answer.group(1))
    bad = await client.post(answer.group(1), {"state": "rejected", "decided_on": "2025-05-01", "version": "1"})
    assert (form.status_code, bad.status_code) == (200, 422)
    sent = {"state": "rejected", "decided_on": "2025-08-01", "version": "1"}
    assert (await client.post(answer.group(1), sent)).status_code == 303
    assert (await client.post(answer.group(1), sent)).status_code == 409
    again = await client.post(answer.group(1), {**sent, "state": "upheld", "version": "2"})
    assert (again.status_code, "Klagen er afgjort." in again.text) == (409, True)
    assert (await client.get(answer.group(1))).headers["location"] == f"{here}/klager"
    await request_extension(
        cast.anna.actor, case.id, requested_on=date(2025, 8, 15), wished_compliance_on=date(2026, 2, 2)
    )
    text = (await client.get(f"{here}/fristforlaengelse")).text
    assert "gælder, indtil Arbejdstilsynet har bevilget en ny" in text
    answer = re.search(rf'href="({here}/fristforlaengelse/[^"]+)"', text)
    assert answer
    granted = {"state": "granted", "answered_on": "2025-08-19", "version": "1"}
    assert "Skriv den nye efterkommelsesfrist" in (await client.post(answer.group(1), granted)).text
    saved = await client.post(answer.group(1), {**granted, "compliance_on": "2026-01-15"})
    assert saved.status_code == 303
    again = await client.post(answer.group(1), {**granted, "compliance_on": "2026-03-01", "version": "2"})
    assert (again.status_code, "Anmodningen er besvaret." in again.text) == (409, True)
    assert (await client.get(answer.group(1))).headers["location"] == f"{here}/fristforlaengelse"
    assert len((await get_case(cast.anna.scope, await get_case_ref(cast.anna.scope, case.public_id))).rulings) == 2
    assert "15. januar 2026" in (await client.get(f"{here}/frister/efterkommelsesfrist")).text


async def test_findings_and_focus_points(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    await client.as_(cast.anna)
    here = f"/sager/{case.public_id}"
    long = "Æøå 🙂 " * 4000
    refused = await client.post(f"{here}/fund", {"kind": "demand", "text": long})
    assert refused.status_code == 422
    assert "må højst have 20000 tegn" in refused.text
    finding = await make_finding(cast, case)
    await make_finding(cast, case)
    assert "Intet fokuspunkt svarer på det endnu." in (await client.get(f"{here}/fund")).text
    made = await client.post(f"{here}/fokuspunkter/ny", {"title": "Roller", "findings": [finding.public_id]})
    assert made.status_code == 303
    refused = await client.post(f"{here}/fund/{finding.public_id}/fjern", {"version": "2"})
    assert refused.status_code == 409
    assert "Fjern først fokuspunkterne" in refused.text
    assert (await client.post(f"{here}/fund/{finding.public_id}/op", {"version": "2"})).status_code == 303
    assert (await client.get(f"{here}/fund/{finding.public_id}/op")).status_code == 303
    sent = {"kind": "conclusion", "text": "Ny tekst", "version": "2"}  # the focus point that answers it made it 2
    assert (await client.post(f"{here}/fund/{finding.public_id}", sent)).status_code == 303
    stale = await client.post(f"{here}/fund/{finding.public_id}/fjern", {"version": "2"})
    assert (stale.status_code, "En anden har gemt ændringer" in stale.text) == (409, True)
    assert (await client.post(f"{here}/fund/{finding.public_id}/fjern", {"version": "3"})).status_code == 303


async def test_a_focus_point_is_edited_by_the_representative(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    await client.as_(cast.bo)
    page = f"/sager/{case.public_id}/fokuspunkter/{point.public_id}/ret"
    assert 'value="Planlægning af arbejdet"' in (await client.get(page)).text
    assert (await client.post(page, {"title": "", "version": "1"})).status_code == 422
    assert (await client.post(page, {"title": "Nyt", "version": "1"})).status_code == 303
    assert (await client.post(page, {"title": "Andet", "version": "1"})).status_code == 409


@pytest.mark.parametrize("count", [1, 3])
async def test_the_list_page_takes_few_queries(client: Client, cast: Cast, count: int) -> None:
    for _ in range(count):
        await make_case(cast)
    await client.as_(cast.anna)
    await client.get("/sager")
    with record_statements() as statements:
        response = await client.get("/sager")
    assert response.text.count("EKS2025-") == count
    assert len(statements) <= 8


async def test_filters_stay_chosen_and_pages_follow(client: Client, cast: Cast) -> None:
    for no in range(27):
        await make_case(cast, title=f"Sag {no:02}")
    await client.as_(cast.anna)
    first = await client.get("/sager", enhed=cast.nord.public_id, emne="workload")
    assert 'value="workload" selected' in first.text
    following = re.search(r'href="(/sager\?[^"]*efter=[^"]*)"', first.text)
    assert following
    second = await client.get(following.group(1).replace("&amp;", "&"))
    assert (first.text.count("EKS2025-"), second.text.count("EKS2025-")) == (25, 2)
    # The place is the case's own id, not its row's: that would count the cases of others. And one that lies elsewhere
    # is as one that is not there.
    key, _, last = following.group(1).rpartition("efter=")[2].rpartition("_")
    assert f"/sager/{last}" in first.text
    elsewhere = (await make_case(cast, actor=cast.hans.actor, units=(cast.elsewhere.id,))).public_id
    places = [f"{key}_{each}" for each in (elsewhere, "222222222222")]
    answers = [(await client.get("/sager", emne="workload", efter=place)).text for place in places]
    assert answers[0].replace(elsewhere, "") == answers[1].replace("222222222222", "")
    assert (await client.get("/sager", slags="noget", status="andet", efter="~")).status_code == 200
    assert "Ingen sager passer" in (await client.get("/sager", emne="violence")).text


async def test_an_empty_list_says_what_to_do_first(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    assert "Begynd med tilsynsbesøget" in (await client.get("/sager")).text
    await client.as_(cast.bo)
    text = (await client.get("/sager")).text
    assert "Når lederen registrerer en sag" in text
    assert "Registrér tilsynsbesøg" not in text
