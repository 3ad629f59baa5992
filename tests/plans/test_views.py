"""The pages: who may open and send them, what they keep of what was typed, and what they say."""

from datetime import date, timedelta

import pytest

from app.cases.actions import CreatedCase
from app.db.engine import record_statements
from app.db.transaction import transaction
from app.organisation.actions import Created
from app.plans.enums import ItemStatus
from app.plans.queries import find_plan, get_item, list_plan
from tests.factories import PASSWORD, Cast, Client
from tests.factories_cases import make_case, make_focus_point
from tests.factories_plans import approve, make_item, read_item, set_status
from tests.web.html_check import faults

NEW = {"title": "Fast søndagsvagt", "action_type": "preventive"}


class Scene:
    """A case with a focus point, an ongoing item, one that is done, and one to come."""

    def __init__(self, case: CreatedCase, point: Created, item: Created, ongoing: Created, done: Created) -> None:
        self.case, self.point, self.item, self.ongoing, self.done = case, point, item, ongoing, done

    @property
    def plan(self) -> str:
        return f"/sager/{self.case.public_id}/handleplan"

    def read_pages(self) -> list[str]:
        return [self.plan, f"{self.plan}/versioner/1", f"/tiltag/{self.item.public_id}"]

    def form_pages(self) -> list[str]:
        """Every form but approval, which is another right."""
        return [
            f"{self.plan}/nyt-tiltag",
            f"{self.plan}/droeft",
            f"/sager/{self.case.public_id}/tidligere-tiltag/nyt",
            f"/sager/{self.case.public_id}/fokuspunkter/{self.point.public_id}/effekt",
            f"/tiltag/{self.item.public_id}/ret",
            f"/tiltag/{self.item.public_id}/flyt-frist",
            f"/tiltag/{self.ongoing.public_id}/gennemgang",
            f"/tiltag/{self.done.public_id}/effekt",
        ]


async def make_scene(cast: Cast) -> Scene:
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    item = await make_item(cast, case, focus_points=[point.id])
    ongoing = await make_item(cast, case, title="Løbende", due_on=None, ongoing_interval_months=3)
    done = await make_item(cast, case, title="Gjort", focus_points=[point.id])
    await approve(cast, case)
    await set_status(cast, done, ItemStatus.DONE)
    return Scene(case, point, item, ongoing, done)


async def _new_item(cast: Cast, client: Client, scene: Scene, **changed: str) -> object:
    data = {**NEW, "unit": cast.nord.public_id, "owner": cast.bo.public_id, **changed}
    return await client.post(f"{scene.plan}/nyt-tiltag", data)


