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

from app.access.policy import Actor
from app.api.actions import create_token
from app.api.enums import TokenScope
from app.api.v1.document import openapi
from tests.factories_world import World
from tests.web.addresses import NOTHING
from tests.web.worlds import NOW, ORIGIN, Template, browsing, opened

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
EXAMPLES = 25  # per call and kind of data: two minutes would find no more than ten seconds did


def _document(world: World) -> dict[str, Any]:
    """The document, with real ids among what may be sent: random ones would end in 404 all the time."""
    nord, item = world.places["nord"], world.places["nord"].items[0]
    ids = {
        "unit_id": [nord.unit],
        "visit_id": [nord.visit],
        "case_id": [nord.case, world.places["faelles"].case],
        "item_id": [item.item, item.followed, item.ongoing],
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
                elif parameter["name"] == "If-Match":
                    tags = [None, '"1"', '"2"', '"7"', '"x"', "*", ""]
                    parameter["schema"] = {"enum": tags}
    return document


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
        for name in ("cookies", "timeout", "verify", "allow_redirects", "cert", "proxies"):
            sent.pop(name, None)
        latin = [(name.encode("latin-1"), value.encode("utf-8")) for name, value in headers.items()]
        return self.runner.run(self.http.request(**sent, headers=latin))


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


@pytest.mark.parametrize("with_token", [True, False])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(
    "name", [each["operationId"] for path in openapi()["paths"].values() for each in path.values()]
)
def test_no_500_and_no_answer_that_is_not_documented(
    door: Door, name: str, mode: GenerationMode, with_token: bool
) -> None:
    schema = schemathesis.openapi.from_dict(_document(door.world))
    operation = schema.find_operation_by_id(name)
    seen = set()

    @settings(
        max_examples=EXAMPLES if with_token else 3,
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
    assert seen
    if not with_token:
        assert seen <= {401, 429}
