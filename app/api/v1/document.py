"""The OpenAPI document: made by the framework from the handlers, and completed with what it cannot know."""

import functools
from enum import Enum
from typing import Any

import msgspec
from litestar import Litestar, Response, get
from litestar.di import Provide
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from app.access import labels as access
from app.access.policy import Actor, anonymous
from app.api.v1 import (
    cases,
    dialogue,
    evidence,
    evidence_requests,
    indicators,
    log,
    me,
    plans,
    records,
    reports,
    surveys,
    units,
)
from app.api.v1.common import BASE
from app.audit import labels as audit_words
from app.cases import labels as case_words
from app.core.clock import SystemClock
from app.deadlines import labels as deadlines
from app.evidence import labels as evidence_words
from app.indicators import labels as indicator_words
from app.involvement import labels as involvement
from app.organisation import labels as organisation
from app.plans import labels as plan_words
from app.reports import labels as report_words
from app.surveys import labels as survey_words
from app.web.problems import MEDIA_TYPE, TITLES, BlockerProblem, ConflictProblem, FieldProblem, Problem

ROUTES = [
    *me.routes,
    *units.routes,
    *cases.routes,
    *plans.routes,
    *evidence.routes,
    *evidence_requests.routes,
    *records.routes,
    *dialogue.routes,
    *reports.routes,
    *surveys.routes,
    *indicators.routes,
    *log.routes,
]
_ABOUT = (
    "Handlepligts data for andre programmer. Det samme, som siderne viser nøglens ejer, og ikke mere. "
    "Send nøglen i »Authorization: Bearer hlp_…«. Datoer er ISO 8601; tidspunkter står i UTC. "
    "Lister kommer en side ad gangen: »next« er adressen på den næste. Den, der ændrer, sender If-Match."
)
# What a value may look like: by the name of its field, else by its kind.
_NAMED = {
    "title": "Fast sparring hver uge",
    "name": "Ågruppen Nord",
    "unit": "Ågruppen Nord",
    "units": "Ågruppen Nord",
    "owner": "Bo Ærø",
    "person": "Bo Ærø",
    "by": "Bo Ærø",
    "token": "Fagsystem",
    "reference": "EKS-2025-0001",
    "case_reference": "EKS-2025-0001",
    "no": 1,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "next": None,
    "closed_on": None,
    "page": None,
    "cvr_no": "12345678",
    "production_unit_no": "1012345678",
    "request_id": "5f2b9c0e7d31a846",
    "requests_per_minute": 300,
    "media_type": "application/pdf",
    "href": "/api/v1/evidence/k7m2q9w4x3t5/versions/1/file",
}
_BY_FORMAT = {"date": "2025-11-01", "date-time": "2025-08-20T10:00:00Z"}
_LABELS = {
    type(member).__name__: {str(member): label for member, label in words.items()}
    for module in (
        access,
        audit_words,
        case_words,
        deadlines,
        evidence_words,
        involvement,
        organisation,
        plan_words,
        report_words,
        survey_words,
        indicator_words,
    )
    for words in vars(module).values()
    if isinstance(words, dict)
    for member in list(words)[:1]
    if isinstance(member, Enum) and not isinstance(words[member], Enum)
}


def _operation_id(handler: HTTPRouteHandler, method: Any, path: Any) -> str:
    return handler.handler_name if method is not HttpMethod.HEAD else f"{handler.handler_name}_head"


def _nobody() -> Actor:
    """The application below only describes; where it did serve, nobody would be logged in."""
    return anonymous(SystemClock().now(), "openapi")


@functools.cache
def openapi() -> dict[str, Any]:
    """The document as plain data. Made once: it follows from the code alone."""
    described = Litestar(
        ROUTES,
        dependencies={"actor": Provide(_nobody, sync_to_thread=False)},
        openapi_config=OpenAPIConfig(
            title="Handlepligt",
            version="1",
            description=_ABOUT,
            components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
            security=[{"token": []}],
            use_handler_docstrings=True,
            operation_id_creator=_operation_id,
        ),
        logging_config=None,
    )
    document: dict[str, Any] = described.openapi_schema.to_schema()
    document.pop("servers", None)
    schemas = document["components"]["schemas"]
    schemas["ItemChange"]["additionalProperties"] = False
    for item in document["paths"].values():
        item.pop("head", None)
        for operation in item.values():
            _complete(operation, schemas)
    return document


