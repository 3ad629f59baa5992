"""The page for all employees: what stands on it, who opens it and how, and what a link is worth."""

from datetime import date, timedelta

import httpx
import pypdfium2
import pytest

from app.core.errors import Denied, Invalid, RuleViolation
from app.core.qr import qr_of
from app.db.sql import execute, fetch_rows
from app.db.transaction import transaction
from app.deadlines.enums import DeadlineKind
from app.notices.actions import links
from app.notices.queries.boards import get_board_of_unit, list_boards, read_board
from app.notices.queries.links import find_live_link, list_links
from app.notices.rules import MOST_READS, still_shown, without_names
from app.organisation.actions import choose_settings
from app.reports.content.notice import Notice
from app.reports.pdf.render import render_notice
from tests.factories_cases import make_case, make_focus_point

TODAY = date(2025, 8, 20)
UNTIL = TODAY + timedelta(days=30)


def test_names_are_left_out_however_they_are_written():
    names = ["Bo Berg", "Bo Berg Å", "Ann"]
    text = "bo  BERG taler med Bo Berg Å. Annas plan, Ann: Boberg"
    assert without_names(text, names) == ("[navn udeladt] taler med [navn udeladt]. Annas plan, [navn udeladt]: Boberg")
    assert without_names("a.b (c)", ["", " ", "a.b (c"]) == "[navn udeladt])"


def test_a_closed_case_stands_for_a_while():
    assert [still_shown(day, TODAY) for day in (None, TODAY - timedelta(90), TODAY - timedelta(91))] == [
        True,
        True,
        False,
    ]


async def allow(cast, *, links: bool = True):
    await choose_settings(cast.system, cast.municipality, report_text_most=None, notice_links=links)


async def a_link(cast, place: str = "Tavlen") -> str:
    return await links.make_link(cast.anna.actor, cast.nord.public_id, place=place, until_on=UNTIL)


def browser(client) -> None:
    client.http.cookies.clear()


async def test_a_link_opens_the_page_and_nothing_else(cast, client, clock):
    """No name, no cookie, no way on, no trace of who; and it ends when it is closed, over, or not allowed any more."""
    case = await make_case(cast, title=f"Arbejdsmængde, sagt af {cast.bo.name}")
    await make_focus_point(cast, case, title="Planlægning")
    with pytest.raises(RuleViolation, match="not_allowed"):
        await a_link(cast)
    await allow(cast)
    with pytest.raises(Denied):
        await links.make_link(cast.bo.actor, cast.nord.public_id, place="Tavlen", until_on=UNTIL)
    for wrong in ({"place": " ", "until_on": UNTIL}, {"place": "x", "until_on": TODAY + timedelta(366)}):
        with pytest.raises(Invalid):
            await links.make_link(cast.anna.actor, cast.nord.public_id, **wrong)
    token = await a_link(cast)
    (row,) = await fetch_rows("SELECT digest FROM notice_links")
    assert token not in str(row)

    path = f"/opslag/link/{token}"
    for _ in range(2):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"].startswith("noindex")
    text = answer.text
    assert "Arbejdsmængde, sagt af [navn udeladt]" in text
    assert "Planlægning" in text
    assert 'content="noindex' in text
    for name in (cast.anna.name, cast.bo.name, case.reference, case.public_id):
        assert name not in text
    for way in ("/sager", f"/sager/{case.public_id}", f"/opslag/enhed/{cast.nord.public_id}"):
        assert (await client.get(way)).status_code == 303
    (seen,) = await list_links(cast.anna.scope, cast.nord.id)
    assert (seen.reads, seen.last_on, seen.is_open(TODAY)) == (2, TODAY, True)
    await client.as_(cast.hans)  # somebody logged in elsewhere is shown the same
    assert (await client.get(path)).text == text
    browser(client)

    for hostile in (token[:-1], token + "x", token.upper(), "%00", "ø" * 300, "' OR 1=1 --"):
        assert (await client.get(f"/opslag/link/{hostile}")).status_code == 404, hostile
    async with transaction():
        await execute("UPDATE notice_reads SET reads = {}", MOST_READS)
    assert (await client.get(path)).status_code == 429
    async with transaction():
        await execute("UPDATE notice_reads SET reads = 1")

    await allow(cast, links=False)
    assert (await client.get(path)).status_code == 404
    await allow(cast)
    clock.instant += timedelta(days=31)
    assert (await client.get(path)).status_code == 404
    clock.instant -= timedelta(days=31)
    assert (await client.get(path)).status_code == 200
    await links.close_link(cast.anna.actor, cast.nord.public_id, seen.public_id)
    with pytest.raises(RuleViolation, match="closed"):
        await links.close_link(cast.anna.actor, cast.nord.public_id, seen.public_id)
    assert (await client.get(path)).status_code == 404
    for _ in range(60):  # whoever guesses waits, and nobody else does
        answer = await client.get("/opslag/link/gaet")
    assert answer.status_code == 429


async def test_what_stands_on_the_page(cast):
    """Open rulings of the unit itself, with dates unknown as unknown; a closed one as it ended, for a while."""
    await make_case(cast, dates={DeadlineKind.RULED: date(2025, 6, 2)})
    await make_case(cast, units=(cast.syd.id,), title="En anden enhed")
    board = await get_board_of_unit(cast.system.scope, cast.nord.id)
    (shown,) = await read_board(cast.system.scope, board)
    assert (shown.kind, shown.topics) == ("Påbud med frist", ("Stor arbejdsmængde og tidspres",))
    assert [(each.label, each.ruled_on) for each in shown.rulings] == [("Afgørelse", date(2025, 6, 2))]
    assert any(each.on is None for each in shown.next_dates)
    names = [each.name for each in await list_boards(cast.anna.scope)]
    assert names == [cast.syd.name, cast.nord.name]
    assert [each.name for each in await list_boards(cast.bo.scope)] == [cast.nord.name]
    assert await list_boards(cast.hans.scope) == []


async def test_the_paper_has_the_code_and_the_address(cast, client):
    """Made by the browser that was shown the link; a link of another unit makes none."""
    await make_case(cast)
    await allow(cast)
    await client.as_(cast.anna)
    here = f"/enheder/{cast.nord.public_id}/opslag"
    assert "Se siden, som medarbejderne ser den" in (await client.get(here)).text
    page = await client.post(here, {"where_hung": "Tavlen i stuen", "until_on": "2025-09-19"})
    token = page.text.split("/opslag/link/")[1].split("<")[0]
    assert await find_live_link(cast.system.scope, token)
    assert token not in (await client.get(here)).text
    answer: httpx.Response = await client.post(f"{here}/ark", {"token": token})
    assert answer.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(document[0].get_textpage().get_text_bounded().split())
    assert f"/opslag/link/{token}" in text
    other = f"/enheder/{cast.syd.public_id}/opslag/ark"
    assert (await client.post(other, {"token": token})).status_code == 404
    assert (await client.post(f"{here}/ark", {"token": "x"})).status_code == 404


def test_a_paper_is_the_same_each_time(clock):
    sheet = Notice(
        municipality="Eksempel",
        unit="Å & <b>",
        place="x",
        address="https://e.dk/o",
        until_on=TODAY,
        made_at=clock.now(),
    )
    assert render_notice(sheet) == render_notice(sheet)
    qr = qr_of("https://e.dk/o")
    assert qr.size == len(qr.rows[0])
    assert not any(qr.rows[0])
    assert qr.path.startswith("M4 4")
