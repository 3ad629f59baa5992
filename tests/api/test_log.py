"""The log for programs: for auditors alone, on their own units, and every reading of it is logged."""

import pytest

from app.access.enums import Role
from app.api.enums import TokenScope
from app.audit.actions import erase_payload
from app.core.clock import FixedClock
from app.db.engine import record_statements
from app.db.sql import fetch_rows, fetch_value
from tests.api.test_guard import problem
from tests.factories import Cast, Client, Member, make_member
from tests.factories_api import Program, make_token
from tests.factories_cases import make_case, make_focus_point


@pytest.fixture
async def auditor(cast: Cast, clock: FixedClock) -> Member:
    return await make_member(clock, cast.municipality, "Rikke Revisor", Role.AUDITOR, cast.nord.id)


async def test_only_auditors_and_only_with_the_scope(client: Client, cast: Cast, auditor: Member) -> None:
    for member in (cast.anna, cast.bo, cast.fie, cast.erik, cast.hans):
        refused = problem(await Program(client.http, await make_token(member)).get("/log"))
        assert (refused["status"], refused["code"]) == (403, "log.denied"), member.name
    narrow = Program(client.http, await make_token(auditor, (TokenScope.ITEMS_WRITE,)))
    assert problem(await narrow.get("/log"))["code"] == "token.scope"
    assert (await Program(client.http, await make_token(auditor)).get("/log")).status_code == 200


async def test_what_lies_in_other_units_is_not_told(client: Client, cast: Cast, auditor: Member) -> None:
    mine = await make_case(cast, title="Sagen i nord")
    await make_case(cast, title="Sagen i syd", units=(cast.syd.id,))
    program = Program(client.http, await make_token(auditor))
    answer = await program.get("/log")
    assert "Sagen i nord" in answer.text
    assert "syd" not in answer.text.lower()
    entry = next(each for each in answer.json()["items"] if each["entity_kind"] == "case")
    assert (entry["action"], entry["entity_kind"], entry["case"], entry["by"]) == (
        "created",
        "case",
        mine.public_id,
        "Anna Leder",
    )


async def test_reading_the_log_is_logged_with_what_was_looked_for(client: Client, cast: Cast, auditor: Member) -> None:
    made = await make_case(cast)
    program = Program(client.http, await make_token(auditor))
    answer = await program.get(f"/log?case={made.reference}&since=2025-08-01&until=2025-08-31&action=created")
    assert {each["case_reference"] for each in answer.json()["items"]} == {made.reference}
    (row,) = await fetch_rows(
        "SELECT p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id WHERE e.entity_kind = 'log'"
    )
    for words in ("Rikke Revisor (nøglen »Fagsystem«)", made.reference, "2025-08-01", "API"):
        assert words in row["json"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("case=EKS2025-9999", "case"),
        ("kind=nope", "kind"),
        ("since=i+går", "since"),
        ("since=2025-08-02&until=2025-08-01", "since"),
        ("action=", "action"),
    ],
)
async def test_a_wrong_filter_is_named(client: Client, cast: Cast, auditor: Member, query: str, field: str) -> None:
    found = problem(await Program(client.http, await make_token(auditor)).get(f"/log?{query}"))
    assert (found["status"], [each["field"] for each in found["errors"]]) == (422, [field])
    assert await fetch_value(int, "SELECT COUNT(*) AS n FROM audit_entries WHERE entity_kind = 'log'") == 0


async def test_pages_follow_each_other_without_a_gap(client: Client, cast: Cast, auditor: Member) -> None:
    made = await make_case(cast)
    for number in range(60):
        await make_focus_point(cast, made, title=f"Fokus {number}")
    program = Program(client.http, await make_token(auditor))
    seen, path = [], "/log?kind=focus_point"
    with record_statements() as statements:
        first = await program.get(path)
    assert len([each for each in statements if "audit_entries" in each and each.startswith(("SELECT", "WITH"))]) <= 3
    while path:
        answer = await program.get(path)
        seen += [each["subject"] for each in answer.json()["items"]]
        path = (answer.json()["next"] or "").removeprefix("/api/v1")
        assert answer.headers.get("link", "") == (f'</api/v1{path}>; rel="next"' if path else "")
    assert seen == [f"Fokus {number}" for number in reversed(range(60))]
    assert len(first.json()["items"]) == 50
    assert (await program.get("/log?after=nope")).status_code == 404


async def test_what_was_erased_says_so_and_nothing_else(client: Client, cast: Cast, auditor: Member) -> None:
    await make_case(cast, title="Skal slettes")
    (row,) = await fetch_rows("SELECT seq FROM audit_entries WHERE entity_kind = 'case' AND action = 'created'")
    await erase_payload(cast.system, int(row["seq"]), reason="Efter krav")
    answer = await Program(client.http, await make_token(auditor)).get("/log?kind=case")
    assert "Skal slettes" not in answer.text
    (entry,) = [each for each in answer.json()["items"] if each["action"] == "created"]
    assert (entry["is_erased"], entry["by"], entry["subject"], entry["changes"]) == (True, None, None, [])
