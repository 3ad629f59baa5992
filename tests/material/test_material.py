"""Material sent to units: who is told of it, what each unit says, and who has not answered."""

import re
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from app.access.enums import Role
from app.core.errors import Denied, Invalid, NotFound
from app.db.engine import record_statements
from app.db.sql import fetch_rows
from app.digest.queries import read_digest
from app.material.actions import MaterialFacts, answer_material, send_material
from app.material.enums import AnswerKind
from app.material.pages import summary_text
from app.material.queries import get_material, list_materials, list_recipients
from app.material.rules import MOST_UNITS, Answer, check_number, check_text, standing
from tests.factories import Cast, Client, make_member
from tests.factories_files import page
from tests.web.html_check import faults

WHEN = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)
GUIDE = MaterialFacts(title="Høje følelsesmæssige krav", sent_on=date(2025, 3, 1))


def said(kind: AnswerKind, part: str = "", text: str = "") -> Answer:
    return Answer(kind, part, None, text, "Bo", WHEN)


def test_the_last_of_each_part_holds_and_a_part_is_not_the_whole() -> None:
    read, received = said(AnswerKind.READ, "Aftenvagten"), said(AnswerKind.RECEIVED)
    again = said(AnswerKind.POSITION, "aftenvagten", "Enige")
    assert standing(()) == ()
    assert standing((read, received)) == (received, read)
    assert standing((read, received, again)) == (received, again)


def test_a_position_is_said_in_words_and_a_material_goes_to_some_units_and_not_to_all() -> None:
    check_text(AnswerKind.READ, "")
    check_text(AnswerKind.POSITION, "Vi er enige")
    with pytest.raises(Invalid, match="position_missing"):
        check_text(AnswerKind.POSITION, "")
    check_number(MOST_UNITS)
    for number in (0, MOST_UNITS + 1):
        with pytest.raises(Invalid):
            check_number(number)
    assert summary_text(3, 1) == "2 af 3 enheder har svaret. 1 mangler."
    assert summary_text(1, 0) == "1 af 1 enhed har svaret."


async def test_each_unit_answers_for_itself_and_is_told_of_itself_alone(cast: Cast) -> None:
    made = await send_material(cast.anna.actor, units=[cast.centre.public_id], below=True, facts=GUIDE)
    units = {each.unit_name: each.public_id for each in await list_recipients(cast.anna.scope, made.id)}
    assert set(units) == {"Familiecentret", "Ågruppen Nord", "Gruppen Syd"}
    assert [each.unit_name for each in await list_recipients(cast.bo.scope, made.id)] == ["Ågruppen Nord"]
    nord = units["Ågruppen Nord"]
    await answer_material(cast.bo.actor, made.public_id, nord, kind=AnswerKind.RECEIVED, on_date=date(2025, 3, 2))
    await answer_material(cast.bo.actor, made.public_id, nord, kind=AnswerKind.POSITION, text="Vi holder fast")
    row = await get_material(cast.anna.scope, made.public_id)
    assert (row.units, row.answered) == (3, 1)
    (own,) = await list_recipients(cast.bo.scope, made.id)
    assert [each.kind for each in own.answers] == [AnswerKind.RECEIVED, AnswerKind.POSITION]
    assert [each.text for each in own.standing] == ["Vi holder fast"]
    with pytest.raises(NotFound):
        await answer_material(cast.bo.actor, made.public_id, units["Gruppen Syd"], kind=AnswerKind.READ)
    with pytest.raises(Denied):
        await answer_material(cast.dorte.actor, made.public_id, nord, kind=AnswerKind.READ)
    with pytest.raises(Invalid, match=r"date\.in_future"):
        await answer_material(cast.bo.actor, made.public_id, nord, kind=AnswerKind.READ, on_date=date(2030, 1, 1))
    for outside in (cast.gerda, cast.fie, cast.hans):
        assert await list_materials(outside.scope) == []
        with pytest.raises(NotFound):
            await get_material(outside.scope, made.public_id)
    with pytest.raises(Denied):
        await send_material(cast.bo.actor, units=[cast.nord.public_id], below=False, facts=GUIDE)
    told = await fetch_rows(
        "SELECT e.action, e.entity_kind FROM audit_entries e WHERE e.entity_kind LIKE 'material%' ORDER BY e.seq"
    )
    assert [(row["action"], row["entity_kind"]) for row in told] == [
        ("created", "material"),
        ("recorded", "material_answer"),
        ("recorded", "material_answer"),
    ]


