"""The log on a page and as a file: for whom, what it says, and that reading it is logged before it is served."""

import csv
import io
import json
from typing import Any

import httpx
import pytest

from app.audit.actions import erase_payload
from app.audit.enums import AuditAction, EntityKind
from app.audit.pages.exports import COLUMNS
from app.audit.queries import LogFilter, iterate_log
from app.core.spreadsheet import harmless
from app.db.engine import Database, PgEngine
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import transaction
from tests.factories import Cast, Client
from tests.factories_audit import log, make_auditor
from tests.factories_cases import make_case

PAGES = ("/haendelseslog", "/haendelseslog/haendelseslog.csv", "/haendelseslog/haendelseslog.jsonl")
_COUNT = "SELECT COUNT(*) AS n FROM audit_entries"


async def _newest() -> dict[str, Any]:
    (row,) = await fetch_rows(
        "SELECT e.action, e.entity_kind, e.actor_person, p.json FROM audit_entries e "
        "JOIN audit_payloads p ON p.entry = e.id ORDER BY e.seq DESC LIMIT 1"
    )
    return {**row, "json": json.loads(row["json"])}


def _rows(answer: httpx.Response) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize("path", PAGES)
async def test_the_log_is_for_auditors(cast: Cast, client: Client, path: str) -> None:
    before = await fetch_value(int, _COUNT)
    for member in (cast.anna, cast.bo, cast.dorte, cast.erik, cast.fie, cast.gerda, cast.hans):
        await client.as_(member)
        answer = await client.get(path)
        assert (answer.status_code, "Hændelsesloggen er for revisorer" in answer.text) == (403, True)
        assert 'href="/haendelseslog"' not in (await client.get("/")).text
    client.http.cookies.clear()
    assert (await client.get(path)).status_code == 303
    assert await fetch_value(int, _COUNT) == before


async def test_a_change_reads_as_a_sentence(cast: Cast, client: Client) -> None:
    auditor = await make_auditor(cast, cast.top)
    case = await make_case(cast, units=(cast.nord.id,))
    await log(
        cast.bo,
        EntityKind.CASE,
        case.id,
        "Støj i Ågruppen",
        case=case.id,
        before={"frist": "2025-11-03", "titel": "Støj"},
        after={"frist": "2025-12-01", "titel": None, "note": "<b>x</b>"},
        reason="Længere frist",
    )
    await client.as_(auditor)
    page = (await client.get("/haendelseslog")).text
    entry = page[page.index('<li class="history-entry">') : page.index('</li>\n<li class="history-entry">')]
    for words in (
        "<strong>Bo Ærø</strong> har ændret sag: Støj i Ågruppen",
        "20.08.2025 kl. 12.00",
        f'<a href="/sager/{case.public_id}">',
        "Forespørgsel test-bo",
        "Begrundelse: Længere frist",
        "frist: 03.11.2025 ",
        "01.12.2025",
        "tom</li>",
        "&lt;b&gt;x&lt;/b&gt;",
    ):
        assert words in entry, words
    assert 'href="/haendelseslog" aria-current="page"' in page


async def test_reading_and_exporting_the_log_is_logged_with_what_was_looked_for(cast: Cast, client: Client) -> None:
    auditor = await make_auditor(cast, cast.top)
    await client.as_(auditor)
    assert (await client.get("/haendelseslog", person="bo", handling="created", fra="1.8.2025")).status_code == 200
    assert await _newest() == {
        "action": "opened",
        "entity_kind": "log",
        "actor_person": auditor.id,
        "json": {
            "actor_name": "Rie Revisor",
            "subject": "",
            "reason": "",
            "changes": [
                {"field": "person", "before": None, "after": "bo"},
                {"field": "fra", "before": None, "after": "2025-08-01"},
                {"field": "handling", "before": None, "after": "oprettet"},
            ],
        },
    }
    for path in PAGES[1:]:
        assert (await client.get(path, person="bo")).status_code == 200
        newest = await _newest()
        assert (newest["action"], newest["entity_kind"]) == ("exported", "log")
        assert [each["after"] for each in newest["json"]["changes"]] == ["bo", path.rpartition("/")[2]]
    page = (await client.get("/haendelseslog")).text
    assert "<strong>Rie Revisor</strong> har hentet hændelsesloggen" in page
    assert "<strong>Rie Revisor</strong> har læst hændelsesloggen" in page