async def test_managers_and_the_amr_open_every_page_without_a_fault(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    for member in (cast.anna, cast.bo):
        await client.as_(member)
        paths = [*scene.read_pages(), *scene.form_pages(), "/mine-tiltag"]
        for path in (each for each in paths if member is cast.anna or not each.endswith("/effekt")):  # Bo's own work
            response = await client.get(path)
            assert (path, response.status_code) == (path, 200)
            assert (path, faults(response.text)) == (path, [])
    await client.as_(cast.anna)
    assert (await client.get(f"{scene.plan}/godkend")).status_code == 200


async def test_readers_see_but_get_no_buttons(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    for member in (cast.gerda, cast.dorte):
        await client.as_(member)
        for path in scene.read_pages():
            response = await client.get(path)
            assert response.status_code == 200
            for word in ("/nyt-tiltag", "/ret", "/opdater", "/flyt-frist", "/effekt", "/tidligere-tiltag", "/godkend"):
                assert (path, word, f'{word}"' in response.text) == (path, word, False)
        for path in [*scene.form_pages(), f"{scene.plan}/godkend"]:
            assert (path, (await client.get(path)).status_code) == (path, 403)
            assert (path, (await client.post(path, {"title": "x"})).status_code) == (path, 403)
    detail = await list_plan(cast.anna.scope, scene.case.id)
    assert len(detail.items) == 3


async def test_the_amr_does_not_approve(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.bo)
    assert (await client.get(f"{scene.plan}/godkend")).status_code == 403
    assert (await client.post(f"{scene.plan}/godkend", {})).status_code == 403


async def test_for_outsiders_there_is_nothing(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    for member in (cast.carl, cast.hans, cast.fie):
        await client.as_(member)
        for path in [*scene.read_pages(), *scene.form_pages(), f"{scene.plan}/godkend"]:
            assert (path, (await client.get(path)).status_code) == (path, 404)
        for path in [*scene.form_pages(), f"{scene.plan}/godkend"]:
            assert (path, (await client.post(path, NEW)).status_code) == (path, 404)


async def test_bad_ids_are_not_found(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.anna)
    for path in (
        "/tiltag/findesikke",
        "/tiltag/findesikke/ret",
        "/tiltag/findesikke/effekt",
        "/sager/findesikke/handleplan",
        f"{scene.plan}/versioner/99",
        f"{scene.plan}/versioner/0",
        f"{scene.plan}/versioner/99999999999999999999",
        f"{scene.plan}/versioner/x",
        f"/sager/{scene.case.public_id}/fokuspunkter/findesikke/effekt",
        f"/tiltag/{scene.item.public_id}/gennemgang",  # not ongoing
    ):
        assert (path, (await client.get(path)).status_code) == (path, 404)
    empty = await make_case(cast)
    assert (await client.get(f"/sager/{empty.public_id}/handleplan/droeft")).status_code == 404


async def test_bad_input_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.anna)
    for path in scene.form_pages():
        typed = {
            "title": "",
            "cause": "Årsagen <b>",
            "reason": "",
            "note": "",
            "basis": "Bygger på <b>",
            "due_on": "32.13.2025",
            "evaluated_on": "i går",
            "next_review_on": "snart",
            "description": "Vi talte <b>",
            "version": "1",
        }
        response = await client.post(path, typed)
        assert (path, response.status_code) == (path, 422)
        assert (path, faults(response.text)) == (path, [])
    response = await client.post(
        f"{scene.plan}/nyt-tiltag", {"title": "Min titel", "cause": "Årsag æøå", "due_on": "x"}
    )
    for text in ("Min titel", "Årsag æøå", "Skriv datoen som dag, måned og år", "Vælg enhed.", "Vælg slags tiltag."):
        assert text in response.text


async def test_the_first_item_of_a_case_makes_its_plan(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    await client.as_(cast.bo)
    page = await client.get(f"/sager/{case.public_id}/handleplan")
    assert "Tilføj det første tiltag" in page.text
    form = await client.get(f"/sager/{case.public_id}/handleplan/nyt-tiltag", fokuspunkt=point.public_id)
    assert f'value="{point.public_id}" checked' in form.text
    data = {
        **NEW,
        "unit": cast.nord.public_id,
        "owner_name": "anna leder",
        "helpers": [cast.bo.public_id],
        "focus_points": [point.public_id],
        "prevention_level": "3",
        "due_on": "01.10.2025",
    }
    response = await client.post(f"/sager/{case.public_id}/handleplan/nyt-tiltag", data)
    assert response.status_code == 303, response.text
    item = (await list_plan(cast.bo.scope, case.id)).items[0]
    detail = await get_item(cast.bo.scope, item.public_id)
    assert (item.owner_name, item.due_on, item.prevention_level) == ("Anna Leder", date(2025, 10, 1), 3)
    assert ([each.name for each in detail.helpers], [each.id for each in detail.focus_points]) == (
        ["Bo Ærø"],
        [point.id],
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("owner", "findesikke", "Vælg en person fra listen."),
        ("owner", "", "Vælg en ansvarlig."),
        ("owner_name", "Carl Syd", "Ingen af jeres personer hedder det."),
        ("unit", "findesikke", "Vælg en af sagens enheder."),
        ("helpers", "findesikke", "Vælg en person fra listen."),
        ("focus_points", "findesikke", "Vælg sagens fokuspunkter."),
        ("due_on", "2025-12-24", "ligger efter efterkommelsesfristen 3. november 2025"),
        ("prevention_level", "10", "Vælg en af mulighederne på listen."),
        ("ongoing_interval_months", "0", "Antal måneder skal være et helt tal fra 1 til 60."),
    ],
)
async def test_what_does_not_belong_is_refused_at_its_field(
    client: Client, cast: Cast, field: str, value: str, said: str
) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.bo)
    response = await _new_item(cast, client, scene, **{field: value})
    assert response.status_code == 422
    assert said in response.text
    assert faults(response.text) == []
    assert len((await list_plan(cast.anna.scope, scene.case.id)).items) == 3


async def test_editing_shows_both_versions_and_then_saves(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.bo)
    path = f"/tiltag/{scene.item.public_id}/ret"
    data = {**NEW, "unit": cast.nord.public_id, "owner": cast.bo.public_id, "due_on": "2025-10-01", "version": "1"}
    assert (await client.post(path, {**data, "title": "Den første titel"})).status_code == 303
    late = await client.post(path, {**data, "title": "Den anden titel"})
    assert late.status_code == 409
    assert faults(late.text) == []
    for text in ("Den første titel", "Den anden titel", 'name="version" value="2"', "Intet er gået tabt"):
        assert text in late.text
    assert (await client.post(path, {**data, "title": "Den anden titel", "version": "2"})).status_code == 303
    assert (await read_item(cast, scene.item)).title == "Den anden titel"


async def test_an_invalid_form_does_not_slip_past_the_other_who_saved(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.bo)
    path = f"/tiltag/{scene.item.public_id}/ret"
    await set_status(cast, scene.item, ItemStatus.IN_PROGRESS, cast.anna)
    again = await client.post(path, {"title": "", "version": "1"})
    assert again.status_code == 422
    assert 'name="version" value="1"' in again.text


async def test_moving_the_date(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.bo)
    path = f"/tiltag/{scene.item.public_id}/flyt-frist"
    response = await client.post(path, {"due_on": "15.10.2025", "reason": "Ferie", "version": "1"})
    assert response.status_code == 303
    page = await client.get(f"/tiltag/{scene.item.public_id}")
    assert "Fristen er flyttet én gang, i alt 14 dage senere." in page.text
    assert "Fristen flyttet fra 1. oktober 2025 til 15. oktober 2025" in page.text


async def test_insufficient_effect_asks_for_more_and_makes_it(client: Client, cast: Cast) -> None:
    """Rule 25."""
    scene = await make_scene(cast)
    await client.as_(cast.anna)
    path = f"/tiltag/{scene.done.public_id}/effekt"
    judged = {
        "result": "insufficient",
        "criterion": "Færre sager",
        "basis": "Drøftelse på mødet",
        "evaluated_on": "20.08.2025",
        "version": "2",
    }
    refused = await client.post(path, judged)
    assert refused.status_code == 409
    assert "Effekten er ikke tilstrækkelig. Tilføj et nyt tiltag." in refused.text
    assert "Drøftelse på mødet" in refused.text
    more = {**judged, "new_title": "Fast sparring", "new_owner": cast.bo.public_id, "new_unit": cast.nord.public_id}
    late = await client.post(path, {**more, "new_due_on": "24.12.2025"})
    assert late.status_code == 422
    assert 'href="#f-new_late_reason"' in late.text
    assert (await client.post(path, more)).status_code == 303
    page = await client.get(f"/tiltag/{scene.done.public_id}")
    assert "Arbejdet fortsætter i et nyt tiltag" in page.text
    assert "Fast sparring" in page.text


async def test_the_owner_is_told_that_somebody_else_judges_and_whom_to_ask(client: Client, cast: Cast) -> None:
    """Decision 0016: the button, the sentence and the refusal are one verdict. Whom to ask has a login."""
    scene = await make_scene(cast)
    path, text = f"/tiltag/{scene.done.public_id}", "En anden leder, AMR eller konsulent skal vurdere effekten."
    await client.as_(cast.bo)
    assert f"{text} Lige nu har ingen anden ret til det." in (await client.get(path)).text
    for other in (cast.erik, cast.anna, cast.gerda, cast.carl):
        await client.as_(other)  # the first login of each; Gerda only reads, and Carl is in Syd
    await client.as_(cast.bo)
    page = (await client.get(path)).text
    assert f"{text} Spørg Anna Leder (leder) eller Erik Konsulent (konsulent)." in page
    assert f"{path}/effekt" not in page
    judged = {"result": "sufficient", "criterion": "x", "basis": "x", "evaluated_on": "20.08.2025", "version": "2"}
    for refused in (await client.get(f"{path}/effekt"), await client.post(f"{path}/effekt", judged)):
        assert (refused.status_code, text in refused.text, "administrator om den" in refused.text) == (403, True, False)


async def test_judging_a_focus_point(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.anna)
    path = f"/sager/{scene.case.public_id}/fokuspunkter/{scene.point.public_id}/effekt"
    judged = {"result": "sufficient", "criterion": "Ro", "basis": "Mødet", "evaluated_on": "20.08.2025"}
    assert (await client.post(path, judged)).status_code == 409
    assert (await client.post(path, {**judged, "version": "1"})).status_code == 303
    both = await client.post(path, {**judged, "version": "1"})
    assert (both.status_code, "tilstrækkelig" in both.text, 'name="version" value="2"' in both.text) == (
        409,
        True,
        True,
    )
    assert "Effekt: tilstrækkelig" in (await client.get(scene.plan)).text


async def test_reviewing_an_ongoing_item(client: Client, cast: Cast) -> None:
    """Rule 27."""
    scene = await make_scene(cast)
    await client.as_(cast.bo)
    path = f"/tiltag/{scene.ongoing.public_id}/gennemgang"
    assert 'value="2025-11-20"' in (await client.get(path)).text
    data = {"note": "Det virker stadig.", "next_review_on": "2026-01-05", "version": "1"}
    assert (await client.post(path, data)).status_code == 303
    assert (await read_item(cast, scene.ongoing)).next_review_on == date(2026, 1, 5)


async def test_the_plan_goes_from_draft_to_approved_and_says_what_is_missing(client: Client, cast: Cast) -> None:
    """Rule 23: each gap leads to the page where it is filled."""
    case = await make_case(cast)
    draft = await make_item(cast, case, draft=True)
    plan = f"/sager/{case.public_id}/handleplan"
    await client.as_(cast.anna)
    discussed = {"note": "Arbejdsmiljøgruppens møde", "version": "2"}
    assert (await client.post(f"{plan}/droeft", {**discussed, "version": ""})).status_code == 409
    assert (await client.post(f"{plan}/droeft", discussed)).status_code == 303
    page = await client.get(f"{plan}/godkend")
    assert f'href="/tiltag/{draft.public_id}/ret"' in page.text
    assert "Skriv årsagen til problemet." in page.text
    refused = await client.post(f"{plan}/godkend", {"note": "", "version": "3"})
    assert (refused.status_code, faults(refused.text)) == (409, [])
    whole = await make_case(cast)
    await make_item(cast, whole)
    plan = f"/sager/{whole.public_id}/handleplan"
    assert "Registrér drøftelse" in (await client.get(plan)).text
    await client.post(f"{plan}/droeft", discussed)
    assert "Godkend planen" in (await client.get(plan)).text
    assert (await client.post(f"{plan}/godkend", {"note": "I orden", "version": "3"})).status_code == 303
    found = await find_plan(cast.anna.scope, whole.id)
    assert found is not None
    assert found.state == "approved"
    again = (await client.get(f"{plan}/droeft")).text
    assert ("den version gælder" in again, "Det mangler" in again) == (True, False)
    version = await client.get(f"{plan}/versioner/2")
    assert "Visitationen er lukket i weekenden." in version.text


async def test_all_done_is_not_complied(client: Client, cast: Cast) -> None:
    """Rules 21 and 24: progress in words, never a percentage."""
    case = await make_case(cast)
    await set_status(cast, await make_item(cast, case), ItemStatus.DONE)
    await client.as_(cast.anna)
    text = (await client.get(f"/sager/{case.public_id}/handleplan")).text
    assert "Kun Arbejdstilsynet afgør, om afgørelsen er efterkommet." in text
    assert "Gennemført, effekt ikke vurderet" in text
    assert "%" not in text.partition("<main")[2].partition("</main>")[0]


async def test_a_weak_plan_is_warned_of_and_not_blocked(client: Client, cast: Cast) -> None:
    """Rules 25 and 26."""
    case = await make_case(cast)
    await make_item(cast, case, prevention_level=9, is_individual=True)
    await client.as_(cast.anna)
    text = (await client.get(f"/sager/{case.public_id}/handleplan")).text
    assert "Alle tiltag er instruktion og oplæring (niveau 9)." in text
    assert "Alle tiltag retter sig mod enkeltpersoner." in text
    await approve(cast, case)


async def test_a_prior_measure_is_shown_with_its_judgement(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.bo)
    path = f"/sager/{scene.case.public_id}/tidligere-tiltag/nyt"
    data = {"title": "Lokale handleplaner", "judgement": "insufficient", "item": scene.item.public_id}
    assert (await client.post(path, data)).status_code == 303
    text = (await client.get(scene.plan)).text
    assert "Lokale handleplaner" in text
    assert "Vurderet utilstrækkeligt" in text
    assert "Taget: ukendt" in text
    assert (await client.post(path, {**data, "item": "findesikke"})).status_code == 422


async def test_hidden_items_are_counted_not_shown(client: Client, cast: Cast) -> None:
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    await make_item(cast, case)
    hidden = await make_item(cast, case, unit=cast.syd.id, owner=cast.carl.id, title="Hemmelig i Syd")
    await approve(cast, case)
    await client.as_(cast.bo)
    for path in (f"/sager/{case.public_id}/handleplan", f"/sager/{case.public_id}/handleplan/versioner/2"):
        text = (await client.get(path)).text
        assert "1 tiltag ligger i enheder, du ikke har adgang til." in text
        assert "Hemmelig i Syd" not in text
        assert hidden.public_id not in text


@pytest.mark.parametrize("count", [1, 3, 300])
async def test_the_pages_take_the_same_queries_with_any_number_of_items(client: Client, cast: Cast, count: int) -> None:
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    async with transaction():
        for _ in range(count):
            await make_item(cast, case, focus_points=[point.id])
    await client.as_(cast.bo)
    counts = []
    for path in (f"/sager/{case.public_id}/handleplan", "/mine-tiltag"):
        with record_statements() as statements:
            assert (await client.get(path)).status_code == 200
        counts.append(sum(not each.upper().startswith(("BEGIN", "COMMIT")) for each in statements))
    assert counts == [12, 4]  # the list asks once what is to be measured again


async def test_my_items_filters_and_leads_on(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    async with transaction():
        for number in range(26):
            await make_item(cast, case, title=f"Tiltag nummer {number}")
    await set_status(cast, await make_item(cast, case, title="Det gjorte"), ItemStatus.DONE)
    await client.as_(cast.bo)
    first = await client.get("/mine-tiltag")
    assert "Tiltag nummer 24" in first.text
    assert "Tiltag nummer 25" not in first.text
    assert "Det gjorte" not in first.text
    following = first.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = await client.get(following)
    assert "Tiltag nummer 25" in second.text
    assert "Det gjorte" in (await client.get("/mine-tiltag", status="gennemfoert")).text
    for ugly in ("x", "1_2_3", "9_2025-01-01_zzzzzzzzzzzz", "0_2025-13-01_zzzzzzzzzzzz", "'; DROP TABLE"):
        assert (await client.get("/mine-tiltag", efter=ugly)).status_code == 200
    assert (await client.get("/mine-tiltag", status="findesikke")).status_code == 200
    await client.as_(cast.gerda)
    assert "Du har ingen åbne tiltag" in (await client.get("/mine-tiltag")).text


async def test_a_form_that_came_after_the_session_comes_back_filled(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.bo)
    cast.clock.instant += timedelta(hours=client.settings.session_hours, minutes=1)
    path = f"/tiltag/{scene.item.public_id}/flyt-frist"
    late = await client.post(path, {"due_on": "2025-10-15", "reason": "Skrevet længe", "version": "1"})
    assert late.status_code == 401
    carried = late.text.partition('name="carried" value="')[2].partition('"')[0]
    again = await client.post("/log-ind", {"username": "bo", "password": PASSWORD, "carried": carried, "to": path})
    assert again.headers["location"] == path
    page = await client.get(path)
    assert "Skrevet længe" in page.text
    assert 'value="2025-10-15"' in page.text


async def test_the_page_of_an_item_says_each_thing_once_and_leads_on_in_one_click(client: Client, cast: Cast) -> None:
    """Four minutes on a phone: what is to be done, by when, and the two things to do about it."""
    scene = await make_scene(cast)
    cast.clock.instant += timedelta(days=59)  # 18 October: the date has passed
    await client.as_(cast.bo)
    page = (await client.get(f"/tiltag/{scene.item.public_id}")).text
    content = page.partition("<main")[2]
    for label in ("Det skal gøres", "Frist", "Effekten vurderes", "Ansvarlig"):
        assert content.count(f">{label}<") == 1, label
    assert "overskredet med 17 dage" in content
    for step in ("opdater", "dokumentation", "flyt-frist"):
        assert f'href="/tiltag/{scene.item.public_id}/{step}"' in content
    mine = (await client.get("/mine-tiltag")).text
    assert "overskredet med 17 dage" in mine
    assert f'href="/tiltag/{scene.item.public_id}/opdater"' in mine
    done = (await client.get("/mine-tiltag", status="gennemfoert")).text
    assert "/opdater" not in done


async def test_a_finding_leads_to_its_focus_point_in_the_plan(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.bo)
    assert f'id="fokuspunkt-{scene.point.public_id}"' in (await client.get(scene.plan)).text


async def test_the_pages_of_a_case_are_headed_by_the_names_of_their_tabs(client: Client, cast: Cast) -> None:
    scene = await make_scene(cast)
    await client.as_(cast.bo)
    for path, name in (("handleplan", "Handleplan"), ("dokumentation", "Dokumentation"), ("historik", "Historik")):
        page = (await client.get(f"/sager/{scene.case.public_id}/{path}")).text
        assert f">{name}</h1>" in page
        assert f' aria-current="page">{name}</a>' in page