# Answers that are files. A file's own type is known only when it is sent.
_FILES = {
    "download": "*/*",
    "show_report_pdf": "application/pdf",
    "show_report_csv": "text/csv",
    "show_report_xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "show_report_package": "application/zip",
}


def _complete(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Takes out what we never answer, and shows what each answer looks like."""
    operation["responses"].pop("400", None)
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter.setdefault("description", "Nummeret." if parameter["name"] == "no" else "Id, som i adresser.")
    if file := _FILES.get(operation["operationId"]):
        operation["responses"]["200"]["content"] = {file: {"schema": {"type": "string", "format": "binary"}}}
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            answer["description"] = "Det, du bad om." if status == "200" else "Det er gemt."
        else:
            answer["content"][MEDIA_TYPE]["example"] = _refusal(int(status), answer["description"])
    bodies = [answer.get("content", {}) for answer in operation["responses"].values()]
    bodies.append(operation.get("requestBody", {}).get("content", {}))
    for body in bodies:
        for media_type, content in body.items():
            if media_type.endswith("json"):
                content.setdefault("example", example_of(content["schema"], schemas))


_CODES = {
    401: "token.refused",
    403: "token.scope",
    404: "not_found",
    406: "request.accept",
    409: "item.step",
    412: "stale",
    413: "request.too_large",
    415: "request.media_type",
    422: "request.fields",
    428: "request.if_match",
    429: "too_many",
    500: "unexpected",
    503: "busy",
}


def _refusal(status: int, detail: str) -> dict[str, Any]:
    """A refusal as it comes; lists that say nothing about it are empty."""
    code = _CODES[status]
    error = FieldProblem("note", "Bemærkning må højst have 4000 tegn.")
    blocker = BlockerProblem("item.effect_form", "Effekten vurderes på sin egen side.", "/tiltag/k7m2q9w4x3t5/effekt")
    conflict = ConflictProblem("Status", "Gennemført", "I gang")
    problem = Problem(
        type=f"urn:handlepligt:problem:{code}",
        title=TITLES[status],
        status=status,
        detail=detail,
        code=code,
        request_id="5f2b9c0e7d31a846",
        errors=(error,) if status == 422 else (),
        blockers=(blocker,) if status == 409 else (),
        conflicts=(conflict,) if status == 412 else (),
    )
    return dict(msgspec.to_builtins(problem))


def example_of(schema: dict[str, Any], schemas: dict[str, Any], name: str = "") -> Any:
    """What a value of this shape may look like: the example of the field, else one of its name or kind."""
    if "$ref" in schema:
        return example_of(schemas[_name_of(schema)], schemas, name)
    if schema.get("examples"):
        given = schema["examples"]
        return next(iter(given.values()))["value"] if isinstance(given, dict) else given[0]
    if schema.get("enum"):
        return schema["enum"][0]
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            known = [each for each in schema[choice] if each.get("type") != "null"]
            return _NAMED[name] if _NAMED.get(name, "") is None else example_of(known[0], schemas, name)
    if "properties" in schema:
        return _example_object(schema["properties"], schemas)
    kind = str(schema.get("type"))
    if kind == "array":
        return [example_of(schema["items"], schemas, name)]
    fallbacks = {"integer": 1, "boolean": False, "object": {}, "string": "Tekst"}
    if name in _NAMED and isinstance(_NAMED[name], type(fallbacks.get(kind))):
        return _NAMED[name]
    return _BY_FORMAT.get(str(schema.get("format")), fallbacks.get(kind))


def _example_object(properties: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The fields one by one; a label says what the value beside it is called."""
    found = {field: example_of(each, schemas, field) for field, each in properties.items()}
    for field, each in properties.items():
        words = _LABELS.get(_name_of(each), {})
        if f"{field}_label" in found and str(found[field]) in words:
            found[f"{field}_label"] = words[str(found[field])]
    return found


def _name_of(schema: dict[str, Any]) -> str:
    """The name of the shape that a field has, also where it may be null."""
    choices = [schema, *schema.get("oneOf", ()), *schema.get("anyOf", ())]
    return next((each["$ref"].rpartition("/")[2] for each in choices if "$ref" in each), "")


@get(f"{BASE}/openapi.json", name="api.document", opt={"public": True}, include_in_schema=False, sync_to_thread=False)
def show_document() -> Response[dict[str, Any]]:
    return Response(openapi())