@pytest.mark.parametrize("path", PAGES)
async def test_where_the_read_cannot_be_logged_nothing_is_served(
    db: Database, cast: Cast, client: Client, path: str
) -> None:
    auditor = await make_auditor(cast, cast.top)
    await client.as_(auditor)
    assert "Ågruppen Nord" in (await client.get(path)).text
    async with transaction():
        if isinstance(db, PgEngine):
            await execute(
                "CREATE FUNCTION no_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$"
            )
            await execute(
                "CREATE TRIGGER no_more BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION no_more()"
            )
        else:
            await execute(
                "CREATE TRIGGER no_more BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
    answer = await client.get(path)
    assert answer.status_code == 500
    assert "Ågruppen Nord" not in answer.text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"fra": "i går"}, "Skriv datoen som dag, måned og år"),
        ({"fra": "2025-08-20", "til": "2025-08-19"}, "Den første dag ligger efter den sidste."),
        ({"sag": "EKS2025-9999"}, "Der er ingen sag med det nummer"),
        ({"slags": "findes-ikke", "person": "ukendt person"}, "slags"),
        ({"person": "x" * 300}, "højst"),
    ],
)
async def test_what_cannot_be_looked_for_is_said_beside_the_field(
    cast: Cast, client: Client, query: dict[str, str], words: str
) -> None:
    auditor = await make_auditor(cast, cast.top)
    await client.as_(auditor)
    before = await fetch_value(int, _COUNT)
    answer = await client.get("/haendelseslog", **query)
    assert answer.status_code == 422
    assert words in answer.text
    assert list(query.values())[-1] in answer.text  # what was typed is kept
    for path in PAGES[1:]:
        assert (await client.get(path, **query)).status_code == 422
    assert await fetch_value(int, _COUNT) == before


async def test_a_case_outside_the_reader_s_units_and_one_that_is_not_there_get_the_same_words(
    cast: Cast, client: Client
) -> None:
    auditor = await make_auditor(cast, cast.nord)
    case = await make_case(cast, units=(cast.syd.id,))
    await client.as_(auditor)
    answers = [await client.get("/haendelseslog", sag=sag) for sag in (case.reference, "EKS2099-9999")]
    assert [answer.status_code for answer in answers] == [422, 422]
    first, second = (answer.text.replace(case.reference, "X").replace("EKS2099-9999", "X") for answer in answers)
    assert first == second


async def test_the_page_leads_to_the_next_one_and_to_the_files_with_the_same_filter(cast: Cast, client: Client) -> None:
    auditor = await make_auditor(cast, cast.top)
    for number in range(60):
        await log(cast.bo, EntityKind.UNIT, cast.nord.id, f"Nr. {number:02}")
    await client.as_(auditor)
    page = (await client.get("/haendelseslog", person="bo")).text
    assert page.count('class="history-entry"') == 50
    assert 'href="/haendelseslog/haendelseslog.csv?person=bo"' in page
    (following,) = [part.partition('"')[0] for part in page.split('rel="next" href="')[1:]]
    second = (await client.http.get(following.replace("&amp;", "&"))).text
    assert second.count('class="history-entry"') == 10
    assert "Nr. 00" in second
    assert 'rel="prev" href="/haendelseslog?person=bo"' in second
    assert 'rel="next"' not in second


