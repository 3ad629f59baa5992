"""Whatever is sent: no 500, and no answer that the document does not know. With a token, and without one."""

import asyncio
import copy
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.access.enums import Role
from app.access.policy import Actor, system_actor
from app.accounts.actions import grant_role
from app.api.actions import create_token
from app.api.enums import TokenScope
from app.api.v1.document import openapi
from app.db.sql import fetch_value
from tests.factories_world_places import World
from tests.web.addresses import NOTHING
from tests.web.worlds import NOW, ORIGIN, Template, browsing, opened

pytestmark = pytest.mark.slow
# Not among them: positive_data_acceptance (a well-formed write may be stale, and an id may be nobody's) and
# allow_header_conformance (the framework's OPTIONS lists what it knows).
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
EXAMPLES = 12  # per call and kind of data: ten times as many found no more
OPERATIONS = {
    operation["operationId"]: bool(operation.get("parameters") or operation.get("requestBody"))
    for path in openapi()["paths"].values()
    for operation in path.values()
}


def _document(world: World, *, with_tags: bool) -> dict[str, Any]:
    """The document, with real ids among what may be sent: random ones would end in 404 all the time.

    `with_tags`: and with versions that things may have, for the same reason.
    """
    nord, item = world.places["nord"], world.places["nord"].items[0]
    ids = {
        "unit_id": [nord.unit],
        "visit_id": [nord.visit],
        "case_id": [nord.case, world.places["faelles"].case],
        "survey_id": [nord.round],
        "indicator_id": [nord.indicator],
        "item_id": [item.item, item.followed, item.ongoing],
        "request_id": [each.request for each in nord.items],
        "evidence_id": [item.evidence, item.photo, item.withdrawn, nord.evidence_case],
    }
    document = copy.deepcopy(openapi())
    del document["security"], document["components"]["securitySchemes"]  # whether a token comes along is ours to say
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in ids:
                    parameter["schema"] = {"type": "string", "enum": [*ids[parameter["name"]], NOTHING]}
                elif parameter["name"] == "no":
                    parameter["schema"] = {"type": "integer", "minimum": 0, "maximum": 3}
                elif parameter["name"] == "If-Match" and with_tags:
                    parameter["schema"] = {"enum": ['"1"', '"2"', '"7"', '"8"', '"x"', "*", ""]}
    return document


def _as_sent(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


class Door:
    """The application in a loop of its own, and what a generated case becomes in front of it."""

    def __init__(self, runner: asyncio.Runner, http: httpx.AsyncClient, world: World, secret: str) -> None:
        self.runner, self.http, self.world, self.secret = runner, http, world, secret

    def answer(self, case: Case, *, with_token: bool) -> httpx.Response:
        sent = case.as_transport_kwargs(base_url=ORIGIN)
        headers = {name: str(value) for name, value in (sent.pop("headers") or {}).items()}
        headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
        headers |= {"Authorization": f"Bearer {self.secret}"} if with_token else {}
        data = sent.pop("data", None)
        if isinstance(data, bytes | str):
            sent["content"] = data
        elif data is not None:
            sent["data"] = data
        if sent.get("files"):  # numbers and such are text in a form
            sent["files"] = [(field, (part[0], _as_sent(part[1]), *part[2:])) for field, part in sent["files"]]
        for name in ("cookies", "timeout", "verify", "allow_redirects", "cert", "proxies"):
            sent.pop(name, None)
        latin = [(name.encode("latin-1"), value.encode("utf-8")) for name, value in headers.items()]
        return self.runner.run(self._send(self.http.build_request(**sent, headers=latin)))

    async def _send(self, request: httpx.Request) -> httpx.Response:
        await request.aread()  # the checks look at it afterwards
        return await self.http.send(request)


@pytest.fixture(scope="module")
def door(world_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder: Path = tmp_path_factory.mktemp("schemathesis")
    runner = asyncio.Runner()

    async def enter() -> tuple[Any, Any, Door]:
        database = opened(world_template, folder)
        engine = await database.__aenter__()
        application = browsing(world_template, engine, folder)
        browsers = await application.__aenter__()
        key, _ = browsers.world.members["anna"]
        anna = Actor(person=key, name="Anna", grants=(), now=NOW, request_id="schemathesis")
        until = anna.today + timedelta(days=9)
        unit = await fetch_value(int, "SELECT id FROM units WHERE public_id = {}", browsers.world.places["nord"].unit)
        await grant_role(system_actor(NOW), key, role=Role.AUDITOR, unit=unit or 0)  # so that she sees the log, too
        secret = await create_token(anna, name="Prøve", scopes=tuple(TokenScope), expires_on=until)
        transport = httpx.ASGITransport(app=browsers.app, raise_app_exceptions=False)
        http = httpx.AsyncClient(transport=transport, base_url=ORIGIN)
        return database, application, Door(runner, http, browsers.world, secret)

    database, application, made = runner.run(enter())

    async def leave() -> None:
        await made.http.aclose()
        await application.__aexit__(None, None, None)
        await database.__aexit__(None, None, None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.api.rules.MOST_REQUESTS", 1_000_000)
        yield made
    runner.run(leave())
    runner.close()


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_500_and_no_answer_that_is_not_documented(door: Door, name: str) -> None:
    seen = _attempt(door, name, GenerationMode.POSITIVE, EXAMPLES)
    assert seen & {200, 201, 404, 412, 428}


@pytest.mark.parametrize("name", [name for name, takes in OPERATIONS.items() if takes])
def test_what_the_document_does_not_allow_is_refused(door: Door, name: str) -> None:
    assert _attempt(door, name, GenerationMode.NEGATIVE, EXAMPLES)


@pytest.mark.parametrize("name", OPERATIONS)
def test_without_a_token_there_is_one_answer(door: Door, name: str) -> None:
    """Or the word that there have been too many."""
    assert _attempt(door, name, GenerationMode.POSITIVE, 3, with_token=False) <= {401, 429}


def _attempt(door: Door, name: str, mode: GenerationMode, most: int, *, with_token: bool = True) -> set[int]:
    """Sends generated data to one call and checks every answer against the document; the statuses that came."""
    document = _document(door.world, with_tags=mode is GenerationMode.POSITIVE)
    operation = schemathesis.openapi.from_dict(document).find_operation_by_id(name)
    seen: set[int] = set()

    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case: Case) -> None:
        answer = door.answer(case, with_token=with_token)
        seen.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    attempt()
    return seen
