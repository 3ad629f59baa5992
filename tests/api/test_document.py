"""The document is about the API and nothing else, its examples are true to it, and the page tells all of it."""

import re
from datetime import date
from typing import Any

import jsonschema_rs
import pytest

from app.api.v1.document import openapi
from app.core.errors import Busy
from tests.api.test_guard import problem
from tests.factories import Cast, Client
from tests.factories_api import Program, make_token
from tests.factories_cases import make_case, make_visit
from tests.factories_plans import make_item

OPERATIONS = {
    operation["operationId"]: (path, operation)
    for path, item in openapi()["paths"].items()
    for operation in item.values()
}


def test_it_holds_the_api_and_nothing_else() -> None:
    document = openapi()
    assert document["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    assert {method for item in document["paths"].values() for method in item} == {"get", "post", "patch"}
    assert document["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert "servers" not in document


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_call_is_described_and_its_examples_fit(name: str) -> None:
    _, operation = OPERATIONS[name]
    assert operation["summary"]
    assert operation["description"]
    assert {"401", "403", "404", "422", "429", "500", "503"} <= set(operation["responses"])
    assert "400" not in operation["responses"]
    contents = [answer["content"] for answer in operation["responses"].values()]
    contents += [operation["requestBody"]["content"]] if "requestBody" in operation else []
    checked = 0
    for content in contents:
        for media_type, body in content.items():
            if media_type.endswith("json"):
                _validate(body["schema"], body["example"])
                checked += 1
    assert checked >= 7


def _validate(schema: dict[str, Any], example: Any) -> None:
    whole = {**schema, "components": openapi()["components"]}
    jsonschema_rs.validate(whole, example)


def test_a_false_example_is_caught() -> None:
    schema = {"$ref": "#/components/schemas/Me"}
    with pytest.raises(jsonschema_rs.ValidationError):
        _validate(schema, {"owner": 7})


def test_labels_in_examples_are_those_of_the_value_beside() -> None:
    _, operation = OPERATIONS["show_item"]
    example = operation["responses"]["200"]["content"]["application/json"]["example"]
    assert (example["status"], example["status_label"]) == ("planned", "Planlagt")


async def test_the_page_tells_every_call_from_our_own_files(client: Client, cast: Cast) -> None:
    text = (await client.get("/api/v1/docs")).text
    for path, operation in OPERATIONS.values():
        assert path in text
        assert operation["summary"] in text
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', text)
    assert [each for each in loaded if not each.startswith("/")] == []
    assert len(re.findall(r"<script", text)) == 1  # app.js; nothing depends on it


DAYS = (None, date(2025, 4, 10), None, date(2025, 4, 10), date(2025, 5, 1))


async def test_lists_come_a_page_at_a_time(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row once, in order; the last page has no next, and an unknown beginning is the top."""
    monkeypatch.setattr("app.api.v1.units.PAGE", 2)
    for number in range(5):
        await make_visit(cast, unit=cast.nord.id, note=str(number), visited_on=DAYS[number])
        case = await make_case(cast, title=f"Sag {number}")
        await make_item(cast, case)
    anna = Program(client.http, await make_token(cast.anna))
    for start, count in (("/units", 3), ("/visits", 5), ("/cases?limit=2", 5), ("/cases?limit=2&phase=open", 5)):
        seen, path = [], start
        while path:
            answer = await anna.get(path)
            assert 0 < len(answer.json()["items"]) <= 2
            seen += [each["id"] for each in answer.json()["items"]]
            following = answer.json()["next"]
            assert answer.headers.get("link") == (f'<{following}>; rel="next"' if following else None)
            path = (following or "").removeprefix("/api/v1")
        assert len(seen) == len(set(seen)) == count, start
    top = (await anna.get("/visits")).json()
    for after in ("222222222222", "9999-99-99_222222222222", "_x"):
        assert (await anna.get(f"/visits?after={after}")).json() == top, after
    first = (await anna.get("/units")).json()
    assert (await anna.get("/units?after=222222222222")).json() == first


async def test_a_busy_database_is_said_to_be_busy(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    bo = Program(client.http, await make_token(cast.bo))

    async def busy(*_: Any) -> None:
        raise Busy

    monkeypatch.setattr("app.api.v1.units.list_units", busy)
    answer = await bo.get("/units")
    assert (answer.status_code, problem(answer)["code"], answer.headers["retry-after"]) == (503, "busy", "2")