async def test_csv_holds_every_entry_as_a_spreadsheet_wants_it(cast: Cast, client: Client) -> None:
    auditor = await make_auditor(cast, cast.top)
    for number in range(120):
        await log(cast.bo, EntityKind.UNIT, cast.nord.id, f"Nr. {number}", after={"ændret": f'æøå; "{number}"\n2'})
    await log(cast.bo, EntityKind.UNIT, cast.nord.id, "=HYPERLINK(1)", after={"tal": "-5"}, reason="@sum 010203 1234")
    await client.as_(auditor)
    answer = await client.get("/haendelseslog/haendelseslog.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="haendelseslog.csv"'
    assert "content-encoding" not in answer.headers
    assert answer.content.startswith(b'\xef\xbb\xbf"Tidspunkt";')
    rows = _rows(answer)
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["Hvad"], rows[0]["Ændringer"]) == ("har hentet hændelsesloggen", "fil: tom → haendelseslog.csv")
    assert (rows[1]["Emne"], rows[1]["Ændringer"], rows[1]["Begrundelse"]) == (
        "'=HYPERLINK(1)",
        "tal: tom → -5",
        "'@sum 010203 1234",
    )
    assert [row["Obs"] for row in rows[:3]] == ["", "ligner et CPR-nummer", ""]
    assert (rows[2]["Ændringer"], rows[2]["Tidspunkt"]) == ('ændret: tom → æøå; "119"\n2', "2025-08-20 12:00:00")
    entries = [entry async for piece in iterate_log(auditor.scope, LogFilter()) for entry in piece]
    assert [row["Mærke"] for row in rows] == [entry.hash for entry in entries]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-1+1", "'-1+1"),
        ("@sum(a1)", "'@sum(a1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("-", "'-"),
        ("-5", "-5"),
        ("-5,25", "-5,25"),
        ("-1.234,5", "-1.234,5"),
        ("+4512345678", "+4512345678"),
        ("1=1", "1=1"),
        ("–5 til 10", "–5 til 10"),
        ("", ""),
        ("a\x00b", "ab"),
    ],
)
def test_a_cell_runs_nothing_and_a_negative_number_stays_one(cell: str, told: str) -> None:
    assert harmless(cell) == told


async def test_json_lines_hold_every_entry_as_it_was_logged(cast: Cast, client: Client) -> None:
    auditor = await make_auditor(cast, cast.top)
    await log(
        cast.bo,
        EntityKind.UNIT,
        cast.nord.id,
        "=1\u2028\x00",
        after={"frist": "2025-12-01"},
        reason="Fordi 010203-1234",
    )
    seq = await fetch_value(int, "SELECT MAX(seq) AS seq FROM audit_entries")
    await log(cast.bo, EntityKind.UNIT, cast.nord.id, "Væk")
    assert seq is not None
    await erase_payload(cast.system, seq + 1, reason="Anmodning om sletning")
    await client.as_(auditor)
    answer = await client.get("/haendelseslog/haendelseslog.jsonl")
    assert answer.headers["content-type"] == "application/jsonl; charset=utf-8"
    objects = [json.loads(line) for line in answer.content.split(b"\n")[:-1]]
    (hash_,) = await fetch_rows("SELECT hash FROM audit_entries WHERE seq = {}", seq)
    assert objects[3] == {
        "time": "2025-08-20T10:00:00Z",
        "who": "Bo Ærø",
        "person": cast.bo.public_id,
        "action": "changed",
        "kind": "unit",
        "subject": "=1\u2028\x00",
        "case": None,
        "changes": [{"field": "frist", "before": None, "after": "2025-12-01"}],
        "reason": "Fordi 010203-1234",
        "request_id": "test-bo",
        "looks_like_cpr": True,
        "hash": hash_["hash"],
        "erased_at": None,
        "withheld": False,
    }
    gone = objects[2]
    assert (gone["who"], gone["subject"], gone["changes"], gone["erased_at"]) == (
        None,
        None,
        None,
        "2025-08-20T10:00:00Z",
    )


async def test_an_export_ends_where_it_began(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """In pieces of two, with entries of the same instant; nothing twice and nothing left out."""
    monkeypatch.setattr("app.audit.queries.log._PIECE", 2)
    auditor = await make_auditor(cast, cast.top)
    for number in range(7):
        await log(cast.bo, EntityKind.UNIT, cast.nord.id, f"Nr. {number}", action=AuditAction.MOVED)
    await client.as_(auditor)
    rows = _rows(await client.get("/haendelseslog/haendelseslog.csv", handling="moved"))
    assert [row["Emne"] for row in rows] == [f"Nr. {number}" for number in reversed(range(7))]