async def test_the_pages_name_who_has_not_answered(client: Client, cast: Cast) -> None:
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    await client.as_(lone)
    assert 'id="f-units-error"' in (await client.post("/materiale/nyt", {"title": "Slides"})).text
    sent = {"title": "Slides", "units": [cast.nord.public_id, cast.syd.public_id], "sent_on": ""}
    made = await client.post("/materiale/nyt", sent)
    here = made.headers["location"]
    page = (await client.get(here)).text
    assert faults(page) == []
    assert "0 af 2 enheder har svaret. 2 mangler." in page
    await client.as_(cast.bo)
    (path,) = re.findall(rf'href="({here}/svar/[^"]+)"', (await client.get(here)).text)
    assert faults((await client.get(path)).text) == []
    missing = await client.post(path, {"kind": "position"})
    assert (missing.status_code, "Skriv, hvilken stilling enheden har taget." in missing.text) == (422, True)
    assert (await client.post(path, {"kind": "position", "text": "Vi er enige"})).headers["location"] == here
    await client.as_(lone)
    plain = " ".join(re.sub(r"<[^>]+>", " ", (await client.get(here)).text).split())
    assert "1 af 2 enheder har svaret. 1 mangler." in plain
    assert "Taget stilling Vi er enige Dato: ukendt." in plain
    assert plain.index("Har ikke svaret") < plain.index("Gruppen Syd") < plain.index("Ågruppen Nord")
    with record_statements() as statements:
        index = (await client.get(f"/materiale?enhed={cast.nord.public_id}")).text
    assert faults(index) == []
    assert "1 af 1" in index
    assert len(statements) <= 8


async def test_who_has_not_answered_is_told_on_the_overview_and_in_the_mail(client: Client, cast: Cast) -> None:
    units = [cast.nord.public_id, cast.syd.public_id]
    made = await send_material(cast.anna.actor, units=units, below=False, facts=GUIDE)
    own = next(each for each in await list_recipients(cast.bo.scope, made.id) if each.unit == cast.nord.id)
    here = f"/materiale/{made.public_id}"

    await client.as_(cast.bo)
    overview = (await client.get("/")).text
    assert f'href="{here}/svar/{own.public_id}"' in overview
    assert f"{cast.nord.name} har ikke svaret" in overview
    await client.as_(cast.anna)
    assert "2 enheder har ikke svaret" in (await client.get("/")).text
    (line,) = (await read_digest(cast.bo.actor)).answers
    assert (line.title, line.path) == (GUIDE.title, f"{here}/svar/{own.public_id}")
    konrad = await make_member(cast.clock, cast.municipality, "Konrad Konsulent", Role.CONSULTANT, cast.top.id)
    assert (await read_digest(konrad.actor)).answers == ()

    await answer_material(cast.bo.actor, made.public_id, own.public_id, kind=AnswerKind.READ)
    assert (await read_digest(cast.bo.actor)).answers == ()
    (left,) = (await read_digest(cast.anna.actor)).answers
    assert left.note == f"Materiale. {cast.syd.name} har ikke svaret"
    later = msgspec.structs.replace(cast.anna.actor, now=cast.anna.actor.now + timedelta(days=366))
    assert (await read_digest(later)).answers == ()


async def test_files_of_a_material_are_for_all_who_see_it_and_kept_by_its_sender(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    sent = [("files", ("vejledning.pdf", page(), "application/pdf")), ("files", ("plan.exe", b"MZ", "x/y"))]
    form = {"title": "Vejledning", "units": cast.nord.public_id}
    refused = await client.post("/materiale/nyt", form, files=sent)
    assert (refused.status_code, "»plan.exe« kan ikke bruges" in refused.text) == (422, True)
    assert 'value="Vejledning"' in refused.text
    here = (await client.post("/materiale/nyt", form, files=sent[:1])).headers["location"]
    shown = (await client.get(here)).text
    assert faults(shown) == []
    (file,) = re.findall(rf'href="({here}/filer/[^"]+/hent/vejledning.pdf)"', shown)
    assert (await client.post(f"{here}/filer/ny", {})).status_code == 422
    more = {"files": ("oplæg.pdf", page(300), "application/pdf")}
    assert (await client.post(f"{here}/filer/ny", {}, files=more)).status_code == 303

    await client.as_(cast.bo)
    assert (await client.get(file)).content == page()
    assert ("oplæg.pdf" in (text := (await client.get(here)).text), "/filer/ny" in text) == (True, False)
    assert (await client.get(f"{here}/filer/ny")).status_code == 403
    back = file.replace("/hent/vejledning.pdf", "/traek-tilbage")
    assert (await client.post(back, {"reason": "Nej"})).status_code == 403
    await client.as_(cast.gerda)
    assert [(await client.get(path)).status_code for path in (file, here)] == [404, 404]
    await client.as_(cast.anna)
    assert (await client.post(back, {"reason": "Gammel"})).status_code == 303
    assert (await client.get(file)).status_code == 404
