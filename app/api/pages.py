"""The pages of tokens, and the documentation drawn from the OpenAPI document."""

import json
from datetime import date, datetime
from typing import Any, ClassVar

import msgspec

from app.api.enums import TokenScope
from app.api.labels import TOKEN_SCOPE
from app.api.queries import TokenRow
from app.api.rules import scopes_from
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page, options

HOME = "/noegler"


class TokenLine(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    shown: str
    owner: str
    may: tuple[str, ...]
    expires_on: date
    last_used_at: datetime | None
    state: str
    state_kind: str
    revoke_href: str | None


class TokensPage(Page, frozen=True):
    template: ClassVar[str] = "api/index.html"
    tokens: tuple[TokenLine, ...]
    all_href: str | None


class AllTokensPage(Page, frozen=True):
    template: ClassVar[str] = "api/all.html"
    crumbs: tuple[Crumb, ...]
    tokens: tuple[TokenLine, ...]


class TokenNewPage(Page, frozen=True):
    template: ClassVar[str] = "api/new.html"
    crumbs: tuple[Crumb, ...]
    form: FormState
    scopes: tuple[Option, ...]
    latest: date


class TokenShownPage(Page, frozen=True):
    """The only page that ever shows a key."""

    template: ClassVar[str] = "api/shown.html"
    crumbs: tuple[Crumb, ...]
    name: str
    secret: str
    base_url: str


class TokenRevokePage(Page, frozen=True):
    template: ClassVar[str] = "api/revoke.html"
    crumbs: tuple[Crumb, ...]
    token: TokenLine
    action: str
    cancel_href: str


def token_line(row: TokenRow, today: date) -> TokenLine:
    works = row.works_on(today)
    if row.revoked_at is not None:
        state = "Tilbagekaldt"
    elif not row.owner_is_active:
        state = "Ejeren er fratrådt"
    else:
        state = "Virker" if works else "Udløbet"
    return TokenLine(
        name=row.name,
        shown=f"{row.shown}…",
        owner=row.owner_name,
        may=tuple(TOKEN_SCOPE[scope] for scope in scopes_from(row.scopes)),
        expires_on=row.expires_on,
        last_used_at=row.last_used_at,
        state=state,
        state_kind="success" if works else "neutral",
        revoke_href=f"{HOME}/{row.public_id}/tilbagekald" if works else None,
    )


def scope_options() -> tuple[Option, ...]:
    return options(TOKEN_SCOPE, list(TokenScope))


class DocField(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    kind: str
    text: str
    required: bool


class DocSchema(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    text: str
    fields: tuple[DocField, ...]


class DocAnswer(msgspec.Struct, frozen=True, kw_only=True):
    status: str
    text: str
    schema: str


class DocOperation(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    method: str
    path: str
    summary: str
    text: str
    parameters: tuple[DocField, ...]
    body: tuple[DocField, ...]
    body_type: str
    body_example: str
    answers: tuple[DocAnswer, ...]
    example: str


class DocGroup(msgspec.Struct, frozen=True):
    name: str
    operations: tuple[DocOperation, ...]


class DocPage(Page, frozen=True):
    """The API as a person reads it; drawn from the document, so that the two never differ."""

    template: ClassVar[str] = "api/docs.html"
    about: str
    base_url: str
    groups: tuple[DocGroup, ...]
    schemas: tuple[DocSchema, ...]
    limit: int


def doc_groups(document: dict[str, Any]) -> tuple[DocGroup, ...]:
    """The operations by their tag, in the order of the document."""
    groups: dict[str, list[DocOperation]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(path, method, operation, document))
    return tuple(DocGroup(name, tuple(operations)) for name, operations in groups.items())


def doc_schemas(document: dict[str, Any]) -> tuple[DocSchema, ...]:
    """What the answers are made of; words of a closed list stand at the field."""
    return tuple(
        DocSchema(name=name, text=schema.get("description", ""), fields=_fields(schema, document))
        for name, schema in document["components"]["schemas"].items()
        if "properties" in schema
    )


def _operation(path: str, method: str, operation: dict[str, Any], document: dict[str, Any]) -> DocOperation:
    (body_type, body), *_ = operation.get("requestBody", {}).get("content", {}).items() or [("", {})]
    success = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    shown = next((each["example"] for each in success.get("content", {}).values() if "example" in each), None)
    return DocOperation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=operation.get("description", ""),
        parameters=tuple(
            DocField(
                name=each["name"],
                kind=_kind(each["schema"], document),
                text=each.get("description", ""),
                required=each.get("required", False),
            )
            for each in operation.get("parameters", ())
        ),
        body=_fields(_resolved(body["schema"], document), document) if body else (),
        body_type=body_type,
        body_example=_shown(body["example"]) if "example" in body else "",
        answers=tuple(
            DocAnswer(status=status, text=answer["description"], schema=_answer_schema(answer))
            for status, answer in sorted(operation["responses"].items())
        ),
        example=_shown(shown) if shown is not None else "",
    )


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _answer_schema(answer: dict[str, Any]) -> str:
    return next(
        (_name(each["schema"]["$ref"]) for each in answer.get("content", {}).values() if "$ref" in each["schema"]), ""
    )


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][_name(schema["$ref"])]
    return found


def _fields(schema: dict[str, Any], document: dict[str, Any]) -> tuple[DocField, ...]:
    required = schema.get("required", ())
    return tuple(
        DocField(name=name, kind=_kind(each, document), text=each.get("description", ""), required=name in required)
        for name, each in schema.get("properties", {}).items()
    )


def _kind(schema: dict[str, Any], document: dict[str, Any]) -> str:
    """The type of a field in few words: a closed list by its members, another shape by its name."""
    if "$ref" in schema:
        target = _resolved(schema, document)
        return " | ".join(map(str, target["enum"])) if "enum" in target else _name(schema["$ref"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return " | ".join(_kind(each, document) for each in schema[choice])
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        return " | ".join(kind)
    if kind == "array":
        return f"[{_kind(schema.get('items', {}), document)}]"
    return str(schema.get("format") or kind)
