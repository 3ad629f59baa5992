"""Asking the provider: soon, or not at all; and never more than fits."""

import asyncio
import functools
import ssl
from typing import Any

import httpx
import msgspec

from app.accounts.oidc.errors import Unreachable

_PATIENCE = 8  # seconds for an answer, all in all
_MOST = 512 * 1024  # bytes


async def get_json(address: str) -> dict[str, Any]:
    """The JSON object at `address`. Raises `Unreachable`."""
    status, found = await _ask("GET", address)
    if status != 200:
        raise Unreachable("fetch.status")
    return found


async def post_form(address: str, fields: dict[str, str], auth: tuple[str, str] | None) -> tuple[int, dict[str, Any]]:
    """The status and the JSON object that a form is answered with. Raises `Unreachable`."""
    return await _ask("POST", address, data=fields, auth=auth)


async def _ask(method: str, address: str, **more: Any) -> tuple[int, dict[str, Any]]:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _read(method, address, more)
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise Unreachable("fetch.silent") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Unreachable("fetch.shape") from error


async def _read(method: str, address: str, more: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Redirects are not followed: what the provider's own document names is where it is."""
    client = httpx.AsyncClient(verify=_trust(), timeout=_PATIENCE, headers={"Accept": "application/json"})
    async with client, client.stream(method, address, **more) as answer:
        if answer.status_code >= 500:
            raise Unreachable("fetch.status")
        body = bytearray()
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > _MOST:
                raise Unreachable("fetch.size")
        return answer.status_code, msgspec.json.decode(bytes(body), type=dict[str, Any])


@functools.cache
def _trust() -> ssl.SSLContext:
    """The certificates that the system trusts, as for mail; a municipality's own authority can be among them."""
    return ssl.create_default_context()
